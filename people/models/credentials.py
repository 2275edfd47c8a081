"""What people are, on paper, and what was found out about it."""

import hashlib
import json
import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from accounts.house_clock import today

from ..querysets import CredentialQuerySet
from ..vocabulary import (
    CredentialKind,
    CredentialState,
)

LONGEST_NAME = 500  # characters: title, first and last name together have fewer
BOARD_CERTIFIED = re.compile(r"\bboard[\s\-‐‑–]*certified\b", re.IGNORECASE)


HELD_AGAINST = (CredentialState.REVOKED, CredentialState.DISPUTED)

NEVER_TYPED = _(
    "“Board-certified” is never typed: the page says it by itself as long as a board certification is verified and has "
    "not run out. Add the certification under Credentials."
)


def refuse_board_certified(row, *fields):
    """Raise a ValidationError for each of these fields in which the words are typed."""
    typed = {name: strip_tags(getattr(row, name)) for name in fields}
    if errors := {name: NEVER_TYPED for name, text in typed.items() if BOARD_CERTIFIED.search(text)}:
        raise ValidationError(errors)


class Credential(Orderable):
    """One degree, licence, certification or membership of a person.

    Attributes:
        number: on the register, for the desk alone; so are who verified it and where.
        expires_on: the last day on which it is valid, on the house's own clock.
        state, verified_by, verified_by_name, verified_on, warned_of: what was found out, which belongs to no version
            of the page. A change of what was verified makes it unverified again; revoked or in doubt it stays,
            whatever is changed, until somebody judges it anew.
        warned_of: the last day of which managing editors have been told that it comes.
        of_name: the name (PersonPage.name_to_check) of whoever was found to hold it. Under another, it is unverified.
    """

    VERIFIED_OF = ["kind", "name", "issuing_body", "jurisdiction", "number", "expires_on"]
    OF_NO_VERSION = ["state", "verified_by", "verified_by_name", "verified_on", "warned_of", "of_name"]

    person = ParentalKey("people.PersonPage", on_delete=models.CASCADE, related_name="credentials")
    kind = models.CharField(_("kind"), max_length=30, choices=CredentialKind.choices, default=CredentialKind.DEGREE)
    name = models.CharField(_("name"), max_length=160)
    abbreviation = models.CharField(_("abbreviation"), max_length=20, blank=True, help_text=_("As printed: MD, FAAD …"))
    issuing_body = models.CharField(_("issuing body"), max_length=160, blank=True)
    jurisdiction = models.CharField(
        _("jurisdiction"), max_length=120, blank=True, help_text=_("The country or state where it counts.")
    )
    number = models.CharField(
        _("number"), max_length=60, blank=True, help_text=_("On the register. For the desk alone.")
    )
    verify_url = models.URLField(
        _("where to look it up"), max_length=500, blank=True, help_text=_("The register. For the desk alone.")
    )
    expires_on = models.DateField(_("valid until"), null=True, blank=True, help_text=_("The last day. Empty: no end."))
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=CredentialState.choices,
        default=CredentialState.UNVERIFIED,
        editable=False,
        serialize=False,
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("verified by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        serialize=False,
    )
    verified_by_name = models.CharField(max_length=255, blank=True, editable=False, serialize=False)
    verified_on = models.DateField(_("verified on"), null=True, editable=False, serialize=False)
    warned_of = models.DateField(null=True, editable=False, serialize=False)
    of_name = models.CharField(max_length=LONGEST_NAME, blank=True, editable=False, serialize=False)

    objects: CredentialQuerySet = CredentialQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    panels = [
        FieldRowPanel([FieldPanel("kind", required_on_save=True), FieldPanel("abbreviation")]),
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("issuing_body"), FieldPanel("jurisdiction")]),
        FieldRowPanel([FieldPanel("number"), FieldPanel("expires_on")]),
        FieldPanel("verify_url"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=CredentialKind.values), name="people_credential_kind_valid"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=CredentialState.values), name="people_credential_state_valid"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=CredentialState.VERIFIED)
                | (models.Q(verified_on__isnull=False) & ~models.Q(verified_by_name="")),
                name="people_credential_verified_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_on"], name="people_credential_ending")]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if self.kind != CredentialKind.BOARD_CERTIFICATION:
            refuse_board_certified(self, "name", "abbreviation")

    def save(self, *args, **kwargs):
        recall([self])  # whatever version or page it is copied from
        super().save(*args, **kwargs)

    @property
    def stamp(self):
        """What a screen remembers of what it shows: it changes with the state, and with whatever is verified."""
        values = [self.state, self.person.name_to_check, *(str(getattr(self, name)) for name in self.VERIFIED_OF)]
        return hashlib.sha256(json.dumps(values).encode()).hexdigest()

    @property
    def behind_name(self):
        """As it is printed behind the name; “Board-certified” stands with the specialty."""
        return self.abbreviation or ("" if self.kind == CredentialKind.BOARD_CERTIFICATION else self.name)

    @property
    def has_ended(self):
        return self.expires_on is not None and self.expires_on < today()

    @property
    def is_valid(self):
        """Whether it is verified and has not run out: asked anew for each page, so that no clock need run for it."""
        return self.state == CredentialState.VERIFIED and not self.has_ended

    @property
    def is_shown(self):
        """Whether readers are told of it: a certification must be verified, the others must not have ended."""
        if self.kind == CredentialKind.BOARD_CERTIFICATION:
            return self.is_valid
        return self.state in (CredentialState.UNVERIFIED, CredentialState.VERIFIED) and not self.has_ended


def recall(credentials):
    """Give credentials of any version what was found out about them. One query, and none where none was saved yet."""
    ids = [one.pk for one in credentials if one.pk]
    known = Credential.objects.in_bulk(ids) if ids else {}
    for one in credentials:
        stored = known.get(one.pk)
        is_same = stored and all(getattr(stored, name) == getattr(one, name) for name in Credential.VERIFIED_OF)
        if is_same and stored.state == CredentialState.VERIFIED:
            is_same = stored.of_name == one.person.name_to_check
        source = stored if is_same or (stored and stored.state in HELD_AGAINST) else Credential()
        for name in Credential.OF_NO_VERSION:
            setattr(one, name, getattr(source, name))
