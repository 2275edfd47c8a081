"""How ready pages are, in lists of pages: a column, and a filter. Both read the kept reports only."""

import django_filters

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import PageFilterSet

from .models import Report


class FindingsColumn(Column):
    """How many blockers, warnings and notes a page has. Leads to the editor.

    The list prefetches "readiness_report", or each row costs a query.
    """

    cell_template_name = "readiness/admin/findings_cell.html"

    class Media:
        css = {"all": ["readiness/css/readiness.css"]}

    def __init__(self, **kwargs):
        super().__init__("readiness", **{"label": _("Readiness")} | kwargs)

    def get_value(self, instance):
        try:
            return instance.readiness_report
        except ObjectDoesNotExist:  # the worker has not come to it
            return None

    def get_cell_context_data(self, instance, parent_context):
        report = self.get_value(instance)
        counts = counts_in(report) if report else []
        return super().get_cell_context_data(instance, parent_context) | {
            "report": report,
            "gravest": counts[0] if counts else None,
            "others": ", ".join(words for _severity, words in counts[1:]),
            "url": reverse("wagtailadmin_pages:edit", args=(instance.pk,)),
        }


def counts_in(report):
    """What a report counts, the gravest first, as (severity, words); nothing for zero."""
    counts = [
        ("blocker", report.blockers, ngettext("%(number)d blocker", "%(number)d blockers", report.blockers)),
        ("warning", report.warnings, ngettext("%(number)d warning", "%(number)d warnings", report.warnings)),
        ("note", report.notes, ngettext("%(number)d note", "%(number)d notes", report.notes)),
    ]
    return [(severity, words % {"number": number}) for severity, number, words in counts if number]


class ReadinessFilter(django_filters.ChoiceFilter):
    """Pages that have blockers, or that have none."""

    conditions = {"blocked": {"blockers__gt": 0}, "ready": {"blockers": 0}}

    def __init__(self, **kwargs):
        choices = [("blocked", _("Has blockers")), ("ready", _("Has no blockers"))]
        defaults = {"label": _("Readiness"), "empty_label": _("All"), "choices": choices, "widget": forms.RadioSelect}
        super().__init__(**defaults | kwargs)

    def filter(self, qs, value):
        if not value:
            return qs
        # By key, since Wagtail's search knows nothing of relations.
        return qs.filter(pk__in=Report.objects.filter(**self.conditions[value]).values("pk"))


class ReadinessFilterSet(PageFilterSet):
    readiness = ReadinessFilter()
