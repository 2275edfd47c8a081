from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from accounts.house_rows import KeptSetting
from articles.forms import TopLevelForm
from articles.models import ArticlePage

from .blocks import FrontSections, StandingBody
from .front import front
from .gone import GoneAddress
from .share_cards import ShareCard

__all__ = ["GoneAddress", "HomePage", "MagazineSettings", "SecondaryStory", "ShareCard", "StandingBody", "StandingPage"]


class HomePage(Page):
    """The front of the magazine: a lead story, a few beside it, and the sections an editor put below them.

    Wagtail previews, schedules and keeps versions of it as of any page.
    """

    lead_story = models.ForeignKey(
        ArticlePage,
        verbose_name=_("lead story"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "What a reader should not miss today, with a photo that carries the page. Empty: the newest leads."
        ),
    )
    introduction = models.CharField(
        _("introduction"), max_length=300, blank=True, help_text=_("Empty: the tagline from the settings.")
    )
    sections = StreamField(FrontSections(), verbose_name=_("sections"), blank=True)
    secondary_stories: Any  # by SecondaryStory.home

    content_panels = [
        *Page.content_panels,
        FieldPanel(
            "introduction",
            help_text=_("One line below the name: “Beauty, with its evidence.” Empty: the tagline from the settings."),
        ),
        PageChooserPanel("lead_story", "articles.ArticlePage"),
        InlinePanel(
            "secondary_stories",
            label=_("Story"),
            heading=_("Secondary stories"),
            help_text=_(
                "Up to six, in this order, each of another kind than the lead: a test beside a conversation. Fewer "
                "than four are filled up with the newest."
            ),
            max_num=6,
        ),
        FieldPanel(
            "sections",
            help_text=_(
                "In the order of the page, with a pause after two or three rivers: Skin, Hair, then picked comments. "
                "No story stands on it twice: what is further up is left out below."
            ),
        ),
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

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | front(self, request)


class SecondaryStory(Orderable):
    """A story that an editor put beside the lead story."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="secondary_stories")
    story = models.ForeignKey(ArticlePage, verbose_name=_("story"), on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("story", "articles.ArticlePage")]

    class Meta(Orderable.Meta):
        verbose_name = _("secondary story")
        constraints = [models.UniqueConstraint(fields=["home", "story"], name="home_secondary_story_once")]

    def __str__(self):
        return str(self.story)


class StandingPage(Page):
    """About, editorial standards, contact, privacy, comment rules: pages that do not age like stories."""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)
    body = StreamField(StandingBody(), verbose_name=_("body"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction", help_text=_("What the page settles, in one sentence: “How we test, and who pays.”")),
        FieldPanel(
            "body",
            help_text=_("Short sections, each under the words a reader would search for: “Who sends us products”."),
        ),
    ]
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
class MagazineSettings(KeptSetting, BaseSiteSetting):
    """What the magazine is called and how to reach it."""

    name = models.CharField(_("name"), max_length=80, default="Beauty Desk")
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    description = models.CharField(
        _("description"), max_length=300, blank=True, help_text=_("For search engines and feeds.")
    )
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    copyright_line = models.CharField(_("copyright line"), max_length=160, blank=True)
    newsletter_address = models.URLField(
        _("newsletter"),
        blank=True,
        help_text=_(
            "The page of your newsletter service where readers sign up. It is linked in the footer and below stories; "
            "nothing of the service is loaded here. Empty: no link."
        ),
    )
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
        MultiFieldPanel(
            [
                FieldPanel("name", help_text=_("On every page and share card, as it is spoken: “Beauty Desk”.")),
                FieldPanel("tagline", help_text=_("A few words, no slogan: “Beauty, with its evidence.”")),
                FieldPanel("description"),
            ],
            heading=_("Magazine"),
        ),
        FieldPanel("contact_email", help_text=_("In the footer of every page. An address that somebody reads daily.")),
        FieldPanel("copyright_line", help_text=_("The last line of every page: “© 2026 Example Publishing”.")),
        FieldPanel("newsletter_address"),
        MultiFieldPanel([FieldPanel(name) for name in select_related], heading=_("Policies")),
        FieldPanel("offers_markdown"),
    ]

    class Meta:
        verbose_name = _("magazine")
