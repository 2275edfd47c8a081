"""Keep search in step with the rows of a person's page: Wagtail indexes a page when its own row is saved, not later."""

from modelsearch.tasks import insert_or_update_object_task

from wagtail.signals import page_published

from .models import PersonPage


def connect():
    page_published.connect(_published, sender=PersonPage, dispatch_uid="people.search_index.published")


def _published(sender, instance, **kwargs):
    insert_or_update_object_task.enqueue(sender._meta.app_label, sender._meta.model_name, str(instance.pk))
