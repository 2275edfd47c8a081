"""Stories that must be looked at again, because something they lean on has changed since they were published."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import ArticlePage, Citation

from .rights import knows_sources


class CauseKind(models.TextChoices):
    EXPERT_DISPUTED = "expert_disputed", _("An expert is in doubt")
    CREDENTIAL_ENDED = "credential_ended", _("A credential no longer holds")
    TREATMENT_CHANGED = "treatment_changed", _("A treatment’s status changed")
    PRODUCT_RECALLED = "product_recalled", _("A product was recalled")
    SOURCE_RETRACTED = "source_retracted", _("A source was retracted")
    TRANSLATION_CORRECTED = "translation", _("The story was corrected in another language")
    REVIEW_DUE = "review_due", _("A medical review is due")
    STATEMENT_DISPUTED = "statement_disputed", _("A source disputes a statement")


class CauseQuerySet(models.QuerySet):
    def shown_to(self, user):
        """Those with a story that somebody may see."""
        if knows_sources(user):
            return self
        return self.filter(Exists(Recheck.objects.shown_to(user).filter(cause=OuterRef("pk"))))


class Cause(models.Model):
    """One thing that happened, for which stories are looked at again.

    Attributes:
        about: what it happened to: a person, a treatment, a source, a medical review, an accuracy check.
        words: what happened, one plain sentence.
        by: who changed it; None for the worker.
        stories: how many stories are concerned.
        waiting: the ids of those that have not been put on the list yet. The worker goes on there if it is stopped.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=CauseKind.choices)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    about = GenericForeignKey()
    words = models.CharField(_("what happened"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    stories = models.PositiveIntegerField(default=0)
    waiting = models.JSONField(default=list)

    objects: CauseQuerySet = CauseQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CauseKind.values), name="rechecks_cause_kind_valid"),
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="rechecks_cause_about")]

    def __str__(self):
        return self.words

    @property
    def listed(self):
        """How many of its stories are on the list by now."""
        return self.stories - len(self.waiting)


class Outcome(models.TextChoices):
    OPEN = "open", _("Open")
    STILL_RIGHT = "still_right", _("Still right as it stands")
    CHANGED = "changed", _("Changed")
    TAKEN_DOWN = "taken_down", _("Taken down")


class RecheckQuerySet(models.QuerySet):
    def open(self):
        return self.filter(outcome=Outcome.OPEN)

    def shown_to(self, user):
        """Those that somebody may see: who does not know sources, none of a person whom the story does not name."""
        if knows_sources(user):
            return self
        person = OuterRef("cause__object_id")
        named = Citation.objects.filter(article=OuterRef("article"), person=person, by_name=True)
        of_people = Q(cause__kind__in=[CauseKind.EXPERT_DISPUTED, CauseKind.CREDENTIAL_ENDED])
        shown = self.exclude(cause__kind=CauseKind.STATEMENT_DISPUTED)  # its words name the source
        return shown.filter(~of_people | Exists(named) | Q(article__medical_reviewer=F("cause__object_id")))


class Recheck(models.Model):
    """That one story is looked at again for one cause, and what came of it."""

    cause = models.ForeignKey(Cause, verbose_name=_("cause"), on_delete=models.CASCADE, related_name="rechecks")
    article = models.ForeignKey(ArticlePage, verbose_name=_("story"), on_delete=models.CASCADE, related_name="rechecks")
    opened_at = models.DateTimeField(_("since"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, default=Outcome.OPEN)
    note = models.CharField(_("note"), max_length=500, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True)

    objects: RecheckQuerySet = RecheckQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        verbose_name = _("story to look at again")
        verbose_name_plural = _("stories to look at again")
        default_permissions = ("change", "view")
        ordering = [F("settled_at").desc(nulls_first=True), "opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cause", "article"], name="rechecks_recheck_once"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="rechecks_recheck_outcome_valid"),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.OPEN, settled_at__isnull=True)
                | (~Q(outcome=Outcome.OPEN) & Q(settled_at__isnull=False)),
                name="rechecks_recheck_settled_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["article"], condition=Q(outcome="open"), name="rechecks_recheck_open"),
            models.Index(fields=["cause", "outcome"], name="rechecks_recheck_cause"),
        ]

    def __str__(self):
        return f"{self.article}: {self.cause}"

    @property
    def is_open(self):
        return self.outcome == Outcome.OPEN
