"""Taking in what people write: sent, confirmed, changed, withdrawn. Moderators decide in comments/moderation.py."""

import uuid
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.house_time import told
from people.models import PersonPage
from screening.pipeline import Note, Verdict, screen
from screening.rulebook import arrangement
from screening.rules.rule import HOUSE_RULES, Outcome

from . import moderation
from .access import CLOSED, Access, access_to, is_staff
from .arrivals import NOTHING_KNOWN, Arrival, described, keep_samples, keep_traces
from .conversations import columns_of, count, refresh_pages
from .legal_notices import tell_gone
from .letters import queue_letters
from .measures import MeasureKind, measures_against
from .models import Badge, ModerationAction, ReaderComment, ScreeningNote, Status, Verb

SHADOW_RULE = "held_in_silence"
OUT_OF_SIGHT = {MeasureKind.BAN, MeasureKind.SUSPEND, MeasureKind.SHADOW}
HOURS_FOR_SPAM = 2  # that what is surely spam stands ahead of its age in a queue
SAYS_WHAT_WAS_SENT = ["author_id", "guest_email", "body"]
WITHDRAWABLE = {Status.PENDING, Status.APPROVED, Status.UNCONFIRMED}

# Why a comment is not taken, in words for its writer. What a screening rule refuses, the rule explains itself.
REFUSALS = {
    "banned": _("You cannot comment here at present. Your text is kept below."),
    "closed": _("Comments are closed. Your text is below if you want to keep it."),
    "closed_by_age": _("The comments on this story have closed by now. Your text is below if you want to keep it."),
    "retracted": _(
        "This story was retracted, and the conversation below it is over. Your text is below if you want to keep it."
    ),
    "closed_here": _("The comments on this story are closed. Your text is below if you want to keep it."),
    "foreign_parent": _("The comment you answer belongs to another story. What you send now is a comment of its own."),
    "hidden_parent": _("The comment you answer is no longer shown. What you send now is a comment of its own."),
    "logged_out": _("You are logged out. Your text is kept: log in, and it will be in the box again."),
    "sent_before": _(
        "This form was sent before, with other words. To send these as a new comment, send them once more."
    ),
    "too_late": _("The five minutes for changes are over. Your text is below if you want to keep it."),
    "too_often": _("That is a lot in a short time. Your text is kept: wait a few minutes, then send it."),
    "unknown_parent": _("The comment you answer does not exist. What you send now is a comment of its own."),
}


class Refused(Exception):
    """A comment is not taken. `rule` says why in a word, `reason` in a sentence for its writer."""

    def __init__(self, rule, reason=None):
        super().__init__(rule)
        self.rule = rule
        self.reason = reason or REFUSALS[rule]


# Writing ------------------------------------------------------------------------------------


def submit(
    article,
    *,
    by,
    body,
    access=None,
    reply_to=None,
    submission=None,
    guest_name="",
    guest_email="",
    wants_letters=False,
    arrival=NOTHING_KNOWN,
):
    """Take a comment in.

    Args:
        article: the ArticlePage commented on; the caller has checked that the writer may read it.
        by: the account of the writer, or AnonymousUser for a guest with a name and an e-mail address.
        body: the text, cleaned.
        access: what access.access_to said, where the caller knows it already.
        reply_to: the primary key of the comment answered, if any.
        wants_letters: the guest is told by e-mail of replies. Accounts choose that in their ReplyPreference.
        submission: the form's UUID; sending the same form again gives the comment it made.
        arrival: how the comment came in.

    Returns:
        (comment, is_new): the ReaderComment, approved (by staff, or where no rule holds it), waiting, or unconfirmed
        (guests); and whether it was made just now.

    Raises:
        Refused: with a sentence for the writer.
    """
    guest_email = guest_email.lower()  # under which all of a guest's comments are found
    comment = ReaderComment(
        article=article,
        author=by if by.is_authenticated else None,
        guest_name=guest_name,
        guest_email=guest_email,
        wants_letters=wants_letters and bool(guest_email),
        body=body,
        submission=submission or uuid.uuid4(),
    )
    try:
        return take_in(comment, by, access, reply_to, arrival), True
    except (Refused, IntegrityError):
        # Only now is it looked for: the same form made a comment earlier, or another request has just stored it.
        earlier = sent_before(comment)
        if earlier is None:
            raise
        return earlier, False


def take_in(comment, by, access, reply_to, arrival):
    article = comment.article
    check_access(access or access_to(article, by), by)
    # Whose address a guest has given is not known before the letter is answered: see confirm.
    measures = measures_against(by.pk, by.email) if by.is_authenticated else {}
    check_measures(measures)
    parent = find_parent(article, reply_to)
    house = arrangement()
    facts = described(
        ReaderComment.objects.all(),
        body=comment.body,
        author=written_by(by, comment.guest_email),
        submission=comment.submission,
        by_staff=is_staff(by),
        arrival=arrival,
        article=article,
        house=house,
    )
    verdict = screen(facts, house.book)
    if verdict.outcome is Outcome.REFUSE:
        raise Refused(verdict.rule, verdict.reason)
    if MeasureKind.SHADOW in measures:
        verdict = held_in_silence(verdict)
    if parent:
        comment.parent, comment.root_id, comment.depth = parent, parent.root_or_self_id, parent.depth + 1
    comment.badge, comment.person = badge_of(by, article)
    comment.score = facts.spam_percent
    return store(comment, verdict, arrival)


def sent_before(comment):
    """The comment that the same form has made already, if any. Raises Refused if it made a different one."""
    earlier = ReaderComment.objects.filter(submission=comment.submission).first()
    if earlier is None or all(getattr(earlier, name) == getattr(comment, name) for name in SAYS_WHAT_WAS_SENT):
        return earlier
    raise Refused("sent_before")


def check_access(access, by):
    if access is Access.WRITE and by.is_authenticated:
        return
    if access is Access.WRITE_AS_GUEST and not by.is_authenticated:
        return
    raise Refused("logged_out" if access is Access.LOG_IN else access if access in CLOSED else "closed")


def check_measures(measures):
    """Raises Refused for a writer who is suspended or banned, with the moderator's words where there are any."""
    for kind in (MeasureKind.BAN, MeasureKind.SUSPEND):
        if measure := measures.get(kind):
            raise Refused("banned", sentence_on(measure))


def sentence_on(measure):
    sentences = [str(REFUSALS["banned"])]
    if measure.ends_at:
        until = told(measure.ends_at)
        sentences.append(gettext("You can comment again after %(time)s.") % {"time": until})
    return " ".join([*sentences, measure.told]).strip()


def held_in_silence(verdict):
    note = Note(SHADOW_RULE, Outcome.HOLD, gettext("Everything by this author is held"))
    return Verdict(Outcome.HOLD, note.rule, note.sentence, (*verdict.notes, note))


def badge_of(by, article):
    """What readers are told of the writer of a comment on this story: (Badge, PersonPage or None)."""
    if not by.is_authenticated:
        return Badge.NONE, None
    person = PersonPage.objects.filter(user=by).only("title").first()
    if person and article.bylines.filter(person=person).exists():
        return Badge.WRITER, person
    if person and article.citations.filter(person=person, by_name=True).exists():
        return Badge.EXPERT, person
    return (Badge.STAFF, person) if is_staff(by) else (Badge.NONE, None)


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


def written_by(by, guest_email):
    """Finds what the same account, or the same guest address, has written."""
    return Q(author=by.pk) if by.is_authenticated else Q(author=None, guest_email=guest_email) & ~Q(guest_email="")


@transaction.atomic
def store(comment, verdict: Verdict, arrival):
    """Save a new comment with the first row of its history and what the rules said."""
    if comment.is_guest:
        comment.status = Status.UNCONFIRMED
    elif verdict.outcome is Outcome.APPROVE:
        comment.status, comment.decided_at = Status.APPROVED, comment.created_at
    comment.ranked_at = comment.created_at - timedelta(hours=HOURS_FOR_SPAM * (comment.score or 0) / 100)
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
    keep_notes(comment, verdict)
    keep_traces(comment, arrival)
    count([(comment.article_id, [], columns_of(comment))])
    if comment.is_approved:
        refresh_pages([comment.article_id], numbers=True)
        queue_letters([comment])
    return comment


def keep_notes(comment, verdict):
    """Keep what each rule said. What it said before, of the form for example, stays."""
    ScreeningNote.objects.bulk_create(
        [
            ScreeningNote(
                comment=comment, rule=note.rule, outcome=note.outcome, sentence=note.sentence[:300], shadow=note.shadow
            )
            for note in verdict.notes
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def confirm(comment):
    """A guest has proved the e-mail address: the comment is screened once more. Later calls change nothing.

    It waits for a moderator if a rule says so now, or had said so when it was sent.
    """
    if comment.status != Status.UNCONFIRMED:
        return
    verdict, _score = screened_again(comment, comment.body)
    if OUT_OF_SIGHT & measures_against(None, comment.guest_email).keys():
        verdict = held_in_silence(verdict)
    held = comment.notes.filter(shadow=False).first()
    publish = verdict.outcome is Outcome.APPROVE and held is None
    rule, reason = (held.rule, held.sentence) if held else (verdict.rule, verdict.reason)

    def values_for(found, now):
        if found.status != Status.UNCONFIRMED:
            return None
        return {"status": Status.APPROVED, "decided_at": now} if publish else {"status": Status.PENDING}

    if happen(comment, Verb.CONFIRM, values_for, rule=rule, reason=reason):
        keep_notes(comment, verdict)
    else:
        comment.refresh_from_db()


def screened_again(comment, body, told=frozenset(HOUSE_RULES)):
    """The verdict on words of a comment that is stored already, and how much they look like spam, in percent."""
    author = Q(author=comment.author_id) if comment.author_id else Q(author=None, guest_email=comment.guest_email)
    house = arrangement()
    facts = described(
        ReaderComment.objects.exclude(pk=comment.pk),
        body=body,
        author=author,
        by_staff=bool(comment.author) and is_staff(comment.author),
        arrival=Arrival(told=told),
        house=house,
    )
    return screen(facts, house.book), facts.spam_percent


def happen(comment, verb, values_for, *, by=None, **details):
    """Let something happen to one comment, whatever its version. Returns whether it did."""
    actions, _overtaken = moderation.move({comment.pk: None}, values_for, verb, by=by, **details)
    if actions:
        moderation.settled(actions[0], comment)
    return bool(actions)


@transaction.atomic
def edit(comment, *, by, body, told=frozenset()):
    """Let the writer put it differently, a few minutes long. The new words go through the rules again.

    What nobody has approved yet changes at once. On the page, words that a rule holds wait beside the live ones.

    Returns:
        Whether readers, or the queue, have the new words now; False if they wait.

    Raises:
        PermissionDenied: it is not theirs.
        Refused: with a sentence for the writer; nothing was changed.
    """
    if not by.is_authenticated or comment.author_id != by.pk:
        raise PermissionDenied
    measures = measures_against(by.pk, by.email)
    check_measures(measures)
    verdict, score = screened_again(comment, body, told)
    if verdict.outcome is Outcome.REFUSE:
        raise Refused(verdict.rule, verdict.reason)
    if MeasureKind.SHADOW in measures:
        verdict = held_in_silence(verdict)
    at_once = verdict.outcome is Outcome.APPROVE

    def values_for(found, now):
        if not found.is_own_to_edit:
            return None
        if found.status == Status.PENDING:
            return {"body": body, "score": score}  # nobody has read the earlier words
        if at_once:
            return {"body": body, "edit_body": "", "edited_at": now, "score": score}
        return {"edit_body": body}

    if not happen(comment, Verb.EDIT, values_for, by=by, rule=verdict.rule, reason=verdict.reason):
        raise Refused("too_late")
    comment.notes.all().delete()
    keep_notes(comment, verdict)
    keep_samples(comment)
    return not comment.edit_body


@transaction.atomic
def withdraw(comment, *, by):
    """The writer takes the comment back: off the page, replies stay. Returns whether it was there to take back."""
    if not by.is_authenticated or comment.author_id != by.pk:
        raise PermissionDenied

    def values_for(found, now):
        if found.status not in WITHDRAWABLE:
            return None
        return {"status": Status.WITHDRAWN, "decided_at": now, "edit_body": "", "is_escalated": False}

    is_gone = happen(comment, Verb.WITHDRAW, values_for, by=by)
    if is_gone:
        tell_gone([comment])
    return is_gone


@transaction.atomic
def forget_unconfirmed():
    """Delete what guests wrote and never confirmed, with their names and addresses."""
    gone = ReaderComment.objects.given_up().select_for_update(no_key=True, of=("self",))
    moves = [(comment.article_id, columns_of(comment), []) for comment in gone]
    ReaderComment.objects.filter(pk__in=[comment.pk for comment in gone]).delete()
    count(moves)
