"""The one gate before publication. It stands below every screen, API and command: at the saving of the row itself.

Wagtail asks its hook `before_publish_page` on two paths of fifteen, and `Page.publish()` on some (see
docs/decisions/0013-one-gate.md). Every path ends in a save of a row that is live, or of a revision that
is given the hour at which it will go live.
"""

from django.core.exceptions import ValidationError
from django.db.models.signals import pre_save
from django.utils.translation import gettext as _

from wagtail.models import Page, Revision

from .models import Override
from .rules import findings_in, rules_for


class NotReady(ValidationError):
    """Raised where a page with blockers would have become public. Nothing was published.

    Attributes:
        page: the page, as it would have been published.
        findings: the blockers that nobody has waived.
    """

    def __init__(self, page, findings):
        self.page = page
        self.findings = findings
        super().__init__([finding.message for finding in findings], code="not_ready")

    @property
    def sentence(self):
        """For people: which story it is, and everything that keeps it."""
        return _("“%(title)s” was not published. Nothing that was written is lost. %(reasons)s") % {
            "title": self.page.title,
            "reasons": " ".join(str(finding.message) for finding in self.findings),
        }


def blockers_in(page):
    """The findings that keep this version of a page from being published: blockers that nobody has waived."""
    blockers = [finding for finding in findings_in(page) if finding.is_blocker]
    if not blockers or not page.pk:
        return blockers
    waived = set(Override.objects.filter(page_id=page.pk).values_list("key", flat=True))
    return [finding for finding in blockers if finding.key not in waived or not finding.waiver]


def pass_or_raise(page):
    """Let a version of a page through, or raise NotReady."""
    if blockers := blockers_in(page):
        raise NotReady(page, blockers)


def connect():
    pre_save.connect(_page_saved, dispatch_uid="readiness.gate.page")
    pre_save.connect(_revision_saved, sender=Revision, dispatch_uid="readiness.gate.revision")


# What Wagtail writes into the row of a live page that changes nothing of what readers see.
BOOKKEEPING = {
    "draft_title",
    "expired",
    "go_live_at",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "locked",
    "locked_at",
    "locked_by",
    "wagtail_admin_comments",
}


def _page_saved(sender, instance, raw, update_fields, **kwargs):
    if raw or not issubclass(sender, Page) or not instance.live or not rules_for(sender):
        return
    if update_fields is None or set(update_fields) - BOOKKEEPING:
        pass_or_raise(instance)


def _revision_saved(instance, raw, update_fields, **kwargs):
    if raw or instance.approved_go_live_at is None:
        return
    if update_fields is not None and "approved_go_live_at" not in update_fields:
        return
    was = Revision.objects.filter(pk=instance.pk).values_list("approved_go_live_at", flat=True).first()
    if was != instance.approved_go_live_at and rules_for(instance.content_type.model_class()):
        pass_or_raise(instance.as_object())
