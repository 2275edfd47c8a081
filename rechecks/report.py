"""“To look at again”, among Wagtail's reports, and its panel on the front screen."""

from typing import Any

import django_filters

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views.reports import ReportView

from articles.house_time import told
from articles.models import TopicPage

from .models import Cause, CauseKind, Outcome, Recheck
from .rights import may_edit_stories
from .settling import may_settle

VIEW = "rechecks.view_recheck"
IN_PANEL = 10


class RecheckFilterSet(WagtailFilterSet):
    outcome = django_filters.ChoiceFilter(label=gettext_lazy("Outcome"), choices=Outcome.choices)
    kind = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind of cause"), field_name="cause__kind", choices=CauseKind.choices
    )
    cause = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Cause"), queryset=lambda request: Cause.objects.shown_to(request.user).defer("waiting")
    )
    topic = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Topic"), field_name="article__topic", queryset=TopicPage.objects.order_by("title")
    )

    class Meta:
        model = Recheck
        fields = []


class TickColumn(Column):
    cell_template_name = "rechecks/admin/tick_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"may_settle": may_settle(parent_context["request"].user)}


class StoryColumn(Column):
    cell_template_name = "rechecks/admin/story_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        user, request = parent_context["request"].user, parent_context["request"]
        own = {"may_settle": may_settle(user), "may_edit_stories": may_edit_stories(user), "request": request}
        return context | own


def how_settled(recheck):
    if recheck.is_open:
        return ""
    words = {"name": recheck.settled_by or _("somebody who has left"), "time": told(recheck.settled_at)}
    sentence = _("%(name)s, %(time)s") % words
    return f"{sentence}: {recheck.note}" if recheck.note else sentence


class RecheckReportView(ReportView):
    """Every story to look at again, the open ones first."""

    model = Recheck
    template_name = "rechecks/admin/report.html"
    results_template_name = "rechecks/admin/report_results.html"
    page_title = gettext_lazy("To look at again")
    header_icon = "rotate"
    index_url_name = "rechecks_report"
    index_results_url_name = "rechecks_report_results"
    filterset_class = RecheckFilterSet
    no_results_message = gettext_lazy("Nothing is to be looked at again.")
    list_export = ["article", "cause", "opened_at", "get_outcome_display", "note", "settled_by", "settled_at"]
    export_headings = {"get_outcome_display": gettext_lazy("Outcome")}
    columns = [
        TickColumn("tick", label=gettext_lazy("Choose"), width="4%"),
        StoryColumn("article", label=gettext_lazy("Story and what happened"), width="50%"),
        Column("opened_at", label=gettext_lazy("Since"), accessor=lambda row: told(row.opened_at)),
        StatusTagColumn(
            "outcome",
            label=gettext_lazy("Outcome"),
            accessor="get_outcome_display",
            primary=lambda row: row.is_open,
        ),
        Column("settled", label=gettext_lazy("Settled"), accessor=how_settled),
    ]

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_filename(self):
        return "to-look-at-again"

    def get_queryset(self):
        shown: Any = Recheck.objects.shown_to(self.request.user)
        return shown.select_related("cause", "article", "settled_by").defer("article__body")

    def get_context_data(self, **kwargs):
        chosen = self.filters.form.cleaned_data.get("cause") if self.filters.is_valid() else None
        return super().get_context_data(**kwargs) | {
            "being_listed": Cause.objects.shown_to(self.request.user).exclude(waiting=[]),
            "may_settle": may_settle(self.request.user),
            "cause": chosen,
        }


class ReportMenuItem(MenuItem):
    """A report for those who have a permission.

    Args:
        permission: its label.
    """

    def __init__(self, *args, permission, **kwargs):
        self.permission = permission
        super().__init__(*args, **kwargs)

    def is_shown(self, request):
        return request.user.has_perm(self.permission)


class RechecksPanel(Component):
    """On the front screen, as long as a story waits: what happened, and how many stories lean on it."""

    name = "rechecks"
    order = 40
    template_name = "rechecks/admin/panel.html"

    def __init__(self, user):
        self.user = user

    def get_context_data(self, parent_context=None):
        shown = Recheck.objects.open().shown_to(self.user)
        still_open = Count("rechecks", filter=Q(rechecks__in=shown))
        causes = Cause.objects.annotate(still_open=still_open).filter(still_open__gt=0).defer("waiting")
        newest = list(causes[: IN_PANEL + 1])
        return {"causes": newest[:IN_PANEL], "there_are_more": len(newest) > IN_PANEL}


def show_panel(request, panels):
    """For hook construct_homepage_panels."""
    if request.user.has_perm(VIEW):
        panels.append(RechecksPanel(request.user))
