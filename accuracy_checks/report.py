"""“Accuracy checks”, among Wagtail's reports: who was asked what, and what waits for an editor."""

from typing import Any

import django_filters

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn, UserColumn
from wagtail.admin.views.reports import ReportView

from .asking import DECIDE
from .models import AccuracyCheck, CheckState


def askers(request):
    return get_user_model().objects.filter(pk__in=AccuracyCheck.objects.values("asked_by"))


class CheckFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=CheckState.choices)
    undecided = django_filters.ChoiceFilter(
        label=gettext_lazy("Decision"),
        choices=[("open", gettext_lazy("Waits for an editor"))],
        method="filter_undecided",
    )
    asked_by = django_filters.ModelChoiceFilter(label=gettext_lazy("Asked by"), queryset=askers)
    sent_at = django_filters.DateFromToRangeFilter(label=gettext_lazy("Asked on"), widget=DateRangePickerWidget)

    class Meta:
        model = AccuracyCheck
        fields: list[str] = []

    def filter_undecided(self, queryset, name, value):
        return queryset.undecided()


def outcome(check):
    """What came back, in a few words."""
    statements = check.statements.all()
    disputed = sum(one.is_disputed for one in statements)
    if check.state != CheckState.ANSWERED:
        return ngettext("%(number)d statement", "%(number)d statements", len(statements)) % {"number": len(statements)}
    parts = [
        ngettext("%(number)d disputed", "%(number)d disputed", disputed) % {"number": disputed}
        if disputed
        else _("all accurate"),
        *([_("credited wrongly")] if check.credentials else []),
    ]
    waits = check.is_undecided or any(one.is_undecided for one in statements)
    return ", ".join([*parts, *([_("waits for an editor")] if waits else [])])


class AccuracyCheckReportView(ReportView):
    model = AccuracyCheck
    page_title = gettext_lazy("Accuracy checks")
    header_icon = "openquote"
    index_url_name = "accuracy_checks_report"
    index_results_url_name = "accuracy_checks_report_results"
    filterset_class = CheckFilterSet
    permission_required = "change"
    default_ordering = "-sent_at"
    no_results_message = gettext_lazy("No source has been asked yet.")
    columns = [
        TitleColumn(
            "story",
            label=gettext_lazy("Story"),
            accessor=lambda check: check.story.get_admin_display_title(),
            get_url=lambda check: reverse("accuracy_checks_story", args=[check.story_id]),
        ),
        Column("person", label=gettext_lazy("Source")),
        StatusTagColumn(
            "state",
            label=gettext_lazy("State"),
            accessor="get_state_display",
            primary=lambda check: check.state == CheckState.ANSWERED,
        ),
        Column("outcome", label=gettext_lazy("Answer"), accessor=outcome),
        UserColumn("asked_by", label=gettext_lazy("Asked by")),
        DateColumn("sent_at", label=gettext_lazy("Asked on"), sort_key="sent_at"),
    ]
    list_export = ["story.title", "person.title", "get_state_display", "policy", "sent_at", "answered_at", "asked_by"]
    export_headings = {
        "story.title": gettext_lazy("Story"),
        "person.title": gettext_lazy("Source"),
        "get_state_display": gettext_lazy("State"),
        "policy": gettext_lazy("What they were shown"),
        "sent_at": gettext_lazy("Asked at"),
        "answered_at": gettext_lazy("Answered at"),
        "asked_by": gettext_lazy("Asked by"),
    }

    def get_filename(self):
        return "accuracy-checks"

    def get_queryset(self):
        checks: Any = AccuracyCheck.objects
        return checks.for_report()


class AccuracyCheckReportMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(DECIDE)
