"""The sizes of a photo that pages show. The slow ones are made in the background: no reader waits for an encoder."""

from django_tasks import task

from django.apps import apps
from django.db import transaction
from django.db.models.signals import post_save

from wagtail.images.models import Filter, Picture
from wagtail.images.shortcuts import get_renditions_or_not_found

from . import label, signing

# AVIF is half as heavy as JPEG and takes some twenty times as long to make. Every browser without it shows JPEG.
FORMATS = ("avif", "jpeg")
QUICK_FORMAT = "jpeg"
WIDTHS = (480, 960, 1440, 1920)


def connect(photo_model):
    """Have the sizes made whenever a photo is saved; those that are there already cost one look."""
    post_save.connect(_photo_saved, sender=photo_model, dispatch_uid="photos.renditions.saved")


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
    if photo and not photo.is_withheld:
        label_again(photo)
        photo.get_renditions(*(spec for format_name in FORMATS for spec in specs(photo, format_name)))


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
