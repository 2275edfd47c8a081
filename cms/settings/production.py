"""Production: nothing has a default that would be unsafe; what is missing stops the start."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import ALLAUTH_TRUSTED_PROXY_COUNT, STORAGES, env

for name in ("SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "EMAIL_URL"):
    if not env.str(name, default=""):
        raise ImproperlyConfigured(f"{name} is not set, and production does not start without it: see .env.example.")

DEBUG = False
SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS may not be “*”: links in letters would lead wherever a stranger likes.")

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", default=31_536_000)  # one year, https://hstspreload.org
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
if ALLAUTH_TRUSTED_PROXY_COUNT:
    # Only where a proxy of ours sets this header itself: a client could forge it otherwise.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SOURCES_ARE_CHECKED = env.bool("CHECK_SOURCES", default=True)

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "cms.static_files.StaticFiles"},
}
