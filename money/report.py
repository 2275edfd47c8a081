"""What readers were told about who paid, in which story and when; the yearly audit is its spreadsheet."""

import re
from datetime import date

import django_filters

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from articles.disclosures import ValueBand
from articles.house_time import YEARS, local, midnight

from .models import SHOWN_KINDS, ShownDisclosure

VIEW_REPORT = "money.view_showndisclosure"

# What a spreadsheet would take for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
FORMULA = re.compile(r"\s*[=+\-@\t\r]")


def harmless(text):
    """Text for a cell of a CSV file, which no spreadsheet runs."""
    return f"'{text}" if FORMULA.match(text) else text


class ShownFilterSet(WagtailFilterSet):
    year = django_filters.NumberFilter(
        label=gettext_lazy("Year"), method="in_year", min_value=YEARS[0], max_value=YEARS[-1] - 1
    )
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=SHOWN_KINDS)
    now = django_filters.ChoiceFilter(
        label=gettext_lazy("Shown"),
        method="at_present",
        choices=[("now", gettext_lazy("Now")), ("ended", gettext_lazy("No longer"))],
    )
    party = django_filters.CharFilter(label=gettext_lazy("Who"), lookup_expr="icontains")

    class Meta:
        model = ShownDisclosure
        fields = ["year", "kind", "now", "party"]

    def in_year(self, shown, name, value):
        """Whatever readers could see on any day of the year, by the house's clock."""
        begins, ends = (midnight(date(year, 1, 1)) for year in (int(value), int(value) + 1))
        return shown.filter(Q(shown_until=None) | Q(shown_until__gt=begins), shown_from__lt=ends)

    def at_present(self, shown, name, value):
        return shown.filter(shown_until__isnull=value == "now")


class EditorColumn(TitleColumn):
    """The headline then; it leads to the editor while there is a page."""

    def get_link_url(self, instance, parent_context):
        return super().get_link_url(instance, parent_context) if instance.page_id else None


def worth(row):
    return row.get_value_display() if row.value != ValueBand.UNKNOWN else ""


def control(row):
    return _("yes") if row.may_change_text else ""


def day(moment):
    return date_format(local(moment), "SHORT_DATE_FORMAT") if moment else ""


class DisclosureReportView(ReportView):
    model = ShownDisclosure
    page_title = gettext_lazy("Disclosures: who paid")
    header_icon = "tag"
    index_url_name = "disclosure_report"
    index_results_url_name = "disclosure_report_results"
    filterset_class = ShownFilterSet
    default_ordering = "-shown_from"
    export_filename = "disclosures"
    columns = [
        EditorColumn(
            "headline",
            label=gettext_lazy("Headline"),
            url_name="wagtailadmin_pages:edit",
            id_accessor="page_id",
            width="20%",
        ),
        Column("kind", label=gettext_lazy("Kind"), accessor="get_kind_display"),
        Column("party", label=gettext_lazy("Who")),
        Column("value", label=gettext_lazy("Worth"), accessor=worth),
        Column("may_change_text", label=gettext_lazy("Could change the text"), accessor=control),
        Column("sentence", label=gettext_lazy("What readers saw"), width="22%"),
        Column("approved_by", label=gettext_lazy("Approved by")),
        Column(
            "shown_from", label=gettext_lazy("From"), sort_key="shown_from", accessor=lambda row: day(row.shown_from)
        ),
        Column("shown_until", label=gettext_lazy("Until"), accessor=lambda row: day(row.shown_until)),
    ]
    list_export = [
        "headline",
        "address",
        "shown_from",
        "shown_until",
        "get_kind_display",
        "party",
        "get_value_display",
        "may_change_text",
        "sentence",
        "approved_by",
    ]
    export_headings = {
        "get_kind_display": gettext_lazy("Kind"),
        "get_value_display": gettext_lazy("Worth"),
    }
    custom_value_preprocess = ReportView.custom_value_preprocess | {str: {ReportView.FORMAT_CSV: harmless}}

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(VIEW_REPORT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return ShownDisclosure.objects.order_by("-shown_from", "-pk")

    def as_spreadsheet(self, queryset, spreadsheet_format):
        # Row by row: a year may have more of them than memory.
        return super().as_spreadsheet(queryset.iterator(), spreadsheet_format)

    def get_heading(self, queryset, field):
        return super().get_heading(self.get_queryset(), field)


class DisclosureReportMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(VIEW_REPORT)
