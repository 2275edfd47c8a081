"""One machine, no other service: SQLite, local files, mail written to files and the console."""

from .base import *  # noqa: F403
from .base import INSTALLED_APPS, MIDDLEWARE, VAR_DIR, env

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = "development-only-never-used-anywhere-else-0123456789"  # noqa: S105 - only ever on a developer's machine
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
INTERNAL_IPS = ["127.0.0.1"]
if DEBUG:  # a changed template shows at once
    MIDDLEWARE = [name for name in MIDDLEWARE if name != "cms.front_cache.FrontCacheMiddleware"]

# The demo magazine and its accounts exist only where this is set; production never sets it.
DEMO_CONTENT_ALLOWED = True
INSTALLED_APPS = ["demo", *INSTALLED_APPS]
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", default=False)

# `manage.py demo_certificate` makes them; whoever runs without it serves photos unsigned.
DEMO_CERTIFICATE_DIR = VAR_DIR / "c2pa"
if DEMO_CERTIFICATE_DIR.exists() and "C2PA_CERTIFICATE" not in env:
    C2PA_CERTIFICATE = DEMO_CERTIFICATE_DIR / "certificate.pem"
    C2PA_PRIVATE_KEY = DEMO_CERTIFICATE_DIR / "private_key.pem"
    C2PA_TRUST_LIST = DEMO_CERTIFICATE_DIR / "trust_list.pem"

# Open the newest file in var/mail to read what the desk was sent.
if "EMAIL_URL" not in env:
    MAIL_DELIVERY_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
