"""The only writer of a comment's status. Every change is made under a lock, with one row in the log and the counts."""

from collections import Counter, defaultdict
from datetime import timedelta
from functools import cache

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from wagtail.log_actions import log

from .access import is_staff
from .appeals import answer_appeals
from .conversations import StoryConversation, columns_of, count, refresh_pages
from .decision_letters import plan_letters, plan_letters_on_notices
from .escalations import tell_editors
from .flags import CommentFlag
from .letters import queue_letters
from .measure_appeals import lift
from .models import ModerationAction, ModerationBatch, ReaderComment, Status, Verb
from .moderators import NotTheirs, check_moderator, check_topic, why_not, why_not_undo
from .states import queue_of

MOST_AT_ONCE = 500  # comments in one statement
TIME_TO_UNDO = timedelta(hours=12)  # by one key; a comment's history knows no such end

# What a moderator can decide: the verb, the status it leads to, the statuses it starts from.
DECISIONS = {
    Verb.APPROVE: (Status.APPROVED, {Status.PENDING, Status.REJECTED, Status.SPAM, Status.REMOVED}),
    Verb.REJECT: (Status.REJECTED, {Status.PENDING, Status.SPAM}),
    Verb.SPAM: (Status.SPAM, {Status.PENDING, Status.APPROVED, Status.REJECTED, Status.REMOVED}),
    Verb.REMOVE: (Status.REMOVED, {Status.APPROVED}),
}
MARKS = [Verb.ESCALATE, Verb.PICK, Verb.UNPICK]  # leave the status as it is
UNDOABLE = {*DECISIONS, *MARKS}

# What undo gives back: the field of the comment, and where its log keeps it.
KEPT = {
    "status": "from_status",
    "decided_at": "from_decided_at",
    "picked_at": "from_picked_at",
    "edited_at": "from_edited_at",
    "is_escalated": "from_escalated",
    "is_appealed": "from_appealed",
    "edit_body": "from_edit",
}


class Overtaken(Exception):
    """Nothing was changed, because the comment is no longer as the moderator saw it.

    Attributes:
        latest: the ModerationAction that came first.
    """

    def __init__(self, latest):
        super().__init__(str(latest))
        self.latest = latest


# Deciding -----------------------------------------------------------------------------------


def approve(comment, *, by, **details):
    """Let the comment onto the page, or leave it there. Like every decision below it takes:

    Args:
        comment: the ReaderComment.
        by: the moderator.
        seen: the comment's version the moderator looked at; without it, the version of `comment`.
        reason: a note for the log.
        code: the ground, a ReasonCode.
        law: the legal ground, where the code is ILLEGAL.
        told: what its writer reads.

    Returns:
        The ModerationAction, which `undo` takes back.

    Raises:
        PermissionDenied: `by` may not moderate.
        NotTheirs: `by` may not decide this one: see comments/moderators.py.
        Overtaken: somebody decided first; nothing was changed.
    """
    return decide(comment, Verb.APPROVE, by=by, **details)


def reject(comment, *, by, **details):
    """Keep the comment off the page; its author, and only they, read that it was not published."""
    return decide(comment, Verb.REJECT, by=by, **details)


def mark_spam(comment, *, by, **details):
    """Keep the comment off the page as an advertisement."""
    return decide(comment, Verb.SPAM, by=by, **details)


def remove(comment, *, by, **details):
    """Take an approved comment off the page. Replies to it stay."""
    return decide(comment, Verb.REMOVE, by=by, **details)


def decide(comment, verb, *, by, seen=None, **details):
    """Any decision or mark by its Verb: see `approve`."""
    check_moderator(by)
    seen = comment.version if seen is None else seen

    def values_for(found, now):
        return after(found, verb, now)

    def barred(locked):
        return refuse_if_any(why_not(by, locked))

    with transaction.atomic():
        done, overtaken = move({comment.pk: seen}, values_for, verb, by=by, barred=barred, **details)
        if overtaken:
            raise Overtaken(latest_action(comment))
        log_one(done[0], f"comments.{verb}")
        if verb == Verb.ESCALATE:
            tell_editors(done[0])
    return settled(done[0], comment)


def refuse_if_any(reasons):
    for reason in reasons.values():
        raise NotTheirs(reason)
    return reasons


def decide_many(verbs, *, by, seen, found_by="", **details):
    """Decide many comments in one go.

    Args:
        verbs: {primary key: Verb}, for comments that may need different ones.
        seen: {primary key: version the moderator looked at}.
        found_by: what found them, see ModerationBatch.

    Returns:
        (batch, overtaken): the ModerationBatch with its actions, and the primary keys of the comments left alone:
        those decided meanwhile, and those that are not theirs to decide.
    """
    check_moderator(by)
    with transaction.atomic():
        batch = ModerationBatch.objects.create(by=by, found_by=found_by)
        versions = {pk: seen.get(pk, 0) for pk in verbs}

        def values_for(found, now):
            return after(found, verbs[found.pk], now)

        def barred(locked):
            return why_not(by, locked)

        done, overtaken = move(versions, values_for, verbs.__getitem__, by=by, batch=batch, barred=barred, **details)
        finish(batch, done, "comments.bulk", by)
    return batch, overtaken


def possible_decisions(comment):
    """The verbs that lead somewhere from where the comment stands, in the order of DECISIONS."""
    return [verb for verb in DECISIONS if after(comment, verb) is not None]


def after(comment, verb, now=None):
    """What the decision makes of the comment: {field: value}, or None where it leads nowhere."""
    if verb in MARKS:
        return marked(comment, verb, now)
    status, starts_from = DECISIONS[verb]
    waits = queue_of(comment) != comment.status  # something beside the comment asks for an answer
    drops_edit = verb == Verb.REJECT and comment.status == Status.APPROVED and bool(comment.edit_body)
    if not (comment.status in starts_from or drops_edit or (waits and comment.status == status)):
        return None
    values = {
        "status": Status.APPROVED if drops_edit else status,
        "decided_at": now,
        "is_escalated": False,
        "is_appealed": False,
        "edit_body": "",
    }
    if verb == Verb.APPROVE and comment.edit_body:
        values |= {"body": comment.edit_body, "edited_at": now}
    return values


def marked(comment, verb, now):
    if verb == Verb.ESCALATE:
        can_be = comment.status in {Status.PENDING, Status.APPROVED} and not comment.is_escalated
        return {"is_escalated": True} if can_be else None
    if comment.status != Status.APPROVED or bool(comment.picked_at) == (verb == Verb.PICK):
        return None
    return {"picked_at": now if verb == Verb.PICK else None}


# Undoing ------------------------------------------------------------------------------------


def undo(action, *, by):
    """Give the comment back exactly what `action` changed: status and date, words, marks and flags.

    Raises:
        PermissionDenied: `by` may not moderate, or (NotTheirs) not take back this one.
        Overtaken: something has happened to the comment since; nothing was changed.
    """
    check_moderator(by)
    refuse_if_any(why_not_undo(by, [action]))
    with transaction.atomic():
        done, overtaken = move_back([action], by=by)
        if overtaken:
            raise Overtaken(latest_action(action.comment))
        log_one(done[0], "comments.undo")
    return settled(done[0], action.comment)


def undo_many(batch, *, by):
    """Take back every decision of a batch that nothing has happened to since, and the measure that came with it.

    Returns:
        (batch, overtaken): a new ModerationBatch, and the primary keys of the comments left alone.
    """
    check_moderator(by)
    with transaction.atomic():
        undone = ModerationBatch.objects.create(by=by)
        done, overtaken = move_back(batch.actions.exclude(verb=Verb.UNDO), by=by, batch=undone)
        measure = getattr(batch, "measure", None)
        if measure and done:
            lift(measure, by=by)
        finish(undone, done, "comments.undo_bulk", by)
    return undone, overtaken


def move_back(actions, *, by, batch=None):
    """Undo actions that are the last that happened to their comments, but for what was undone since."""
    wanted = {action.comment_id: action for action in actions}
    not_theirs = why_not_undo(by, list(wanted.values())) if wanted else {}

    @cache
    def standing():
        return standing_actions(wanted)

    def before(comment, _now):
        action = wanted[comment.pk]
        # Asked for once the comments are locked: somebody else may have been undoing the same.
        if standing().get(comment.pk) != action.pk or action.verb not in UNDOABLE or comment.pk in not_theirs:
            return None
        values = {name: getattr(action, kept) for name, kept in KEPT.items()}
        return values | ({"body": action.from_body} if action.from_body else {})

    return move(dict.fromkeys(wanted), before, Verb.UNDO, by=by, batch=batch, undoes=wanted)


def standing_actions(comment_ids):
    """The latest action of each comment that was not undone: {comment: action}, both as primary keys."""
    rows = ModerationAction.objects.filter(comment__in=list(comment_ids), undone_by=None).exclude(verb=Verb.UNDO)
    return dict(rows.order_by("version").values_list("comment", "pk"))


def can_undo(action):
    """Whether the action was a moderator's and is the last thing that happened to its comment."""
    return action.verb in UNDOABLE and standing_actions([action.comment_id]).get(action.comment_id) == action.pk


def last_decision(by):
    """The moderator's own latest decision of the last hours that can still be undone; bulks, which list undo, aside."""
    since = ModerationAction.objects.filter(comment=OuterRef("comment"), version__gt=OuterRef("version"))
    own = ModerationAction.objects.filter(actor=by, at__gt=timezone.now() - TIME_TO_UNDO, verb__in=UNDOABLE, batch=None)
    standing = own.filter(~Exists(since.filter(undone_by=None).exclude(verb=Verb.UNDO)), undone_by=None)
    return standing.select_related("comment").order_by("-at", "-pk").first()


def latest_action(comment):
    return comment.history.select_related("actor").latest("version")


# Moving -------------------------------------------------------------------------------------


@transaction.atomic
def move(versions, values_for, verb, *, by=None, batch=None, undoes=None, barred=None, **details):
    """Change comments under a lock, each at the version seen: rows, log, flags and counts, all or nothing.

    Args:
        versions: {primary key: the version it must have, or None for any}.
        values_for: a function of the locked comment and the time that gives {field: value}, or None to leave it alone.
        verb: a Verb, or a function of the primary key that gives one.
        undoes: {primary key: the ModerationAction taken back}.
        barred: a function of the locked comments that gives those to leave alone: {primary key: the reason}.
        details: rule, code, law, reason and told, for the log.

    Returns:
        (actions, overtaken): the new rows of the log, and the primary keys of the comments left alone.
    """
    now, groups, actions, before, changed = timezone.now(), defaultdict(list), [], [], []
    locked = ReaderComment.objects.locked(versions)
    left_alone = barred(locked) if barred else {}
    for comment in locked:
        is_as_seen = versions[comment.pk] in {None, comment.version} and comment.pk not in left_alone
        values = values_for(comment, now) if is_as_seen else None
        if values is None:
            continue
        action = ModerationAction(
            comment=comment,
            verb=verb(comment.pk) if callable(verb) else verb,
            actor=by,
            batch=batch,
            version=comment.version + 1,
            to_status=values.get("status", comment.status),
            undoes=undoes[comment.pk] if undoes else None,
            at=now,
            from_body=comment.body if values.get("body", comment.body) != comment.body else "",
            **{kept: getattr(comment, name) for name, kept in KEPT.items()},
            **details,
        )
        groups[tuple(values.items())].append(comment.pk)
        actions.append(action)
        before.append(columns_of(comment))
        changed.append(values)
    ModerationAction.objects.bulk_create(actions, batch_size=MOST_AT_ONCE)
    for values, pks in groups.items():
        for start in range(0, len(pks), MOST_AT_ONCE):
            ReaderComment.objects.filter(pk__in=pks[start : start + MOST_AT_ONCE]).update(
                version=F("version") + 1, **dict(values)
            )
    for action, values in zip(actions, changed, strict=True):
        for name, value in values.items():
            setattr(action.comment, name, value)
        action.comment.version += 1
    answer_flags(actions)
    answer_appeals(actions)
    plan_letters(actions)
    comments = [action.comment for action in actions]
    count((comment.article_id, old, columns_of(comment)) for comment, old in zip(comments, before, strict=True))
    shown = [action for action in actions if Status.APPROVED in {action.from_status, action.to_status}]
    # Lists say how many comments there are, and the front page quotes some.
    is_listed = any(
        action.from_status != action.to_status or action.from_picked_at != action.comment.picked_at or action.from_body
        for action in shown
    )
    refresh_pages((action.comment.article_id for action in shown), numbers=is_listed)
    queue_letters(action.comment for action in actions if action.from_status != action.to_status == Status.APPROVED)
    moved = {action.comment_id for action in actions}
    return actions, [pk for pk in versions if pk not in moved]


def answer_flags(actions):
    """A decision closes the flags that wait; undoing it opens them again."""
    deciding = [action for action in actions if action.verb in DECISIONS]
    closing = {action.comment_id: action for action in deciding if action.comment.open_flags}
    if closing:
        flags = list(CommentFlag.objects.filter(comment__in=list(closing), closed_by=None))
        for flag in flags:
            flag.closed_by = closing[flag.comment_id]
        CommentFlag.objects.bulk_update(flags, ["closed_by"], batch_size=MOST_AT_ONCE)
        plan_letters_on_notices(flags)
        set_open_flags({action.comment: 0 for action in closing.values()})
    undone = {action.undoes_id: action.comment for action in actions if action.undoes_id}
    if undone:
        reopened = CommentFlag.objects.filter(closed_by__in=list(undone))
        numbers = Counter(reopened.values_list("closed_by", flat=True))
        reopened.update(closed_by=None)
        set_open_flags({undone[pk]: undone[pk].open_flags + number for pk, number in numbers.items()})


def set_open_flags(numbers):
    """Set how many flags wait: {comment: number}."""
    groups = defaultdict(list)
    for comment, number in numbers.items():
        comment.open_flags = number
        groups[number].append(comment.pk)
    for number, pks in groups.items():
        ReaderComment.objects.filter(pk__in=pks).update(open_flags=number)


def settled(action, comment):
    """Let the caller's comment know what happened to it."""
    for name in [*KEPT, "body", "version", "open_flags"]:
        setattr(comment, name, getattr(action.comment, name))
    comment.queue = queue_of(comment)
    return action


def log_one(action, name):
    data = {"from": action.from_status, "to": action.to_status, "reason": action.reason}
    log(action.comment, name, user=action.actor, data=data)


def finish(batch, actions, name, by):
    """Write down how many a batch has moved, in its row and in one line of the audit log."""
    batch.number = len(actions)
    batch.save(update_fields=["number"])
    if actions:
        log(batch, name, user=by, data={"number": batch.number, "comments": [action.comment_id for action in actions]})


def check_may_be_sanctioned(author):
    """Nobody who works here is banned by a colleague: that is a matter for whoever gives out accounts."""
    if author and is_staff(author):
        raise PermissionDenied


# Stories ------------------------------------------------------------------------------------


def close_conversation(article, *, by):
    """Take no more comments below this story. What is there stays."""
    set_closed(article, True, by)


def open_conversation(article, *, by):
    """Take comments below this story again."""
    set_closed(article, False, by)


def set_closed(article, is_closed, by):
    arrange(article, "comments.close" if is_closed else "comments.reopen", by, is_closed=is_closed)


def set_access(article, *, by, who_may_comment, stays_open):
    """Say who may comment below this story whatever the site's settings, and whether it stays open at any age.

    Args:
        who_may_comment: a WhoMayComment, or nothing to follow the site.
    """
    arrange(article, "comments.access", by, who_may_comment=who_may_comment, stays_open=stays_open)


@transaction.atomic
def arrange(article, action, by, **values):
    check_moderator(by)
    check_topic(by, article)
    StoryConversation.objects.bulk_create([StoryConversation(article=article)], ignore_conflicts=True)
    row = StoryConversation.objects.filter(article=article)
    if row.filter(**values).exists():
        return
    row.update(**values)
    refresh_pages([article.pk])
    log(article, action, user=by, data=values)
