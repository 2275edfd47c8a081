"""People, and the page that lists them."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing
from wagtail.search import index

from ..panels import MissingPanel
from ..querysets import PersonManager, prefetch_person
from ..vocabulary import (
    INDEPENDENT,
    CheckKind,
    ConflictsAnswer,
    CredentialKind,
    Standing,
)
from .credentials import recall, refuse_board_certified


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
            help_text=_(
                "Each that applies: a dermatologist who is quoted and reviews is an expert and a medical reviewer."
            ),
        ),
        FieldRowPanel(
            [
                FieldPanel("honorific"),
                FieldPanel("first_name", help_text=_("“Ada”. Empty: not known yet.")),
                FieldPanel("last_name", help_text=_("Lists are sorted by it: “Example”.")),
            ],
            heading=_("Name in parts"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "job_title", help_text=_("As they would say it, without the employer: “Consultant dermatologist”.")
                ),
                FieldPanel("specialty", help_text=_("What they are asked about, in one or two words: “Dermatology”.")),
            ],
            heading=_("Work"),
        ),
        InlinePanel(
            "affiliations",
            label=_("Affiliation"),
            heading=_("Affiliations"),
            help_text=_(
                "Where they work or teach, the present one first: “Example Hospital”, “Senior registrar”, “Leeds”."
            ),
        ),
        InlinePanel(
            "credentials",
            label=_("Credential"),
            heading=_("Credentials"),
            help_text=_(
                "What was earned and can be looked up, each in an entry of its own: “Doctor of Medicine”, “MD”."
            ),
        ),
        FieldPanel(
            "portrait",
            help_text=_("One face, looking at us, upright: small ones are cut to 4 by 5 around the focal point."),
        ),
        FieldPanel(
            "biography",
            help_text=_(
                "Two to four sentences in the third person: what they do, since when, and what readers should know: "
                "“She has tested sunscreens since 2019.”"
            ),
        ),
        MultiFieldPanel(
            [
                FieldPanel("conflicts_answer", required_on_save=True),
                InlinePanel("interests", label=_("Tie to a brand")),
            ],
            heading=_("Conflicts of interest"),
        ),
        InlinePanel(
            "links",
            label=_("Link"),
            heading=_("Links"),
            help_text=_("Their own pages and registers, called by what they are: “Practice”, “ORCID”. No shops."),
        ),
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

    page_description = _("A writer, an expert or a medical reviewer, with everything they wrote, said or reviewed.")
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

    @cached_property
    def index_page(self):
        """The page that lists them; None where readers cannot open it."""
        parent = self.get_parent() if self.depth else None  # someone new in the editor's preview has no place yet
        return parent if parent and parent.live else None

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
    def biography_words(self):
        """The biography as plain text."""
        return get_text_for_indexing(self.biography)

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


class PeopleIndexPage(Page):
    """Everyone who writes for the magazine or is quoted in it."""

    max_count = 1
    subpage_types = ["people.PersonPage"]
    page_description = _("Everybody who writes for the magazine or is cited in it.")
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
