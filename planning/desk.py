"""My desk: what waits for somebody, and how their own stories fare."""

from copy import copy

from django.db.models import Case, Exists, F, IntegerField, Min, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce

from wagtail.models import Page, WorkflowState

from articles.models import ArticlePage
from review.models import SignOff

from .cards import cards_of
from .querysets import open_turns, page_rows, scheduled_at, stages_now, story_rows, written_by

FIRST = [F("taken").asc(), F("due").asc(nulls_last=True), F("waiting_since").asc(nulls_last=True), F("page_id").asc()]


def asked_of(user):
    """Stories on which a desk of somebody is asked and their own word is still wanted, one row for each story."""
    has_signed = SignOff.objects.filter(turn=OuterRef("pk"), approver=user, withdrawn_at=None, fell_at=None)
    taken_by_another = Q(assignee__isnull=False) & ~Q(assignee=user)
    turns = open_turns().filter(group__in=user.groups.all())
    turns = turns.exclude(written_by(user, page="page", owner="page__owner")).exclude(Exists(has_signed))
    return (
        turns.order_by()
        .values("page_id")
        .annotate(
            taken=Min(Case(When(taken_by_another, then=1), default=0, output_field=IntegerField())),
            due=Min(Coalesce("due_at", "page__plan__deadline")),
            waiting_since=Min("opened_at"),
        )
    )


def returned_to(user):
    """Stories of somebody's own that were sent back, in rows of the same shape."""
    returned = stages_now(WorkflowState.STATUS_NEEDS_CHANGES)
    return (
        returned.filter(written_by(user, page="page", owner="page__owner"))
        .order_by()
        .values("page_id")
        .annotate(
            taken=Value(0, output_field=IntegerField()),
            due=F("page__plan__deadline"),
            waiting_since=F("workflow_state__current_task_state__finished_at"),
        )
    )


def waiting_for(user):
    """Rows of everything that waits for somebody. What nobody else has taken comes first, then the oldest deadline."""
    return asked_of(user).union(returned_to(user), all=True).order_by(*FIRST)


def stories_of(user):
    """Somebody's own stories that are not out yet and lie with others or in the drawer, the oldest deadline first."""
    returned = stages_now(WorkflowState.STATUS_NEEDS_CHANGES).filter(page=OuterRef("pk"))
    own = ArticlePage.objects.filter(written_by(user), Q(live=False) | Q(has_unpublished_changes=True))
    return (
        own.exclude(Exists(returned))
        .annotate(scheduled_at=scheduled_at(), due=Case(When(scheduled_at=None, then=F("plan__deadline"))))
        .order_by(F("due").asc(nulls_last=True), F("latest_revision_created_at").desc(nulls_last=True), "-pk")
    )


def cards_for(rows, own=()):
    """Cards for rows of `waiting_for`, and for stories of somebody's own, loaded together.

    Returns:
        Two lists in the order of what came in.
    """
    rows, own = list(rows), [page.pk for page in own]
    pages = pages_with({*own, *(row["page_id"] for row in rows)})
    cards = {card.page.pk: card for card in cards_of(pages)}
    # What was deleted since the rows were found is left out.
    waiting = [card_of_row(cards[row["page_id"]], row) for row in rows if row["page_id"] in cards]
    return waiting, [cards[pk] for pk in own if pk in cards]


def card_of_row(card, row):
    """The card with the times of the desks at which this person sits, by which the list is ordered."""
    card = copy(card)
    card.due, card.since = row["due"], row["waiting_since"]
    return card


def pages_with(ids):
    """Stories, and whatever other kinds of page go past the desks."""
    stories = list(story_rows(ArticlePage.objects.filter(pk__in=ids).annotate(scheduled_at=scheduled_at())))
    others = ids - {story.pk for story in stories}
    return [*stories, *page_rows(Page.objects.filter(pk__in=others))] if others else stories
