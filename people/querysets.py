"""The only home of select_related and prefetching for people."""

from django.db.models import prefetch_related_objects

from wagtail.models import PageManager
from wagtail.query import PageQuerySet


class PersonQuerySet(PageQuerySet):
    def for_cards(self):
        """With everything a card or a name line shows, in the order of a register."""
        return (
            self.select_related("portrait")
            .prefetch_related("credentials", "portrait__renditions")
            .order_by("last_name", "first_name", "pk")
        )

    def with_standing(self):
        """With what tells whether somebody may be cited as an expert."""
        return self.prefetch_related("credentials")


PersonManager = PageManager.from_queryset(PersonQuerySet)


def prefetch_person(person):
    """Load once what several parts of a person's page show, the head included; drafts keep their own rows."""
    person.credentials.get_object_list()
    person.links.get_object_list()
    if person.portrait:
        prefetch_related_objects([person.portrait], "renditions")
