"""Every size of a photo that readers, messengers and search engines get, all made in the background.

Only where the worker has not come yet does a page make the quick ones itself, so that no reader misses a photo.
"""

import logging

from django_tasks import task

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.signals import post_save

from wagtail.images.models import Filter, Picture, SourceImageIOError
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published

from . import label, signing

logger = logging.getLogger(__name__)

# AVIF is half as heavy as JPEG and takes some twenty times as long to make. Every browser without it shows JPEG.
FORMATS = ("avif", "jpeg")
QUICK_FORMAT = "jpeg"
WIDTHS = (480, 960, 1440, 1920)
# What messengers crop to, as JPEG, which all of them show (https://ogp.me).
SHARE_SPEC = "fill-1200x630|format-jpeg"
# The three shapes search engines ask for (https://developers.google.com/search/docs/appearance/structured-data/article).
HERO_SPECS = ["fill-1200x675|format-jpeg", "fill-1200x900|format-jpeg", "fill-1200x1200|format-jpeg"]
PORTRAIT_SPEC = "fill-112x140|format-webp"  # beside a name, see templates/people/_person_line.html


def connect(photo_model):
    """Have the sizes made whenever a photo is saved; those that are there already cost one look."""
    post_save.connect(_photo_saved, sender=photo_model, dispatch_uid="photos.renditions.saved")
    page_published.connect(_page_published, dispatch_uid="photos.renditions.published")


def every_spec(photo):
    """Wagtail's names for all that may be asked for. Nobody knows beforehand which photo will lead a story."""
    ladder = [spec for format_name in FORMATS for spec in specs(photo, format_name)]
    return ladder if photo.sensitivity else [*ladder, SHARE_SPEC, *HERO_SPECS, PORTRAIT_SPEC]


def specs(photo, format_name):
    """Wagtail's names for the sizes of a photo in one format: up to the first that is as wide as the original."""
    widest = next((width for width in WIDTHS if width >= photo.width), WIDTHS[-1])
    return [f"format-{format_name}|width-{width}" for width in WIDTHS if width <= widest]


def picture(photo, attributes):
    """A <picture> of every format whose sizes are all there; in the quick format, missing ones are made now."""
    renditions: dict = {}
    for format_name in FORMATS:
        filters = [Filter(spec) for spec in specs(photo, format_name)]
        found = photo.find_existing_renditions(*filters)
        if len(found) == len(filters):
            renditions |= {one.spec: found[one] for one in filters}
        elif format_name == QUICK_FORMAT:
            renditions |= get_renditions_or_not_found(photo, filters)
    return Picture(renditions, attributes)


@task(priority=-50)  # letters and search go first
def make_renditions(photo_id):
    """Make what is missing, or has another label or signature; nothing of a photo deleted or taken back since."""
    photo = apps.get_model("photos.Photo").objects.filter(pk=photo_id).first()
    if not photo or photo.is_withheld:
        return
    try:
        label_again(photo)
        photo.get_renditions(*every_spec(photo))
    except SourceImageIOError:  # the next save or publication tries again; what is there stays
        logger.exception("No size of photo %s can be made: its file is lost, or it may not be shown.", photo_id)


@task(priority=-50)
def make_renditions_of_page(page_id):
    """Once more at publication: an encoder or a storage may have failed when a photo came."""
    photos = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page_id),
        to_content_type=ContentType.objects.get_for_model(apps.get_model("photos.Photo")),
    )
    for photo_id in sorted({int(pk) for pk in photos.values_list("to_object_id", flat=True)}):
        make_renditions.func(photo_id)


def label_again(photo):
    """Make every size anew whose label is not what the library says now (credit, rights, alt text …), or whose
    signature is not the one that the house gives now."""
    mark, signature = f".{label.mark(photo)}", signing.current_version()
    for rendition in photo.renditions.all():
        if mark in rendition.file.name and signing.is_current(rendition.file.name, signature):
            continue
        file = photo.generate_rendition_file(rendition.filter)
        with transaction.atomic():  # no reader finds it missing in between
            rendition.delete()
            photo.renditions.create(
                filter_spec=rendition.filter_spec, focal_point_key=rendition.focal_point_key, file=file
            )


def _photo_saved(instance, **kwargs):
    make_renditions.enqueue(instance.pk)


def _page_published(instance, **kwargs):
    make_renditions_of_page.enqueue(instance.pk)
