"""Which links earn somebody a commission, and what such a link must say to search engines.

Nobody types `rel`: it is computed from the table of affiliate hosts whenever a page is shown (domain rule D4).
"""

import re
from html import escape, unescape

from django.db.models import prefetch_related_objects
from django.db.models.signals import post_delete, post_save
from django.utils.functional import cached_property

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site
from wagtail.rich_text import RichText

from articles.citations import chosen, leaves
from articles.models import ArticlePage
from readiness.reports import recheck

from .addresses import host_of, path_of, steps
from .models import AffiliateHost

# https://developers.google.com/search/docs/crawling-indexing/qualify-outbound-links
PAID = ("sponsored", "nofollow")

LINK = re.compile(r"""<a([\s/](?:[^<>"']|"[^"]*"|'[^']*')*)>""", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
# Addresses that are no links: readers copy them all the same.
WRITTEN = re.compile(r"""(?:https?:[/\\]+|//)[^\s"'<>]+""", re.IGNORECASE)


class Affiliates:
    """The affiliate hosts of the house, read from the database once, when the first address is to be judged."""

    def behind(self, address):
        """Return the AffiliateHost to which an address leads in the end, or None."""
        return self._named_in(address) or self._redirected(address)

    def _named_in(self, address):
        return next((row for host, names in steps(address) if (row := self._row_of(host, names))), None)

    def _row_of(self, host, names):
        labels = host.split(".")
        parents = (".".join(labels[start:]) for start in range(len(labels) - 1))
        rows = (self._by_host[parent] for parent in parents if parent in self._by_host)
        return next((row for row in rows if not row.parameter or row.parameter in names), None)

    def _redirected(self, address):
        if address.startswith("#") or not self._redirects:
            return None
        row = self._redirects.get(Redirect.normalise_path(path_of(address)))
        return row if row and host_of(address) in self._own_hosts else None

    @cached_property
    def _by_host(self):
        return {row.host: row for row in AffiliateHost.objects.filter(is_active=True)}

    @cached_property
    def _redirects(self):
        """Our own addresses that send readers on to an affiliate (Settings → Redirects)."""
        rows = Redirect.objects.exclude(redirect_link="").values_list("old_path", "redirect_link")
        return {path: row for path, link in rows if (row := self._named_in(link))}

    @cached_property
    def _own_hosts(self):
        return {"", *Site.objects.values_list("hostname", flat=True)}


# On the page --------------------------------------------------------------------------------------


def with_rel(html, affiliates, *, everything=False):
    """Return HTML in which each link that somebody pays for says so in its `rel`; what else stands there stays.

    Args:
        html: part of a page, as browsers get it.
        affiliates: the Affiliates of the request.
        everything: whether somebody has paid for all of it: then each link to another site counts, but those that the
            house sets itself (`data-unpaid`), such as to a regulator.
    """

    def mark(found):
        attributes = _attributes(found[1])
        address = attributes.get("href", "")
        is_bought = everything and host_of(address) and "data-unpaid" not in attributes
        if not address or not (is_bought or affiliates.behind(address)):
            return found[0]
        said = attributes.get("rel", "").split()
        rel = " ".join([*said, *(word for word in PAID if word not in said)])
        rest = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if name != "rel")
        return f'<a{rest} rel="{rel}">'

    return LINK.sub(mark, html)


def _attributes(written):
    """The attributes of a tag by name, with their values as browsers read them; the first of a name counts."""
    attributes: dict = {}
    for name, *values in ATTRIBUTE.findall(written):
        attributes.setdefault(name.lower(), unescape("".join(values)))
    return attributes


# In a draft ---------------------------------------------------------------------------------------


def paid_links(story):
    """Yield (AffiliateHost, address, id of the block or "") for the affiliate links of a story, wherever they hide.

    A shop on the card of a product counts as paying unless its record says that it pays nothing: where the table does
    not know its host, the AffiliateHost is made up for it.
    """
    affiliates = Affiliates()
    for address, block in _addresses(story):
        if row := affiliates.behind(address):
            yield row, address, block
    for offer, block in _offers(story):
        row = affiliates.behind(offer.address)
        if row or not offer.retailer.pays_nobody:
            network = offer.retailer.name
            yield row or AffiliateHost(host=host_of(offer.address), network=network), offer.address, block


def _offers(story):
    """The offers on the cards of a story that lead to a shop, each with the id of its block."""
    cards = [(child, chosen(child.block, child.value, "products.Product")) for child in story.body]
    shown = [(product, child.id or "") for child, products in cards for product in products]
    prefetch_related_objects([product for product, _block in shown], "offers__retailer")
    return [(offer, block) for product, block in shown for offer in product.offers.all() if offer.address]


def _addresses(story):
    for text in (story.dek, story.hero_caption, story.hero_credit):
        yield from ((address, "") for address in WRITTEN.findall(text))
    for child in story.body:
        for _block, value in leaves(child.block, child.value):
            if isinstance(value, (RichText, str)):
                source = value.source if isinstance(value, RichText) else value
                yield from ((address, child.id or "") for address in _in_text(source))


def _in_text(source):
    links = (_attributes(tag).get("href", "") for tag in LINK.findall(source))
    return dict.fromkeys([*filter(None, links), *WRITTEN.findall(unescape(source))])


# When the table changes ---------------------------------------------------------------------------


def connect():
    for signal in (post_save, post_delete):
        signal.connect(_host_changed, sender=AffiliateHost, dispatch_uid="money.affiliates.host")


def _host_changed(raw=False, **kwargs):
    """Each story may have such a link: the worker looks at them all again."""
    if not raw:
        recheck(ArticlePage.objects.order_by().values("pk"))
