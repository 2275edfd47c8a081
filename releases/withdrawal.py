"""Taking a photo off every surface within the request that asks for it, and what that touches.

A photo that is withheld (photos/models.py: is_withheld) is shown by no page, feed, card or preview: each draws a
neutral space instead. What is left to do here is what has been copied: renditions, and pages kept by caches.
"""

from functools import partial

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext as _

from photos.models import Photo, Rendition
from photos.renditions import make_renditions
from photos.vocabulary import ReleaseState

from .models import GoneFile


def connect():
    post_save.connect(_photo_saved, sender=Photo, dispatch_uid="releases.withdrawal.photo")
    post_save.connect(_rendition_made, sender=Rendition, dispatch_uid="releases.withdrawal.rendition")


def _photo_saved(instance, created, raw, **kwargs):
    """Whatever makes a photo withheld, or lets it be shown again: its copies follow at once."""
    if not created and not raw:
        follow(instance)


def _rendition_made(instance, created, **kwargs):
    """A size whose making had begun before its photo was taken back goes the way of the others."""
    photo = Photo.objects.get(pk=instance.image_id)
    if created and photo.is_withheld:
        follow(photo)


def follow(photo):
    """Make the copies of a photo agree with whether it may be shown.

    They go when the transaction is over: then no size can be made any more that is not seen here, or sees the photo.
    """
    if photo.is_withheld:
        transaction.on_commit(partial(remove_copies, photo))
    elif photo.gone_files.exists():
        photo.gone_files.all().delete()
        transaction.on_commit(lambda: make_renditions.enqueue(photo.pk))


@transaction.atomic
def take_back(photo):
    """The desk takes a photo back, whoever agreed."""
    photo.withheld_at = timezone.now()
    photo.save(update_fields=["withheld_at"])  # which also empties the caches: cms/purging.py


@transaction.atomic
def give_back(photo):
    """Undo `take_back`. What the people shown said, and an erasure, stand."""
    photo.withheld_at = None
    photo.save(update_fields=["withheld_at"])


@transaction.atomic
def erase(photo):
    """Delete the picture for good: file, master, renditions, signed forms and what the file said. The row stays as a
    tombstone, so that stories know that there was a photo."""
    files = [photo.file, photo.master, *(release.evidence for release in photo.releases.all())]
    names = [(file.storage, file.name) for file in files if file]
    photo.erased_at = photo.withheld_at = timezone.now()
    photo.save(update_fields=["erased_at", "withheld_at"])
    Photo.objects.filter(pk=photo.pk).update(
        title=_("Erased photo"),
        **dict.fromkeys(
            ["file", "master", "caption", "alt_text", "long_description", "credit", "photographer", "description"], ""
        ),
        **dict.fromkeys(["copyright_notice", "file_hash", "perceptual_hash", "placeholder", "retouching_note"], ""),
        found={},
        credential_report={},
    )
    photo.releases.update(email="", evidence="")
    for storage, name in names:
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))
    photo.refresh_from_db()


def remove_forgotten_copies():
    """Remove what is left of photos that may not be shown: their licence ended today, or a server died meanwhile."""
    over = Q(licence_ends_on__lt=timezone.localdate())
    refused = Q(release_state__in=[ReleaseState.EXPIRED, ReleaseState.WITHDRAWN])
    withheld = Photo.objects.filter(over | refused | Q(withheld_at__isnull=False) | Q(erased_at__isnull=False))
    for photo in withheld.filter(renditions__isnull=False).distinct():
        photo.save(update_fields=["withheld_at"])  # nothing of it changes, but whoever listens follows


def remove_copies(photo):
    """Delete every size of a photo, files first. Wagtail would leave the files to the worker."""
    renditions = list(photo.renditions.all())
    GoneFile.objects.bulk_create(
        [GoneFile(path=one.file.name, photo=photo) for one in renditions], ignore_conflicts=True
    )
    for rendition in renditions:
        rendition.file.storage.delete(rendition.file.name)
        rendition.delete()
