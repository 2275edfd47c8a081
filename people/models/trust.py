"""What was done to make sure who people are, and doubts about them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.house_clock import today

from ..vocabulary import (
    LONGEST_REMARK,
    CheckKind,
)
from .credentials import LONGEST_NAME


class VerificationCheck(models.Model):
    """One thing that was done to make sure that a person exists and is who they say. Never shown to readers.

    Attributes:
        of_name: whom it was done for (PersonPage.name_to_check). For somebody of another name it does not count.
    """

    person = models.ForeignKey(
        "people.PersonPage", verbose_name=_("person"), on_delete=models.CASCADE, related_name="checks"
    )
    kind = models.CharField(_("what was checked"), max_length=20, choices=CheckKind.choices)
    where = models.CharField(
        _("where, or with whom"),
        max_length=LONGEST_REMARK,
        help_text=_("The address of the register, the number that was called, who answered."),
    )
    of_name = models.CharField(_("for"), max_length=LONGEST_NAME)
    checked_on = models.DateField(_("on"), default=today)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(_("by"), max_length=255)

    class Meta:
        verbose_name = _("check of a person")
        verbose_name_plural = _("checks of people")
        default_permissions = ("add", "view")
        ordering = ["-checked_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=CheckKind.values), name="people_check_kind_valid"),
            models.CheckConstraint(
                condition=~models.Q(where="") & ~models.Q(by_name=""), name="people_check_says_where_and_who"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.where}"


class DisputeQuerySet(models.QuerySet):
    def open(self):
        return self.filter(settled_at__isnull=True)


class Dispute(models.Model):
    """That a person is in doubt: whether they exist, are who they say, or hold what they claim."""

    person = models.ForeignKey(
        "people.PersonPage", verbose_name=_("person"), on_delete=models.CASCADE, related_name="disputes"
    )
    reason = models.CharField(_("why"), max_length=LONGEST_REMARK)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answer = models.CharField(_("how it was cleared up"), max_length=LONGEST_REMARK, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects: DisputeQuerySet = DisputeQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        verbose_name = _("doubt about a person")
        verbose_name_plural = _("doubts about people")
        default_permissions = ("add",)
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(settled_at__isnull=True), name="people_dispute_one_open"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="people_dispute_says_why"),
            models.CheckConstraint(
                condition=models.Q(settled_at__isnull=True, answer="")
                | (models.Q(settled_at__isnull=False) & ~models.Q(answer="")),
                name="people_dispute_settled_says_how",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.reason}"

    @property
    def is_open(self):
        return self.settled_at is None
