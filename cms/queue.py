"""Where background work goes."""

from django_tasks.backends.immediate import ImmediateBackend
from django_tasks_db import DatabaseBackend

# Wagtail's, which purge_page_from_cache and its like put on the queue. By name: it is imported after the queue.
PURGE = "wagtail.contrib.frontend_cache.tasks.purge_urls_from_cache_task"


class TaskQueue(DatabaseBackend):
    """The worker's queue in the database. Only pages kept for readers are thrown away at once, worker or not."""

    def enqueue(self, task, args, kwargs):
        if task.module_path == PURGE:
            return ImmediateBackend(self.alias, {}).enqueue(task, args, kwargs)
        return super().enqueue(task, args, kwargs)
