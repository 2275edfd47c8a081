"""Taking a photo off every surface within the request that asks for it, and what that touches.

A photo that is withheld (photos/models.py: is_withheld) is shown by no page, feed, card or preview: each draws a
neutral space instead. What is left to do here is what has been copied: renditions, and pages kept by caches.
"""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.models import Page, ReferenceIndex, Revision

from photos.models import Photo
from photos.renditions import make_renditions
from photos.where_used import is_named_in

from .models import GoneFile


def connect():
    post_save.connect(_photo_saved, sender=Photo, dispatch_uid="releases.withdrawal.photo")


def _photo_saved(instance, created, raw, **kwargs):
    """Whatever makes a photo withheld, or lets it be shown again: its copies follow in the same transaction."""
    if not created and not raw:
        follow(instance)


def follow(photo):
    """Make the copies of a photo agree with whether it may be shown."""
    if photo.is_withheld:
        _remove_copies(photo)
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


def withhold_ended_licences():
    """Remove the copies of photos whose licence has ended since. Returns how many there were."""
    ended = Photo.objects.filter(licence_ends_on__lt=timezone.localdate(), renditions__isnull=False).distinct()
    for photo in ended:
        with transaction.atomic():
            photo.save(update_fields=["licence_ends_on"])  # nothing of it changes; whoever listens follows
    return len(ended)


def pages_showing(photo):
    """Every page with a photo in its public version, its newest draft or a scheduled one; `how` of each says in which.

    Wagtail's reference index knows the saved row of a page alone. Drafts and scheduled versions are read here.
    """
    how = defaultdict(set)
    page_type = ContentType.objects.get_for_model(Page)
    public = ReferenceIndex.get_references_to(photo).filter(base_content_type=page_type)
    for pk in public.values_list("object_id", flat=True):
        how[int(pk)].add(_("page"))
    newest = Page.objects.filter(latest_revision__isnull=False).values("latest_revision")
    revisions = Revision.page_revisions.filter(Q(pk__in=newest) | Q(approved_go_live_at__isnull=False))
    for pk, goes_live, content in revisions.values_list("object_id", "approved_go_live_at", "content").iterator(200):
        if is_named_in(content, photo.pk):
            how[int(pk)].add(_("scheduled version") if goes_live else _("draft"))
    pages = list(Page.objects.filter(pk__in=how).order_by("-live", "title"))
    for page in pages:
        page.how = sorted(how[page.pk])
    return pages


def _remove_copies(photo):
    renditions = list(photo.renditions.all())
    GoneFile.objects.bulk_create(
        [GoneFile(path=one.file.name, photo=photo) for one in renditions], ignore_conflicts=True
    )
    for rendition in renditions:  # one by one: Wagtail deletes the file of each after the transaction
        rendition.delete()
