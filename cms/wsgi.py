"""WSGI entry point; the settings module comes from the environment, production if unset."""

import logging
import os
from pathlib import Path

import environ

from django.core.checks import run_checks
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
    """Make a few pages before there are workers: templates, the spam model and what else is needed is theirs in common.

    Whatever goes wrong costs this, and nothing else: the house opens all the same.
    """
    from articles.models import ArticlePage  # models can be imported only now
    from cms.warming import as_reader
    from screening.learner import current_model

    for message in run_checks():  # commands print them; nobody else would say so here
        logger.log(message.level, "%s", message)
    forget_files()  # nobody listened for what was thrown away since they were written
    try:
        story = ArticlePage.objects.live().public().last()
        for path in ("/", *([story.get_url_parts()[2]] if story else [])):
            as_reader(path, "warm-up", django_application)  # a parameter of no page: made, and not kept
        current_model()  # or whoever writes the first comment waits for it
    except Exception:  # no tables yet, no database: the log has it
        logger.warning("No page was made beforehand", exc_info=True)
    finally:
        connections.close_all()  # no two processes may use the same one
