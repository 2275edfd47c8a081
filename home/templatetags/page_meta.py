from django import template

from wagtail.models import Page

from articles import structured_data
from articles.templatetags.stories import stories_of
from home.meta import Meta, feeds, meta_of
from home.models import MagazineSettings
from people.models import PersonPage

register = template.Library()


@register.simple_tag(takes_context=True)
def page_meta(context):
    """The Meta of what is being shown; of anything that is no page in Wagtail's tree, only the feeds.

    A server error is shown without a request: then there is nothing to say.
    """
    request = context.get("request")
    if request is None:
        return Meta()
    page = context.get("page")
    if isinstance(page, Page):
        return meta_of(page, request, number=number_of(context))
    return Meta(alternates=feeds(request, MagazineSettings.for_request(request).name))


def number_of(context):
    """Which page of its list a page shows. Narrowed down, it shows another list, which has no address of its own."""
    if any((context.get("chosen") or {}).values()):
        return 1
    if isinstance(context.get("page"), PersonPage):
        work = stories_of(context, context["page"])
        return 1 if work["chosen"] else work["page"].number
    return getattr(context.get("stories") or context.get("people"), "number", 1)


@register.simple_tag
def json_ld(data):
    """Structured data as a script element that nothing in the data can break out of."""
    return structured_data.script(data)
