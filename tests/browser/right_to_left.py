"""Settings: the magazine in a language that is written from right to left. What nobody translated stays English."""

from cms.settings.development import *  # noqa: F403

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", "العربية")]
