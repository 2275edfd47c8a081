"""Tests: quick hashing, tasks run at once, mail in memory; everything else as in development."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import DATABASES, INSTALLED_APPS, STORAGES, VAR_DIR

SECRET_KEY = "tests-only"  # noqa: S105 - tests hold no secrets
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
DEMO_CONTENT_ALLOWED = True
INSTALLED_APPS = ["demo", *INSTALLED_APPS]
STAFF_MFA_REQUIRED = False

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},  # tests/test_cms_front_cache.py has one
}
TASKS = {"default": {"BACKEND": "tests.quick_tasks.QuickBackend"}}
# What search knows costs a tenth of the tests' time; those about it ask for the fixture `search_index`.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}}
files = tempfile.TemporaryDirectory(prefix="beautydesk-files-")  # gone when the tests end
MEDIA_ROOT = Path(files.name) / "media"
STORAGES = STORAGES | {
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": Path(files.name) / "private", "base_url": None},
    },
}
STATIC_ROOT = Path(files.name) / "static"
STATIC_ROOT.mkdir()

# A file keeps the migrated database between runs (pytest --reuse-db): migrating is most of the time.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
