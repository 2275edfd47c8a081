"""Taking a story back for good: its address stays and says so, its text is nowhere."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from accuracy_checks.asking import shut_all
from articles.models import ArticlePage
from readiness import overrides
from readiness.actions import lock_page
from readiness.reports import recheck
from rechecks.settling import taken_down
from sharing import links
from sharing.models import PreviewLink

from .changes import change_of
from .declaring import checked, names_given_away, stories
from .models import Correction, Kind

MAY = "corrections.retract_story"

# Everything that readers, search engines and teasers could read of the story, and what it says once there is nothing.
EMPTIED = {
    **dict.fromkeys(["kicker", "hero_alt_text", "hero_caption", "hero_credit", "seo_title", "search_description"], ""),
    **dict.fromkeys(["hero_photo", "medical_reviewer", "medically_reviewed_on", "go_live_at", "expire_at"], None),
    **dict.fromkeys(["body", "treatments", "products", "disclosures", "related_stories"], ()),
    "disclosure_answer": ArticlePage.DisclosureAnswer.NOT_ASKED,
}


def may_retract(user, page):
    return user.has_perm(MAY) and page.permissions_for_user(user).can_publish()


@transaction.atomic
def retract(page, *, by, text, headline=""):
    """Publish a retraction in the place of a story, at once.

    Args:
        by: the user; needs the permission MAY and the right to publish the story.
        text: why, as readers read it.
        headline: what stands above it; empty: the headline as it is.

    Returns:
        The Correction.

    Raises:
        PermissionDenied: `by` may not.
        ValidationError: the story is not public, is retracted already, or no reason is given.
        NotReady: the gate refuses it for another reason. Nothing was changed.
    """
    lock_page(page.pk)
    page = ArticlePage.objects.get(pk=page.pk)
    if not may_retract(by, page):
        raise PermissionDenied
    if not page.live:
        raise ValidationError(_("Readers cannot see this story: there is nothing to retract."))
    if Correction.objects.standing_retractions().filter(article=page).exists():
        raise ValidationError(_("This story is retracted already."))
    fields = checked(page, Kind.RETRACTION, text=text)
    if errors := names_given_away(page, headline=headline):
        raise ValidationError(errors)
    revision = emptied(page, headline.strip() or page.title).save_revision(user=by, log_action=True, clean=False)
    close_links(page, by)
    taken_down(page, by=by)
    correction = publish(revision, by, page, fields)
    log(ArticlePage.objects.get(pk=page.pk), "corrections.retract", user=by, revision=revision, data={"text": text})
    return correction


def publish(revision, by, page, fields):
    """Put the emptied version before readers, with the notice that says so. Returns the Correction."""
    change = change_of(revision.as_object())
    if change is None:  # they see an emptied version already: its retraction was lifted, and nothing published since
        now = timezone.now()
        stories(page.pk).update(updated_at=now, retracted_at=now)
        return Correction.objects.create(article=page, by=by, published_at=now, revision=page.live_revision, **fields)
    about = {"over": change.over, "content": change.content, "touches": ",".join(change.touches)}
    correction = Correction.objects.create(article=page, by=by, **about, **fields)
    let_pass(page, by)
    revision.publish(user=by, skip_permission_checks=True)
    correction.refresh_from_db()
    return correction


def emptied(page, headline):
    """The story with its headline, byline and topic, and nothing else."""
    for name, value in EMPTIED.items():
        setattr(page, name, list(value) if value == () else value)
    page.title = headline
    page.dek = _("This story has been retracted.")
    return page


def let_pass(page, by):
    """A retraction waits for no desk: who retracts answers for what still stands against the emptied page."""
    waivable = [key for key, finding in overrides.blockers_of(page).items() if finding.waiver]
    if waivable:
        overrides.waive(page, waivable, by=by, reason=_("The story is retracted."))


def close_links(page, by):
    """Shut whatever shows the story's words to people without an account: previews, and what its sources were asked."""
    shut_all(page, by=by)
    for link in PreviewLink.objects.filter(page=page.pk, revoked_at=None):
        links.revoke(link, by=by)


@transaction.atomic
def lift(correction, *, by):
    """Let a story be published again. It publishes nothing: the retraction stands on the page until somebody does.

    Returns:
        Whether it stood.

    Raises:
        PermissionDenied: `by` may not.
    """
    page = correction.article
    lock_page(page.pk)
    if not may_retract(by, page):
        raise PermissionDenied
    standing = Correction.objects.standing_retractions().filter(pk=correction.pk).first()
    if standing is None:
        return False
    standing.lifted_at, standing.lifted_by = timezone.now(), by
    standing.save(update_fields=["lifted_at", "lifted_by"])
    recheck([page.pk])
    log(page, "corrections.lift", user=by)
    return True
