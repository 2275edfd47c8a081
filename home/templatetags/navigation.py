from django import template
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from wagtail.models import Site

from articles.models import TopicPage

register = template.Library()


@register.simple_tag(takes_context=True)
def menu(context):
    """The links of the header and the footer, fetched with one query.

    Returns:
        A dict with `home` (the site's root page), `topics` and `pages` (those with "Show in menus" ticked),
        both in the order of the page tree, without private ones; empty lists where no site answers.
    """
    request = context.get("request")
    site = Site.find_for_request(request) if request else None
    if site is None:
        return {"home": None, "topics": [], "pages": []}
    topic_type = ContentType.objects.get_for_model(TopicPage)
    home = site.root_page
    # Not public(), which would ask for all restrictions of the site on every page: those of the pages above hold here.
    shown = home.get_children().live().filter(view_restrictions=None)
    linked = shown.filter(Q(show_in_menus=True) | Q(content_type=topic_type))
    topics = [page for page in linked if page.content_type_id == topic_type.pk]
    pages = [page for page in linked if page.content_type_id != topic_type.pk]
    return {"home": home, "topics": topics, "pages": pages}
