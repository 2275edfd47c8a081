"""The only home of select_related and prefetching for people."""

from django.db import models
from django.db.models import Q, Value, prefetch_related_objects
from django.db.models.functions import Concat, Replace, Trim

from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from accounts.house_clock import today
from accounts.house_rows import is_for_everybody, once_each

from .vocabulary import CredentialKind, CredentialState

# What the line under somebody's words needs: see templates/people/_person_line.html.
ON_LINES = ["credentials", "affiliations", "interests", "disputes", "portrait__renditions"]


class PersonQuerySet(PageQuerySet):
    def for_cards(self):
        """With everything a card or a name line shows, in the order of a register."""
        return self.select_related("portrait").prefetch_related(*ON_LINES).in_order()

    def shared(self, ids):
        """Those with these ids, {id: person}; pages for everybody share them."""
        return once_each(self.model, ids, self.in_bulk)

    def in_bylines(self, ids):
        """The same with their names alone, and where they lead."""
        return once_each("writers", ids, self.only("title", "live", "slug", "url_path").in_bulk)

    def shared_in_order(self, ids):
        """The same as a list in the order of a register."""
        if not is_for_everybody():
            return list(self.in_order().filter(pk__in=ids))
        people = self.shared(ids)
        order = self.in_order().filter(pk__in=people).values_list("pk", flat=True) if people else ()
        return [people[pk] for pk in order]

    def in_order(self):
        """In the order of a register."""
        return self.order_by("last_name", "first_name", "pk")

    def with_rows(self, *relations):
        """With what rows of these relations tell: "checks", "disputes", "credentials", "interests"."""
        return self.prefetch_related(*relations)

    def with_name_to_check(self):
        """With `PersonPage.name_to_check` as `checked_name`, for the database."""
        printed = Trim(Replace("title", "honorific", Value("")))  # ty: ignore[invalid-argument-type] - a column
        return self.annotate(
            checked_name=Concat(printed, Value(" ("), "first_name", Value(" "), "last_name", Value(")"))
        )

    def with_standing(self):
        """With what tells whether somebody may be cited as an expert."""
        return self.with_rows("credentials", "interests", "checks", "disputes")


class CredentialQuerySet(models.QuerySet):
    def shown(self):
        """Those that readers are told of: what `PersonPage.shown_credentials` says, for many people at once."""
        doubts = self.model._meta.get_field("person").related_model.disputes.rel.related_model.objects.open()
        current = self.exclude(expires_on__lt=today()).exclude(person__in=doubts.values("person"))
        verified = Q(state=CredentialState.VERIFIED)
        other = Q(state=CredentialState.UNVERIFIED) & ~Q(kind=CredentialKind.BOARD_CERTIFICATION)
        return current.filter(verified | other)


PersonManager = PageManager.from_queryset(PersonQuerySet)


def prefetch_person(person):
    """Load once what several parts of a person's page show, the head included; drafts keep their own rows."""
    for rows in (person.credentials, person.affiliations, person.interests, person.links):
        rows.get_object_list()
    if person.pk:
        prefetch_related_objects([person], "disputes")
    if person.portrait:
        prefetch_related_objects([person.portrait], "renditions")
