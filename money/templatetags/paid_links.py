from django import template
from django.utils.safestring import mark_safe

from accounts.house_rows import once
from money.affiliates import Affiliates, with_rel

register = template.Library()


@register.simple_block_tag(takes_context=True, end_name="end_paid_links")
def paid_links(context, content, everything=False):
    """Around whatever may hold links to elsewhere: those that somebody pays for say so to search engines."""
    marked = with_rel(content, affiliates_of(context.get("request")), everything=everything)
    return mark_safe(marked)  # noqa: S308 - made by templates, which escaped it


def affiliates_of(request):
    """The table of hosts, read once for the whole answer."""
    if not hasattr(request, "affiliates"):
        affiliates = once("affiliates", Affiliates)
        if request is None:
            return affiliates
        request.affiliates = affiliates
    return request.affiliates
