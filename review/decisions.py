"""What somebody at a desk may do with a story, and doing it."""

import re

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.utils import get_latest_str, get_user_display_name
from wagtail.log_actions import log
from wagtail.models import TaskState

from articles.house_time import told

from . import signals, signoffs, stages
from .conditions import BEFORE_SIGNING
from .models.records import SignOff, Turn, TurnStatus

NOT_UNDERSTOOD = gettext_lazy("This decision could not be understood. Nothing was decided. Reload the page.")
LABELS = {"approve": gettext_lazy("Sign off with a note"), "reject": gettext_lazy("Send back")}


class DecisionRefused(Exception):
    """Somebody's decision was not taken. Its text says why and what to do; nothing was changed."""


def turns_of(run, user):
    """The (stage, turn) pairs of a run that are somebody's: their groups' desks; for a superuser every desk."""
    groups = set(user.groups.values_list("pk", flat=True))
    return [
        (stage, turn)
        for stage in run.stages
        for turn in stage.turns.all()
        if user.is_superuser or turn.group_id in groups
    ]


def open_turns(run, user):
    """Those of somebody's turns that wait for a sign-off."""
    return [(stage, turn) for stage, turn in turns_of(run, user) if turn.status == TurnStatus.OPEN]


def signable(run, user, turns):
    """Those of somebody's open turns for which they would be a second pair of eyes and have not signed yet."""
    return [
        (stage, turn)
        for stage, turn in turns
        if run.may_sign(user, stage, turn) and user.pk not in {given.approver_id for given in run.sign_offs(turn)}
    ]


def actions(page, user):
    """What Wagtail's menu offers somebody for the story at hand: (name, label, whether it asks for more)."""
    run = stages.run_of(page)
    waiting = open_turns(run, user) if run else []
    if not waiting:
        return []
    offered = [("reject", LABELS["reject"], True)]
    if turns := signable(run, user, waiting):
        offered += [("approve", what_signing_does(run, user, turns), False), ("approve", LABELS["approve"], True)]
    return offered


def what_signing_does(run, user, turns):
    label = _("Sign off: %(desks)s")
    if not run.unmet_after(user, turns):
        page = run.page
        is_dated = page.go_live_at and page.go_live_at > timezone.now()
        label = _("Sign off and schedule: %(desks)s") if is_dated else _("Sign off and publish: %(desks)s")
    return label % {"desks": get_text_list([turn.desk_name for _stage, turn in turns], _("and"))}


@transaction.atomic
def decide(task_state, user, action_name, data):
    """Take a decision that came from a screen. Whatever was sent along is checked here again.

    Args:
        task_state: the Wagtail task state the person had before them.
        action_name: "approve" or "reject".
        data: `comment`, a note, required to send a story back; `seen`, the stamp (`Run.stamp`) of the version they
            had read, none for the newest; `back_to`, the position of an earlier stage, none for the writer.

    Raises:
        DecisionRefused: it was not theirs to take, came too late, or was garbled.
        readiness.gate.NotReady: it was the last sign-off, and something keeps the story from being published.
    """
    data = understood(data)
    run = stages.locked_run(task_state.workflow_state)
    waiting = open_turns(run, user)
    if run.current is None or not waiting or task_state.pk != run.workflow_state.current_task_state_id:
        raise DecisionRefused(who_decided(run, user, task_state))
    if action_name == "approve":
        sign(run, user, waiting, data["comment"], data["seen"])
    elif action_name == "reject":
        send_back(run, user, data["comment"], data["back_to"])
    else:
        raise DecisionRefused(_("There is no such decision. Nothing was changed."))


def understood(data):
    """Return what was sent along with a decision, complete; refuse anything that none of our screens sends."""
    if not isinstance(data, dict):
        raise DecisionRefused(NOT_UNDERSTOOD)
    kinds = {"comment": str, "seen": str, "back_to": int}
    sent = {name: value for name, value in data.items() if value is not None}
    if any(type(value) is not kinds.get(name) for name, value in sent.items()) or not storable(sent.get("comment")):
        raise DecisionRefused(NOT_UNDERSTOOD)
    return {"comment": "", "seen": "", "back_to": None} | sent


def storable(text):
    """Whether a database takes this text: JSON can carry half a character, and one that PostgreSQL does not know."""
    return not text or not re.search("[\0\ud800-\udfff]", text)


def sign(run, user, waiting, note, seen):
    turns = signable(run, user, waiting)
    if not turns:
        saved = _("Nothing was signed; your changes are saved.")
        raise DecisionRefused(f"{why_not_signable(run, user, waiting)} {saved}")
    refuse_unread(run, user, turns, seen)
    for why_not_yet in BEFORE_SIGNING:
        if sentence := why_not_yet(run.page, [turn for _stage, turn in turns]):
            raise DecisionRefused(sentence)
    for stage, turn in turns:
        signoffs.give(run, stage, turn, user, note)
    stages.advance(run, user, note)


def refuse_unread(run, user, turns, seen):
    """Nobody signs for words that a colleague has changed since they were on the screen."""
    aspects = {aspect for _stage, turn in turns for aspect in turn.aspects}
    try:
        changed = run.changed_since(seen, aspects) if seen else []
    except ValueError:
        raise DecisionRefused(NOT_UNDERSTOOD) from None
    changed = [aspect for aspect in changed if run.changed_by.get(aspect) != user.pk]
    if not changed:
        return
    editor = get_user_model().objects.filter(pk=run.changed_by.get(changed[0])).first()
    raise DecisionRefused(
        _(
            "%(name)s has changed “%(title)s” since you opened it (%(aspects)s). Nothing was signed. Read the newest "
            "version, then sign off."
        )
        % {
            "name": get_user_display_name(editor) if editor else _("Somebody"),
            "title": run.page.title,
            "aspects": get_text_list([str(aspect.label) for aspect in changed], _("and")),
        }
    )


def why_no_sign_off(run, user):
    """Why the menu offers somebody at a desk no sign-off; empty where it does, or they are not asked."""
    waiting = open_turns(run, user) if run else []
    return why_not_signable(run, user, waiting) if waiting and not signable(run, user, waiting) else ""


def why_not_signable(run, user, waiting):
    """One sentence for somebody at a desk whose own sign-off would not count."""
    names = {"title": run.page.title}
    if user.pk in run.writers:
        return _("You wrote “%(title)s”, so somebody else at the desk must sign off.") % names
    if any(not run.may_sign(user, stage, turn) for stage, turn in waiting):
        return _("You were the last to change “%(title)s”, so somebody else at the desk must sign off.") % names
    return _("You have signed off on “%(title)s” already. It waits for others at the desk.") % {"title": run.page.title}


def who_decided(run, user, task_state=None):
    """One sentence for somebody whose decision comes too late, or was never theirs.

    Args:
        task_state: the Wagtail task state they had before them, if that is known.
    """
    mine = [turn.pk for _stage, turn in turns_of(run, user)]
    signed = SignOff.objects.filter(turn__in=mine, withdrawn_at=None).select_related("turn").last()
    rejected = run.workflow_state.task_states.filter(status=TaskState.STATUS_REJECTED)
    names = {"title": run.page.title}
    if mine and task_state and (returned := rejected.filter(pk=task_state.pk).first()):
        names["name"] = get_user_display_name(returned.finished_by) or _("Somebody")
        return _("%(name)s has sent “%(title)s” back already. Nothing was changed.") % names
    if signed:
        names |= {"name": signed.approver_name, "desk": signed.turn.desk_name}
        return _("%(name)s has signed off on “%(title)s” for %(desk)s already. Nothing was changed.") % names
    if run.current is None:
        return _("“%(title)s” does not stand with a desk any more. Nothing was changed.") % names
    return _("“%(title)s” does not wait for you. Nothing was changed.") % names


def send_back(run, user, note, back_to):
    """Send a story back to its writer, or to an earlier stage of its run."""
    if not note.strip():
        raise DecisionRefused(_("Say what must change, so that the next person knows. Nothing was changed."))
    current = run.current
    # Whoever has signed, or has taken the story to read, learns that it goes back.
    earlier_approvers = {given.approver for *_place, given in run.counted_sign_offs}
    readers = {turn.assignee for stage in run.stages for turn in stage.turns.all() if turn.status == TurnStatus.OPEN}
    to_stage = None
    if back_to is not None:
        to_stage = next((stage for stage in run.asked if stage.position == back_to), None)
        if to_stage is None or to_stage.position >= current.position:
            raise DecisionRefused(_("The story has not been at that stage. Nothing was changed."))
        stages.go_back(run, to_stage, user, note)
    else:
        run.workflow_state.current_task_state.specific.reject(user=user, comment=note)
        run.workflow_state.refresh_from_db()
        stages.ask_desks(run, user)
    log(
        instance=run.page,
        action="review.send_back",
        user=user,
        revision=run.page.get_latest_revision(),
        data={"stage": current.name, "to": to_stage.name if to_stage else "", "note": note},
    )
    signals.sent_back.send(
        sender=Turn,
        page=run.page,
        user=user,
        stage=current,
        to_stage=to_stage,
        note=note,
        earlier_approvers=(earlier_approvers | readers) - {None, user},
    )


def where_it_is(page):
    """One sentence on what became of a story after somebody has decided, for the person who decided."""
    page = type(page).objects.get(pk=page.pk)
    names = {"title": get_latest_str(page)}
    run = stages.run_of(page.get_latest_revision_as_object())
    state = page.current_workflow_state
    if state and state.status == state.STATUS_NEEDS_CHANGES:
        return _("“%(title)s” went back to its writer.") % names
    if state:
        desks = [turn.desk_name for _stage, lacking in run.unmet[:1] for turn in lacking] if run and run.current else []
        # A task of another kind than ours has no desks.
        names["desks"] = get_text_list(desks, _("and")) or state.current_task_state.task.name
        return _("“%(title)s” is waiting for %(desks)s now.") % names
    if revision := page.scheduled_revision:
        names["time"] = told(revision.approved_go_live_at)
        return _("“%(title)s” has every sign-off and goes live on %(time)s.") % names
    if not page.live:
        return _("“%(title)s” is with no desk now.") % names
    return _("“%(title)s” has every sign-off and is published.") % names


def desk_of(page, decision):
    """The desks for which somebody decided; where they sit at none, the stage."""
    run = stages.run_of(page)
    mine = turns_of(run, decision.finished_by) if run and decision.finished_by else []
    names = [turn.desk_name for stage, turn in mine if stage.task_id == decision.task_id]
    return get_text_list(names, _("and")) or decision.task.name


def who_asked_for_changes(page):
    """One sentence with the note that a story came back with; empty where it is not with its writer."""
    state = page.current_workflow_state
    if not state or state.status != state.STATUS_NEEDS_CHANGES:
        return ""
    decision: TaskState = state.current_task_state
    return _("%(name)s (%(stage)s) asks for changes: “%(note)s” Mend the story, then submit it again.") % {
        "name": get_user_display_name(decision.finished_by) or _("Somebody"),
        "stage": desk_of(page, decision),
        "note": decision.comment,
    }
