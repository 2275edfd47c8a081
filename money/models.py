from typing import Any

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from articles.aspects import Aspect
from articles.blocks.body import NeutralBody
from articles.disclosures import DisclosureKind, ValueBand
from articles.forms import TopLevelForm
from articles.models import BodyPage
from articles.querysets import prefetch_body

from .addresses import host_of
from .querysets import AdvertiserManager


class AffiliateHost(index.Indexed, models.Model):
    """A host whose links earn somebody a commission. Its subdomains are meant as well."""

    host = models.CharField(
        _("host"),
        max_length=253,
        unique=True,
        help_text=_("Such as “shop.example”; a whole address is cut to its host."),
    )
    network = models.CharField(_("network"), max_length=120, help_text=_("Whose programme it is."))
    parameter = models.CharField(
        _("only with this parameter"),
        max_length=60,
        blank=True,
        help_text=_("For shops: an address counts only if it carries this, such as “tag”. Empty: every link counts."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    panels = [FieldPanel("host"), FieldPanel("network"), FieldPanel("parameter"), FieldPanel("is_active")]
    search_fields = [index.SearchField("host"), index.AutocompleteField("host"), index.AutocompleteField("network")]

    class Meta:
        verbose_name = _("affiliate host")
        verbose_name_plural = _("affiliate hosts")
        ordering = ["host"]
        constraints = [
            models.CheckConstraint(
                # Lower case, as addresses are compared; with a dot, or all of “.com” would be meant.
                condition=models.Q(host=Lower("host")) & models.Q(host__contains="."),
                name="money_affiliate_host_valid",
                violation_error_message=_("Give a whole host, such as “shop.example”."),
            )
        ]

    def __str__(self):
        return self.host

    def clean(self):
        self.host = host_of(self.host if "//" in self.host else f"//{self.host}")
        super().clean()


class AdvertiserIndexPage(Page):
    """Where advertisers' pages live and are listed: never among the stories."""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    max_count = 1
    page_description = _("Where the pages live that advertisers pay for, apart from the stories.")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["money.AdvertiserPage"]
    template = "money/advertiser_index_page.html"
    base_form_class = TopLevelForm
    pages_per_page = 24

    class Meta:
        verbose_name = _("advertisers’ pages")

    def get_context(self, request, *args, **kwargs):
        pages = AdvertiserPage.objects.child_of(self).live().public().for_cards()
        shown = pages.page_of(request.GET.get("page"), self.pages_per_page)
        return super().get_context(request, *args, **kwargs) | {"stories": shown}


class AdvertiserPage(BodyPage):
    """What an advertiser pays for and has a say in. It is no story, cannot become one, and always says what it is.

    Its label and line are no fields: nobody can take them off.
    """

    # What the desks sign for; see articles/aspects.py.
    FIELDS = {
        Aspect.TEXT: ["title", "dek"],
        Aspect.DISCLOSURES: ["sponsor", "sponsor_url"],
        Aspect.METADATA: ["slug", "seo_title", "search_description", "show_in_menus"],
    }

    dek = models.CharField(
        _("dek"), max_length=300, blank=True, help_text=_("The standfirst: one or two sentences under the headline.")
    )
    sponsor = models.CharField(
        _("advertiser"),
        max_length=160,
        help_text=_("Who pays, as readers know them. It stands on the page and with it."),
    )
    sponsor_url = models.URLField(_("the advertiser’s address"), blank=True)
    body = StreamField(NeutralBody(), verbose_name=_("body"), blank=True)

    objects: Any = AdvertiserManager()

    content_panels = [
        TitleFieldPanel("title", heading=_("Headline"), placeholder=_("Headline")),
        MultiFieldPanel([FieldRowPanel([FieldPanel("sponsor"), FieldPanel("sponsor_url")])], heading=_("Advertiser")),
        FieldPanel("dek", widget=AdminAutoHeightTextInput),
        *BodyPage.body_panels,
    ]
    search_fields = [*Page.search_fields, index.SearchField("dek"), index.SearchField("body")]
    page_description = _("What an advertiser pays for and has a say in. It always says so.")
    parent_page_types = ["money.AdvertiserIndexPage"]
    subpage_types: list[str] = []
    template = "money/advertiser_page.html"

    authors = ()  # no byline: our writers do not sign what was paid for
    says_one_result = True

    class Meta:
        verbose_name = _("advertiser’s page")
        verbose_name_plural = _("advertisers’ pages")

    def get_context(self, request, *args, **kwargs):
        prefetch_body(self)
        return super().get_context(request, *args, **kwargs)

    @property
    def label(self):
        return gettext("Advertisement")

    @property
    def disclosure_lines(self):
        """One sentence, in every channel; without an advertiser's name in drafts only."""
        told = gettext("%(sponsor)s paid for this page and had a say in what it says.")
        return [told % {"sponsor": self.sponsor or "…"}]


class AdvertiserCitation(models.Model):
    """That an advertiser's page has words of a person: in what readers see, or in its newest draft.

    Kept by money/citations.py. It makes the database refuse to delete whoever is quoted.
    """

    page = models.ForeignKey(AdvertiserPage, on_delete=models.CASCADE, related_name="citations")
    person = models.ForeignKey("people.PersonPage", on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["page", "person"], name="money_citation_unique")]

    def __str__(self):
        return f"{self.person} in {self.page}"


class ShownKind(models.TextChoices):
    """What readers were told about: a disclosure's kind, that there was none, or that a page is an advertiser's."""

    NONE = "none", _("Nothing to disclose")
    ADVERTISER = "advertiser", _("Advertiser’s page")


SHOWN_KINDS = [*DisclosureKind.choices, *ShownKind.choices]


class ShownDisclosure(models.Model):
    """What a published version told readers about who paid, word for word, and from when until when (domain rule D12).

    Written by money/shown.py alone. It outlives the page.
    """

    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    headline = models.CharField(_("headline"), max_length=255)
    address = models.CharField(_("address"), max_length=2000)
    kind = models.CharField(_("kind"), max_length=30, choices=SHOWN_KINDS)
    party = models.CharField(_("who"), max_length=160, blank=True)
    value = models.CharField(_("worth"), max_length=20, choices=ValueBand.choices, default=ValueBand.UNKNOWN)
    may_change_text = models.BooleanField(_("could change the text"), default=False)
    sentence = models.CharField(_("what readers saw"), max_length=500)
    approved_by = models.CharField(_("approved by"), max_length=500, blank=True)
    shown_from = models.DateTimeField(_("shown from"))
    shown_until = models.DateTimeField(_("shown until"), null=True, blank=True)

    class Meta:
        verbose_name = _("disclosure shown")
        verbose_name_plural = _("disclosures shown")
        ordering = ["-shown_from", "-pk"]
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[value for value, _label in SHOWN_KINDS]), name="money_shown_kind_valid"
            ),
            models.CheckConstraint(condition=models.Q(value__in=ValueBand.values), name="money_shown_value_valid"),
            models.CheckConstraint(
                condition=models.Q(shown_until=None) | models.Q(shown_until__gte=models.F("shown_from")),
                name="money_shown_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["page", "shown_until"], name="money_shown_page"),
            models.Index(fields=["shown_from", "shown_until"], name="money_shown_period"),
        ]

    def __str__(self):
        return f"{self.headline}: {self.sentence}"
