from django import template

from photos import renditions

register = template.Library()


@register.simple_tag
def picture_of(photo, **attributes):
    """A photo in the sizes and formats the house has of it, as <picture>; attributes go to its <img>."""
    return renditions.picture(photo, attributes)
