from django import template
from django.template.loader import render_to_string

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


@register.filter
def is_tall(photo):
    """Whether a photo is so far from wide (narrower than 6 to 5) that it needs words or margin beside it."""
    return photo.height * 6 > photo.width * 5
