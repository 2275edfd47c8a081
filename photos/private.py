"""Storage that no address of the site leads to: the masters of photos, and signed releases."""

import logging
from datetime import timedelta

from django_tasks import task

from django.core.files.storage import storages
from django.db import transaction
from django.db.models.signals import post_delete
from django.utils import timezone

logger = logging.getLogger(__name__)

# How long to wait before each further attempt; then every day until the storage answers: somebody was promised it.
RETRY_AFTER = [timedelta(**wait) for wait in ({"minutes": 1}, {"minutes": 10}, {"hours": 1}, {"hours": 8}, {"days": 1})]


def private_storage():
    """Where masters and signed releases lie: no address of the site leads there."""
    return storages["private"]


def connect(photo_model):
    post_delete.connect(_photo_deleted, sender=photo_model, dispatch_uid="photos.private.deleted")


@task()
def delete_master(name, attempt=1, storage="private"):
    """Delete a file for good, however often it takes. Put on the queue within a transaction, it belongs to it.

    Args:
        storage: the name in settings.STORAGES of where it lies.
    """
    try:
        storages[storage].delete(name)
    except Exception:  # each kind of storage has its own
        next_time = timezone.now() + RETRY_AFTER[min(attempt, len(RETRY_AFTER)) - 1]
        level = logging.WARNING if attempt < len(RETRY_AFTER) else logging.ERROR
        logger.log(level, "A file could not be deleted; next attempt at %s: %s", next_time, name, exc_info=True)
        delete_master.using(run_after=next_time).enqueue(name, attempt + 1, storage)


def _photo_deleted(instance, **kwargs):
    if instance.master:
        transaction.on_commit(lambda: delete_master.enqueue(instance.master.name))
