"""WSGI entry point; the settings module comes from the environment, production if unset."""

import os
from pathlib import Path

import environ

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from cms.page_memory import PagesInMemory  # reads no setting before there are any

env_file = Path(__file__).resolve().parents[1] / ".env"
if env_file.exists():
    environ.Env.read_env(env_file)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

application = PagesInMemory(get_wsgi_application())
reverse("account")  # every view is imported now, and not while the first visitor waits
