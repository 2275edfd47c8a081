"""Sending what is due. The worker calls `deliver_due` every few seconds, by `manage.py send_notices`.

A letter is put on the mail queue in the transaction that marks its notices as sent: it goes out exactly once, however
many workers there are. The mail queue (cms/mail.py) tries again where the mail server is down.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from review.models import SignOff, TurnStatus

from .letters import digest, letter
from .models import Kind, Notice
from .outbox import AFTER_EDITS, ASKING, LONGEST_WAIT, REST

logger = logging.getLogger(__name__)

LETTERS_AT_A_TIME = 100  # then the worker looks after other things first
AFTER_TROUBLE = timedelta(hours=1)

ABOUT_AN_OPEN_TURN = {Kind.ASKED, Kind.ASKED_AGAIN, Kind.ASSIGNED, Kind.FELL_AWAY, Kind.NOBODY_THERE}


def deliver_due():
    """Write every letter whose time has come, each in a transaction of its own.

    One that cannot be written is logged, tried again in an hour and holds up no other.

    Returns:
        How many letters were written by this call.
    """
    now = timezone.now()
    due = Notice.objects.due(now)
    letters = due.filter(in_digest=False).values("recipient", "page")
    digests = due.filter(in_digest=True).values("recipient")
    jobs = [(letter, False, which) for which in oldest_first(letters)]
    jobs += [(digest, True, which) for which in oldest_first(digests)]
    return sum(attempt(compose, now, in_digest=in_digest, **which) for compose, in_digest, which in jobs)


def oldest_first(groups):
    groups = groups.annotate(since=Min("send_after")).order_by("since")[:LETTERS_AT_A_TIME]
    return [{name: value for name, value in group.items() if name != "since"} for group in groups]


def attempt(compose, now, **which):
    try:
        with transaction.atomic():
            return write(compose, now, which)
    except Exception:  # whatever it is: one letter's trouble must not hold up the others
        logger.exception("The letter for %s was not written and will be tried again in an hour", which)
        Notice.objects.due(now).filter(**which).update(send_after=now + AFTER_TROUBLE)
        return False


def write(compose, now, which):
    """Write one letter out of what is due, if anything of it is still worth telling. Returns whether it was."""
    due = Notice.objects.due(now).filter(**which).for_letter()
    # A letter that another worker has at hand is left to it.
    notices = worth_telling(due.select_for_update(skip_locked=True, of=("self",)), now)
    if not notices:
        return False
    compose(notices[0].recipient, notices).send()
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(sent_at=now)
    return True


def worth_telling(notices, now):
    """Drop what is no longer so, and put off what is about a story that is being written in at this moment."""
    notices = list(notices)
    if not notices:
        return []
    recipient = notices[0].recipient
    if not (recipient.is_active and recipient.has_perm("wagtailadmin.access_admin")):
        delete(notices)
        return []
    signed = SignOff.objects.filter(
        turn__in=[notice.turn_id for notice in notices if notice.turn_id],
        approver=recipient,
        fell_at__isnull=True,
        withdrawn_at__isnull=True,
    )
    signed_turns = set(signed.values_list("turn", flat=True))
    desks = set(recipient.groups.values_list("pk", flat=True))
    moot = [notice for notice in notices if is_moot(notice, signed_turns, desks)]
    delete(moot)
    return [notice for notice in notices if notice not in moot and not put_off(notice, now)]


def delete(notices):
    if notices:
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).delete()


def is_moot(notice, signed_turns, desks):
    """Whether a desk's turn is over by now, somebody else's, or signed for by this very person, or they left the desk.

    Args:
        signed_turns: the ids of the turns that the recipient has signed for.
        desks: the ids of the groups that the recipient is in.
    """
    turn = notice.turn
    if turn is None or notice.kind not in ABOUT_AN_OPEN_TURN:
        return False
    if turn.status != TurnStatus.OPEN or turn.pk in signed_turns:
        return True
    if notice.kind in ASKING and turn.group_id not in desks:
        return True
    if notice.kind == Kind.ASSIGNED:
        return turn.assignee_id != notice.recipient_id
    return notice.kind in {Kind.ASKED, Kind.ASKED_AGAIN} and turn.assignee_id not in {None, notice.recipient_id}


def put_off(notice, now):
    """Put off news of an edit until the story has rested, or the news has waited long enough."""
    edited = notice.page.latest_revision_created_at
    if notice.in_digest or notice.kind not in AFTER_EDITS or edited is None:
        return False
    rested = edited + REST
    if rested <= now or notice.created_at + LONGEST_WAIT <= now:
        return False
    Notice.objects.filter(pk=notice.pk).update(send_after=rested)
    return True
