"""Tests: quick hashing, tasks run at once, mail in memory; everything else as in development."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import DATABASES, VAR_DIR

SECRET_KEY = "tests-only"  # noqa: S105 - tests hold no secrets
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
DEMO_CONTENT_ALLOWED = True
STAFF_MFA_REQUIRED = False

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="beautydesk-media-"))

# A file keeps the migrated database between runs (pytest --reuse-db): migrating is most of the time.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
