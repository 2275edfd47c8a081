"""What the desk has said about claims: which sentences may stand, and how strict each topic is."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel

from articles.models import ArticlePage, TopicPage
from readiness.models import MINIMUM_REASON
from readiness.rules import read_once


class ClaimDecision(models.Model):
    """That a sentence may stand in a story although nobody in its section stands behind it.

    It holds for exactly these words: of another sentence nothing has been said. Written by claims/decisions.py only.
    """

    article = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="claim_decisions")
    digest = models.CharField(max_length=64, help_text="Claim.digest")
    words = models.TextField(_("sentence"))
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        verbose_name = _("accepted claim")
        verbose_name_plural = _("accepted claims")
        default_permissions = ("add", "delete", "view")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "digest"], name="claims_decision_once"),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length("reason"), MINIMUM_REASON), name="claims_decision_has_a_reason"
            ),
        ]

    def __str__(self):
        return self.words


class Strictness(models.TextChoices):
    """What becomes of a claim that nobody stands behind. All but the first are severities of findings."""

    OFF = "off", _("Nothing is said")
    NOTE = "note", _("A note")
    WARNING = "warning", _("A warning")
    BLOCKER = "blocker", _("Keeps the story from being published")


class ClaimPolicy(models.Model):
    """How strict the house is about claims in one topic. A topic without a row gets a warning."""

    topic = models.OneToOneField(
        TopicPage, verbose_name=_("topic"), on_delete=models.CASCADE, related_name="claim_policy"
    )
    strictness = models.CharField(
        _("a claim that nobody stands behind"),
        max_length=10,
        choices=Strictness.choices,
        default=Strictness.WARNING,
    )

    panels = [FieldPanel("topic"), FieldPanel("strictness")]

    class Meta:
        verbose_name = _("claims in a topic")
        verbose_name_plural = _("claims in topics")
        ordering = ["topic__title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(strictness__in=Strictness.values), name="claims_policy_strictness_valid"
            )
        ]

    def __str__(self):
        return f"{self.topic}: {self.get_strictness_display()}"


@read_once
def strictness_of(story):
    """Return the Strictness that holds for a story."""
    chosen = ClaimPolicy.objects.filter(topic=story.topic_id).values_list("strictness", flat=True).first()
    return Strictness(chosen or Strictness.WARNING)
