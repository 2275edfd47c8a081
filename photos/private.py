"""Storage that no address of the site leads to: the masters of photos, and signed releases."""

from django_tasks import task

from django.core.files.storage import storages
from django.db import transaction
from django.db.models.signals import post_delete


def private_storage():
    """Where masters and signed releases lie: no address of the site leads there."""
    return storages["private"]


def connect(photo_model):
    post_delete.connect(_photo_deleted, sender=photo_model, dispatch_uid="photos.private.deleted")


@task()
def delete_master(name):
    private_storage().delete(name)


def _photo_deleted(instance, **kwargs):
    if instance.master:
        transaction.on_commit(lambda: delete_master.enqueue(instance.master.name))
