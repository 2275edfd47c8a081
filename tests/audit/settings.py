"""Production as the audit runs it: on this machine, without TLS, with the demo magazine."""

import os

os.environ.setdefault("EMAIL_URL", "smtp://127.0.0.1:25")

from cms.settings.production import *  # noqa: F403
from cms.settings.production import INSTALLED_APPS

DEMO_CONTENT_ALLOWED = True
INSTALLED_APPS = ["demo", *INSTALLED_APPS]
SECURE_SSL_REDIRECT = False
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["woff2", "png", "jpg", "svg", "map"]
