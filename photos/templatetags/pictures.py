from django import template
from django.template.loader import render_to_string

from wagtail.images.models import Filter

from photos import renditions

register = template.Library()


@register.simple_tag
def picture_of(photo, **attributes):
    """A photo in the sizes and formats the house has of it, as <picture>; attributes go to its <img>.

    Of a photo that may not be shown, a neutral space of its shape.
    """
    if photo.is_withheld:
        return render_to_string("photos/_withheld.html", {"width": photo.width, "height": photo.height})
    return renditions.picture(photo, attributes)


@register.simple_tag
def largest_of(photo):
    """The address of the largest size that pages show anyway; empty while it has not been made."""
    spec = renditions.specs(photo, renditions.QUICK_FORMAT)[-1]
    found = photo.find_existing_renditions(Filter(spec))
    return next((one.url for one in found.values()), "")


@register.filter
def is_tall(photo):
    """Whether a photo is so far from wide (narrower than 6 to 5) that it needs words or margin beside it."""
    return photo.height * 6 > photo.width * 5
