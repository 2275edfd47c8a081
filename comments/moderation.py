"""The only writer of a comment's status. Every change is one guarded update and one row in the log."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.log_actions import log

from .access import Access, access_to, is_staff
from .models import ModerationAction, ReaderComment, Status, StoryConversation, Verb
from .screening import Outcome, Submission, Verdict, screen

MODERATE = "comments.moderate_readercomment"

# What a moderator can decide: the verb, the status it leads to, the statuses it starts from.
DECISIONS = {
    Verb.APPROVE: (Status.APPROVED, {Status.PENDING, Status.REJECTED, Status.SPAM, Status.REMOVED}),
    Verb.REJECT: (Status.REJECTED, {Status.PENDING, Status.SPAM}),
    Verb.SPAM: (Status.SPAM, {Status.PENDING, Status.APPROVED, Status.REJECTED, Status.REMOVED}),
    Verb.REMOVE: (Status.REMOVED, {Status.APPROVED}),
}


# Why a comment is not taken, in words for its writer. What a screening rule refuses, the rule explains itself.
REFUSALS = {
    "closed": _("Comments are closed. Your text is below if you want to keep it."),
    "closed_here": _("The comments on this story are closed. Your text is below if you want to keep it."),
    "foreign_parent": _("The comment you answer belongs to another story. What you send now is a comment of its own."),
    "hidden_parent": _("The comment you answer is no longer shown. What you send now is a comment of its own."),
    "logged_out": _("You are logged out. Your text is kept: log in, and it will be in the box again."),
    "sent_before": _(
        "This form was sent before, with other words. To send these as a new comment, send them once more."
    ),
    "too_often": _("That is a lot in a short time. Your text is kept: wait a few minutes, then send it."),
    "unknown_parent": _("The comment you answer does not exist. What you send now is a comment of its own."),
}


class Refused(Exception):
    """A comment is not taken. `rule` says why in a word, `reason` in a sentence for its writer."""

    def __init__(self, rule, reason=None):
        super().__init__(rule)
        self.rule = rule
        self.reason = reason or REFUSALS[rule]


class Overtaken(Exception):
    """Nothing was changed, because the comment is no longer as the moderator saw it.

    Attributes:
        latest: the ModerationAction that came first.
    """

    def __init__(self, latest):
        super().__init__(str(latest))
        self.latest = latest


# Writing ------------------------------------------------------------------------------------


def submit(article, *, by, body, access=None, reply_to=None, submission=None, guest_name="", guest_email=""):
    """Take a comment in.

    Args:
        article: the ArticlePage commented on; the caller has checked that the writer may read it.
        by: the account of the writer, or AnonymousUser for a guest with a name and an e-mail address.
        body: the text, cleaned.
        access: what access.access_to said, where the caller knows it already.
        reply_to: the primary key of the comment answered, if any.
        submission: the form's UUID; sending the same form again gives the comment it made.

    Returns:
        (comment, is_new): the ReaderComment, approved (staff), waiting, or unconfirmed (guests); and whether it
        was made just now.

    Raises:
        Refused: with a sentence for the writer.
    """
    submission = submission or uuid.uuid4()
    earlier = sent_before(submission, by, body, guest_email)
    if earlier:
        return earlier, False
    check_access(access or access_to(article, by), by)
    parent = find_parent(article, reply_to)
    verdict = screen(described(article, by, body, guest_email, submission))
    if verdict.outcome is Outcome.REFUSE:
        raise Refused(verdict.rule, verdict.reason)
    comment = ReaderComment(
        article=article,
        parent=parent,
        root_id=parent.root_or_self_id if parent else None,
        depth=parent.depth + 1 if parent else 0,
        author=by if by.is_authenticated else None,
        guest_name=guest_name,
        guest_email=guest_email,
        body=body,
        submission=submission,
    )
    try:
        return store(comment, verdict), True
    except IntegrityError:
        # The same form twice at the same moment: the other request has just stored it.
        earlier = sent_before(submission, by, body, guest_email)
        if earlier:
            return earlier, False
        raise


def sent_before(submission, by, body, guest_email):
    """The comment this form has made already. Raises Refused if it made a different one."""
    earlier = ReaderComment.objects.filter(submission=submission).first()
    if earlier is None:
        return None
    author_id = by.pk if by.is_authenticated else None
    if (earlier.author_id, earlier.guest_email, earlier.body) == (author_id, guest_email, body):
        return earlier
    raise Refused("sent_before")


def check_access(access, by):
    if access is Access.WRITE and by.is_authenticated:
        return
    if access is Access.WRITE_AS_GUEST and not by.is_authenticated:
        return
    raise Refused({Access.LOG_IN: "logged_out", Access.CLOSED_HERE: "closed_here"}.get(access, "closed"))


def find_parent(article, reply_to):
    """The comment answered: it must be approved and stand below the same story. Raises Refused."""
    if reply_to is None:
        return None
    parent = ReaderComment.objects.filter(pk=reply_to).first()
    if parent is None:
        raise Refused("unknown_parent")
    if parent.article_id != article.pk:
        raise Refused("foreign_parent")
    if not parent.is_approved:
        raise Refused("hidden_parent")
    return parent


def described(article, by, body, guest_email, submission):
    """The comment as the screening rules see it."""
    # Not the same form's: sent twice at the same moment, it would look like a repetition of itself.
    own = ReaderComment.objects.filter(article=article).exclude(submission=submission)
    own = own.filter(author=by) if by.is_authenticated else own.filter(guest_email=guest_email)
    previous = own.order_by("-pk").values_list("body", flat=True).first()
    return Submission(body=body, by_staff=is_staff(by), previous_body=previous or "")


@transaction.atomic
def store(comment, verdict: Verdict):
    """Save a new comment with the first row of its history."""
    if comment.is_guest:
        comment.status = Status.UNCONFIRMED
    elif verdict.outcome is Outcome.APPROVE:
        comment.status, comment.decided_at = Status.APPROVED, comment.created_at
    comment.save(force_insert=True)
    ModerationAction.objects.create(
        comment=comment,
        verb=Verb.SUBMIT,
        actor=comment.author,
        version=comment.version,
        to_status=comment.status,
        rule=verdict.rule,
        reason=verdict.reason,
        at=comment.created_at,
    )
    return comment


def confirm(comment):
    """A guest has proved the e-mail address: the comment is screened and waits. Later calls change nothing."""
    if comment.status != Status.UNCONFIRMED:
        return
    verdict = screen(Submission(body=comment.body))
    try:
        change(comment, Verb.CONFIRM, Status.PENDING, {Status.UNCONFIRMED}, rule=verdict.rule, reason=verdict.reason)
    except Overtaken:
        comment.refresh_from_db()


# Deciding -----------------------------------------------------------------------------------


def approve(comment, *, by, seen=None, reason=""):
    """Let the comment onto the page. Like every decision below it takes:

    Args:
        comment: the ReaderComment.
        by: the moderator.
        seen: the comment's version the moderator looked at; without it, the version of `comment`.
        reason: a note for the log.

    Returns:
        The ModerationAction, which `undo` takes back.

    Raises:
        PermissionDenied: `by` may not moderate.
        Overtaken: somebody decided first; nothing was changed.
    """
    return decide(comment, Verb.APPROVE, by=by, seen=seen, reason=reason)


def reject(comment, *, by, seen=None, reason=""):
    """Keep the comment off the page; its author, and only they, read that it was not published."""
    return decide(comment, Verb.REJECT, by=by, seen=seen, reason=reason)


def mark_spam(comment, *, by, seen=None, reason=""):
    """Keep the comment off the page as an advertisement."""
    return decide(comment, Verb.SPAM, by=by, seen=seen, reason=reason)


def remove(comment, *, by, seen=None, reason=""):
    """Take an approved comment off the page. Replies to it stay."""
    return decide(comment, Verb.REMOVE, by=by, seen=seen, reason=reason)


def decide(comment, verb, *, by, seen=None, reason=""):
    """Any of the four decisions by its Verb: see `approve`."""
    check_moderator(by)
    status, starts_from = DECISIONS[verb]
    return change(comment, verb, status, starts_from, by=by, seen=seen, reason=reason)


def possible_decisions(comment):
    """The verbs that lead somewhere from the comment's status, in the order of DECISIONS."""
    return [verb for verb, (_status, starts_from) in DECISIONS.items() if comment.status in starts_from]


def undo(action, *, by):
    """Give the comment back the status, and its date, that it had before `action`.

    Raises:
        PermissionDenied: `by` may not moderate.
        Overtaken: something has happened to the comment since; nothing was changed.
    """
    check_moderator(by)
    comment = action.comment
    if not can_undo(action):
        raise Overtaken(latest_action(comment))
    return change(
        comment,
        Verb.UNDO,
        Status(action.from_status),
        {action.to_status},
        by=by,
        seen=action.version,
        decided_at=action.from_decided_at,
        undoes=action,
    )


def can_undo(action):
    """Whether the action was a moderator's and is the last thing that happened to its comment."""
    return action.verb in {*DECISIONS, Verb.UNDO} and action.version == action.comment.version


def latest_action(comment):
    return comment.history.select_related("actor").latest("version")


@transaction.atomic
def change(comment, verb, status, starts_from, *, by=None, seen=None, decided_at=None, rule="", reason="", undoes=None):
    """Move a comment to a status if it is still at the version seen, and write both logs. Raises Overtaken."""
    now = timezone.now()
    if verb in DECISIONS:
        decided_at = now
    seen = comment.version if seen is None else seen
    before = ReaderComment.objects.filter(pk=comment.pk, version=seen, status__in=starts_from)
    from_status, from_decided_at = before.values_list("status", "decided_at").first() or (None, None)
    if not before.update(status=status, version=F("version") + 1, decided_at=decided_at):
        raise Overtaken(latest_action(comment))
    action = ModerationAction.objects.create(
        comment=comment,
        verb=verb,
        actor=by,
        version=seen + 1,
        from_status=from_status,
        to_status=status,
        from_decided_at=from_decided_at,
        rule=rule,
        reason=reason,
        at=now,
        undoes=undoes,
    )
    if by:
        log(comment, f"comments.{verb}", user=by, data={"from": from_status, "to": status, "reason": reason})
    comment.status, comment.version, comment.decided_at = status, seen + 1, decided_at
    return action


def check_moderator(user):
    if not user.has_perm(MODERATE):
        raise PermissionDenied


# Stories ------------------------------------------------------------------------------------


def close_conversation(article, *, by):
    """Take no more comments below this story. What is there stays."""
    set_closed(article, True, by)


def open_conversation(article, *, by):
    """Take comments below this story again."""
    set_closed(article, False, by)


@transaction.atomic
def set_closed(article, is_closed, by):
    check_moderator(by)
    conversation, created = StoryConversation.objects.get_or_create(article=article, defaults={"is_closed": is_closed})
    if not created:
        changed = StoryConversation.objects.filter(pk=conversation.pk).exclude(is_closed=is_closed)
        if not changed.update(is_closed=is_closed):
            return
    log(article, "comments.close" if is_closed else "comments.reopen", user=by)
