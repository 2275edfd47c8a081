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

from accounts.house_rows import KeptSetting
from people.models import PersonPage
from products.models import Product
from readiness.actions import lock_page
from treatments.models import Treatment
from treatments.warnings import schemes_in

from . import preview_modes
from .archive import archive, number_on
from .blocks.body import ArticleBody
from .citations import named_ids
from .disclosures import DisclosureKind, ValueBand, label_of, labelled, nothing_to_disclose, sentence
from .forms import ArticleForm, TopLevelForm
from .old_versions import without_deleted
from .panels import BeginWithPanel
from .pins import is_kept
from .querysets import ArticleManager, experts_on, prefetch_story
from .signals import previewed
from .treatments_named import warnings_for
from .widgets import SeveralChooser
from .words_explained import explain

# Silent reading of English non-fiction: 238 words a minute (Brysbaert 2019, doi:10.1016/j.jml.2019.104047).
WORDS_PER_MINUTE = 238


# Columns of a story that say who stands behind it medically.
FOLLOW_FROM_REVIEWS = [
    "medical_reviewer",
    "medically_reviewed_on",
    "medical_reviewer_credentials",
    "medical_review_specialty",
    "changed_since_medical_review",
]


@register_setting(icon="pilcrow", order=110)
class HouseStyle(KeptSetting, BaseSiteSetting):
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

    one_persons_result = models.BooleanField(
        _("say that a result is one person’s"),
        default=True,
        help_text=_(
            "Beside every result: a test told in the first person, a photo with the time since the treatment, a "
            "before/after pair. Where anything is disclosed, and on advertisers’ pages, it is said in any case."
        ),
    )

    panels = [FieldPanel("reading_grade"), FieldPanel("one_persons_result")]

    class Meta:
        verbose_name = _("house style")


class TopicPage(Page):
    """A section of the magazine: Skin, Hair, Make-up, Treatments …"""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)
    review_specialties = models.TextField(
        _("specialties of medical reviewers"),
        blank=True,
        help_text=_("Whose review counts for stories on this topic, one specialty a line. Empty: any specialty."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel(
            "introduction",
            help_text=_("One sentence on what stands here: “What skin does, what touches it, and what that is worth.”"),
        ),
        FieldPanel("review_specialties"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    page_description = _("A section of the magazine, such as Skin. It lists its stories by itself.")
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    show_in_menus_default = True
    template = "articles/topic_page.html"
    base_form_class = TopLevelForm
    stories_per_page = 12

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    @property
    def reviewing_specialties(self):
        """The specialties whose review counts, each as it was typed; empty where any does."""
        return [line.strip() for line in self.review_specialties.splitlines() if line.strip()]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        private = ArticlePage.objects.private_q()  # asked for once, for stories and experts
        stories = ArticlePage.objects.live().exclude(private)
        found, number = stories.on_topic(self).newest_first(), number_on(self, stories)
        context["stories"] = found.page_of(request.GET.get("page"), self.stories_per_page, number)
        context["experts"] = experts_on(self, private) if context["stories"].number == 1 else []
        return context


class StoryIndexPage(Page):
    """The home of all stories in the page tree, and the archive readers see. Addresses stay when topics change."""

    max_count = 1
    page_description = _("Where all stories live, and the archive of the magazine.")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["articles.ArticlePage"]
    template = "articles/story_index_page.html"
    base_form_class = TopLevelForm
    stories_per_page = 24

    class Meta:
        verbose_name = _("story index")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        private = ArticlePage.objects.private_q()  # asked for once, for stories and topics
        stories = ArticlePage.objects.live().exclude(private)
        topics = TopicPage.objects.live().exclude(private).order_by("path")
        context |= archive(stories, topics, request.GET)
        found = context["found"].newest_first()
        context["stories"] = found.page_of(request.GET.get("page"), self.stories_per_page)
        return context


class DisclosureAnswer(models.TextChoices):
    """Whether the writer was asked who paid (16 CFR 255; domain rule D1)."""

    NOT_ASKED = "not_asked", _("Not asked yet")
    NONE = "none", _("Asked: nothing to disclose")
    DECLARED = "declared", _("Asked: disclosed below")


class BodyPage(Page):
    """What stories and advertisers' pages have in common: a hero photo, and a body of the same blocks."""

    hero_photo = models.ForeignKey(
        "photos.Photo",
        verbose_name=_("hero photo"),
        null=True,
        blank=True,
        # Who is shown may withdraw consent: one deletion takes the photo off every page.
        on_delete=models.SET_NULL,
        related_name="+",
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
    word_count = models.PositiveIntegerField(default=0, editable=False)

    body_panels = [
        MultiFieldPanel(
            [
                FieldPanel(
                    "hero_photo",
                    help_text=_(
                        "Opens the page and stands on every card, uncropped. One subject that says what it is about: "
                        "“a hand over an open jar”, no shelf of twelve."
                    ),
                ),
                FieldPanel("hero_alt_text"),
                FieldPanel("hero_decorative"),
                FieldPanel("hero_caption"),
                FieldPanel("hero_credit"),
            ],
            heading=_("Hero photo"),
        ),
        FieldPanel(
            "body",
            help_text=_(
                "The answer first, then how we know. Statements, photos and products get blocks of their own, and a "
                "heading asks what a reader would: “Does it sting?”"
            ),
        ),
    ]

    class Meta:
        abstract = True

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

    @property
    def body_text(self):
        """All readable text of the body, one string for each piece."""
        return self.body.stream_block.get_searchable_content(self.body)

    @property
    def has_product_cards(self):
        """Whether readers can put something on their shopping list here."""
        return any(child.block_type in ("product", "products") for child in self.body)

    def count_words(self):
        """The number of words in the body as it is at hand; `word_count` remembers the body last saved."""
        return len(strip_tags(" ".join(self.body_text)).split())

    @property
    def reading_minutes(self):
        """Minutes of silent reading, at least one."""
        return max(1, round(self.word_count / WORDS_PER_MINUTE))

    @cached_property
    def cited_people(self):
        """Everyone named in the body as a source, each once. What their lines show, `prefetch_story` adds."""
        people: Any = PersonPage.objects
        return people.shared_in_order(named_ids(self.body))

    @cached_property
    def treatment_warnings(self):
        """What readers are told of treatments named here that are not approved, as their records have it now."""
        return warnings_for(self)

    @property
    def harm_schemes(self):
        """Where readers report what one of these treatments did to them: (place, Scheme)."""
        return schemes_in(self.treatment_warnings)

    @property
    def warns_in_body(self):
        """Whether an editor has chosen the place of the warning; else it stands before the first paragraph."""
        return any(block.block_type == "treatment_warning" for block in self.body)

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


class ArticlePage(BodyPage):
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
    treatments = ParentalManyToManyField(Treatment, verbose_name=_("treatments"), blank=True, related_name="stories")
    products = ParentalManyToManyField(Product, verbose_name=_("products"), blank=True, related_name="stories")
    disclosure_answer = models.CharField(
        _("was anything paid for or given?"),
        max_length=20,
        choices=DisclosureAnswer.choices,
        default=DisclosureAnswer.NOT_ASKED,
    )
    # Follow from the signed reviews, and are written by medical_reviews/line.py alone.
    medical_reviewer = models.ForeignKey(
        "people.PersonPage",
        verbose_name=_("medical reviewer"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="reviewed_stories",
    )
    medically_reviewed_on = models.DateField(_("medically reviewed on"), null=True, editable=False)
    medical_reviewer_credentials = models.CharField(max_length=500, blank=True, editable=False)  # as they were then
    medical_review_specialty = models.CharField(max_length=120, blank=True, editable=False)
    changed_since_medical_review = models.BooleanField(default=False, editable=False)
    # Of the story, not of one version of it; corrections/ keeps them. See `with_content_json`.
    updated_at = models.DateTimeField(_("last change of substance"), null=True, editable=False)
    retracted_at = models.DateTimeField(_("retracted"), null=True, editable=False)

    bylines: Any  # by Byline.article
    disclosures: Any  # by Disclosure.article
    objects = ArticleManager()
    base_form_class = ArticleForm

    content_panels = [
        BeginWithPanel(),
        TitleFieldPanel(
            "title",
            heading=_("Headline"),
            placeholder=_("Headline"),
            help_text=_(
                "What the story is about, in at most ten words: “What a moisturiser does, and what it cannot”. No "
                "question that the story answers with no."
            ),
        ),
        FieldPanel(
            "dek",
            widget=AdminAutoHeightTextInput,
            help_text=_(
                "The standfirst: one or two sentences that say what the headline does not, and promise no more: “We "
                "wore three of them for a month. One of them did something.”"
            ),
        ),
        FieldRowPanel(
            [
                FieldPanel(
                    "topic",
                    widget=forms.Select,
                    help_text=_(
                        "Where a reader would look for it. Where two fit, what is treated decides: a peel, “Skin”."
                    ),
                ),
                FieldPanel(
                    "kicker",
                    help_text=_(
                        "Above the headline: what kind of story it is, in one to three words: “Ask an expert”."
                    ),
                ),
            ]
        ),
        InlinePanel(
            "bylines",
            label=_("Writer"),
            heading=_("Byline"),
            help_text=_("Who wrote it, the main writer first. Who was asked is cited in the text and has no byline."),
        ),
        *BodyPage.body_panels,
        MultiFieldPanel(
            [
                FieldPanel("treatments", widget=SeveralChooser(Treatment, _("Add treatments"))),
                FieldPanel("products", widget=SeveralChooser(Product, _("Add products"))),
            ],
            heading=_("Treatments and products named"),
            help_text=_("What the house does not have yet is added under Reference, in the menu."),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "disclosure_answer",
                    required_on_save=True,
                    help_text=_(
                        "Ask before you write, of every product, trip and treatment: “The clinic waived its fee.”"
                    ),
                ),
                InlinePanel("disclosures", label=_("Disclosure")),
            ],
            heading=_("Disclosure"),
        ),
        InlinePanel(
            "related_stories",
            label=_("Story"),
            heading=_("Related stories"),
            help_text=_(
                "What to read next. Fewer than three are filled up with stories that share people, treatments, "
                "products or the topic."
            ),
            max_num=6,
        ),
    ]

    search_fields = [
        *Page.search_fields,
        index.SearchField("dek", boost=2),
        index.AutocompleteField("dek"),
        index.SearchField("kicker"),
        index.AutocompleteField("kicker"),
        index.SearchField("body"),
        index.AutocompleteField("body"),
        index.SearchField("people_names"),
        index.AutocompleteField("people_names"),
        index.RelatedFields("topic", [index.SearchField("title")]),
        index.FilterField("topic"),
    ]

    page_description = _("One story: statements, photos and experience, each with who stands behind it.")
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

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        return super().from_serializable_data(without_deleted(data), check_fks, strict_fks)

    def with_content_json(self, content):
        """A version of the story. What belongs to the story and to no version of it stays as the story has it."""
        version = super().with_content_json(content)
        for name in [*FOLLOW_FROM_REVIEWS, "updated_at", "retracted_at"]:
            field: Any = self._meta.get_field(name)
            setattr(version, field.attname, getattr(self, field.attname))
        return version

    def get_sitemap_urls(self, request=None):
        """For search engines: nothing of a story that was retracted."""
        if self.retracted_at:
            return []
        return [{"location": self.get_full_url(request), "lastmod": self.modified_at}]

    @property
    def preview_modes(self):
        return [(name, mode.label) for name, mode in preview_modes.MODES.items()]

    def serve_preview(self, request, mode_name):
        mode = preview_modes.MODES.get(mode_name)
        if mode is None or mode.view is None:
            return super().serve_preview(request, mode_name)
        previewed.send(sender=type(self), version=self)
        prefetch_story(self)
        return mode.view(request, self)

    def get_preview_context(self, request, mode_name):
        previewed.send(sender=type(self), version=self)
        context = super().get_preview_context(request, mode_name)
        return context | {"is_printed": mode_name == preview_modes.PRINT}

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        # The kept page outlives the publication of stories that do not stand on it (cms/purging.py).
        response.lists_no_stories = True
        return response

    def get_context(self, request, *args, **kwargs):
        prefetch_story(self, with_others=True)
        return super().get_context(request, *args, **kwargs)

    @property
    def modified_at(self):
        """When readers were last told something new. A slip put right is nothing new (domain rule R4)."""
        return self.updated_at or self.first_published_at

    @cached_property
    def authors(self):
        """The writers in the order of the byline."""
        return [byline.person for byline in self.bylines.all()]

    @cached_property
    def words_explained(self):
        """The glossary's terms in the text, in order. To ask for them marks the first use of each."""
        return explain(self.body)

    @property
    def people_names(self):
        """Names of the writers and of everyone cited, for search."""
        people = {person.title: None for person in [*self.authors, *self.cited_people]}
        return ", ".join(people)

    @property
    def nothing_to_disclose(self):
        """What readers are told where the writer was asked and there was nothing; else empty."""
        is_nothing = self.disclosure_answer == DisclosureAnswer.NONE and not self.disclosure_lines
        return nothing_to_disclose() if is_nothing else ""

    @property
    def disclosure_lines(self):
        """What readers are told about who paid, one sentence for each thing: on the page and wherever it is listed."""
        return [told for disclosure in self.disclosures.all() if (told := disclosure.sentence)]

    @cached_property
    def says_one_result(self):
        """Whether every result in the story is said to be one person's (16 CFR 255.2, domain rule D9)."""
        return HouseStyle.of_the_house().one_persons_result or bool(self.disclosure_lines)

    @cached_property
    def discloses_commission(self):
        """Whether readers are told that links earn a commission; else each card with a shop that may pay says so."""
        return any(disclosure.kind == DisclosureKind.AFFILIATE for disclosure in self.disclosures.all())

    @property
    def label(self):
        """What the story is besides a story, told before the click; mostly empty."""
        return label_of(self.disclosures.all())

    @property
    def on_card(self):
        """Everything of the story that templates/articles/_card.html shows: whose card has the same looks the same."""
        photo = (self.hero_photo_id, self.hero_alt_text, self.hero_decorative)
        words = (self.url_path, self.title, self.kicker, self.dek, self.topic_id, self.retracted_at)
        writers = tuple(person.pk for person in self.authors)
        paid = tuple((row.kind, row.may_change_text, row.sentence) for row in self.disclosures.all())
        return (*photo, *words, self.first_published_at, writers, paid)

    @property
    def labelled_title(self):
        """The headline as it travels alone: shared, sent, saved."""
        return labelled(self.title, self.label)


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


class Disclosure(Orderable):
    """One thing readers must know about who paid."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="disclosures")
    kind = models.CharField(_("kind"), max_length=30, choices=DisclosureKind.choices)
    party = models.CharField(_("who"), max_length=160, help_text=_("The brand, clinic or agency."))
    value = models.CharField(
        _("what it was worth"),
        max_length=20,
        choices=ValueBand.choices,
        default=ValueBand.UNKNOWN,
        help_text=_("In the currency of the house. Readers are not told."),
    )
    may_change_text = models.BooleanField(
        _("they could change the text"),
        default=False,
        help_text=_("They were shown the text and could have it changed. It is labelled as an advertisement then."),
    )
    text = models.CharField(
        _("as readers see it"),
        max_length=300,
        blank=True,
        help_text=_("Empty: a sentence made from the kind and the name. It stands wherever the story is shown."),
    )

    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("party")]),
        FieldRowPanel([FieldPanel("value", required_on_save=True), FieldPanel("may_change_text")]),
        FieldPanel("text"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        constraints = [
            models.CheckConstraint(
                # Empty only in drafts: the form asks for it when the story is submitted.
                condition=models.Q(kind__in=[*DisclosureKind.values, ""]),
                name="articles_disclosure_kind_valid",
            ),
            models.CheckConstraint(
                condition=models.Q(value__in=ValueBand.values), name="articles_disclosure_value_valid"
            ),
        ]

    def __str__(self):
        return self.text or f"{self.get_kind_display()}: {self.party}"

    @property
    def sentence(self):
        """What readers are told, in every channel; empty while the row is unfinished."""
        return self.text.strip() or sentence(self.kind, self.party, self.may_change_text)


class RelatedStory(Orderable):
    """Another story an editor recommends beside this one."""

    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_stories")
    story = models.ForeignKey(ArticlePage, verbose_name=_("story"), on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("story", "articles.ArticlePage")]

    class Meta(Orderable.Meta):
        verbose_name = _("related story")
        constraints = [models.UniqueConstraint(fields=["article", "story"], name="articles_related_once")]


class Neighbour(models.Model):
    """That two public stories have something in common. Kept by articles/related.py, one row for each direction."""

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="neighbours")
    story = models.ForeignKey(ArticlePage, verbose_name=_("story"), on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()  # the more they have in common, the higher

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "story"], name="articles_neighbour_unique"),
            models.CheckConstraint(condition=~models.Q(article=models.F("story")), name="articles_neighbour_other"),
        ]

    def __str__(self):
        return f"{self.story} beside {self.article}"


class StoryText(models.Model):
    """The words of a public story, for the lines that a search shows of it. Kept by articles/search_index.py."""

    article = models.OneToOneField(
        ArticlePage, on_delete=models.CASCADE, primary_key=True, related_name="text_for_search"
    )
    text = models.TextField()

    def __str__(self):
        return str(self.article)


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
    # Whether readers are told so. A background source is cited, and nobody may learn it.
    by_name = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "person"], name="articles_citation_unique"),
            models.CheckConstraint(
                condition=models.Q(in_live=True) | models.Q(in_draft=True), name="articles_citation_somewhere"
            ),
            models.CheckConstraint(
                condition=models.Q(by_name=False) | models.Q(in_live=True), name="articles_citation_named_where_live"
            ),
        ]
        indexes = [models.Index(fields=["person", "by_name"], name="articles_citation_person")]

    def __str__(self):
        return f"{self.person} in {self.article}"


class TermUse(models.Model):
    """That a public story explains a word by the glossary. Kept by articles/words_explained.py."""

    term = models.ForeignKey("glossary.GlossaryTerm", on_delete=models.CASCADE, related_name="uses")
    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="term_uses")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["term", "article"], name="articles_term_use_unique")]

    def __str__(self):
        return f"{self.term} in {self.article}"


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
