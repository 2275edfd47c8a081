"""Which versions of pages name a photo. What a photo lacks, the stories that show it lack too."""

import re
from functools import cache

from django.db.models.signals import post_save

from wagtail.images import get_image_model
from wagtail.models import get_page_models

from readiness.reports import recheck_users_of


def connect(photo_model):
    post_save.connect(_photo_saved, sender=photo_model, dispatch_uid="photos.where_used.saved")


def _photo_saved(instance, created, raw, **kwargs):
    if not created and not raw:
        recheck_users_of(instance)


def is_named_in(content, photo_id):
    """Whether the content of a revision names a photo: in a field of the page, or in a block of its body."""
    in_block = re.compile(rf'"photo": ?{int(photo_id)}\b')
    in_fields = any(content.get(name) == photo_id for name in fields_with_a_photo())
    return in_fields or any(isinstance(value, str) and in_block.search(value) for value in content.values())


@cache
def fields_with_a_photo():
    """The names of all fields of page types that hold a photo."""
    fields = (field for model in get_page_models() for field in model._meta.concrete_fields)
    return {field.name for field in fields if field.related_model is get_image_model()}
