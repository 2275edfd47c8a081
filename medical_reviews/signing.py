"""Signing a medical review, and taking it back. The only writer of MedicalReview; whoever may not is refused here."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from accounts.house_clock import day_of, today
from articles.citations import cited_ids
from articles.models import ArticlePage
from articles.pins import keep_revisions
from people.vocabulary import ConflictsAnswer, CredentialKind, CredentialState
from readiness.actions import lock_page
from rechecks import settling
from rechecks.models import CauseKind, Outcome, Recheck
from review.runs import writers_of
from treatments.models import months_after
from treatments.vocabulary import Volatility

from . import asking
from .contents import covered, hashes_of, stamp_of, treatments_in
from .line import bring_up_to_date
from .models import LONGEST_REASON, ConflictAnswer, MedicalReview, Scope
from .rights import ADD, may_read, may_withdraw, revision_for
from .ties import tied_party

MUST_BE_VALID = (CredentialKind.LICENCE, CredentialKind.BOARD_CERTIFICATION)
LOST = (CredentialState.REVOKED, CredentialState.DISPUTED)


class MayNotReview(ValidationError):
    """Why somebody's signature would not count. Its text is for them; nothing was signed."""


@keep_revisions
def is_reviewed(revision):
    return revision.medical_reviews.exists()


@transaction.atomic
def sign(story, *, by, seen, conflict_answer, conflict="", scope=Scope.EVERYTHING, note=""):
    """Put a reviewer's name under the version of a story that is at hand for them (rights.revision_for).

    Args:
        story: the ArticlePage.
        by: the user who signs; their person page is the reviewer.
        seen: the stamp (contents.stamp_of) of the version that was on the screen.
        conflict_answer: a ConflictAnswer; `conflict` says which where there is one.
        scope: a Scope.

    Returns:
        The MedicalReview. The same answers again, on the same day for the same words, give the first, unless
        somebody waits for another.

    Raises:
        PermissionDenied: they may not sign for any story.
        MayNotReview: they may not for this one, or somebody has changed it since they read it.
        ValidationError: an answer is missing.
    """
    if not by.has_perm(ADD) or not may_read(by, story):
        raise PermissionDenied(_("You may not sign for this story."))
    lock_page(story.pk)
    revision = revision_for(by, story)
    version = revision.as_object()
    reviewer = reviewer_of(by)
    refuse(version, reviewer, conflict_answer)
    now = hashes_of(version)
    if stamp_of(now) != seen:
        message = _("Somebody has changed the story since you opened it. Nothing was signed. Read it again, then sign.")
        raise MayNotReview(message)
    check_answers(scope, conflict_answer, conflict)
    hashes = covered(now, scope)
    said = {
        "article_id": story.pk,
        "reviewer": reviewer,
        "scope": scope,
        "conflict_answer": conflict_answer,
        "conflict": conflict.strip(),
        "note": note.strip(),
    }
    same = MedicalReview.objects.standing().filter(**said).first()
    if same and same.hashes == hashes and day_of(same.signed_at) == today() and not is_waited_for(story, by):
        return same  # a double click
    review = MedicalReview.objects.create(
        **said,
        revision=revision,
        signed_by=by,
        credentials=reviewer.credential_line,
        specialty=reviewer.specialty,
        hashes=hashes,
        due_on=due_on(treatments_in(version)),
    )
    log(
        instance=version,
        action="medical_reviews.sign",
        user=by,
        revision=revision,
        data={"reviewer": reviewer.title, "credentials": review.credentials, "scope": scope, "note": review.note},
    )
    asking.answer(story, by=by, note=review.note)
    settle_due(story, by)
    bring_up_to_date(story.pk)
    return review


def is_waited_for(story, by):
    """Whether somebody has asked for a signature, or one is due that this user's would settle."""
    if asking.waiting(ArticlePage.objects.get(pk=story.pk)):
        return True
    return settling.may_settle(by) and due_again(story).exists()


def due_again(story):
    return Recheck.objects.open().filter(article=story.pk, cause__kind=CauseKind.REVIEW_DUE)


def settle_due(story, by):
    """A review that was due is done: nothing has to be looked at again for that."""
    if settling.may_settle(by):
        settling.settle(due_again(story).values("pk"), Outcome.STILL_RIGHT, by=by, note=_("Signed again."))


@transaction.atomic
def withdraw(review, *, by, because):
    """Take a signature back; the line readers see follows at once.

    Raises:
        PermissionDenied: it is not theirs, and they are no managing editor.
        ValidationError: no reason.
    """
    if not may_withdraw(by, review):
        raise PermissionDenied(_("You may not withdraw this review."))
    if not because.strip():
        raise ValidationError({"because": _("Say why.")})
    lock_page(review.article_id)
    changed = MedicalReview.objects.filter(pk=review.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_because=because.strip()[:LONGEST_REASON]
    )
    if changed:
        log(
            instance=review.article,
            action="medical_reviews.withdraw",
            user=by,
            data={"reviewer": review.reviewer.title, "because": because.strip()},
        )
        bring_up_to_date(review.article_id)
    return bool(changed)


def reviewer_of(user):
    """The person page of whoever signs, or None."""
    person: Any = getattr(user, "person", None)
    return person if person and person.is_medical_reviewer else None


def refuse(version, reviewer, conflict_answer=""):
    """Raise MayNotReview where this person's review of this version would be worth nothing (domain rule R2)."""
    if reviewer is None:
        message = _("Your account belongs to no medical reviewer. Ask an administrator to tie it to your person page.")
        raise MayNotReview(message)
    names = {"name": reviewer.title, "title": version.title}
    if reviewer.pk in {byline.person_id for byline in version.bylines.all()} or (
        reviewer.user_id in writers_of(version)
    ):
        raise MayNotReview(_("%(name)s wrote “%(title)s”. Somebody else must review it.") % names)
    if reviewer.pk in cited_ids(version.body):
        raise MayNotReview(_("%(name)s is cited in “%(title)s”. Somebody else must review it.") % names)
    refuse_standing(reviewer)
    refuse_specialty(version, reviewer)
    refuse_conflict(version, reviewer, conflict_answer)


def refuse_standing(reviewer):
    """Nobody signs who is in doubt, of whom nobody has made sure, or whose credentials do not hold today."""
    name, credentials = reviewer.title, list(reviewer.credentials.all())
    if reviewer.is_disputed:
        raise MayNotReview(_("%(name)s is in doubt. Clear that up first, under People.") % {"name": name})
    if gaps := reviewer.unchecked:
        message = _("Nobody has made sure who %(name)s is. Not recorded: %(gaps)s. Note it under Reports, “Experts”.")
        raise MayNotReview(message % {"name": name, "gaps": get_text_list([str(gap) for gap in gaps], _("and"))})
    if lost := next((one for one in credentials if one.kind in MUST_BE_VALID and one.state in LOST), None):
        message = _("%(credential)s of %(name)s: %(state)s. Clear that up under Reports, “Experts”, then sign.")
        raise MayNotReview(message % {"credential": lost.name, "name": name, "state": lost.get_state_display()})
    if over := first_ended(credentials, today()):
        message = _("%(credential)s of %(name)s has run out. Renew it under People, then sign.")
        raise MayNotReview(message % {"credential": over.name, "name": name})
    if not reviewer.verified_credentials:
        message = _("No credential of %(name)s is verified. Have one looked up under Reports, “Experts”, then sign.")
        raise MayNotReview(message % {"name": name})


def first_ended(credentials, today):
    """A licence or certification whose last day is over, where the person has no other of its kind; else None."""
    for kind in MUST_BE_VALID:
        held = [credential for credential in credentials if credential.kind == kind]
        # The last day is still valid: signed then, the review stands afterwards with the credentials of that day.
        ended = [one for one in held if one.expires_on and one.expires_on < today]
        if held and ended == held:
            return ended[0]
    return None


def refuse_specialty(version, reviewer):
    if not reviewer.specialty.strip():
        raise MayNotReview(_("The specialty of %(name)s is not known. Fill it in under People.") % {"name": reviewer})
    wanted = version.topic.reviewing_specialties if version.topic else []
    if wanted and reviewer.specialty.strip().casefold() not in {one.casefold() for one in wanted}:
        message = _("%(name)s’s specialty is %(specialty)s. Stories on %(topic)s are reviewed by: %(wanted)s.")
        words = {
            "name": reviewer.title,
            "specialty": reviewer.specialty,
            "topic": version.topic.title,
            "wanted": get_text_list(wanted, _("or")),
        }
        raise MayNotReview(message % words)


def refuse_conflict(version, reviewer, conflict_answer):
    if reviewer.conflicts_answer == ConflictsAnswer.NOT_ASKED:
        message = _("Nobody has asked %(name)s about conflicts of interest. Ask, and note the answer under People.")
        raise MayNotReview(message % {"name": reviewer.title})
    if conflict_answer == ConflictAnswer.NONE and (party := tied_party(version, reviewer)):
        message = _("%(name)s has a tie to %(party)s on record, whom this story names. Declare it.")
        raise MayNotReview(message % {"name": reviewer.title, "party": party})


def check_answers(scope, conflict_answer, conflict):
    errors = {}
    if scope not in Scope.values:
        errors["scope"] = _("Say what you have looked at.")
    if conflict_answer not in ConflictAnswer.values:
        errors["conflict_answer"] = _("Say whether you have a tie to anybody whom the story names.")
    if conflict_answer == ConflictAnswer.DECLARED and not conflict.strip():
        errors["conflict"] = _("Say which.")
    if conflict_answer == ConflictAnswer.NONE and conflict.strip():
        errors["conflict"] = _("You say that you have none, and name one. Choose, or empty this.")
    if errors:
        raise ValidationError(errors)


def due_on(treatments) -> date:
    """When a story reviewed today wants another look: by the treatment that moves fastest of those it names."""
    months = [Volatility(treatment.volatility).months for treatment in treatments]
    return months_after(today(), min(months, default=Volatility.STANDARD.months))
