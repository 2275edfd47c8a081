"""WSGI entry point; the settings module comes from the environment, production if unset."""

import os
from pathlib import Path

import environ

from django.core.wsgi import get_wsgi_application

env_file = Path(__file__).resolve().parents[1] / ".env"
if env_file.exists():
    environ.Env.read_env(env_file)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

application = get_wsgi_application()
