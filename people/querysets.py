"""The only home of select_related and prefetching for people."""

from wagtail.models import PageManager
from wagtail.query import PageQuerySet


class PersonQuerySet(PageQuerySet):
    def for_cards(self):
        """With everything a card or a name line shows, in the order of a register."""
        return (
            self.select_related("portrait")
            .prefetch_related("credentials", "portrait__renditions")
            .order_by("last_name", "first_name")
        )


PersonManager = PageManager.from_queryset(PersonQuerySet)
