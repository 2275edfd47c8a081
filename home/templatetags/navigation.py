from django import template
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Q

from wagtail.models import Site

from accounts.house_rows import once
from articles.models import TopicPage
from money.models import AdvertiserIndexPage, AdvertiserPage

register = template.Library()


@register.simple_tag(takes_context=True)
def menu(context):
    """The links of the header and the footer, fetched with one query, if at all.

    Returns:
        A dict with `home` (the site's root page), `topics`, `pages` (those with "Show in menus" ticked) and
        `advertisers` (the list of advertisers' pages, as long as it lists one), all in the order of the page tree,
        without private ones; empty lists where no site answers.
    """
    request = context.get("request")
    site = Site.find_for_request(request) if request else None
    if site is None:
        return {"home": None, "topics": [], "pages": [], "advertisers": []}
    return once(("menu", site.pk), lambda: menu_of(site))


def menu_of(site):
    of_topics = ContentType.objects.get_for_model(TopicPage).pk
    of_advertisers = ContentType.objects.get_for_model(AdvertiserIndexPage).pk
    home = site.root_page
    # Not public(), which would ask for all restrictions of the site on every page: those of the pages above hold here.
    shown = home.get_children().live().filter(view_restrictions=None)
    is_listing = Q(content_type=of_advertisers) & Exists(AdvertiserPage.objects.live().filter(view_restrictions=None))
    is_plain = Q(show_in_menus=True) & ~Q(content_type=of_advertisers)
    links: dict = {of_topics: [], of_advertisers: [], None: []}
    for page in shown.filter(is_plain | Q(content_type=of_topics) | is_listing):
        links.get(page.content_type_id, links[None]).append(page)
    return {"home": home, "topics": links[of_topics], "pages": links[None], "advertisers": links[of_advertisers]}


@register.simple_tag(takes_context=True)
def aria_current(context, topic):
    """What a topic's link says of itself: "page" on its own page, "true" on those of its stories, or nothing."""
    page = context.get("page")
    if getattr(page, "pk", None) == topic.pk:
        return "page"
    return "true" if getattr(page, "topic_id", None) == topic.pk else ""
