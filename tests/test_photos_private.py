"""A file that somebody was promised is gone is deleted, however long its storage is down."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from photos.private import RETRY_AFTER, delete_master, private_storage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


@pytest.mark.parametrize(
    ("attempt", "wait"), [(1, RETRY_AFTER[0]), (2, RETRY_AFTER[1]), (5, timedelta(days=1)), (400, timedelta(days=1))]
)
def test_a_storage_that_is_down_is_asked_again_without_end(settings, monkeypatch, attempt, wait):
    def down(self, name):
        raise OSError("The storage is down.")

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(FileSystemStorage, "delete", down)
    delete_master.call("masters/x.jpg", attempt)
    again = DBTaskResult.objects.get()
    assert again.args_kwargs["args"] == ["masters/x.jpg", attempt + 1, "private"]
    assert timedelta() < again.run_after - timezone.now() <= wait


def test_a_file_that_is_gone_already_is_no_failure():
    name = private_storage().save("masters/x.jpg", ContentFile(b"x"))
    delete_master.call(name)
    delete_master.call(name)
    assert not private_storage().exists(name)
    assert not DBTaskResult.objects.exists()
