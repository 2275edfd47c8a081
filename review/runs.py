"""One story's run through its stages, held against one version of the story."""

from collections import defaultdict

from django.contrib.auth import get_user_model
from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property

from wagtail.models import WorkflowState

from articles.aspects import Aspect, content_by_aspect, digests, hashes_of
from articles.models import ArticlePage
from readiness.rules import read_once

from .conditions import why_not_asked, why_settled
from .models.records import Quorum, SignOff, last_editors
from .querysets import stages_with_sign_offs


def runs(workflow_states, page):
    """The runs of a page, each held against the version at hand, in a number of queries that does not grow with them.

    Args:
        workflow_states: a queryset or list of WorkflowState.
        page: the version.
    """
    states = list(workflow_states)
    prefetch_related_objects(states, stages_with_sign_offs())
    content = content_by_aspect(page)
    return [Run(state, page, content) for state in states]


# A story that was approved long ago and has not changed since is approved; further back nobody looks.
RUNS_LOOKED_AT = 10


@read_once
def runs_for(page):
    """The runs whose sign-offs may count for a version, the newest first."""
    states = (
        WorkflowState.objects.filter(base_content_type=page.get_base_content_type(), object_id=str(page.pk))
        .exclude(status=WorkflowState.STATUS_CANCELLED)
        .order_by("-created_at", "-pk")
    )
    return [run for run in runs(states[:RUNS_LOOKED_AT], page) if run.stages]


def latest_run(page):
    """The newest run of a page, under way or over; None where it was never submitted, or was called back."""
    return next(iter(runs_for(page)), None)


STAMP_LENGTH = 12  # hexadecimal digits of each hash: a screen is compared with one other version, not with all


def stamp_of(page):
    """What a screen remembers of the version it shows: enough to tell later which aspects have changed since."""
    return _stamp(hashes_of(page))


def _stamp(hashes):
    return "-".join(hashes[aspect][:STAMP_LENGTH] for aspect in Aspect)


def writers_of(page):
    """The ids of the accounts of those who wrote a version of a page: its owner and the people in its byline."""
    bylines = page.bylines.all() if isinstance(page, ArticlePage) else []
    people = [byline.person_id for byline in bylines]
    accounts = get_user_model().objects.filter(person__in=people).values_list("pk", flat=True)
    return {page.owner_id, *accounts} - {None}


class Run:
    """Answers who has signed for this version, and who still has to.

    The answer comes from the sign-offs and from what the story says now, never from a stored status.

    Args:
        workflow_state: Wagtail's record of the run, with its stages loaded as `runs` does.
        page: the version of the page at hand.
        content: `content_by_aspect(page)`.
    """

    def __init__(self, workflow_state, page, content):
        self.workflow_state = workflow_state
        self.page = page
        self.content = content
        self.hashes = digests(content)
        self.stages = list(workflow_state.stages.all())

    @cached_property
    def reasons(self):
        """Why this version passes a stage by, by stage; empty for those that its content asks for."""
        return {stage: why_not_asked(stage, self.page, self.content) for stage in self.stages}

    @cached_property
    def asked(self):
        """The stages that this version must pass, in order. Where no stage would be asked, the last one is."""
        return [stage for stage in self.stages if not self.reasons[stage]] or self.stages[-1:]

    def why_skipped(self, stage):
        return "" if stage in self.asked else self.reasons[stage]

    def why_settled(self, stage):
        """Why a stage passes without its desk; empty where it does not. Where nobody else has signed, somebody must."""
        is_needed = stage in self.asked[-1:] and not self.counted_sign_offs
        return "" if is_needed else self.settled[stage]

    @cached_property
    def settled(self):
        return {stage: why_settled(stage, self.page) for stage in self.stages}

    @property
    def current(self):
        """The stage that the story stands at, or None."""
        task_state = self.workflow_state.current_task_state
        if self.workflow_state.status != WorkflowState.STATUS_IN_PROGRESS or task_state is None:
            return None
        return next((stage for stage in self.stages if stage.task_id == task_state.task_id), None)

    def holds(self, sign_off):
        """Whether a sign-off was given for exactly what this version says."""
        signed, now = sign_off.hashes, self.hashes
        return bool(signed) and all(now.get(aspect) == digest for aspect, digest in signed.items())

    @property
    def stamp(self):
        return _stamp(self.hashes)

    def changed_since(self, stamp, aspects):
        """Return those of some aspects that were different when a screen was shown.

        Raises:
            ValueError: this is no stamp.
        """
        parts = stamp.split("-")
        if len(parts) != len(Aspect):
            raise ValueError(stamp)
        shown = zip(Aspect, parts, strict=True)
        return [one for one, part in shown if one in aspects and self.hashes[one][:STAMP_LENGTH] != part]

    def sign_offs(self, turn):
        """The sign-offs of a desk that hold for this version."""
        return [sign_off for sign_off in turn.standing if self.holds(sign_off)]

    def has_something_to_sign(self, turn):
        return any(self.content[aspect] for aspect in turn.aspects)

    @cached_property
    def members(self):
        """The ids of those who can log in, by id of their group."""
        groups = [turn.group_id for stage in self.stages for turn in stage.turns.all()]
        pairs = get_user_model().objects.filter(is_active=True, groups__in=groups).values_list("groups", "pk")
        members = defaultdict(set)
        for group, user in pairs:
            members[group].add(user)
        return members

    def is_signed(self, stage, turn):
        given = self.sign_offs(turn)
        if stage.quorum == Quorum.EVERYBODY and given:
            return {sign_off.approver_id for sign_off in given} >= self.could_sign(stage, turn)
        return bool(given)

    def lacking(self, stage):
        """The turns of a stage whose sign-off is still needed. Empty: the stage has what it asks for."""
        turns = stage.turns.all()
        if self.why_settled(stage):
            return []
        open_turns = [turn for turn in turns if self.has_something_to_sign(turn) and not self.is_signed(stage, turn)]
        if stage.quorum == Quorum.SOME_DESKS:
            signed = sum(self.is_signed(stage, turn) for turn in turns)
            wanted = min(stage.desks_needed or 1, signed + len(open_turns))
            return open_turns if signed < wanted else []
        return open_turns

    @property
    def unmet(self):
        """The stages, each with its lacking turns, that keep this version from being published."""
        unmet = [(stage, lacking) for stage in self.asked if (lacking := self.lacking(stage))]
        if unmet or self.counted_sign_offs or not self.asked:
            return unmet
        # Nothing to sign for any desk: even so, a person has to say yes.
        return [(self.asked[-1], list(self.asked[-1].turns.all()))]

    def unmet_after(self, user, turns):
        """What would be unmet if somebody signed these (stage, turn) pairs."""
        try:
            for _stage, turn in turns:
                hashes = {aspect: self.hashes[aspect] for aspect in turn.aspects}
                turn.standing.append(SignOff(turn=turn, approver=user, hashes=hashes))
            self.forget()
            return self.unmet
        finally:
            for _stage, turn in turns:
                turn.standing.pop()
            self.forget()

    @cached_property
    def counted_sign_offs(self):
        """(stage, turn, sign-off) for each sign-off that counts for this version."""
        return [
            (stage, turn, sign_off)
            for stage in self.asked
            for turn in stage.turns.all()
            for sign_off in self.sign_offs(turn)
        ]

    def forget(self):
        """Answer anew what follows from the sign-offs, after some have been given or withdrawn."""
        self.__dict__.pop("counted_sign_offs", None)

    # Who may not sign -----------------------------------------------------------------------------

    @cached_property
    def writers(self):
        return writers_of(self.page)

    @property
    def changed_by(self):
        fingerprint = getattr(self.page, "fingerprint", None)
        return fingerprint.changed_by if fingerprint else {}

    def last_editors(self, turn):
        """The ids of those who last changed something that a desk signs for."""
        return last_editors(self.changed_by, turn.aspects)

    def kept_out(self, stage, turn):
        """The ids of those whose own work a desk would sign for."""
        return self.writers if stage.own_edits_count else self.writers | self.last_editors(turn)

    def may_sign(self, user, stage, turn):
        """Whether somebody's sign-off would be a second pair of eyes."""
        return user.pk not in self.kept_out(stage, turn)

    def could_sign(self, stage, turn):
        """The ids of those at a desk whose sign-off would be a second pair of eyes; empty where there is nobody."""
        return self.members[turn.group_id] - self.kept_out(stage, turn)
