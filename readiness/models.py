from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from .querysets import OverrideQuerySet

MINIMUM_REASON = 10  # characters: long enough to say something, short enough for a breaking story


class Override(models.Model):
    """That somebody lets a page be published although a certain finding stands. It holds for this finding alone."""

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="overrides")
    rule = models.CharField(_("rule"), max_length=100)
    key = models.CharField(max_length=255, help_text="Finding.key")
    message = models.TextField(_("finding"))
    reason = models.TextField(_("reason"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("given by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)

    objects: OverrideQuerySet = OverrideQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["page", "key"], name="readiness_override_once"),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(Length("reason"), MINIMUM_REASON), name="readiness_override_has_a_reason"
            ),
        ]

    def __str__(self):
        return f"{self.rule}: {self.reason}"


class Report(models.Model):
    """The findings in a page's newest version, kept for listings. The gate never trusts it and looks anew.

    Written by readiness/reports.py alone. The counts are of listed findings that nobody has waived.
    """

    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="readiness_report"
    )
    blockers = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    notes = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)  # each as Finding.as_dict(), and whether it is "waived"
    # None: something that the page depends on has changed since; the worker looks at it next.
    checked_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        verbose_name = _("readiness report")

    def __str__(self):
        return f"{self.page_id}: {self.blockers}/{self.warnings}/{self.notes}"
