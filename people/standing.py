"""What is found out about people: checks, verified credentials, doubts. The only writer of all three.

None of it belongs to a version of a person's page, so that no older one brings it back.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from accounts.house_clock import today

from .models import Credential, Dispute, PersonPage, VerificationCheck
from .signals import standing_changed
from .vocabulary import LONGEST_REMARK, CheckKind, CredentialState

VIEW = "people.view_verificationcheck"
NOTE_CONTACT = "people.add_verificationcheck"
VERIFY = "people.change_credential"
DOUBT = "people.add_dispute"


def kinds_for(user):
    """The kinds of checks that somebody may record: who only writes may say that they have spoken to a person."""
    if user.has_perm(VERIFY):
        return list(CheckKind)
    return [CheckKind.DIRECT_CONTACT] if user.has_perm(NOTE_CONTACT) else []


@transaction.atomic
def record_check(person, kind, where, *, by, on=None):
    """Write down one thing that was done to make sure of a person.

    Args:
        kind: a CheckKind.
        where: the address of a register, the number that was called, who answered; at least a word of it.
        by: the user who did it.
        on: the day; today if None. None lies in the future.

    Raises:
        PermissionDenied: they may not record this kind.
        ValidationError: it is not said where, or the day has not come yet.
    """
    if kind not in kinds_for(by):
        raise PermissionDenied(_("You may not record this check."))
    where, on = where.strip(), on or today()
    if not where:
        raise ValidationError({"where": _("Say where, or with whom, so that a colleague can do it again.")})
    if on > today():
        raise ValidationError({"checked_on": _("This day has not come yet.")})
    made = VerificationCheck.objects.create(
        person=person,
        kind=kind,
        where=where[:LONGEST_REMARK],
        of_name=person.name_to_check,
        checked_on=on,
        by=by,
        by_name=str(by),
    )
    log(instance=person, action="people.check", user=by, data={"check": kind, "where": made.where})
    _announce(person)
    return made


@transaction.atomic
def judge_credential(credential, state, *, by, seen):
    """Say whether a credential is what it claims to be.

    Args:
        credential: a Credential that has been saved.
        state: a CredentialState. One that has run out cannot be verified.
        by: the user who has looked it up.
        seen: the stamp (Credential.stamp) of what they saw on their screen: what nobody has looked up is not verified.

    Returns:
        Whether it was changed: not where a colleague was quicker, with the credential or with its state.

    Raises:
        PermissionDenied: they may not.
        ValidationError: it has run out, or nobody knows who issued it.
    """
    if not by.has_perm(VERIFY):
        raise PermissionDenied(_("You may not verify credentials."))
    if state not in CredentialState.values:
        raise ValidationError(_("Say what you found."))
    credential = Credential.objects.select_for_update().get(pk=credential.pk)
    if credential.stamp != seen:
        return False
    is_verified = state == CredentialState.VERIFIED
    if is_verified and credential.has_ended:
        raise ValidationError(_("It has run out. Write down until when it is valid now, and publish the page first."))
    if is_verified and not credential.issuing_body:
        raise ValidationError(_("Nobody knows who issued it. Write that down, and publish the page first."))
    Credential.objects.filter(pk=credential.pk).update(
        state=state,
        verified_by=by if is_verified else None,
        verified_by_name=str(by) if is_verified else "",
        verified_on=today() if is_verified else None,
        of_name=credential.person.name_to_check if is_verified else "",
        warned_of=None,
    )
    log(
        instance=credential.person,
        action="people.judge_credential",
        user=by,
        data={"credential": credential.name, "state": state},
    )
    _announce(credential.person)
    return True


@transaction.atomic
def end_credential(credential):
    """Mark a verified credential as expired once its last day is over. For the worker.

    Returns:
        Whether it was marked now: not where another worker was quicker.
    """
    verified = Credential.objects.filter(pk=credential.pk, state=CredentialState.VERIFIED, expires_on__lt=today())
    if not verified.update(state=CredentialState.EXPIRED):
        return False
    data = {"credential": credential.name, "state": CredentialState.EXPIRED}
    log(instance=credential.person, action="people.judge_credential", data=data)
    _announce(credential.person)
    return True


def note_warning(credential):
    """Remember that managing editors are told of a last day. Returns whether nobody had noted that before."""
    open_ones = Credential.objects.filter(pk=credential.pk, expires_on=credential.expires_on)
    return bool(open_ones.exclude(warned_of=credential.expires_on).update(warned_of=credential.expires_on))


@transaction.atomic
def dispute(person, reason, *, by):
    """Put somebody in doubt. What follows for stories is for rooms above: rechecks/experts.py.

    Returns:
        The Dispute; None where a colleague was quicker.

    Raises:
        PermissionDenied: they may not.
        ValidationError: it is not said why.
    """
    if not by.has_perm(DOUBT):
        raise PermissionDenied(_("You may not put people in doubt."))
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why, so that colleagues know what to look for.")})
    try:
        with transaction.atomic():
            made = Dispute.objects.create(person=person, reason=reason[:LONGEST_REMARK], by=by)
    except IntegrityError:  # there is one already: two at the same moment are told apart by the database alone
        return None
    log(instance=person, action="people.dispute", user=by, data={"reason": made.reason})
    _announce(person)
    return made


@transaction.atomic
def clear_up(person, answer, *, by):
    """End the doubt about somebody. What was checked before counts again.

    Returns:
        Whether there was a doubt to end.

    Raises:
        PermissionDenied: they may not.
        ValidationError: it is not said how it was cleared up.
    """
    if not by.has_perm(DOUBT):
        raise PermissionDenied(_("You may not put people in doubt."))
    answer = answer.strip()
    if not answer:
        raise ValidationError({"answer": _("Say how it was cleared up.")})
    ended = Dispute.objects.open().filter(person=person)
    if not ended.update(answer=answer[:LONGEST_REMARK], settled_by=by, settled_at=timezone.now()):
        return False
    log(instance=person, action="people.clear_up", user=by, data={"answer": answer[:LONGEST_REMARK]})
    _announce(person)
    return True


def _announce(person):
    standing_changed.send(PersonPage, person=person)
