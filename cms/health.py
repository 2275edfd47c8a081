"""For what looks after the processes: /-/live/, /-/ready/ and /-/metrics/. Strangers learn nothing from them.

They are answered before everything else: no session, no kept page, no host name to get right.
"""

import logging
import os
from pathlib import Path
from threading import Event

from django.conf import settings
from django.core import checks
from django.core.cache import caches
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, HttpResponseNotFound
from django.utils.crypto import constant_time_compare, get_random_string

from . import metrics

logger = logging.getLogger(__name__)
migrated = Event()


class HealthMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response
        self.answers = {"/-/live/": live, "/-/ready/": ready, "/-/metrics/": figures}

    def __call__(self, request):
        answer = self.answers.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        response = answer(request)
        response.headers["Cache-Control"] = "no-store"
        return response


def live(request):
    """Whether the process answers at all; if not, it is to be started anew."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request):
    """Whether the process can do its work; until then no visitor should be sent to it. The log says what is missing."""
    missing = [check.__name__ for check in (database, migrations, cache, storage) if not survives(check)]
    if missing:
        logger.warning("Not ready: %s", ", ".join(missing))
        return HttpResponse("not ready\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


def figures(request):
    """For Prometheus, which shows settings.METRICS_TOKEN."""
    shown = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(shown, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponseNotFound()
    return HttpResponse(metrics.as_text(), content_type=metrics.CONTENT_TYPE)


def survives(check):
    try:
        return check()
    except Exception:  # whatever it is, the house is not ready; each service has errors of its own
        logger.exception("%s does not answer", check.__name__)
        return False


def database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def migrations():
    """Whether the tables are as this version of the code wants them. Asked until it is so, since it stays so."""
    if not migrated.is_set():
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            migrated.set()
    return migrated.is_set()


def cache():
    written = get_random_string(8)
    for each in (caches["default"], caches["pages"]):
        each.set("ready", written, 60)
    return caches["default"].get("ready") is not None


def storage():
    """Whether both stores take files: a folder by its rights, a bucket by answering."""
    return all(map(takes_files, (storages["default"], storages["private"])))


def takes_files(store):
    if not isinstance(store, FileSystemStorage):
        store.exists("ready")  # raises where the bucket is not there, or not ours
        return True
    return can_be_written(Path(store.location))


def can_be_written(folder):
    while not folder.exists():
        folder = folder.parent
    return os.access(folder, os.W_OK)


def check_page_files(app_configs, **kwargs):
    """One of Django's checks: the web server in front would get no page, and nobody would know why."""
    folder = settings.PAGE_FILES
    if folder and folder == settings.CACHES["pages"].get("LOCATION"):
        yield checks.Error("PAGE_FILES and PAGE_CACHE_URL name the same folder: each needs its own.", id="cms.E001")
    elif folder and not can_be_written(Path(folder)):
        yield checks.Warning(f"PAGE_FILES names a folder that cannot be written: {folder}", id="cms.W001")
