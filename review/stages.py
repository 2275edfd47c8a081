"""From stage to stage. The definition of a run is frozen when it begins; Wagtail is told where the story stands."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import workflow_cancelled

from readiness.actions import lock_page

from . import signals
from .models.records import SignOff, Stage, StageDefinition, Turn, TurnStatus
from .runs import runs

_UNCHANGED = gettext_lazy("Signed off before; nothing has changed since.")
DEFINITION = [field.name for field in StageDefinition._meta.local_fields]


def newest_version(workflow_state):
    """The page of a run as its writer sees it now."""
    page = Page.objects.get(pk=workflow_state.object_id).specific
    return page.get_latest_revision_as_object()


def run_of(page):
    """The run of a page that is under way or with its writer, or None.

    Args:
        page: the newest version of the page.
    """
    state = page.current_workflow_state
    run = runs([state], page)[0] if state else None
    return run if run and run.stages else None


def locked_run(workflow_state):
    """The run as it is now, kept from others until the transaction ends."""
    lock_page(workflow_state.object_id)
    return run_now(workflow_state)


def run_now(workflow_state):
    """A run, under way or over, held against what its page says now."""
    state = WorkflowState.objects.get(pk=workflow_state.pk)
    return runs([state], newest_version(state))[0]


@transaction.atomic
def freeze(workflow_state):
    """Copy the definition of the workflow's stages for this run."""
    tasks = workflow_state.workflow.tasks.filter(active=True).specific()
    for position, task in enumerate(task for task in tasks if isinstance(task, StageDefinition)):
        stage = Stage.objects.create(
            workflow_state=workflow_state,
            page_id=workflow_state.object_id,
            task=task,
            name=task.name,
            position=position,
            topic_ids=[topic.pk for topic in task.topics.all()],
            waits_for=task.waits_for,
            **{name: getattr(task, name) for name in DEFINITION},
        )
        Turn.objects.bulk_create(
            Turn(stage=stage, page_id=stage.page_id, desk_name=desk.name, group_id=desk.group_id, aspects=desk.aspects)
            for desk in task.desks.all()
        )
    carry_over(workflow_state)


def carry_over(workflow_state):
    """Let what desks signed for in the run before stand, where it still says the same, and who had it keep it."""
    earlier = WorkflowState.objects.filter(stages__page=workflow_state.object_id).exclude(pk=workflow_state.pk)
    before = earlier.order_by("-created_at", "-pk").first()
    if before is None:
        return
    run = run_now(workflow_state)
    turns = {(stage.task_id, turn.desk_name): turn for stage in run.stages for turn in stage.turns.all()}
    standing = Prefetch("sign_offs", SignOff.objects.filter(withdrawn_at=None, fell_at=None), "standing")
    earlier_turns: Any = Turn.objects.filter(stage__workflow_state=before).select_related("stage")
    for earlier_turn in earlier_turns.prefetch_related(standing):
        turn = turns.get((earlier_turn.stage.task_id, earlier_turn.desk_name))
        if turn is None:
            continue
        if before.status == WorkflowState.STATUS_CANCELLED and turn.group_id == earlier_turn.group_id:
            turn.assignee_id, turn.due_at = earlier_turn.assignee_id, earlier_turn.due_at
            turn.save(update_fields=["assignee", "due_at"])
        for sign_off in earlier_turn.standing:
            if set(turn.aspects) == set(earlier_turn.aspects) and run.holds(sign_off):
                sign_off.pk, sign_off.turn = None, turn
                sign_off.save()


def may_submit(user, page):
    """Whether somebody may submit a page to the desks. Wagtail's own answer leaves the right to edit to its editor."""
    rights = page.permissions_for_user(user)
    return rights.can_edit() and rights.can_submit_for_moderation()


@transaction.atomic
def submit(page, user):
    """Submit the newest version of a page as the editor does: a run that came back goes on, else a new one begins.

    Raises:
        PermissionDenied: they may not, or it is with the desks already.
    """
    lock_page(page.pk)
    page = type(page).objects.get(pk=page.pk)
    if not may_submit(user, page):
        raise PermissionDenied
    if state := page.current_workflow_state:
        state.resume(user)
    else:
        page.get_workflow().start(page, user)


def enter(workflow_state, task, user):
    """Start a run, or take it up again, where it belongs: at the first stage that still needs somebody.

    Wagtail calls this through `SignOffTask.start` with the task it would go to. A task that was added to the
    workflow after the run began is passed by.

    Returns:
        The task state that Wagtail records as the current one.
    """
    if not workflow_state.stages.exists():
        freeze(workflow_state)
    run = run_now(workflow_state)
    run.workflow_state = workflow_state
    if task.pk not in {stage.task_id for stage in run.stages}:
        return skip(workflow_state, task, _("Added to the workflow after this story had been submitted."))
    if not run.unmet:
        ask_for_the_last_word(run)
    return open_stage(run, run.unmet[0][0], user)


def ask_for_the_last_word(run):
    """Nothing goes out by itself: where every sign-off holds again, those of the last stage are given anew."""
    last_stage, *_given = run.counted_sign_offs[-1]
    withdraw(run, last_stage, _("Everything was as it had been signed for; somebody has to say so."))


def withdraw(run, stage, because):
    """Make the sign-offs of a stage and of those after it count no more: they have to be given anew."""
    now = timezone.now()
    SignOff.objects.filter(
        turn__stage__workflow_state=run.workflow_state,
        turn__stage__position__gte=stage.position,
        withdrawn_at=None,
    ).update(withdrawn_at=now, withdrawn_because=because[:255])
    for other in run.stages:
        if other.position >= stage.position:
            for turn in other.turns.all():
                turn.standing.clear()
    run.forget()


def skip(workflow_state, task, reason):
    return TaskState.objects.create(
        workflow_state=workflow_state,
        task=task,
        revision=workflow_state.content_object.get_latest_revision(),
        status=TaskState.STATUS_SKIPPED,
        finished_at=timezone.now(),
        comment=reason,
    )


def open_stage(run, stage, user, note=""):
    """Ask the desks of a stage, and those after it not any more. Returns Wagtail's task state for it."""
    for other in run.stages:
        other.skipped_because = run.why_skipped(other)
        if other.position > stage.position:
            other.opened_at = other.closed_at = None
        other.save(update_fields=["skipped_because", "opened_at", "closed_at"])
    skip_up_to(run, stage)
    stage.opened_at, stage.closed_at = timezone.now(), None
    stage.save(update_fields=["opened_at", "closed_at"])
    task_state = stage.task.specific.start_plainly(run.workflow_state, user)
    ask_desks(run, user, note)
    return task_state


def skip_up_to(run, stage):
    """Tell Wagtail of the stages before this one, or of all where it is None, that the story passes by."""
    for other in run.stages:
        is_before = stage is None or other.position < stage.position
        if is_before and other != run.current and not _has_passed(run, other):
            reason = run.why_skipped(other) or run.why_settled(other) or _UNCHANGED
            skip(run.workflow_state, other.task, reason)


def _has_passed(run, stage):
    passed = [TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED]
    return run.workflow_state.task_states.filter(task=stage.task_id, status__in=passed).exists()


def ask_desks(run, user, note=""):
    """Bring the status of every turn in line with the sign-offs, and ask the desks whose turn it has become."""
    for stage in run.stages:
        if stage in run.asked and not stage.opened_at and run.current and stage.position < run.current.position:
            # It was passed by, and an edit has made it needed.
            stage.opened_at, stage.skipped_because = timezone.now(), ""
            stage.save(update_fields=["opened_at", "skipped_because"])
        lacking = run.lacking(stage) if stage.opened_at and stage in run.asked else []
        for turn in stage.turns.all():
            status = _status(run, stage, turn, lacking)
            if status == turn.status:
                continue
            turn.status = status
            if status == TurnStatus.OPEN:
                turn.opened_at = timezone.now()
                if stage.hours:  # else a deadline that somebody has set stays
                    turn.due_at = turn.opened_at + timedelta(hours=stage.hours)
            turn.save(update_fields=["status", "opened_at", "due_at"])
            if status == TurnStatus.OPEN:
                signals.turn_opened.send(sender=Turn, page=run.page, user=user, turn=turn, note=note)


def _status(run, stage, turn, lacking):
    if run.workflow_state.status != WorkflowState.STATUS_IN_PROGRESS or not stage.opened_at:
        return TurnStatus.WAITING
    if turn in lacking:
        return TurnStatus.OPEN
    if run.is_signed(stage, turn):
        return TurnStatus.SIGNED
    return TurnStatus.OVER if run.has_something_to_sign(turn) else TurnStatus.NOTHING_TO_SIGN


def advance(run, user, note=""):
    """Let a story go on where its stage, and all before it, have what they ask for; publish it after the last one.

    Raises:
        readiness.gate.NotReady: everybody has signed, but something keeps the story from being published.
    """
    ask_desks(run, user, note)
    current, unmet = run.current, run.unmet
    if any(stage.position <= current.position for stage, _turns in unmet):
        return
    current.closed_at = timezone.now()
    current.save(update_fields=["closed_at"])
    state = run.workflow_state
    note = notes_of(run, current) or note
    skip_up_to(run, unmet[0][0] if unmet else None)  # before Wagtail writes down what comes next
    if current in run.asked:
        state.current_task_state.specific.approve(user=user, update=False, comment=note)
    else:
        _pass_by(state.current_task_state, run.why_skipped(current))
    if unmet:
        state.current_task_state = open_stage(run, unmet[0][0], user, note)
        state.save()
        return
    state.update(user=user)  # to a task of another kind that the workflow has, or to the end


def notes_of(run, stage):
    """What those who signed at a stage have to say to the next one; with their names where it is not one alone."""
    given = [(turn, sign_off) for at, turn, sign_off in run.counted_sign_offs if at == stage and sign_off.note.strip()]
    if len(given) == 1:
        return given[0][1].note
    return "\n".join(f"{sign_off.approver_name} ({turn.desk_name}): {sign_off.note}" for turn, sign_off in given)


def _pass_by(task_state, reason):
    task_state.status, task_state.finished_at, task_state.comment = TaskState.STATUS_SKIPPED, timezone.now(), reason
    task_state.save(update_fields=["status", "finished_at", "comment"])


def go_on(run, user):
    """After an edit: ask whom it concerns, and take the story further where it left its stage with nothing to ask.

    An edit never publishes a story.
    """
    ask_desks(run, user)
    if run.current is None:
        return
    if not run.unmet:
        ask_for_the_last_word(run)
        ask_desks(run, user)
    if run.unmet[0][0].position > run.current.position:
        advance(run, None)


def go_back(run, stage, user, note):
    """Take a story back to an earlier stage of its run. Its sign-offs, and those after it, have to be given anew."""
    withdraw(run, stage, _("Sent back by %(name)s") % {"name": get_user_display_name(user)})
    state = run.workflow_state
    state.current_task_state.specific.reject(user=user, update=False, comment=note)
    state.current_task_state = open_stage(run, stage, user, note)
    state.save()


def is_at_a_desk(page, user):
    """Whether somebody sits at a desk that has this story before it: they may open and mend it.

    Remembered on the page at hand, since Wagtail's editor asks half a dozen times.
    """
    asked = page.__dict__.setdefault("_is_at_a_desk", {})
    if user.pk not in asked:
        asked[user.pk] = _sits_at_a_desk(page, user)
    return asked[user.pk]


def _sits_at_a_desk(page, user):
    at_the_stage = Q(stage__opened_at__isnull=False, stage__closed_at=None)
    return (
        Turn.objects.filter(
            at_the_stage | Q(status=TurnStatus.OPEN),
            page=page.pk,
            group__in=user.groups.all(),
            stage__workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        )
        .exclude(status=TurnStatus.NOTHING_TO_SIGN)
        .exists()
    )


def connect():
    workflow_cancelled.connect(_run_cancelled, dispatch_uid="review.stages.cancelled")


def _run_cancelled(instance, user, **kwargs):
    open_turns = list(Turn.objects.filter(stage__workflow_state=instance, status=TurnStatus.OPEN))
    Turn.objects.filter(stage__workflow_state=instance).update(status=TurnStatus.OVER)
    page = Page.objects.filter(pk=instance.object_id).first()
    if page:
        signals.cancelled.send(sender=WorkflowState, page=page, user=user, turns=open_turns)
