"""What stands on the front page, and in which order."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery

from wagtail.models import Page

from articles.models import ArticlePage, TopicPage
from articles.querysets import prefetch_cards
from comments.models import ReaderComment

FEWEST_SECONDARY = 4
STORIES_PER_RIVER = 4
COMMENTS_PER_SECTION = 3


@dataclass
class Section:
    """One section of the front page: a river of stories, or comments that are quoted."""

    kind: str
    topic: Any = None
    stories: list = field(default_factory=list)
    comments: list = field(default_factory=list)


def front(home):
    """Choose what the front page shows. The number of questions asked depends only on how many rivers it has.

    Returns:
        A dict with `lead` (a story or None), `secondary` (stories), `is_chosen` (whether an editor chose any of those)
        and `sections` (those that have something to show, in the editor's order). No story is in it twice.
    """
    private = Page.objects.private_q()  # asked for once, for stories and topics
    stories = ArticlePage.objects.live().exclude(private).standing().newest_first().card_rows()
    chosen = [row.story_id for row in home.secondary_stories.all()]
    found = stories.in_bulk([pk for pk in [home.lead_story_id, *chosen] if pk])
    lead = found.get(home.lead_story_id) or stories.first()
    secondary = [found[pk] for pk in chosen if pk in found and found[pk] != lead]
    is_chosen = bool(secondary)
    shown = [*([lead] if lead else []), *secondary]

    def next_stories(of, count):
        following = list(of.exclude(pk__in=[story.pk for story in shown])[:count])
        shown.extend(following)
        return following

    if len(secondary) < FEWEST_SECONDARY:
        secondary += next_stories(stories, FEWEST_SECONDARY - len(secondary))
    sections = laid_out(home.sections, private)
    for section in sections:
        if section.topic:
            section.stories = next_stories(stories.on_topic(section.topic), STORIES_PER_RIVER)
    prefetch_cards(shown)
    quote_comments(sections, stories, shown)
    filled = [section for section in sections if section.stories or section.comments]
    return {"lead": lead, "secondary": secondary, "is_chosen": is_chosen, "sections": filled}


def laid_out(blocks, private):
    """The sections still empty, without rivers of topics that readers cannot see."""
    chosen = [block.value.pk for block in blocks if block.block_type == "river" and block.value]
    topics = TopicPage.objects.live().exclude(private).in_bulk(chosen) if chosen else {}
    sections = []
    for block in blocks:
        if block.block_type != "river":
            sections.append(Section(block.block_type))
        elif block.value and block.value.pk in topics:
            sections.append(Section("river", topic=topics.pop(block.value.pk)))  # a topic has one river
    return sections


def quote_comments(sections, stories, shown):
    """Fill the sections that quote readers: with no comment in both, and none below a story that was withheld."""
    by_kind = {section.kind: section for section in sections}
    quoted: list = []
    for kind, comments in (("picks", picked), ("helpful", helpful)):
        if kind in by_kind:
            by_kind[kind].comments = list(comments(stories, shown, quoted)[:COMMENTS_PER_SECTION])
            quoted += [comment.pk for comment in by_kind[kind].comments]


def picked(stories, shown, quoted):
    """What moderators picked, the latest first."""
    public = ReaderComment.objects.approved().filter(article__in=stories.order_by().values("pk"))
    return quotable(public.filter(picked_at__isnull=False)).order_by("-picked_at", "-pk")


def helpful(stories, shown, quoted):
    """The most helpful comment of each story on the page that is not quoted yet, the most helpful of them first."""
    of_story = ReaderComment.objects.approved().filter(article=OuterRef("pk"), parent=None, helpful__gt=0)
    # By the index of threads by help: one row for each story, however many comments it has.
    first = of_story.exclude(pk__in=quoted).order_by("-helpful", "-pk").values("pk")[:1]
    best = ArticlePage.objects.filter(pk__in=[story.pk for story in shown]).values(best=Subquery(first))
    return quotable(ReaderComment.objects.filter(pk__in=best)).order_by("-helpful", "-pk")


def quotable(comments):
    named = comments.select_related("author", "article").prefetch_related("article__disclosures")
    return named.defer("article__body")
