"""What stands on the front page, and in which order."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery, prefetch_related_objects
from django.template.loader import render_to_string

from accounts.house_rows import once_each
from articles.models import ArticlePage, TopicPage
from articles.querysets import prefetch_cards
from comments.models import ReaderComment
from comments.places import KINDS
from comments.querysets import NAME

FEWEST_SECONDARY = 4
STORIES_PER_RIVER = 4
COMMENTS_PER_SECTION = 3
NEWEST = 200  # stories: most sections find theirs among them


@dataclass
class Section:
    """One section of the front page: a river of stories, or comments that are quoted."""

    kind: str
    topic: Any = None
    stories: list = field(default_factory=list)
    comments: list = field(default_factory=list)
    beside: tuple = ()  # what the comments depend on: which sections quote, and which stories the page shows


def front(home, request=None):
    """Choose what the front page shows. The number of questions asked depends only on how many rivers it has
    whose topic is seldom written on.

    Args:
        request: if its page is made with open places, sections that quote are all there, their comments not chosen yet.

    Returns:
        A dict with `lead` (a story or None), `secondary` (stories), `is_chosen` (whether an editor chose any of those)
        and `sections` (those that have something to show, in the editor's order). No story is in it twice.
    """
    private = ArticlePage.objects.private_q()  # asked for once, for stories and topics
    stories = ArticlePage.objects.live().exclude(private).standing().newest_first()
    newest = dict(stories.values_list("pk", "topic")[:NEWEST])
    chosen = [row.story_id for row in home.secondary_stories.all()]
    public = public_among({home.lead_story_id, *chosen} - {None}, newest, stories)
    lead = home.lead_story_id if home.lead_story_id in public else next(iter(newest), None)
    secondary = [pk for pk in chosen if pk in public and pk != lead]
    is_chosen = bool(secondary)
    others = [pk for pk in newest if pk not in [lead, *secondary]]
    secondary += others[: max(0, FEWEST_SECONDARY - len(secondary))]
    shown = [*([lead] if lead else []), *secondary]
    sections = laid_out(home.sections, private)
    for section in sections:
        if section.topic:
            section.stories = river(section.topic, shown, newest, stories)
            shown += section.stories
    cards = stories.card_rows().in_bulk(shown)
    prefetch_cards([*cards.values()])
    for section in sections:
        section.stories = [cards[pk] for pk in section.stories if pk in cards]
    quoting = [section for section in sections if section.kind in QUOTING]
    beside = tuple(section.kind for section in quoting), tuple(shown)
    is_open = hasattr(request, "open_places")
    if is_open:
        request.private_pages = private  # for when the places are filled
    quotes = quoted(*beside, private) if quoting and not is_open else {}
    for section in quoting:
        section.beside, section.comments = beside, quotes.get(section.kind, [])
    filled = [each for each in sections if each.stories or each.comments or (is_open and each.beside)]
    return {
        "lead": cards.get(lead),
        "secondary": [cards[pk] for pk in secondary if pk in cards],
        "is_chosen": is_chosen,
        "sections": filled,
    }


def public_among(chosen, newest, stories):
    """Those of the chosen stories that readers can see; asks only if one is none of the newest."""
    older = chosen - newest.keys()
    return chosen & newest.keys() | (set(stories.filter(pk__in=older).values_list("pk", flat=True)) if older else set())


def river(topic, shown, newest, stories):
    """The numbers of the newest stories on a topic that are not on the page yet."""
    found = [pk for pk, of in newest.items() if of == topic.pk and pk not in shown][:STORIES_PER_RIVER]
    if len(found) == STORIES_PER_RIVER or len(newest) < NEWEST:
        return found
    # Of a topic on which little is written, older ones.
    return list(stories.on_topic(topic).exclude(pk__in=shown).values_list("pk", flat=True)[:STORIES_PER_RIVER])


def laid_out(blocks, private):
    """The sections still empty, without rivers of topics that readers cannot see."""
    public = TopicPage.objects.live().exclude(private)
    chosen = [block["value"] for block in blocks.raw_data if block["type"] == "river"]
    topics = once_each("public topics", {*chosen} - {None}, public.in_bulk)
    sections = []
    for block in blocks.raw_data:
        if block["type"] != "river":
            sections.append(Section(block["type"]))
        elif block["value"] in topics:
            sections.append(Section("river", topic=topics.pop(block["value"])))  # a topic has one river
    return sections


def quoted(kinds, shown, private=None):
    """Choose what sections quote: no comment twice, and none below a story that was withheld.

    Args:
        kinds: of the sections that quote.
        shown: the numbers of the stories on the page.
        private: which pages readers cannot see, if that is known.

    Returns:
        The comments of each kind of section, a dict.
    """
    chosen: dict[str, list] = {}
    for kind, comments in QUOTING.items():
        if kind in kinds:
            before = [comment.pk for section in chosen.values() for comment in section]
            chosen[kind] = list(comments(shown, before, private)[:COMMENTS_PER_SECTION])
    prefetch_related_objects([comment for section in chosen.values() for comment in section], "article__disclosures")
    return chosen


def picked(shown, quoted, private):
    """What moderators picked, the latest first."""
    stories = ArticlePage.objects.live().exclude(private or ArticlePage.objects.private_q()).standing().order_by()
    public = ReaderComment.objects.approved().filter(article__in=stories.values("pk"), picked_at__isnull=False)
    return quotable(public).order_by("-picked_at", "-pk")


def helpful(shown, quoted, private):
    """The most helpful comment of each story on the page that is not quoted yet, the most helpful of them first."""
    of_story = ReaderComment.objects.approved().filter(article=OuterRef("pk"), depth=0, helpful__gt=0)
    # By the index of threads by help: one row for each story, however many comments it has.
    first = of_story.exclude(pk__in=quoted).order_by("-helpful", "-pk").values("pk")[:1]
    best = ArticlePage.objects.filter(pk__in=shown).values(best=Subquery(first))
    return quotable(ReaderComment.objects.filter(pk__in=best)).order_by("-helpful", "-pk")


def quotable(comments):
    return comments.select_related("author", "article").only(*QUOTED)


QUOTED = ["body", "guest_name", "helpful", "picked_at", "author", "article__title"]
QUOTED += [f"author__{name}" for name in NAME]
QUOTING = {"picks": picked, "helpful": helpful}


def quotes(request, _story, kind, kinds, shown):
    """A section that quotes comments, for comments/places.py; nothing where it has none."""
    if not hasattr(request, "quoted_comments"):
        request.quoted_comments = quoted(kinds, shown, getattr(request, "private_pages", None))
    comments = request.quoted_comments[kind]
    return (
        render_to_string("home/_quoted_comments.html", {"section": Section(kind, comments=comments)})
        if comments
        else ""
    )


KINDS["quotes"] = quotes
