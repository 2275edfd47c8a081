from django import template
from django.template.loader import render_to_string

register = template.Library()


@register.simple_tag(takes_context=True)
def quoted_comments(context, section):
    """A section that quotes readers; only its mark, where the page is made with open places."""
    places = getattr(context.get("request"), "open_places", None)
    if places:
        return places.leave("quotes", None, section.kind, *section.beside)
    return render_to_string("home/_quoted_comments.html", {"section": section})
