"""Whose desk a story lies on: claimed, handed on, or given to somebody, with a deadline."""

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log

from . import signals, stages
from .models.records import Turn, TurnStatus

CAN_ASSIGN = "review.change_desk"  # who looks after the desks says who sits at them


class AssignmentError(Exception):
    """Nothing was changed; the text says why."""


def claim(turn, by):
    """Take a waiting story. Of two who do at once, one gets it.

    Raises:
        AssignmentError: somebody else has it, it does not wait any more, or it is not theirs to take.
    """
    _refuse_strangers(turn, by)
    if not _may_sign(turn, by):
        raise AssignmentError(_("You wrote this story or changed it last: somebody else signs. Nothing was changed."))
    with transaction.atomic():
        mine = Turn.objects.filter(pk=turn.pk, status=TurnStatus.OPEN, assignee=None).update(assignee=by)
        turn.refresh_from_db()
        if not mine and turn.assignee_id != by.pk:
            raise AssignmentError(_whose(turn))
        if mine:
            _tell(turn, by)


def hand_on(turn, to, by):
    """Give a story one has claimed to a colleague at the desk, or (to=None) back to the desk."""
    _give(turn, to, by, turn.due_at)


def assign(turn, to, by, due_at=None):
    """Give a waiting story to somebody at its desk, with a deadline if one is named."""
    if not by.has_perm(CAN_ASSIGN):
        raise AssignmentError(_("Only a managing editor can give stories to others."))
    _give(turn, to, by, due_at or turn.due_at)


def members(turn):
    """Those who can be given a desk's turn, by name."""
    return turn.group.user_set.filter(is_active=True).order_by("first_name", "last_name", "email")


@transaction.atomic
def _give(turn, to, by, due_at):
    turn = Turn.objects.select_for_update().get(pk=turn.pk)
    if turn.assignee_id != by.pk and not by.has_perm(CAN_ASSIGN):
        raise AssignmentError(_("Only %(name)s can hand this story on.") % {"name": _name(turn.assignee)})
    if turn.status != TurnStatus.OPEN:
        raise AssignmentError(_whose(turn))
    if to and not members(turn).filter(pk=to.pk).exists():
        names = {"name": _name(to), "desk": turn.desk_name}
        raise AssignmentError(_("%(name)s is not at %(desk)s. Choose somebody who is.") % names)
    if to and not _may_sign(turn, to):
        names = {"name": _name(to)}
        sentence = _("%(name)s wrote this story or changed it last: somebody else signs. Choose a colleague.")
        raise AssignmentError(sentence % names)
    turn.assignee, turn.due_at = to, due_at
    turn.save(update_fields=["assignee", "due_at"])
    _tell(turn, by)


def _refuse_strangers(turn, user):
    if not members(turn).filter(pk=user.pk).exists():
        raise AssignmentError(_("You are not at %(desk)s. Nothing was changed.") % {"desk": turn.desk_name})


def _may_sign(turn, user):
    run = stages.run_now(turn.stage.workflow_state)
    return run.may_sign(user, turn.stage, turn)


def _tell(turn, by):
    page = turn.page.specific_deferred
    data = {"desk": turn.desk_name, "to": _name(turn.assignee) if turn.assignee else ""}
    log(instance=page, action="review.assign", user=by, revision=page.latest_revision, data=data)
    if turn.assignee:
        signals.assigned.send(sender=Turn, page=page, user=by, turn=turn)


def _whose(turn):
    if turn.status != TurnStatus.OPEN:
        return _("%(desk)s is not asked about this story any more. Nothing was changed.") % {"desk": turn.desk_name}
    return _("%(name)s has taken this story already. Nothing was changed.") % {"name": _name(turn.assignee)}


def _name(user):
    return get_user_display_name(user) or _("somebody")
