"""“Workflow: time and returns”, among Wagtail's reports."""

from dataclasses import dataclass
from datetime import timedelta

import django_filters

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView

from articles.house_time import local, midnight
from articles.models import TopicPage
from review.models import Desk, Stage

from . import board, report
from .deadlines import clock, span

VIEW_REPORT = "planning.view_workflow_report"
DAYS = 90  # the period, unless another is chosen


@dataclass(frozen=True)
class Table:
    """One table of the report, for the screen and for the spreadsheet.

    Attributes:
        name: what it is about, on its heading.
        note: what its figures mean; its caption.
        headings: of the columns; the first names the row.
        rows: cells as figures, for the spreadsheet.
        shown: the same cells as people read them.
        bars: for each row the lengths of two bars from 0 to 100, the shorter one first; empty where there is no chart.
    """

    name: str
    note: str
    headings: list
    rows: list
    shown: list
    bars: tuple = ()

    @property
    def lines(self):
        bars = self.bars or [None] * len(self.shown)
        return zip(self.shown, bars, strict=True)


@dataclass(frozen=True)
class Figure:
    """One figure as a line of the spreadsheet."""

    table: str
    row: str
    figure: str
    value: object


def hours(time):
    return round(time / timedelta(hours=1), 1)


def percent(share):
    return _("%(number)s %%") % {"number": round(100 * share)}


def time_table(scope):
    times = report.stage_times(scope)
    longest = max((each.ninetieth for each in times), default=timedelta()) or timedelta(hours=1)
    return Table(
        _("Time in each stage"),
        _("From the arrival of a story until the stage had its sign-offs, for stories that left it in this period."),
        [_("Stage"), _("Stories"), _("Median"), _("90th percentile")],
        [(each.name, each.number, hours(each.median), hours(each.ninetieth)) for each in times],
        [(each.name, each.number, span(each.median), span(each.ninetieth)) for each in times],
        tuple((round(100 * each.median / longest), round(100 * each.ninetieth / longest)) for each in times),
    )


def returns_table(scope):
    found = report.returns(scope)
    return Table(
        _("Sent back"),
        _("Of the stories that left a stage in this period, those that were sent back instead of going on."),
        [_("Stage"), _("Sent back"), _("Went on"), _("Share sent back")],
        [(each.name, each.returned, each.passed, round(each.share, 3)) for each in found],
        [(each.name, each.returned, each.passed, percent(each.share)) for each in found],
    )


def overdue_table(scope):
    found = report.overdue(scope)
    writers = {} if scope.desk else report.overdue_with_writers(scope)
    if writers.get("number"):
        found.append((board.column_name(board.WRITER), writers["number"], writers["oldest"]))
    return Table(
        _("Overdue now"),
        _("Who has stories past the deadline of the desk or else of the story. The period does not matter here."),
        [_("With"), _("Stories"), _("Oldest deadline")],
        found,
        [(name, number, clock(oldest)) for name, number, oldest in found],
    )


def desk_table(scope):
    found = report.by_desk(scope)
    note = _("Sign-offs given in this period. One falls away when what was signed for is changed afterwards.")
    return Table(_("Done by desk"), note, [_("Desk"), _("Sign-offs"), _("Stories"), _("Fell away")], found, found)


def writer_table(scope):
    found = report.by_writer(scope)
    note = _("Stories first published in this period. A story of two writers counts for both.")
    return Table(_("Done by writer"), note, [_("Writer"), _("Stories"), _("Words")], found, found)


def override_table(scope):
    found = [(rule.replace("_", " ").capitalize(), number, pages) for rule, number, pages in report.overrides(scope)]
    note = _("Findings that a managing editor let pass in this period, with a reason.")
    return Table(_("Overrides"), note, [_("Rule"), _("Overrides"), _("Pages")], found, found)


TABLES = (time_table, returns_table, overdue_table, desk_table, writer_table, override_table)


def desk_choices():
    return [(name, name) for name in Desk.objects.values_list("name", flat=True)]


class WorkflowFilterSet(WagtailFilterSet):
    period = django_filters.DateFromToRangeFilter(label=gettext_lazy("Period"), widget=DateRangePickerWidget)
    topic = django_filters.ModelChoiceFilter(
        queryset=TopicPage.objects.order_by("title"), label=gettext_lazy("Topic"), empty_label=gettext_lazy("All")
    )
    desk = django_filters.ChoiceFilter(
        choices=desk_choices, label=gettext_lazy("Desk"), empty_label=gettext_lazy("All")
    )

    class Meta:
        model = Stage
        fields = []


class WorkflowReportView(ReportView):
    """Tables of figures; the spreadsheet has a line for each."""

    template_name = "planning/admin/report.html"
    results_template_name = "planning/admin/report_results.html"
    page_title = gettext_lazy("Workflow: time and returns")
    header_icon = "time"
    index_url_name = "workflow_report"
    index_results_url_name = "workflow_report_results"
    filterset_class = WorkflowFilterSet
    paginate_by = None
    export_filename = "workflow-time-and-returns"
    list_export = ["table", "row", "figure", "value"]
    export_headings = {
        "table": gettext_lazy("Table"),
        "row": gettext_lazy("Row"),
        "figure": gettext_lazy("Figure"),
        "value": gettext_lazy("Value"),
    }

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(VIEW_REPORT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def scope(self):
        chosen = self.filters.form.cleaned_data if self.filters.is_valid() else {}
        period = chosen.get("period")
        today = local(timezone.now()).date()
        # The filter's moments are those of the person's own zone: of them only the days are meant.
        last = timezone.localdate(period.stop) if period and period.stop else today
        first = timezone.localdate(period.start) if period and period.start else last - timedelta(days=DAYS - 1)
        return report.Scope(
            midnight(first), midnight(last + timedelta(days=1)), chosen.get("topic"), chosen.get("desk") or ""
        )

    @cached_property
    def tables(self):
        return [table(self.scope) for table in TABLES]

    def get_filtered_queryset(self):
        """The figures, in Wagtail's place for the rows of a report."""
        return [
            Figure(table.name, str(row[0]), str(heading), value)
            for table in self.tables
            for row in table.rows
            for heading, value in zip(table.headings[1:], row[1:], strict=True)
        ]

    def get_table(self, object_list):
        return super().get_table([])

    def get_context_data(self, **kwargs):
        last_day = local(self.scope.ends) - timedelta(days=1)
        return super().get_context_data(**kwargs) | {
            "tables": self.tables,
            "first_day": date_format(local(self.scope.begins), "DATE_FORMAT"),
            "last_day": date_format(last_day, "DATE_FORMAT"),
            "zone": timezone.get_default_timezone_name(),
        }


class WorkflowReportMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(VIEW_REPORT)
