"""The only home of prefetching for accuracy checks."""

from django.db import models
from django.db.models import Exists, OuterRef, Q


class AccuracyCheckQuerySet(models.QuerySet):
    def for_report(self):
        return self.select_related("story", "person", "asked_by__wagtail_userprofile").prefetch_related("statements")

    def undecided(self):
        """Those in which a source says that something is wrong, and no editor has decided yet."""
        rows = self.model._meta.get_field("statements").related_model.objects
        disputed = rows.filter(check_of=OuterRef("pk"), answer__in=["fact_wrong", "not_said"], decision="")
        return self.filter(Exists(disputed) | (~Q(credentials="") & Q(decision="")))
