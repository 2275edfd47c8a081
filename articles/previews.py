"""Values for block previews that need a real person or photo: the newest one the house has.

A house that has none yet gets an invented person, and a drawing where the photo will be.
"""

from django.apps import apps
from django.utils.translation import gettext as _

NO_PHOTO_YET = "articles/blocks/previews/no_photo_yet.html"


def _newest(label, **conditions):
    return apps.get_model(label).objects.filter(**conditions).order_by("-pk").first()


def has_no_photo():
    return _newest("photos.Photo") is None


def statement(block):
    expert = _newest("people.PersonPage", is_expert=True)
    invented = apps.get_model("people.PersonPage")(title=_("Dr. Ada Example"), specialty=_("Dermatology"), live=False)
    return block.normalize(
        {
            "person": expert or invented,
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


def product(block):
    return block.normalize({"product": _newest("products.Product") or _invented_product(), "verdict": _verdict()})


def products(block):
    found = list(apps.get_model("products.Product").objects.order_by("-pk")[:2]) or [_invented_product()] * 2
    cards = [{"product": one, "verdict": _verdict()} for one in found]
    return block.normalize({"title": _("Two balms for winter"), "products": cards})


def _invented_product():
    return apps.get_model("products.Product")(brand=_("Maison Example"), name=_("Plain balm"), shade=_("50 ml"))


def _verdict():
    return _("<p>It stays where it is put, and smells of nothing at all.</p>")
