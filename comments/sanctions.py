"""What moderators do about a writer: take a measure, with what the writer has written if need be, and lift it."""

from django.db import transaction
from django.utils import timezone

from wagtail.log_actions import log

from . import moderation
from .decision_letters import plan_letter_on
from .measure_appeals import lift as lift_measure
from .measures import AuthorMeasure, MeasureKind, address_key
from .models import ReaderComment, Status, Verb
from .moderators import check_moderator, check_topic, decidable_by

MOST_TAKEN_DOWN = 5_000  # comments, by one measure


@transaction.atomic
def take(
    kind,
    *,
    by,
    code,
    author=None,
    guest_email="",
    comment=None,
    ends_at=None,
    law="",
    told="",
    note="",
    with_comments=False,
):
    """Take a measure against an account or a guest's address.

    Args:
        kind: a MeasureKind.
        by: the moderator.
        code: the ground, a ReasonCode.
        comment: the ReaderComment that gave rise to it.
        law: the legal ground, where the code is ILLEGAL.
        ends_at: when it ends by itself; without it, it lasts until it is lifted.
        told: what the writer reads.
        with_comments: also take their comments off the page and out of the queue.

    Returns:
        The AuthorMeasure; `undo` takes it back, comments and all.

    Raises:
        PermissionDenied: `by` may not moderate, or (NotTheirs) not this comment, or the writer works here.
    """
    check_moderator(by)
    if comment:
        check_topic(by, comment.article)
    moderation.check_may_be_sanctioned(author)
    measure = AuthorMeasure.objects.create(
        kind=kind,
        by=by,
        code=code,
        law=law,
        author=author,
        comment=comment,
        address="" if author else address_key(guest_email),
        ends_at=ends_at,
        told=told,
        note=note,
    )
    if with_comments:
        measure.batch = take_down(author, guest_email, by=by, code=code, law=law, told=told)
        measure.save(update_fields=["batch"])
    plan_letter_on(measure)
    log(measure, "comments.measure", user=by, data={"kind": kind, "code": code})
    return measure


def confirm_seen(measure):
    """The author has read a warning, and is not shown it again."""
    AuthorMeasure.objects.filter(pk=measure.pk, kind=MeasureKind.WARN, seen_at=None).update(seen_at=timezone.now())


def within_reach(author, guest_email, by):
    """The comments of one writer that this moderator can still take down: what waits, and what is on the page."""
    if not author and not guest_email:  # the account is gone, and nobody knows whose comment it was
        return ReaderComment.objects.none()
    who = {"author": author} if author else {"author": None, "guest_email": guest_email}
    return decidable_by(by, ReaderComment.objects.filter(**who, status__in=[Status.PENDING, Status.APPROVED]))


def take_down(author, guest_email, *, by, **details):
    """Reject what waits and remove what is on the page of one writer. Returns the ModerationBatch."""
    rows = within_reach(author, guest_email, by).order_by("pk")
    found = list(rows.values_list("pk", "status", "version")[:MOST_TAKEN_DOWN])
    verbs = {pk: Verb.REJECT if status == Status.PENDING else Verb.REMOVE for pk, status, _version in found}
    seen = {pk: version for pk, _status, version in found}
    batch, _overtaken = moderation.decide_many(verbs, by=by, seen=seen, **details)
    return batch


@transaction.atomic
def lift(measure, *, by, with_comments=False, told=""):
    """End a measure now; with its comments, everything decided along with it is undone as well.

    An appeal that waits is granted by it: see measure_appeals.lift.

    Args:
        told: what its writer reads of that.

    Raises:
        PermissionDenied: `by` may not moderate.
    """
    check_moderator(by)
    lift_measure(measure, by=by, told=told)  # first, so that the words go with the answer
    if with_comments and measure.batch:
        moderation.undo_many(measure.batch, by=by)
