import hashlib
import json
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from .panels import MissingPanel
from .querysets import CredentialQuerySet, PersonManager, prefetch_person
from .vocabulary import (
    INDEPENDENT,
    LONGEST_REMARK,
    CheckKind,
    ConflictsAnswer,
    CredentialKind,
    CredentialState,
    InterestKind,
    Standing,
    today,
)

# A tie to a brand is told for so long after its end: the period that the disclosure form of the ICMJE asks about.
TOLD_FOR_MONTHS = 36
LONGEST_NAME = 500  # characters: title, first and last name together have fewer
BOARD_CERTIFIED = re.compile(r"\bboard[\s\-‐‑–]*certified\b", re.IGNORECASE)


class PersonPage(Page):
    """A public person: writer, expert, medical reviewer, or several of these at once.

    The page's title is the name as the magazine prints it. A first name or a credential that nobody knows
    stays empty; `missing` tells editors what is still to be found out.

    What was checked about somebody (`standing`, and whether a credential is verified) belongs to no version: an old
    one, published again, brings back neither trust nor doubt. people/standing.py is its only writer.
    """

    honorific = models.CharField(_("honorific"), max_length=20, blank=True, help_text=_("Dr., Prof. …"))
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80)
    is_writer = models.BooleanField(_("writer"), default=False)
    is_expert = models.BooleanField(_("expert"), default=False)
    is_medical_reviewer = models.BooleanField(_("medical reviewer"), default=False)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    specialty = models.CharField(_("specialty"), max_length=120, blank=True)
    biography = RichTextField(_("biography"), blank=True, features=["accessible-name", "bold", "italic", "link"])
    portrait = models.ForeignKey(
        "photos.Photo",
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    conflicts_answer = models.CharField(
        _("conflicts of interest"),
        max_length=20,
        choices=ConflictsAnswer.choices,
        default=ConflictsAnswer.NOT_ASKED,
    )
    contact_email = models.EmailField(_("e-mail address"), blank=True)
    contact_telephone = models.CharField(_("telephone"), max_length=60, blank=True)
    press_contact = models.CharField(
        _("press contact"),
        max_length=200,
        blank=True,
        help_text=_("Who speaks for this person, and how to reach them."),
    )
    via_pr = models.BooleanField(
        _("came through a PR agency"),
        default=False,
        help_text=_("Somebody else offered us this person. Make direct contact all the same."),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
        help_text=_("The login of this person, if they have one."),
    )

    credentials: Any  # by Credential.person
    affiliations: Any  # by Affiliation.person
    interests: Any  # by ConflictOfInterest.person
    checks: Any  # by VerificationCheck.person
    disputes: Any  # by Dispute.person
    objects = PersonManager()

    content_panels = [
        MissingPanel(heading=_("Still missing")),
        TitleFieldPanel(
            "title",
            placeholder=_("Name as printed"),
            help_text=_("With the honorific, as the magazine prints it: “Dr. Ada Example”."),
        ),
        MultiFieldPanel(
            [FieldPanel("is_writer"), FieldPanel("is_expert"), FieldPanel("is_medical_reviewer")],
            heading=_("Part played in the magazine"),
        ),
        FieldRowPanel(
            [FieldPanel("honorific"), FieldPanel("first_name"), FieldPanel("last_name")], heading=_("Name in parts")
        ),
        MultiFieldPanel([FieldPanel("job_title"), FieldPanel("specialty")], heading=_("Work")),
        InlinePanel("affiliations", label=_("Affiliation"), heading=_("Affiliations")),
        InlinePanel("credentials", label=_("Credential"), heading=_("Credentials")),
        FieldPanel("portrait"),
        FieldPanel("biography"),
        MultiFieldPanel(
            [
                FieldPanel("conflicts_answer", required_on_save=True),
                InlinePanel("interests", label=_("Tie to a brand")),
            ],
            heading=_("Conflicts of interest"),
        ),
        InlinePanel("links", label=_("Link"), heading=_("Links")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_telephone")]),
                FieldPanel("press_contact"),
                FieldPanel("via_pr"),
            ],
            heading=_("Contact"),
            help_text=_("For the desk alone. Readers never see it."),
        ),
    ]
    settings_panels = [*Page.settings_panels, FieldPanel("user", permission="superuser")]

    search_fields = [
        *Page.search_fields,
        index.SearchField("first_name"),
        index.SearchField("last_name"),
        index.AutocompleteField("last_name"),
        index.SearchField("job_title"),
        index.AutocompleteField("job_title"),
        index.SearchField("specialty"),
        index.AutocompleteField("specialty"),
        index.SearchField("affiliation"),
        index.SearchField("biography"),
        index.FilterField("is_writer"),
        index.FilterField("is_expert"),
        index.FilterField("is_medical_reviewer"),
    ]

    parent_page_types = ["people.PeopleIndexPage"]
    subpage_types: list[str] = []
    template = "people/person_page.html"

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_writer=True) | models.Q(is_expert=True) | models.Q(is_medical_reviewer=True),
                name="people_person_plays_a_part",
                violation_error_message=_("Say whether this person is a writer, an expert or a medical reviewer."),
            ),
            models.CheckConstraint(
                condition=models.Q(conflicts_answer__in=ConflictsAnswer.values), name="people_person_conflicts_valid"
            ),
        ]

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        person = super().from_serializable_data(data, check_fks, strict_fks)
        if person:
            recall(person.credentials.all())
        return person

    def clean(self):
        super().clean()
        refuse_board_certified(self, "title", "honorific", "job_title", "specialty", "biography")

    def get_context(self, request, *args, **kwargs):
        prefetch_person(self)
        return super().get_context(request, *args, **kwargs)

    @property
    def speaks(self):
        """Whether their words count as an expert's."""
        return self.is_expert or self.is_medical_reviewer

    @property
    def is_disputed(self):
        return bool(self.pk) and any(dispute.is_open for dispute in self.disputes.all())

    @property
    def standing(self):
        """Whether they may be cited as an expert: one independent check and a direct contact (domain rule Q9)."""
        if self.is_disputed:
            return Standing.DISPUTED
        return Standing.UNVERIFIED if self.unchecked else Standing.VERIFIED

    @property
    def name_to_check(self):
        """Whose checks and credentials count: the printed name without its honorific, and the name in its parts.

        `PersonQuerySet.with_name_to_check` says the same to the database.
        """
        printed = self.title.replace(self.honorific, "").strip()
        return f"{printed} ({self.first_name} {self.last_name})"

    @property
    def unchecked(self):
        """What has not been recorded yet of what it takes to cite an expert of this name, as plain words."""
        kinds = {check.kind for check in self.checks.all() if check.of_name == self.name_to_check} if self.pk else set()
        gaps = [
            (not kinds & INDEPENDENT, _("an independent check")),
            (CheckKind.DIRECT_CONTACT not in kinds, _("direct contact")),
        ]
        return [name for is_missing, name in gaps if is_missing]

    @property
    def short_name(self):
        """The form after the first mention: honorific and surname, or the surname alone."""
        return f"{self.honorific} {self.last_name}".strip()

    @property
    def shown_credentials(self):
        """What readers are told: nothing that has ended, nothing at all while the person is in doubt."""
        return [] if self.is_disputed else [one for one in self.credentials.all() if one.is_shown]

    @property
    def verified_credentials(self):
        return [one for one in self.shown_credentials if one.is_valid]

    @property
    def credential_line(self):
        """Credentials as printed behind the name, e.g. "MD, FAAD"; empty when none is known."""
        return ", ".join(words for one in self.shown_credentials if (words := one.behind_name))

    @property
    def is_board_certified(self):
        """Whether a board certification is verified and runs today. A licence does not do (domain rule Q7)."""
        return any(one.kind == CredentialKind.BOARD_CERTIFICATION for one in self.verified_credentials)

    @property
    def current_affiliations(self):
        return [one for one in self.affiliations.all() if one.is_current]

    @property
    def affiliation(self):
        """Where they work now, in one line; empty when that is not known."""
        return ", ".join(one.institution for one in self.current_affiliations)

    @property
    def shown_interests(self):
        """The ties to brands that readers are told of."""
        return [one for one in self.interests.all() if one.is_shown]

    @property
    def conflicts(self):
        """What readers are told of their interests beside their words; empty when there is nothing to tell."""
        return " ".join(one.as_sentence for one in self.shown_interests)

    @property
    def unknown(self):
        """What nobody knows of who they are, as plain words."""
        gaps = [(not self.first_name, _("first name")), (self.speaks and not self.specialty, _("specialty"))]
        return [name for is_missing, name in gaps if is_missing]

    @property
    def missing(self):
        """What editors still have to find out about this person, as plain words."""
        return self.unknown + self.unverified

    @property
    def declares_nothing(self):
        """Whether conflicts were declared and none is written down."""
        return self.conflicts_answer == ConflictsAnswer.DECLARED and not self.interests.all()

    @property
    def unverified(self):
        """What nobody has found out about an expert's standing, as plain words. Nothing of those who only write."""
        if not self.speaks:
            return []
        credentials = self.credentials.all()
        gaps = [
            (not credentials, _("credential")),
            (credentials and not any(one.issuing_body for one in credentials), _("who issued the credential")),
            (self.conflicts_answer == ConflictsAnswer.NOT_ASKED, _("conflicts of interest")),
            (self.declares_nothing, _("what the declared conflicts are")),
        ]
        return [name for is_missing, name in gaps if is_missing]


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
            of the page. A change of what was verified makes it unverified again.
        warned_of: the last day of which managing editors have been told that it comes.
        of_name: the name (PersonPage.name_to_check) of whoever was found to hold it. Under another, it is unverified.
    """

    VERIFIED_OF = ["kind", "name", "issuing_body", "jurisdiction", "number", "expires_on"]
    OF_NO_VERSION = ["state", "verified_by", "verified_by_name", "verified_on", "warned_of", "of_name"]

    person = ParentalKey(PersonPage, on_delete=models.CASCADE, related_name="credentials")
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
        source = stored if is_same else Credential()
        for name in Credential.OF_NO_VERSION:
            setattr(one, name, getattr(source, name))


class Period(models.Model):
    """Something with a beginning and an end, as far as they are known."""

    begins_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("begins_on")),
                name="people_%(class)s_ends_after_beginning",
                violation_error_message=_("It cannot end before it began."),
            )
        ]

    @property
    def period(self):
        """For readers, by months: “from March 2021 until May 2025”; empty where neither is known."""
        words = {
            "beginning": date_format(self.begins_on, "F Y") if self.begins_on else "",
            "end": date_format(self.ends_on, "F Y") if self.ends_on else "",
        }
        if self.begins_on and self.ends_on:
            return gettext("from %(beginning)s until %(end)s") % words
        if self.begins_on:
            return gettext("since %(beginning)s") % words
        return gettext("until %(end)s") % words if self.ends_on else ""


class Affiliation(Period, Orderable):
    """Where somebody works or worked."""

    person = ParentalKey(PersonPage, on_delete=models.CASCADE, related_name="affiliations")
    institution = models.CharField(_("institution"), max_length=200)
    role = models.CharField(_("role there"), max_length=120, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    is_current = models.BooleanField(_("works there now"), default=True)

    panels = [
        FieldPanel("institution"),
        FieldRowPanel([FieldPanel("role"), FieldPanel("place")]),
        FieldRowPanel([FieldPanel("begins_on"), FieldPanel("ends_on"), FieldPanel("is_current")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_current=False) | models.Q(ends_on__isnull=True),
                name="people_affiliation_current_has_no_end",
                violation_error_message=_("Where somebody works now, there is no end yet: take one of the two out."),
            ),
            *Period.Meta.constraints,
        ]

    def __str__(self):
        return ", ".join(part for part in (self.role, self.institution, self.place) if part)

    def clean(self):
        super().clean()
        refuse_board_certified(self, "institution", "role", "place")


class ConflictOfInterest(Period, Orderable):
    """A tie between a person and a brand, and for how long (16 CFR 255.5; domain rule Q8)."""

    person = ParentalKey(PersonPage, on_delete=models.CASCADE, related_name="interests")
    brand = models.CharField(_("brand"), max_length=160)
    kind = models.CharField(_("kind"), max_length=10, choices=InterestKind.choices)
    text = models.CharField(
        _("as readers see it"),
        max_length=300,
        blank=True,
        help_text=_("One sentence, shown beside this person’s words. Empty: the kind and the brand."),
    )

    panels = [
        FieldRowPanel([FieldPanel("brand"), FieldPanel("kind")]),
        FieldRowPanel([FieldPanel("begins_on"), FieldPanel("ends_on")]),
        FieldPanel("text"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.CheckConstraint(
                # Empty only in drafts, as with disclosures.
                condition=models.Q(kind__in=[*InterestKind.values, ""]),
                name="people_interest_kind_valid",
            ),
            *Period.Meta.constraints,
        ]

    def __str__(self):
        return self.text or f"{self.get_kind_display()}: {self.brand}"

    def clean(self):
        super().clean()
        refuse_board_certified(self, "text", "brand")

    @property
    def as_sentence(self):
        """With the end of what is over, and a full stop."""
        words = f"{self} ({self.period})" if self.ends_on and not self.text else str(self)
        return words if words.endswith((".", "!", "?")) else f"{words}."

    @property
    def is_shown(self):
        """Whether readers are told: as long as it lasts, and TOLD_FOR_MONTHS after."""
        if self.ends_on is None:
            return True
        now = today()
        return (now.year - self.ends_on.year) * 12 + now.month - self.ends_on.month <= TOLD_FOR_MONTHS


class VerificationCheck(models.Model):
    """One thing that was done to make sure that a person exists and is who they say. Never shown to readers.

    Attributes:
        of_name: whom it was done for (PersonPage.name_to_check). For somebody of another name it does not count.
    """

    person = models.ForeignKey(PersonPage, verbose_name=_("person"), on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(_("what was checked"), max_length=20, choices=CheckKind.choices)
    where = models.CharField(
        _("where, or with whom"),
        max_length=LONGEST_REMARK,
        help_text=_("The address of the register, the number that was called, who answered."),
    )
    of_name = models.CharField(_("for"), max_length=LONGEST_NAME)
    checked_on = models.DateField(_("on"), default=today)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(_("by"), max_length=255)

    class Meta:
        verbose_name = _("check of a person")
        verbose_name_plural = _("checks of people")
        default_permissions = ("add", "view")
        ordering = ["-checked_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=CheckKind.values), name="people_check_kind_valid"),
            models.CheckConstraint(
                condition=~models.Q(where="") & ~models.Q(by_name=""), name="people_check_says_where_and_who"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.where}"


class DisputeQuerySet(models.QuerySet):
    def open(self):
        return self.filter(settled_at__isnull=True)


class Dispute(models.Model):
    """That a person is in doubt: whether they exist, are who they say, or hold what they claim."""

    person = models.ForeignKey(PersonPage, verbose_name=_("person"), on_delete=models.CASCADE, related_name="disputes")
    reason = models.CharField(_("why"), max_length=LONGEST_REMARK)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(_("how it was cleared up"), max_length=LONGEST_REMARK, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects: DisputeQuerySet = DisputeQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        verbose_name = _("doubt about a person")
        verbose_name_plural = _("doubts about people")
        default_permissions = ("add",)
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(settled_at__isnull=True), name="people_dispute_one_open"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="people_dispute_says_why"),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, answer="")
                | (models.Q(settled_at__isnull=False) & ~models.Q(answer="")),
                name="people_dispute_settled_says_how",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.reason}"

    @property
    def is_open(self):
        return self.settled_at is None


class PersonLink(Orderable):
    """A place elsewhere where readers find this person."""

    person = ParentalKey(PersonPage, on_delete=models.CASCADE, related_name="links")
    label = models.CharField(_("label"), max_length=60)
    url = models.URLField(_("address"))

    panels = [FieldRowPanel([FieldPanel("label"), FieldPanel("url")])]

    class Meta(Orderable.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self):
        return self.label

    def clean(self):
        super().clean()
        refuse_board_certified(self, "label")


class PeopleIndexPage(Page):
    """Everyone who writes for the magazine or is quoted in it."""

    max_count = 1
    subpage_types = ["people.PersonPage"]
    parent_page_types = ["home.HomePage"]
    template = "people/people_index_page.html"
    people_per_page = 60

    class Meta:
        verbose_name = _("people index")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        everyone = PersonPage.objects.child_of(self).live().public().for_cards()
        people = context["people"] = Paginator(everyone, self.people_per_page).get_page(request.GET.get("page"))
        context["writers"] = [person for person in people if person.is_writer]
        context["experts"] = [person for person in people if person.is_expert or person.is_medical_reviewer]
        return context
