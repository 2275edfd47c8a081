from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db import models
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page
from wagtail.search import index

from .panels import MissingPanel
from .querysets import PersonManager, prefetch_person


class ConflictsAnswer(models.TextChoices):
    """Whether the person was asked about conflicts of interest (16 CFR 255.5)."""

    NOT_ASKED = "not_asked", _("Not asked yet")
    NONE_DECLARED = "none_declared", _("Asked: none declared")
    DECLARED = "declared", _("Asked: declared below")


class PersonPage(Page):
    """A public person: writer, expert, medical reviewer, or several of these at once.

    The page's title is the name as the magazine prints it. A first name or a credential that nobody knows
    stays empty; `missing` tells editors what is still to be found out.
    """

    honorific = models.CharField(_("honorific"), max_length=20, blank=True, help_text=_("Dr., Prof. …"))
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80)
    is_writer = models.BooleanField(_("writer"), default=False)
    is_expert = models.BooleanField(_("expert"), default=False)
    is_medical_reviewer = models.BooleanField(_("medical reviewer"), default=False)
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    specialty = models.CharField(_("specialty"), max_length=120, blank=True)
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
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
    conflicts = models.TextField(
        _("declared conflicts"), blank=True, help_text=_("Shown to readers beside this person's words.")
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
        MultiFieldPanel(
            [FieldPanel("job_title"), FieldPanel("specialty"), FieldPanel("affiliation")], heading=_("Work")
        ),
        InlinePanel("credentials", label=_("Credential"), heading=_("Credentials")),
        FieldPanel("portrait"),
        FieldPanel("biography"),
        MultiFieldPanel(
            [FieldPanel("conflicts_answer", required_on_save=True), FieldPanel("conflicts")],
            heading=_("Conflicts of interest"),
        ),
        InlinePanel("links", label=_("Link"), heading=_("Links")),
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

    def get_context(self, request, *args, **kwargs):
        prefetch_person(self)
        return super().get_context(request, *args, **kwargs)

    @property
    def short_name(self):
        """The form after the first mention: honorific and surname, or the surname alone."""
        return f"{self.honorific} {self.last_name}".strip()

    @property
    def credential_line(self):
        """Credentials as printed behind the name, e.g. "MD, FAAD"; empty when none is known."""
        return ", ".join(credential.abbreviation or credential.name for credential in self.credentials.all())

    @property
    def missing(self):
        """What editors still have to find out about this person, as plain words."""
        speaks = self.is_expert or self.is_medical_reviewer
        gaps = [(not self.first_name, _("first name")), (speaks and not self.specialty, _("specialty"))]
        return [name for is_missing, name in gaps if is_missing] + self.unverified

    @property
    def unverified(self):
        """What nobody has found out about an expert's standing, as plain words. Nothing of those who only write."""
        if not (self.is_expert or self.is_medical_reviewer):
            return []
        credentials = self.credentials.all()
        gaps = [
            (not credentials, _("credential")),
            (credentials and not any(one.issuing_body for one in credentials), _("who issued the credential")),
            (self.conflicts_answer == ConflictsAnswer.NOT_ASKED, _("conflicts of interest")),
        ]
        return [name for is_missing, name in gaps if is_missing]


class CredentialKind(models.TextChoices):
    """Domain vocabulary: Credential.type."""

    DEGREE = "degree", _("Degree")
    LICENCE = "licence", _("Licence")
    BOARD_CERTIFICATION = "board_certification", _("Board certification")
    MEMBERSHIP = "membership", _("Membership")


class Credential(Orderable):
    """One degree, licence, certification or membership of a person."""

    person = ParentalKey(PersonPage, on_delete=models.CASCADE, related_name="credentials")
    kind = models.CharField(_("kind"), max_length=30, choices=CredentialKind.choices, default=CredentialKind.DEGREE)
    name = models.CharField(_("name"), max_length=160)
    abbreviation = models.CharField(_("abbreviation"), max_length=20, blank=True, help_text=_("As printed: MD, FAAD …"))
    issuing_body = models.CharField(_("issuing body"), max_length=160, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("kind", required_on_save=True), FieldPanel("abbreviation")]),
        FieldPanel("name"),
        FieldPanel("issuing_body"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=CredentialKind.values), name="people_credential_kind_valid"
            )
        ]

    def __str__(self):
        return self.name


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
