"""Readiness rules about the products that a story names. Who paid for them is asked in money/rules.py.

That no card shows the price or a shop of a recalled product needs no rule: the card reads the record.
"""

from django.db.models import prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from readiness.findings import Gap, Severity
from readiness.rules import rule

from .citations import chosen
from .products_named import products_of
from .rules import STORY


@rule(STORY)
def product_recalled(story):
    for product, block in _named(story):
        if recall := product.recall:
            message = _("%(product)s was recalled on %(day)s (%(authority)s).")
            mend = _("Readers are told so on its card. Take it out, unless the story is about the recall.")
            day = date_format(recall.recalled_on, "DATE_FORMAT")
            words = {"product": product, "day": day, "authority": recall.authority}
            yield Gap(message % words, mend, "products" if block is None else "body", block or "", str(product.pk))


@rule(STORY, Severity.WARNING)
def product_price_old(story):
    for product, block in _named(story):
        old = [offer for offer in product.offers.all() if offer.is_old]
        if old and block is not None and not product.recall:
            message = _("What is known of a price of %(product)s is from %(day)s, and may have changed.")
            mend = _("Look it up, and note price and day in the product’s record, under Reference. Readers are told.")
            day = date_format(min(offer.checked_on for offer in old), "DATE_FORMAT")
            yield Gap(message % {"product": product, "day": day}, mend, "body", block, str(product.pk))


@rule(STORY, Severity.WARNING)
def product_origin_unknown(story):
    """A card that does not tell readers how the desk came by the product."""
    for product, block in _named(story):
        if block is not None and not product.acquired:
            message = _("Nobody has said how we came by %(product)s, which has a card here.")
            mend = _("Ask the writer, and note in its record whether it was bought, given or lent.")
            yield Gap(message % {"product": product}, mend, "body", block, str(product.pk))


def _named(story):
    """Each product with the id of the first block that shows its card; None without a card. A few queries for all."""
    products = products_of(story)
    prefetch_related_objects(products, "recalls", "offers")
    blocks: dict = {}
    for child in story.body:
        for product in chosen(child.block, child.value, "products.Product"):
            blocks.setdefault(product.pk, child.id or "")
    return [(product, blocks.get(product.pk)) for product in products]
