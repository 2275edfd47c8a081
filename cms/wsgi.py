"""WSGI entry point; the settings module comes from the environment, production if unset."""

import logging
import os
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

import environ

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import reverse

from cms.page_memory import PagesInMemory, forget_files  # reads no setting before there are any

logger = logging.getLogger(__name__)
env_file = Path(__file__).resolve().parents[1] / ".env"
if env_file.exists():
    environ.Env.read_env(env_file)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

django_application = get_wsgi_application()
application = PagesInMemory(django_application)
reverse("account")  # every view is imported now, and not while the first visitor waits


def warm_up():
    """Make a few pages before there are workers: templates and what else pages need is theirs in common then.

    Whatever goes wrong costs this, and nothing else: the house opens all the same.
    """
    from articles.models import ArticlePage  # models can be imported only now

    forget_files()  # nobody listened for what was thrown away since they were written
    try:
        story = ArticlePage.objects.live().public().last()
        for path in ("/", *([story.get_url_parts()[2]] if story else [])):
            django_application.get_response(WSGIRequest(asked_for(path)))
    except Exception:  # no tables yet, no database: the log has it
        logger.warning("No page was made beforehand", exc_info=True)
    finally:
        connections.close_all()  # no two processes may use the same one


def asked_for(path):
    site = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    # An unknown parameter: the page is made, whether or not one is kept, and is not kept itself.
    environment = {"PATH_INFO": path, "QUERY_STRING": "warm-up", "HTTP_HOST": site.netloc}
    setup_testing_defaults(environment)
    return environment | {"wsgi.url_scheme": site.scheme, "HTTP_X_FORWARDED_PROTO": site.scheme}
