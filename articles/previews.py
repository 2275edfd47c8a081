"""Values for block previews that need a real person or photo: the newest one the house has."""

from django.apps import apps
from django.utils.translation import gettext as _


def _newest(label):
    return apps.get_model(label).objects.order_by("-pk").first()


def statement(block):
    return block.normalize(
        {
            "person": _newest("people.PersonPage"),
            "kind": "direct",
            "words": _("Think of it as a letter your skin cells write to one another."),
        }
    )


def photo_use(block, **extra):
    return block.normalize(
        {
            "photo": _newest("photos.Photo"),
            "decorative": False,
            "caption": _("A caption says what the photo shows and when it was taken."),
        }
        | extra
    )


def before_after(block):
    return block.normalize(
        {
            side: {"photo": _newest("photos.Photo"), "caption": caption}
            for side, caption in (("before", _("Before the first session")), ("after", _("Four weeks later")))
        }
    )


def gallery(block):
    photos = apps.get_model("photos.Photo").objects.order_by("-pk")[:3]
    return block.normalize({"title": _("Three textures"), "photos": [{"photo": photo} for photo in photos]})
