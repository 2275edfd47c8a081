"""What my desk and the board say of a story: where it stands, with whom, since when, and what it still needs."""

from collections.abc import Sequence
from functools import cached_property
from itertools import groupby

from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from wagtail.models import WorkflowState

from articles.models import ArticlePage
from readiness.columns import counts_in
from review.models import Quorum, TurnStatus

from .actions import Action
from .deadlines import Deadline, clock, day_or_hour, span
from .querysets import stages_with_turns


class Card:
    """One story on a list, with what was loaded for the whole list: nothing here asks the database again.

    Args:
        page: the story, from `querysets.story_rows`, or another page, from `page_rows`; with `scheduled_at` where its
            list has that.
        stages: of its run, from `querysets.stages_with_turns`; none where it is not under way.
    """

    # What somebody may do with it; see actions.Viewer.look_at.
    actions: Sequence[Action] = ()
    edit_url = ""

    def __init__(self, page, stages=()):
        self.page = page
        self.stages = list(stages)

    @property
    def is_story(self):
        return isinstance(self.page, ArticlePage)

    @property
    def headline(self):
        return self.page.get_admin_display_title()

    @cached_property
    def writers(self):
        return [byline.person for byline in self.page.bylines.all()] if self.is_story else []

    @property
    def byline(self):
        return get_text_list([str(person) for person in self.writers], _("and"))

    @property
    def writer_ids(self):
        """The accounts of those who wrote the story: they never sign for it."""
        return {self.page.owner_id, *(person.user_id for person in self.writers)} - {None}

    # Where it stands ------------------------------------------------------------------------------

    @cached_property
    def stage(self):
        """The stage at which it stands, or that sent it back; None where it is in no run."""
        return next((stage for stage in self.stages if _is_current(stage)), None)

    @property
    def is_returned(self):
        """Whether it lies with its writer again because somebody asked for changes."""
        return self.stage is not None and self.stage.workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES

    @property
    def is_at_a_desk(self):
        return self.stage is not None and not self.is_returned

    @property
    def is_change(self):
        """Whether readers have an older version of it already."""
        return self.page.live and self.page.has_unpublished_changes

    @property
    def scheduled_at(self):
        return getattr(self.page, "scheduled_at", None)

    @property
    def scheduled_words(self):
        return clock(self.scheduled_at) if self.scheduled_at else ""

    @property
    def is_out(self):
        """Whether readers have its newest version, and nobody waits for anything."""
        return self.page.live and not self.page.has_unpublished_changes and not self.stage

    @property
    def is_done(self):
        """Whether nothing is left to do but, perhaps, to wait for its hour."""
        return self.is_out or bool(self.scheduled_at and not self.stage)

    @property
    def place(self):
        if self.is_returned:
            return _("Sent back from %(stage)s") % {"stage": self.stage.name}
        if self.stage:
            return self.stage.name
        if self.scheduled_at:
            return _("Scheduled")
        return _("Published") if self.is_out else _("With the writer")

    # The desks ------------------------------------------------------------------------------------

    @cached_property
    def turns(self):
        """The desks that count for the present stage, and any earlier one that is asked again."""
        if not self.is_at_a_desk:
            return []
        return [
            turn
            for stage in self.stages
            for turn in stage.turns.all()
            if turn.status == TurnStatus.OPEN or (stage is self.stage and turn.status == TurnStatus.SIGNED)
        ]

    @property
    def open_turns(self):
        return [turn for turn in self.turns if turn.status == TurnStatus.OPEN]

    @property
    def signed(self):
        return len(self.turns) - len(self.open_turns)

    @property
    def needed(self):
        """How many desks must sign, so that `signed` is held against something."""
        if self.stage and self.stage.quorum == Quorum.SOME_DESKS:
            return min(self.stage.desks_needed or 1, len(self.turns))
        return len(self.turns)

    def last_editors(self, turn):
        """The accounts of those who last changed something that a desk signs for."""
        fingerprint = getattr(self.page, "fingerprint", None)
        return fingerprint.last_editors(turn.aspects) if fingerprint else set()

    @property
    def photo(self):
        """The hero photo in the size of a card, or None where there is none yet."""
        hero = self.page.hero_photo
        return next(iter(getattr(hero, "small", ())), None)

    # Time -----------------------------------------------------------------------------------------

    @cached_property
    def due(self):
        """When the desks that are asked must be done; else when the story must be; None where nothing is due."""
        if self.is_done:
            return None
        plan = getattr(self.page, "plan", None)
        due = min((turn.due_at for turn in self.open_turns if turn.due_at), default=None)
        return due or (plan and plan.deadline)

    @property
    def deadline(self):
        return Deadline(self.due) if self.due else None

    @property
    def embargo_until(self):
        plan = getattr(self.page, "plan", None)
        return clock(plan.embargo_until) if plan and plan.under_embargo() else ""

    @cached_property
    def since(self):
        """Since when it lies where it is."""
        if self.is_returned:
            return self.stage.workflow_state.current_task_state.finished_at
        if self.stage:
            return min((turn.opened_at for turn in self.open_turns if turn.opened_at), default=self.stage.opened_at)
        return self.page.latest_revision_created_at

    @property
    def waiting(self):
        return span(timezone.now() - self.since) if self.since else ""

    @property
    def since_words(self):
        return _("since %(time)s") % {"time": day_or_hour(self.since)} if self.since else ""

    @property
    def findings(self):
        """What the kept report on the newest version counts, as (severity, words); None where none was made yet."""
        report = getattr(self.page, "readiness_report", None)
        return report and counts_in(report)


def _is_current(stage):
    task_state = stage.workflow_state.current_task_state
    return task_state is not None and task_state.task_id == stage.task_id


def cards_of(pages):
    """Cards for stories at hand, in their order.

    Args:
        pages: a list from `querysets.story_rows`.
    """
    found = stages_with_turns([page.pk for page in pages])
    stages = {page: list(group) for page, group in groupby(found, key=lambda stage: stage.page_id)}
    return [Card(page, stages.get(page.pk, ())) for page in pages]
