"""The only home of select_related and prefetching for advertisers' pages."""

from django.core.paginator import Paginator

from wagtail.models import PageManager
from wagtail.query import PageQuerySet


class AdvertiserQuerySet(PageQuerySet):
    def for_cards(self):
        """With everything a card in a listing shows, in a number of queries that does not grow; the newest first."""
        cards = self.order_by("-first_published_at", "-pk").select_related("hero_photo").defer("body")
        return cards.prefetch_related("hero_photo__renditions")

    def page_of(self, number, per_page):
        """One page of the list; a number that is no page gives the nearest one."""
        return Paginator(self, per_page).get_page(number)


AdvertiserManager = PageManager.from_queryset(AdvertiserQuerySet)
