"""The only opener and closer of accuracy checks: ask, remind, withdraw, let run out. Each is in the story's log."""

from contextlib import suppress
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from articles.house_time import told
from articles.models import ArticlePage
from readiness.actions import lock_page

from . import following
from .letters import send_reminder, send_request
from .models import OPEN, AccuracyCheck, AccuracyPolicy, CheckedStatement, CheckState, Policy
from .refusals import Refused
from .standing import State, standings
from .statements import credited_as, credits_of

ASK, DECIDE = "accuracy_checks.add_accuracycheck", "accuracy_checks.change_accuracycheck"
LETTERS_A_DAY = 3  # to one source about one story, whoever presses the button
BETWEEN_REMINDERS = timedelta(days=1)

NEVER_ASKED = {State.CAPTURED, State.CHECKED, State.LAPSED}  # about exactly these words
ON_THE_LETTER = NEVER_ASKED | {State.TO_ASK, State.SENT}
AGAIN = {State.UNANSWERED, State.WITHDRAWN}  # only if somebody says so


def check_permission(user, permission):
    if not user.has_perm(permission):
        raise PermissionDenied


def addresses_of(people):
    """What the pages of these people keep, by id; where that is nothing, where they were written to last. One query."""
    checks = AccuracyCheck.objects.filter(person__in=[one.pk for one in people]).exclude(email="")
    written_to = dict(checks.order_by("sent_at", "pk").values_list("person", "email"))
    return {one.pk: one.contact_email or written_to.get(one.pk, "") for one in people}


def address_of(person):
    """Where a source is reached; empty where nobody knows."""
    return addresses_of([person])[person.pk]


@transaction.atomic
def ask(story, person, *, by, email, days=None):
    """Send a source the link to their statements in the newest version of a story.

    Args:
        email: one address; it is remembered for the next time, as long as their page keeps none.
        days: how long the link opens; None: as the house has it.

    Returns:
        The AccuracyCheck. A letter that was out with other words is replaced by it.

    Raises:
        PermissionDenied: it is not theirs to ask.
        Refused: the house asks nobody, there is nothing to ask, or the same letter is out already.
    """
    check_permission(by, ASK)
    newest = locked_version(story)
    if person.is_disputed:  # nothing they confirm would count
        raise Refused(
            _("%(name)s is marked as disputed under People. Settle that first; nothing was sent.")
            % {"name": person.title}
        )
    asked = statements_to_ask(newest, person)
    refuse_repetition(newest, person, asked)
    check = open_check(newest, person, asked, by=by, email=email, days=days)
    send_request(check)
    return check


def locked_version(story):
    """The newest version of a story, kept from others until the transaction ends."""
    lock_page(story.pk)
    return ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object()


def statements_to_ask(story, person):
    """The statements of a source that they have not settled, as far as the house shows them.

    Raises:
        Refused: the house asks nobody, or there is none.
    """
    policy = AccuracyPolicy.of_the_house().policy
    if policy == Policy.NEVER:
        raise Refused(_("This house asks no source (Settings → Accuracy checks). Nothing was sent."))
    mine = [one for one in standings(story) if one.statement.person and one.statement.person.pk == person.pk]
    shown = [one for one in mine if one.statement.is_shown_under(policy)]
    open_ones = [one.statement for one in shown if one.state in ON_THE_LETTER | AGAIN]
    if not open_ones:
        names = {"name": person.title, "policy": Policy(policy).label}
        raise Refused(
            _("There is nothing to ask %(name)s in this story under the house’s policy (%(policy)s).") % names
        )
    return open_ones


def refuse_repetition(story, person, asked):
    out = AccuracyCheck.objects.filter(story=story.pk, person=person, state=CheckState.OUT).first()
    if out and {one.digest for one in asked} == set(out.statements.values_list("digest", flat=True)):
        names = {"name": person.title, "time": told(out.sent_at)}
        raise Refused(
            _("%(name)s was asked about these very words on %(time)s. Remind them, or withdraw the link.") % names
        )
    if has_had_enough(story, person):
        raise Refused(
            _("%(name)s had %(count)d letters about this story since yesterday. Telephone, or wait until tomorrow.")
            % {"name": person.title, "count": LETTERS_A_DAY}
        )


def has_had_enough(story, person):
    """Whether a source had as many letters about a story since yesterday as the house sends."""
    day_ago = timezone.now() - timedelta(days=1)
    letters = AccuracyCheck.objects.filter(story=story.pk, person=person, sent_at__gt=day_ago).exclude(email="")
    return letters.count() >= LETTERS_A_DAY


def open_check(story, person, asked, *, by, email="", days=None):
    """Write down what a source is asked. Without an address it waits for the desk to find one, or to telephone."""
    policy, now = AccuracyPolicy.of_the_house(), timezone.now()
    AccuracyCheck.objects.filter(story=story.pk, person=person, state__in=OPEN).update(
        state=CheckState.REPLACED, closed_at=now
    )
    check = AccuracyCheck.objects.create(
        story_id=story.pk,
        person=person,
        email=email,
        state=CheckState.OUT if email else CheckState.TO_ASK,
        policy=policy.policy,
        asked_by=by,
        sent_at=now,
        expires_at=now + timedelta(days=days or policy.days),
    )
    credits, in_full = credits_of([person]), policy.policy == Policy.FULL
    CheckedStatement.objects.bulk_create(
        CheckedStatement(
            check_of=check,
            position=position,
            block_id=one.block_id,
            kind=one.value["kind"],
            lead_in=one.value.get("lead_in") or "",
            words=one.value.shown_words,
            digest=one.digest,
            before=one.before if in_full else "",
            after=one.after if in_full else "",
            credited_as=credited_as(one, credits),
        )
        for position, one in enumerate(asked)
    )
    record(check, "ask", by)
    return check


def ask_everybody(story, *, by):
    """Ask every source of the newest version who has something open, as a stage of the workflow does.

    Who has had enough letters for a day is left in peace: the stage waits, and the desk decides.
    """
    newest = locked_version(story)
    policy = AccuracyPolicy.of_the_house().policy
    by_person: dict = {}
    for one in standings(newest):
        if one.statement.is_shown_under(policy):
            by_person.setdefault(one.statement.person, []).append(one)
    for person, theirs in by_person.items():
        if any(one.state in NEVER_ASKED for one in theirs) and not has_had_enough(newest, person):
            asked = [one.statement for one in theirs if one.state in ON_THE_LETTER]
            # Without an address, or in doubt about the person, the desk decides.
            email = "" if person.is_disputed else address_of(person)
            check = open_check(newest, person, asked, by=by, email=email)
            if email:
                send_request(check)


@transaction.atomic
def remind(check, *, by=None):
    """Send the letter once more. Without `by` it is the worker's doing.

    Raises:
        PermissionDenied, Refused.
    """
    if by:
        check_permission(by, ASK)
    check = locked(check)
    if check.state != CheckState.OUT:
        raise Refused(_("This check is not out any more. Nothing was sent."))
    now = timezone.now()
    if check.reminded_at and check.reminded_at > now - BETWEEN_REMINDERS:
        raise Refused(_("%(name)s was reminded less than a day ago. Nothing was sent.") % {"name": check.person.title})
    check.reminded_at = now
    check.save(update_fields=["reminded_at"])
    record(check, "remind", by)
    send_reminder(check)


@transaction.atomic
def revoke(check, *, by):
    """Withdraw a check: its link is dead from this moment, and nobody waits for it any more. What was answered stays.

    Raises:
        PermissionDenied, Refused.
    """
    check_permission(by, ASK)
    check = locked(check)
    if not check.is_open and not check.shows_answer:
        raise Refused(_("This check is closed already. Nothing was changed."))
    _shut(check, by)
    following.follow(check.story_id)


def shut_all(story, *, by):
    """Make every link dead that leads to words of a story, answered or not. Who may, the caller has asked."""
    checks = AccuracyCheck.objects.filter(story=story.pk, closed_at=None, state__in=[*OPEN, CheckState.ANSWERED])
    for check in checks.select_related("person", "story"):
        _shut(check, by)


def _shut(check, by):
    """Close one check that is open or shows its answer, and with it what its source answered about the story before."""
    was_open = check.is_open
    _close(check, CheckState.REVOKED if was_open else check.state)
    answered = AccuracyCheck.objects.filter(story=check.story_id, person=check.person_id, state=CheckState.ANSWERED)
    answered.filter(closed_at=None).update(closed_at=check.closed_at)
    record(check, "revoke" if was_open else "shut", by)


@transaction.atomic
def expire(check):
    check = locked(check)
    if check.state == CheckState.OUT and check.expires_at <= timezone.now():
        _close(check, CheckState.EXPIRED)
        record(check, "expire", None)
        following.follow(check.story_id)


def look_after_all():
    """Remind whoever has half of their time left or less, and close what has run out; for the worker's clock."""
    now = timezone.now()
    for check in AccuracyCheck.objects.filter(state=CheckState.OUT):
        if check.expires_at <= now:
            expire(check)
        elif not check.reminded_at and now - check.sent_at >= check.expires_at - now:
            with suppress(Refused):  # answered, withdrawn or reminded in between
                remind(check)


def locked(check):
    """The check as it is now, kept from others until the transaction ends. The page comes first: see lock_page."""
    lock_page(check.story_id)
    return AccuracyCheck.objects.select_for_update(of=("self",)).select_related("person", "story").get(pk=check.pk)


def _close(check, state):
    check.state, check.closed_at = state, timezone.now()
    check.save(update_fields=["state", "closed_at"])


def record(check, what, by, **data):
    """Write to the story's audit log."""
    names = {"check": check.pk, "person": check.person.title, "statements": check.statements.count()}
    log(check.story, f"accuracy_checks.{what}", user=by, data=names | data)
