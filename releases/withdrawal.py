"""Taking a photo off every surface within the request that asks for it, and what that touches.

A photo that is withheld (photos/models.py: is_withheld) is shown by no page, feed, card or preview: each draws a
neutral space instead. What is left to do here is what has been copied: renditions, and pages kept by caches.
"""

import logging
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.house_clock import today
from photos.models import Photo, Rendition
from photos.private import delete_master
from photos.renditions import make_renditions
from photos.vocabulary import OVER

from .models import GoneFile

logger = logging.getLogger(__name__)

# What an erased photo has nothing of: its files, its words, and what one could recognise it by.
EMPTIED = [
    *("file", "master", "caption", "alt_text", "long_description", "description", "retouching_note"),
    *("credit", "photographer", "retouching_declared_by", "copyright_notice", "usage_terms", "licence_url"),
    *("file_hash", "perceptual_hash", "placeholder"),
]


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
    """Delete the picture for good: file, master, renditions, signed forms and all words about it. The row stays as a
    tombstone, so that stories know that there was a photo, and what the people shown said can be proved.

    The worker deletes the files, and asks again where their storage is down: that belongs to the transaction.
    """
    private = [photo.master, *(release.evidence for release in photo.releases.all())]
    for storage, files in {"default": [photo.file], "private": private}.items():
        for file in filter(None, files):
            delete_master.enqueue(file.name, storage=storage)
    photo.tags.clear()
    photo.releases.update(email="", evidence="")
    Photo.objects.filter(pk=photo.pk).update(
        title=_("Erased photo"), taken_on=None, found={}, credential_report={}, **dict.fromkeys(EMPTIED, "")
    )
    tombstone = Photo.objects.get(pk=photo.pk)
    tombstone.erased_at = tombstone.withheld_at = timezone.now()
    tombstone.save(update_fields=["erased_at", "withheld_at"])  # whoever listens forgets the words, search among them
    photo.refresh_from_db()


def remove_forgotten_copies():
    """Remove what is left of photos that may not be shown: their licence ended today, or a server died meanwhile."""
    over = Q(licence_ends_on__lt=today())
    refused = Q(release_state__in=OVER)
    withheld = Photo.objects.filter(over | refused | Q(withheld_at__isnull=False) | Q(erased_at__isnull=False))
    for photo in withheld.filter(renditions__isnull=False).distinct():
        photo.save(update_fields=["withheld_at"])  # nothing of it changes, but whoever listens follows


def remove_copies(photo):
    """Delete every size of a photo, files first. Wagtail would leave the files to the worker.

    A size whose file cannot be deleted now keeps its row, by which `remove_forgotten_copies` finds it again.
    """
    renditions = list(photo.renditions.all())
    GoneFile.objects.bulk_create(
        [GoneFile(path_hash=GoneFile.hash_of(one.file.name), photo=photo) for one in renditions], ignore_conflicts=True
    )
    for rendition in renditions:
        try:
            rendition.file.storage.delete(rendition.file.name)
        except Exception:  # each kind of storage has its own
            logger.exception("A size of photo %s could not be deleted; it is tried again within the hour.", photo.pk)
        else:
            rendition.delete()
