"""Letting a claim stand as it is, and taking that back. The only writer of ClaimDecision."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from readiness import reports
from readiness.overrides import cleaned

from .models import ClaimDecision
from .reading import State, claims_in

ADD = "claims.add_claimdecision"
VIEW = "claims.view_claimdecision"
DELETE = "claims.delete_claimdecision"


def may_read(user, page):
    """Whether somebody may look at the claims of a story: whoever may open its editor, and the desks at any time."""
    return user.has_perm(VIEW) or page.permissions_for_user(user).can_edit()


def may_accept(user, page):
    return user.has_perm(ADD) and may_read(user, page)


def may_take_back(user, page):
    return user.has_perm(DELETE) and may_read(user, page)


@transaction.atomic
def accept(article, digest, *, by, reason):
    """Let a sentence stand in a story although nobody stands behind it, for as long as its words stay the same.

    What a colleague has accepted already stays as they accepted it, reason and all.

    Args:
        digest: Claim.digest.
        by: the user who answers for it.
        reason: at least MINIMUM_REASON characters.

    Returns:
        (the ClaimDecision, whether it is new).

    Raises:
        PermissionDenied: they may not, on this story.
        ValidationError: the reason says too little, or the newest version has no such claim that is open.
    """
    if not may_accept(by, article):
        raise PermissionDenied(_("You may not accept claims in this story."))
    reason = cleaned(reason)
    found = next((claim for claim in claims_in(reports.newest(article.pk)) if claim.digest == digest), None)
    if found is None:
        raise ValidationError(_("This sentence was changed or taken out meanwhile. Nothing was accepted."))
    if found.state == State.SOURCED:
        raise ValidationError(_("Somebody stands behind this sentence by now: there is nothing left to accept."))
    decision, is_new = ClaimDecision.objects.get_or_create(
        article_id=article.pk, digest=digest, defaults={"words": found.words, "reason": reason, "by": by}
    )
    if is_new:
        _record("claims.accept", decision, article, by)
    return decision, is_new


@transaction.atomic
def take_back(decision, *, by):
    """End it: the sentence is open again.

    Returns:
        Whether there was anything to take back; False where somebody else was quicker.

    Raises:
        PermissionDenied: they may not, on this story.
    """
    if not may_take_back(by, decision.article):
        raise PermissionDenied(_("You may not take this back."))
    mine = ClaimDecision.objects.select_for_update().filter(pk=decision.pk).first()
    if mine is None:
        return False
    mine.delete()
    _record("claims.take_back", decision, decision.article, by)
    return True


def _record(action, decision, article, by):
    """Write the story's history, which nobody can change, and look at its findings again."""
    data = {"words": decision.words, "reason": decision.reason}
    log(instance=article, action=action, user=by, revision=article.latest_revision, data=data)
    reports.refresh(article)
