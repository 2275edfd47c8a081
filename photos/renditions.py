"""The sizes of a photo that pages show, made in the background so that no reader waits for an encoder."""

from django_tasks import task

from django.apps import apps
from django.db.models.signals import post_save

# What templates/photos/_photo.html asks for; a test holds the two together.
FORMATS = ("avif", "webp", "jpeg")
WIDTHS = (480, 960, 1440, 1920)


def connect(photo_model):
    """Have the sizes made whenever a photo is saved; those that are there already cost one look."""
    post_save.connect(_photo_saved, sender=photo_model, dispatch_uid="photos.renditions.saved")


@task()
def make_renditions(photo_id):
    """Make what is missing. A photo that has been deleted since needs nothing."""
    photo = apps.get_model("photos.Photo").objects.filter(pk=photo_id).first()
    if photo:
        photo.get_renditions(*(f"format-{name}|width-{width}" for name in FORMATS for width in WIDTHS))


def _photo_saved(instance, **kwargs):
    make_renditions.enqueue(instance.pk)
