"""Where background work goes."""

from typing import Any

from django_tasks.backends.immediate import ImmediateBackend
from django_tasks_db import DatabaseBackend

from django.conf import settings

# Wagtail's, which purge_page_from_cache and its like put on the queue. By name: it is imported after the queue.
PURGE = "wagtail.contrib.frontend_cache.tasks.purge_urls_from_cache_task"
FRONT = "front"  # in settings.WAGTAILFRONTENDCACHE: our own pages


class TaskQueue(DatabaseBackend):
    """The worker's queue in the database. Only pages kept for readers are thrown away at once, worker or not.

    What a CDN is to forget waits for the worker: no visitor waits for another machine, and what fails can be seen.
    """

    def enqueue(self, task: Any, args: Any, kwargs: Any):
        if task.module_path != PURGE:
            return super().enqueue(task, args, kwargs)
        urls, backend_settings, backends = args
        names = set(settings.WAGTAILFRONTENDCACHE if backends is None else backends)
        # Our own first: whatever becomes of the others, these are gone.
        done = ImmediateBackend(self.alias, {}).enqueue(task, *told(urls, backend_settings, names & {FRONT}))
        if elsewhere := names - {FRONT}:
            super().enqueue(task, *told(urls, backend_settings, elsewhere))
        return done


def told(urls, backend_settings, backends) -> Any:
    """The task's arguments: by position, and by name."""
    return [urls, backend_settings, sorted(backends)], {}
