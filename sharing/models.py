from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page, Revision

from articles.pins import keep_from_purging

from .querysets import PreviewLinkQuerySet

USUAL_TERM = timedelta(days=7)
LONGEST_TERM = timedelta(days=30)
LONGEST_LABEL = 80  # characters


class State(models.TextChoices):
    """Whether an address opens, and if not, why. Read from a link's dates, stored nowhere."""

    OPEN = "open", _("Open")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")


class PreviewLink(models.Model):
    """Shows a draft to people without an account, until its term ends or somebody revokes it.

    Its address holds a secret of 256 bits, of which only a hash is kept: nobody who reads the database, or a copy of
    it, can open a draft. Of those who open it nothing is kept but how often and when last. sharing/links.py is
    the only writer.
    """

    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="preview_links")
    label = models.CharField(_("who it is for"), max_length=LONGEST_LABEL)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    # Which address this is, counted from 1: an editor replaces the one they see, not one made meanwhile.
    address_number = models.PositiveIntegerField(default=1, editable=False)
    # One for each form handed out, so that sending a form twice makes one link.
    submission = models.UUIDField(unique=True, editable=False)
    revision = models.ForeignKey(
        Revision,
        verbose_name=_("version"),
        null=True,  # follows the newest draft
        on_delete=keep_from_purging,
        related_name="preview_links",
    )
    created_at = models.DateTimeField(_("made"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("made by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    renewed_at = models.DateTimeField(_("present term since"))
    expires_at = models.DateTimeField(_("open until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("revoked by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    times_opened = models.PositiveIntegerField(_("times opened"), default=0)
    last_opened_at = models.DateTimeField(_("last opened"), null=True)

    # A manager answers to its queryset's methods, which the type checker cannot know.
    objects: PreviewLinkQuerySet = PreviewLinkQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    wagtail_reference_index_ignore = True  # a page is not "used" by those it was shown to

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-created_at", "-pk"]
        default_permissions = ()  # who may edit the page may share it
        constraints = [
            models.CheckConstraint(condition=~Q(label=""), name="sharing_link_is_for_somebody"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("renewed_at")) & Q(expires_at__lte=F("renewed_at") + LONGEST_TERM),
                name="sharing_link_term_within_limits",
            ),
            models.CheckConstraint(
                condition=Q(times_opened=0, last_opened_at=None) | Q(times_opened__gt=0, last_opened_at__isnull=False),
                name="sharing_link_opened_has_date",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def state(self):
        if self.revoked_at:
            return State.REVOKED
        return State.OPEN if timezone.now() < self.expires_at else State.EXPIRED

    @property
    def is_open(self):
        return self.state == State.OPEN

    def draft(self):
        """The page as this link shows it: the version it is pinned to, else the newest draft."""
        return self.revision.as_object() if self.revision else self.page.get_latest_revision_as_object()
