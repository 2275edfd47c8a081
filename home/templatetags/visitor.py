from django import template

from comments.places import KINDS

register = template.Library()


@register.simple_tag(takes_context=True)
def for_visitor(context, kind):
    """`account_links` or `messages` (home/visitor.py); only its mark, where the page is made with open places."""
    request = context.get("request")
    places = getattr(request, "open_places", None)
    return places.leave(kind, None) if places else KINDS[kind](request, None)
