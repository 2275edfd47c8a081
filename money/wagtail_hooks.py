"""Registration only; the screens are in viewsets.py and report.py."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks

from articles.viewsets import add_to_reference

from .report import DisclosureReportMenuItem, DisclosureReportView
from .viewsets import AffiliateHostViewSet

add_to_reference(AffiliateHostViewSet)


@hooks.register("register_reports_menu_item")
def register_disclosure_report_menu_item():
    return DisclosureReportMenuItem(
        _("Disclosures: who paid"), reverse("disclosure_report"), name="disclosures", icon_name="tag", order=110
    )


@hooks.register("register_admin_urls")
def register_disclosure_report_urls():
    return [
        path("reports/disclosures/", DisclosureReportView.as_view(), name="disclosure_report"),
        path(
            "reports/disclosures/results/",
            DisclosureReportView.as_view(results_only=True),
            name="disclosure_report_results",
        ),
    ]
