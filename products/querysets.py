"""The only home of prefetching for products."""

from django.db.models import prefetch_related_objects

ON_CARDS = ["photo__renditions", "tested_by", "offers__retailer", "recalls"]


def prefetch_for_cards(products):
    """Load what the cards of these products show, in a number of queries that does not grow with them."""
    prefetch_related_objects(products, *ON_CARDS)
