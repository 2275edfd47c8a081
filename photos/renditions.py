"""Every size of a photo that readers, messengers and search engines get, all made in the background.

Only where the worker has not come yet does a page make the quick ones itself, so that no reader misses a photo.
"""

import logging

from django_tasks import task

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models.signals import post_save
from django.utils.html import conditional_escape

from wagtail.images.models import Picture, SourceImageIOError
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published

from accounts.house_rows import once, once_each

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


def with_sizes(ids):
    """Photos with their sizes, {id: photo}. Pages for everybody share those of which every size on pages is there."""
    photos = apps.get_model("photos.Photo").objects.prefetch_related("renditions")
    return once_each("photos", ids, photos.in_bulk, is_whole)


def is_whole(photo):
    """Whether pages need not make any size of it, nor wait for one: nothing is thrown away when one is made."""
    wanted = {spec for format_name in FORMATS for spec in specs(photo, format_name)}
    return made_sizes(photo).keys() >= wanted


def made_sizes(photo):
    """The sizes there are, by Wagtail's name; of those that leave the photo whole, which do not lean on its focus."""
    return {rendition.filter_spec: rendition for rendition in photo.renditions.all() if not rendition.focal_point_key}


def picture(photo, attributes):
    """The HTML of `picture_in_sizes`; pages for everybody share it."""
    name = ("picture", photo.pk, *attributes.items())
    return once(name, lambda: conditional_escape(picture_in_sizes(photo, attributes)), lambda _html: is_whole(photo))


def picture_in_sizes(photo, attributes):
    """A <picture> of every format whose sizes are all there; in the quick format, missing ones are made now."""
    renditions: dict = {}
    made = made_sizes(photo)
    for format_name in FORMATS:
        wanted = specs(photo, format_name)
        if made.keys() >= set(wanted):
            renditions |= {spec: made[spec] for spec in wanted}
        elif format_name == QUICK_FORMAT:
            renditions |= get_renditions_or_not_found(photo, wanted)
    return Picture(renditions, attributes)


def sizes_named(photo, names):
    """What Wagtail's `get_renditions_or_not_found` gives, {name: rendition}; pages for everybody share it."""
    return once(
        ("sizes", photo.pk, *names),
        lambda: get_renditions_or_not_found(photo, names),
        lambda found: all(rendition.width for rendition in found.values()),
    )


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
