"""The only home of filters on treatments that more than one place needs."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from accounts.house_clock import today

from .vocabulary import NOT_APPROVED

SOON = 60  # days; time to ask a regulator and to wait for the answer


class RegulatoryStatusQuerySet(models.QuerySet):
    def due(self, within=0):
        """Those to be checked within so many days: never verified, or with their next check by then."""
        return self.filter(Q(needs_verification=True) | Q(next_check__lte=today() + timedelta(days=within)))

    def not_approved_in(self, jurisdictions):
        """Those of which readers in these places are warned."""
        return self.filter(status__in=NOT_APPROVED, jurisdiction__in=jurisdictions)


class TreatmentQuerySet(models.QuerySet):
    def to_check_soon(self):
        """Those with a status to be checked within 60 days."""
        statuses = self.model._meta.get_field("statuses").related_model.objects
        return self.filter(pk__in=statuses.due(SOON).values("treatment"))
