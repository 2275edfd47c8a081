from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
    TitleFieldPanel,
)
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from people.models import PersonPage
from readiness.actions import lock_page

from .blocks import ArticleBody
from .citations import cited_ids
from .forms import ArticleForm, TopLevelForm
from .old_versions import without_deleted
from .pins import is_kept
from .querysets import ArticleManager, prefetch_story

# Silent reading of English non-fiction: 238 words a minute (Brysbaert 2019, doi:10.1016/j.jml.2019.104047).
WORDS_PER_MINUTE = 238


class Treatment(index.Indexed, models.Model):
    """Something done to skin, hair or nails that stories write about."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    summary = models.TextField(_("in one sentence"), blank=True)

    panels = [FieldPanel("name"), FieldPanel("summary")]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")
        ordering = ["name"]

    def __str__(self):
        return self.name


class Product(index.Indexed, models.Model):
    """A product that stories mention."""

    brand = models.CharField(_("brand"), max_length=120)
    name = models.CharField(_("name"), max_length=160)

    panels = [FieldPanel("brand"), FieldPanel("name")]
    search_fields = [index.SearchField("brand"), index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["brand", "name"]
        constraints = [models.UniqueConstraint(fields=["brand", "name"], name="articles_product_unique")]

    def __str__(self):
        return f"{self.brand} {self.name}"


@register_setting(icon="pilcrow", order=110)
class HouseStyle(BaseSiteSetting):
    """What the magazine asks of its own texts. See articles/rules.py."""

    reading_grade = models.PositiveSmallIntegerField(
        _("reading grade"),
        null=True,
        blank=True,
        default=8,  # plain English is 8 to 9 on Flesch's scale; for health, the NIH asks for 6 to 7
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_(
            "Years of school that a story may ask of its readers (Flesch–Kincaid). Stories above it carry a warning; "
            "nobody is kept from publishing. Empty: it is not measured."
        ),
    )

    panels = [FieldPanel("reading_grade")]

    class Meta:
        verbose_name = _("house style")

    @classmethod
    def of_the_house(cls):
        """The settings of the default site, or what they start with. Asking stores nothing."""
        return cls.objects.filter(site__is_default_site=True).first() or cls()


class TopicPage(Page):
    """A section of the magazine: Skin, Hair, Make-up, Treatments …"""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    show_in_menus_default = True
    template = "articles/topic_page.html"
    base_form_class = TopLevelForm
    stories_per_page = 12

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        stories = ArticlePage.objects.live().public().on_topic(self).newest_first().for_cards()
        context["stories"] = stories.page_of(request.GET.get("page"), self.stories_per_page)
        return context


class StoryIndexPage(Page):
    """The home of all stories in the page tree, and the archive readers see. Addresses stay when topics change."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["articles.ArticlePage"]
    template = "articles/story_index_page.html"
    base_form_class = TopLevelForm
    stories_per_page = 24

    class Meta:
        verbose_name = _("story index")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        stories = ArticlePage.objects.live().public().newest_first().for_cards()
        context["stories"] = stories.page_of(request.GET.get("page"), self.stories_per_page)
        return context


class DisclosureAnswer(models.TextChoices):
    """Whether the writer was asked who paid (16 CFR 255; domain rule D1)."""

    NOT_ASKED = "not_asked", _("Not asked yet")
    NONE = "none", _("Asked: nothing to disclose")
    DECLARED = "declared", _("Asked: disclosed below")


class ArticlePage(Page):
    """A story. Its title is the headline."""

    DisclosureAnswer = DisclosureAnswer

    kicker = models.CharField(_("kicker"), max_length=60, blank=True, help_text=_("The small line above the headline."))
    dek = models.CharField(
        _("dek"), max_length=300, blank=True, help_text=_("The standfirst: one or two sentences under the headline.")
    )
    topic = models.ForeignKey(
        TopicPage,
        verbose_name=_("topic"),
        null=True,
        blank=True,  # the form asks for it; where there is no form, the gate does, and says so
        on_delete=models.PROTECT,
        related_name="stories",
    )
    hero_photo = models.ForeignKey(
        "photos.Photo",
        verbose_name=_("hero photo"),
        null=True,
        blank=True,
        # Who is shown may withdraw consent: one deletion takes the photo off every page.
        on_delete=models.SET_NULL,
        related_name="hero_of",
    )
    hero_alt_text = models.CharField(
        _("alt text here"), max_length=500, blank=True, help_text=_("Empty: the photo's own alt text.")
    )
    hero_decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("It tells nothing that the text does not: no alt text.")
    )
    hero_caption = models.CharField(
        _("caption here"), max_length=500, blank=True, help_text=_("Empty: the photo's own caption.")
    )
    hero_credit = models.CharField(
        _("credit here"), max_length=255, blank=True, help_text=_("Empty: the photo's own credit.")
    )
    body = StreamField(ArticleBody(), verbose_name=_("body"), blank=True)
    treatments = ParentalManyToManyField(Treatment, verbose_name=_("treatments"), blank=True, related_name="stories")
    products = ParentalManyToManyField(Product, verbose_name=_("products"), blank=True, related_name="stories")
    disclosure_answer = models.CharField(
        _("was anything paid for or given?"),
        max_length=20,
        choices=DisclosureAnswer.choices,
        default=DisclosureAnswer.NOT_ASKED,
    )
    medical_reviewer = models.ForeignKey(
        "people.PersonPage",
        verbose_name=_("medical reviewer"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reviewed_stories",
    )
    medically_reviewed_on = models.DateField(_("medically reviewed on"), null=True, blank=True)
    word_count = models.PositiveIntegerField(default=0, editable=False)

    bylines: Any  # by Byline.article
    objects = ArticleManager()
    base_form_class = ArticleForm

    content_panels = [
        TitleFieldPanel(
            "title", heading=_("Headline"), placeholder=_("Headline"), help_text=_("The headline, as readers see it.")
        ),
        FieldPanel("dek", widget=AdminAutoHeightTextInput),
        FieldRowPanel([FieldPanel("topic", widget=forms.Select), FieldPanel("kicker")]),
        InlinePanel("bylines", label=_("Writer"), heading=_("Byline")),
        MultiFieldPanel(
            [
                FieldPanel("hero_photo"),
                FieldPanel("hero_alt_text"),
                FieldPanel("hero_decorative"),
                FieldPanel("hero_caption"),
                FieldPanel("hero_credit"),
            ],
            heading=_("Hero photo"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("treatments", widget=forms.CheckboxSelectMultiple),
                FieldPanel("products", widget=forms.CheckboxSelectMultiple),
            ],
            heading=_("Treatments and products named"),
            help_text=_("What is not in the list is added under Reference, in the menu."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("disclosure_answer", required_on_save=True),
                InlinePanel("disclosures", label=_("Disclosure")),
            ],
            heading=_("Disclosure"),
        ),
        MultiFieldPanel(
            [
                PageChooserPanel("medical_reviewer", "people.PersonPage"),
                FieldPanel("medically_reviewed_on"),
            ],
            heading=_("Medical review"),
        ),
        InlinePanel("related_stories", label=_("Story"), heading=_("Related stories"), max_num=6),
    ]

    search_fields = [
        *Page.search_fields,
        index.SearchField("dek", boost=2),
        index.AutocompleteField("dek"),
        index.SearchField("body"),
        index.AutocompleteField("body"),
        index.SearchField("people_names"),
        index.AutocompleteField("people_names"),
        index.RelatedFields("topic", [index.SearchField("title")]),
        index.FilterField("topic"),
    ]

    parent_page_types = ["articles.StoryIndexPage"]
    subpage_types: list[str] = []
    template = "articles/article_page.html"

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(disclosure_answer__in=DisclosureAnswer.values),
                name="articles_article_disclosure_answer_valid",
            )
        ]

    def save(self, *args, **kwargs):
        self.word_count = self.count_words()
        super().save(*args, **kwargs)

    def save_revision(self, user=None, *args, overwrite_revision=None, **kwargs):
        """Save a new version, and a new one as well where autosave would overwrite one that must stay as it is."""
        may_overwrite = overwrite_revision and overwrite_revision.user_id == (user and user.pk)
        # Whoever may not is refused by Wagtail, as before.
        if may_overwrite and overwrite_revision == self.get_latest_revision() and is_kept(overwrite_revision):
            overwrite_revision = None
        return super().save_revision(user, *args, overwrite_revision=overwrite_revision, **kwargs)

    @transaction.atomic
    def publish(self, *args, **kwargs):
        # All or nothing: Wagtail clears the schedules of other versions before the gate can refuse.
        lock_page(self.pk)
        return super().publish(*args, **kwargs)

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        return super().from_serializable_data(without_deleted(data), check_fks, strict_fks)

    def get_context(self, request, *args, **kwargs):
        prefetch_story(self)
        return super().get_context(request, *args, **kwargs)

    @property
    def body_text(self):
        """All readable text of the body, one string for each piece."""
        return self.body.stream_block.get_searchable_content(self.body)

    def count_words(self):
        """The number of words in the body as it is at hand; `word_count` remembers the body last saved."""
        return len(strip_tags(" ".join(self.body_text)).split())

    @property
    def reading_minutes(self):
        """Minutes of silent reading, at least one."""
        return max(1, round(self.word_count / WORDS_PER_MINUTE))

    @cached_property
    def authors(self):
        """The writers in the order of the byline."""
        return [byline.person for byline in self.bylines.all()]

    @property
    def people_names(self):
        """Names of the writers and of everyone cited, for search."""
        people = {person.title: None for person in [*self.authors, *self.cited_people]}
        return ", ".join(people)

    @cached_property
    def cited_people(self):
        """Everyone whose words stand in the body, each once."""
        people: Any = PersonPage.objects
        return list(people.for_cards().filter(pk__in=cited_ids(self.body)))

    @property
    def headings(self):
        """Section headings as (anchor, text), for the table of contents."""
        return [(anchor(block), block.value["text"]) for block in self.body if block.block_type == "heading"]

    @property
    def teaser_photo(self):
        """The photo on cards; None for one that readers must ask for."""
        return None if self.hero_photo and self.hero_photo.sensitivity else self.hero_photo

    @property
    def hero_alt(self):
        if self.hero_decorative:
            return ""
        return self.hero_alt_text or (self.hero_photo.alt_text if self.hero_photo else "")

    @property
    def hero_shown_caption(self):
        return self.hero_caption or (self.hero_photo.caption if self.hero_photo else "")

    @property
    def hero_shown_credit(self):
        return self.hero_credit or (self.hero_photo.credit if self.hero_photo else "")


class Byline(Orderable):
    """One writer of a story."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="bylines")
    person = models.ForeignKey(
        "people.PersonPage", verbose_name=_("writer"), on_delete=models.PROTECT, related_name="bylines"
    )

    panels = [PageChooserPanel("person", "people.PersonPage")]

    class Meta(Orderable.Meta):
        verbose_name = _("writer")
        constraints = [models.UniqueConstraint(fields=["article", "person"], name="articles_byline_once_per_person")]

    def __str__(self):
        return str(self.person)


class DisclosureKind(models.TextChoices):
    """Domain rule D1."""

    AFFILIATE = "affiliate", _("Affiliate links")
    GIFTED_PRODUCT = "gifted_product", _("Gifted product")
    GIFTED_TREATMENT = "gifted_treatment", _("Gifted treatment")
    DISCOUNT = "discount", _("Discount")
    PRESS_TRIP = "press_trip", _("Press trip")
    LOAN = "loan", _("Loan")
    PAID_PARTNERSHIP = "paid_partnership", _("Paid partnership")
    OWNERSHIP = "ownership", _("Ownership")
    EXPERT_PAID = "expert_paid_by_brand", _("Expert paid by a brand")


class Disclosure(Orderable):
    """One thing readers must know about who paid."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="disclosures")
    kind = models.CharField(_("kind"), max_length=30, choices=DisclosureKind.choices)
    party = models.CharField(_("who"), max_length=160, help_text=_("The brand, clinic or agency."))
    text = models.CharField(_("as readers see it"), max_length=300, blank=True)

    panels = [FieldRowPanel([FieldPanel("kind"), FieldPanel("party")]), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        constraints = [
            models.CheckConstraint(
                # Empty only in drafts: the form asks for it when the story is submitted.
                condition=models.Q(kind__in=[*DisclosureKind.values, ""]),
                name="articles_disclosure_kind_valid",
            )
        ]

    def __str__(self):
        return self.text or f"{self.get_kind_display()}: {self.party}"


class RelatedStory(Orderable):
    """Another story an editor recommends beside this one."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_stories")
    story = models.ForeignKey(ArticlePage, verbose_name=_("story"), on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("story", "articles.ArticlePage")]

    class Meta(Orderable.Meta):
        verbose_name = _("related story")
        constraints = [models.UniqueConstraint(fields=["article", "story"], name="articles_related_once")]


class Citation(models.Model):
    """That a story's words lean on a person: in what readers see, in the newest draft, or in both.

    Kept by articles/citations.py from the body. It makes the database refuse to delete a quoted expert and
    lists an expert's stories without reading every body.
    """

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="citations")
    person = models.ForeignKey(
        "people.PersonPage", verbose_name=_("person"), on_delete=models.PROTECT, related_name="citations"
    )
    in_live = models.BooleanField(default=False)
    in_draft = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "person"], name="articles_citation_unique"),
            models.CheckConstraint(
                condition=models.Q(in_live=True) | models.Q(in_draft=True), name="articles_citation_somewhere"
            ),
        ]
        indexes = [models.Index(fields=["person", "in_live"], name="articles_citation_person")]

    def __str__(self):
        return f"{self.person} in {self.article}"


class SourceUse(models.Model):
    """That a story leans on a source: in what readers see, in the newest draft, or in both.

    Kept by articles/citations.py. It makes the database refuse to delete a source that a story names.
    """

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="source_uses")
    source = models.ForeignKey(
        "sources.Source", verbose_name=_("source"), on_delete=models.PROTECT, related_name="uses"
    )
    in_live = models.BooleanField(default=False)
    in_draft = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "source"], name="articles_source_use_unique"),
            models.CheckConstraint(
                condition=models.Q(in_live=True) | models.Q(in_draft=True), name="articles_source_use_somewhere"
            ),
        ]
        indexes = [models.Index(fields=["source", "in_live"], name="articles_source_use_source")]

    def __str__(self):
        return f"{self.source} in {self.article}"


def anchor(block):
    """The fragment id of a section heading: from the block's id, so that rewording does not break links."""
    return f"section-{block.id[:8]}"
