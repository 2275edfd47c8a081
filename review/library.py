"""What the photo library says of a photo is part of what the photo desk signs; a change there is looked at too."""

from django_tasks import task

from django.db import transaction
from django.db.models.signals import post_save

from wagtail.images import get_image_model
from wagtail.models import Page, WorkflowState

from photos.where_used import is_named_in
from readiness.actions import lock_page

from . import signoffs


@task()
def hold_against_library(photo_id):
    """Hold the sign-offs of every story under way that shows a photo against what the library says of it now."""
    under_way = WorkflowState.objects.filter(
        status__in=[WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES], stages__isnull=False
    )
    pages = Page.objects.filter(pk__in=under_way.values("stages__page"), latest_revision__isnull=False)
    for pk, content in pages.values_list("pk", "latest_revision__content").iterator(chunk_size=200):
        if is_named_in(content, photo_id):
            with transaction.atomic():
                lock_page(pk)
                signoffs.follow(Page.objects.get(pk=pk).specific.get_latest_revision().as_object(), None)


def connect():
    post_save.connect(_photo_saved, sender=get_image_model(), dispatch_uid="review.library.photo")


def _photo_saved(instance, created, **kwargs):
    if not created:
        hold_against_library.enqueue(instance.pk)
