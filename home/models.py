from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from articles.forms import TopLevelForm
from articles.models import ArticlePage, TopicPage
from articles.querysets import prefetch_cards

from .gone import GoneAddress
from .share_cards import ShareCard

__all__ = ["GoneAddress", "HomePage", "MagazineSettings", "River", "ShareCard", "StandingBody", "StandingPage"]


class HomePage(Page):
    """The front of the magazine: a lead story, the newest ones, and a river for each chosen topic."""

    lead_story = models.ForeignKey(
        ArticlePage,
        verbose_name=_("lead story"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: the newest story leads."),
    )
    introduction = models.CharField(_("introduction"), max_length=300, blank=True)
    rivers: Any  # by River.home

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        PageChooserPanel("lead_story", "articles.ArticlePage"),
        InlinePanel("rivers", label=_("River"), heading=_("Rivers by topic")),
    ]
    max_count = 1
    page_description = _("The front of the magazine.")
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "articles.StoryIndexPage",
        "articles.TopicPage",
        "people.PeopleIndexPage",
        "home.StandingPage",
        "money.AdvertiserIndexPage",
    ]
    template = "home/home_page.html"
    newest_count = 4
    stories_per_river = 4

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | self.front()

    def front(self):
        """Choose the stories of the front page: no story stands on it twice.

        Returns:
            A dict with `lead` (a story or None), `newest` (a list) and `rivers` (a list of
            (topic, stories) pairs; hidden and private topics and those without a story are left out).
        """
        stories = ArticlePage.objects.live().public().standing().newest_first().card_rows()
        lead = stories.filter(pk=self.lead_story_id).first() or stories.first()
        shown = [lead] if lead else []

        def next_stories(of, count):
            found = list(of.exclude(pk__in=[story.pk for story in shown])[:count])
            shown.extend(found)
            return found

        newest = next_stories(stories, self.newest_count)
        chosen = [river.topic_id for river in self.rivers.all()]
        shown_topics = TopicPage.objects.live().public().in_bulk(chosen)
        topics = [shown_topics[pk] for pk in chosen if pk in shown_topics]
        rivers = [(topic, next_stories(stories.on_topic(topic), self.stories_per_river)) for topic in topics]
        prefetch_cards(shown)
        return {"lead": lead, "newest": newest, "rivers": [river for river in rivers if river[1]]}


class River(Orderable):
    """A topic with a row of its own on the front page."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="rivers")
    topic = models.ForeignKey("articles.TopicPage", verbose_name=_("topic"), on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("topic", "articles.TopicPage")]

    class Meta(Orderable.Meta):
        verbose_name = _("river")
        constraints = [models.UniqueConstraint(fields=["home", "topic"], name="home_river_once_per_topic")]

    def __str__(self):
        return str(self.topic)


class StandingBody(blocks.StreamBlock):
    """The few parts that a standing page needs."""

    heading = blocks.CharBlock(
        icon="title",
        label=_("Heading"),
        template="home/blocks/heading.html",
        preview_value=_("How we correct mistakes"),
    )
    paragraph = blocks.RichTextBlock(
        icon="pilcrow",
        label=_("Text"),
        features=["bold", "italic", "h3", "ol", "ul", "link"],
        template="home/blocks/paragraph.html",
        preview_value=_("<p>Tell us what is wrong and we will look at it the same day.</p>"),
    )

    class Meta:
        required = False


class StandingPage(Page):
    """About, editorial standards, contact, privacy, comment rules: pages that do not age like stories."""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)
    body = StreamField(StandingBody(), verbose_name=_("body"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("body")]
    page_description = _("About, contact, standards: what does not age like a story.")
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    template = "home/standing_page.html"
    base_form_class = TopLevelForm

    class Meta:
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")


def policy_page(label, help_text):
    words = {"verbose_name": label, "help_text": help_text}
    return models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", **words)


@register_setting(icon="cog", order=100)
class MagazineSettings(BaseSiteSetting):
    """What the magazine is called and how to reach it."""

    name = models.CharField(_("name"), max_length=80, default="Beauty Desk")
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    description = models.CharField(
        _("description"), max_length=300, blank=True, help_text=_("For search engines and feeds.")
    )
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    copyright_line = models.CharField(_("copyright line"), max_length=160, blank=True)
    publishing_principles = policy_page(
        _("publishing principles"),
        _("By which rules the magazine works. Empty: search engines are told of none."),
    )
    corrections_policy = policy_page(
        _("corrections policy"), _("How mistakes are put right. Empty: the corrections log stands for it.")
    )
    unnamed_sources_policy = policy_page(
        _("policy on unnamed sources"), _("When a source may stay unnamed. Empty: search engines are told of none.")
    )
    offers_markdown = models.BooleanField(
        _("stories as Markdown"),
        default=False,
        help_text=_("Each story can be had as plain Markdown besides, for programs that read along."),
    )
    select_related = ["publishing_principles", "corrections_policy", "unnamed_sources_policy"]  # one query on each page

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("tagline"), FieldPanel("description")], heading=_("Magazine")),
        FieldPanel("contact_email"),
        FieldPanel("copyright_line"),
        MultiFieldPanel([FieldPanel(name) for name in select_related], heading=_("Policies")),
        FieldPanel("offers_markdown"),
    ]

    class Meta:
        verbose_name = _("magazine")
