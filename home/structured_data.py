"""Schema.org data of the magazine itself: who publishes it, its site, and the way to each page.

One `@id` each, so that whoever reads two pages knows that it is the same magazine.
"""

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail.models import Site

from articles.models import ArticlePage
from articles.structured_data import defined_term, known, language
from people.models import PersonPage

from .models import HomePage


def organization(request, magazine):
    """The magazine as publisher, with the pages on which its policies stand. It costs no query of its own.

    Args:
        magazine: its MagazineSettings.
    """
    root = Site.find_for_request(request).root_url
    return {"@type": "NewsMediaOrganization", "@id": f"{root}/#organization"} | known(
        "NewsMediaOrganization",
        name=magazine.name,
        url=f"{root}/",
        logo=root + static("icons/favicon.svg"),
        publishingPrinciples=address_of(magazine.publishing_principles, request),
        correctionsPolicy=address_of(magazine.corrections_policy, request) or root + reverse("corrections:log"),
        unnamedSourcesPolicy=address_of(magazine.unnamed_sources_policy, request),
    )


def website(request, magazine):
    """The site, for its front page."""
    root = Site.find_for_request(request).root_url
    return {"@type": "WebSite", "@id": f"{root}/#website"} | known(
        "WebSite",
        name=magazine.name,
        url=f"{root}/",
        inLanguage=language(),
        publisher=organization(request, magazine),
    )


def defined_terms(terms, request, magazine):
    """The glossary: its words, each as somebody has signed for it."""
    address = Site.find_for_request(request).root_url + reverse("glossary")
    return {"@type": "DefinedTermSet", "@id": address} | known(
        "DefinedTermSet",
        name=_("Glossary"),
        url=address,
        inLanguage=language(),
        publisher=organization(request, magazine),
        hasDefinedTerm=[defined_term(term, request) for term in terms],
    )


def breadcrumbs(page, request, magazine):
    """The way to a page as readers see it: the magazine's name on top, the kicker's links, the headline.

    None for the front page, and for what has no address yet.
    """
    address = page.get_full_url(request)
    if isinstance(page, HomePage) or not address:
        return None
    root = Site.find_for_request(request).root_url
    steps = [
        (magazine.name, f"{root}/"),
        *((above.title, above.get_full_url(request)) for above in pages_above(page)),
        (page.title, address),
    ]
    rows = [
        known("ListItem", position=n, name=name, item={"@type": "WebPage", "@id": item})
        for n, (name, item) in enumerate(steps, start=1)
    ]
    return known("BreadcrumbList", itemListElement=rows)


def pages_above(page):
    """What the kicker of a page leads to. Stories lie below their topic for readers, wherever the tree has them."""
    above = page.topic if isinstance(page, ArticlePage) else page.index_page if isinstance(page, PersonPage) else None
    return [above] if above and above.live else []


def address_of(page, request):
    return page.get_full_url(request) if page and page.live else ""
