"""The board: every story in work as a card, in the column of the stage at which it stands."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    Subquery,
    TextChoices,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce, Concat, RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.models import Page, Task, WorkflowState

from articles.models import ArticlePage, Byline
from people.models import PersonPage

from .cards import Card, cards_of
from .deadlines import this_week, today
from .paging import StoryPaginator
from .querysets import (
    open_turns,
    scheduled_at,
    scheduled_pages,
    stages_now,
    stories_for,
    story_rows,
    with_thumbnails,
    written_by,
)

CARDS_IN_COLUMN = 30
CARDS_ON_PAGE = 60  # where one column is shown alone
DAYS_PUBLISHED = 7  # so long a published story stays on the board

WRITER, SCHEDULED, PUBLISHED, STAGE = "writer", "scheduled", "published", "stage:"


class Due(TextChoices):
    OVERDUE = "overdue", gettext_lazy("Overdue")
    TODAY = "today", gettext_lazy("Due today")
    THIS_WEEK = "week", gettext_lazy("Due this week")
    NONE = "none", gettext_lazy("No deadline")


@dataclass
class Column:
    """One column with its first cards.

    Attributes:
        key: how the board's addresses name it.
        total: how many cards there are, shown or not.
    """

    key: str
    name: str
    total: int = 0
    cards: list[Card] = field(default_factory=list)

    @property
    def more(self):
        return self.total - len(self.cards)


# Which stories, and where -----------------------------------------------------------------------------
#
# Both kinds of rows have the same fields: `story`, `column`, `due`, and `up` or `down`. What stands at a desk or waits
# for its hour moves up, the oldest first; what lies with its writer or is out already is shown from the newest down.

NO_TIME = Cast(Value(None), DateTimeField())  # PostgreSQL does not order by a bare NULL
ORDER = [
    F("due").asc(nulls_last=True),
    F("up").asc(nulls_last=True),
    F("down").desc(nulls_last=True),
    F("story").asc(),
]


def at_stages(stories):
    """Rows for those of some stories that stand at a stage."""
    asked = open_turns().filter(page=OuterRef("page")).order_by().values("page")
    return (
        stages_now(WorkflowState.STATUS_IN_PROGRESS)
        .filter(page__in=stories.values("pk"))
        .order_by()
        .annotate(
            story=F("page_id"),
            column=Concat(Value(STAGE), "name", output_field=CharField()),
            due=Coalesce(Subquery(asked.annotate(first=Min("due_at")).values("first")), "page__plan__deadline"),
            up=F("opened_at"),
            down=NO_TIME,
        )
    )


def elsewhere(stories):
    """Rows for the others that are in work: with their writer, waiting for their hour, or just out."""
    at_stage = stages_now(WorkflowState.STATUS_IN_PROGRESS).values("page")
    returned, scheduled = stages_now(WorkflowState.STATUS_NEEDS_CHANGES).values("page"), scheduled_pages()
    is_out, is_scheduled = Q(live=True, has_unpublished_changes=False), Q(pk__in=scheduled)
    return (
        stories.filter(pk__in=returned.order_by().union(scheduled, unfinished(), just_out()))
        .exclude(pk__in=at_stage)
        .order_by()
        .annotate(
            story=F("pk"),
            column=Case(
                When(pk__in=returned, then=Value(WRITER)),
                When(is_scheduled, then=Value(SCHEDULED)),
                When(is_out, then=Value(PUBLISHED)),
                default=Value(WRITER),
                output_field=CharField(),
            ),
            due=Case(When(Q(column__in=[SCHEDULED, PUBLISHED]), then=NO_TIME), default=F("plan__deadline")),
            up=Case(When(is_scheduled, then=scheduled_at()), default=NO_TIME),
            down=Case(When(is_out, then=F("last_published_at")), default=F("latest_revision_created_at")),
        )
    )


def unfinished():
    """The ids of pages that are not as readers see them, without what was taken down and lies untouched since."""
    is_drafted = Q(live=False, first_published_at=None) | Q(latest_revision_created_at__gt=F("last_published_at"))
    # As the index home_unfinished_pages has it.
    pages = Page.objects.filter(Q(has_unpublished_changes=True) | Q(live=False))
    return pages.filter(Q(live=True) | is_drafted).order_by().values("pk")


def just_out():
    since = timezone.now() - timedelta(days=DAYS_PUBLISHED)
    return Page.objects.filter(live=True, last_published_at__gte=since).order_by().values("pk")


# Filters ----------------------------------------------------------------------------------------------


def matching(user, *, topic=None, person=None, mine=False, **others):
    """The stories that somebody may know of, as far as they match a filter; see desk_forms.BoardForm."""
    stories = stories_for(user)
    if topic:
        stories = stories.filter(topic=topic)
    if person:
        stories = stories.filter(has_to_do_with(person))
    return stories.filter(has_to_do_with(user)) if mine else stories


def has_to_do_with(person):
    """A condition: somebody wrote the story or has it on their desk. `person` is a writer's page or an account."""
    if isinstance(person, PersonPage):
        wrote = Q(Exists(Byline.objects.filter(article=OuterRef("pk"), person=person)))
        return wrote | on_the_desk_of(person.user_id) if person.user_id else wrote
    return written_by(person) | on_the_desk_of(person.pk)


def on_the_desk_of(user_id):
    return Q(pk__in=open_turns().filter(assignee=user_id).values("page"))


def falling_due(rows, when):
    """Those of the rows that are due then, by the days of the house."""
    if when == Due.NONE:
        return rows.filter(due=None)
    if when == Due.OVERDUE:
        return rows.filter(due__lt=timezone.now())
    if when in (Due.TODAY, Due.THIS_WEEK):
        begins, ends = today() if when == Due.TODAY else this_week()
        return rows.filter(due__gte=begins, due__lt=ends)
    return rows


# The board --------------------------------------------------------------------------------------------


def columns(user, **filters):
    """The columns of the board from left to right, each with its first cards.

    One query finds the cards of all columns and how many there would be; the rest is what every list of cards needs.
    """
    stories, due = matching(user, **filters), filters.get("due")
    places = {}
    for story, key, place, total in first_of_each(at_stages(stories), due).union(
        first_of_each(elsewhere(stories), due), all=True
    ):
        places[story] = (key, place, total)
    board = {column.key: column for column in empty_columns()}
    pages = sorted(pages_of(places), key=lambda page: places[page.pk][1])
    for card in cards_of(pages):
        key, _place, total = places[card.page.pk]
        column = board.setdefault(key, Column(key, column_name(key)))
        column.total = total
        column.cards.append(card)
    return in_order(board)


def first_of_each(rows, due):
    """The first rows of each column: story, column, place in it, and how many there are."""
    return (
        falling_due(rows, due)
        .annotate(
            place=Window(RowNumber(), partition_by=F("column"), order_by=ORDER),
            total=Window(Count("pk"), partition_by=F("column")),
        )
        .filter(place__lte=CARDS_IN_COLUMN)
        .values_list("story", "column", "place", "total")
    )


def one_column(user, key, number, **filters):
    """One column alone, page by page. Returns it and the page of its paginator."""
    rows = (at_stages if key.startswith(STAGE) else elsewhere)(matching(user, **filters)).filter(column=key)
    found = falling_due(rows, filters.get("due")).order_by(*ORDER).values_list("story", flat=True)
    page = StoryPaginator(found, CARDS_ON_PAGE).get_page(number)
    places = {story: place for place, story in enumerate(page.object_list)}
    pages = sorted(pages_of(places), key=lambda story: places[story.pk])
    return Column(key, column_name(key), page.paginator.count, cards_of(pages)), page


def pages_of(ids):
    return with_thumbnails(
        story_rows(ArticlePage.objects.filter(pk__in=list(ids)).annotate(scheduled_at=scheduled_at()))
    )


def column_name(key):
    names = {WRITER: _("With the writer"), SCHEDULED: _("Scheduled"), PUBLISHED: _("Published in the last 7 days")}
    return names.get(key) or key.removeprefix(STAGE)


def empty_columns():
    """The columns that are there even when they are empty: the stages that a story submitted today would see."""
    tasks = Task.objects.filter(active=True, workflow_tasks__workflow__active=True)
    names = tasks.order_by("workflow_tasks__workflow", "workflow_tasks__sort_order").values_list("name", flat=True)
    keys = [WRITER, *dict.fromkeys(STAGE + name for name in names), SCHEDULED, PUBLISHED]
    return [Column(key, column_name(key)) for key in keys]


def in_order(board):
    """Stages that only stories under way still have stand behind the others, before what comes after all stages."""
    last = [SCHEDULED, PUBLISHED]
    return [column for key, column in board.items() if key not in last] + [board[key] for key in last]
