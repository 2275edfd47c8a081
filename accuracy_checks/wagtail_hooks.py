"""Registration only; the screens are in screens.py and report.py."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.widgets import Button

from articles.models import ArticlePage
from review.side_panel import add_side_panel

from .log_entries import register_log_actions
from .report import AccuracyCheckReportMenuItem, AccuracyCheckReportView
from .screens import CallView, StoryChecksView, may_see
from .side_panel import panel_for

hooks.register("register_log_actions", register_log_actions)
add_side_panel(panel_for)


@hooks.register("register_admin_urls")
def register_screens():
    report = AccuracyCheckReportView
    return [
        path("pages/<int:page_id>/accuracy/", StoryChecksView.as_view(), name="accuracy_checks_story"),
        path("pages/<int:page_id>/accuracy/call/<int:person_id>/", CallView.as_view(), name="accuracy_checks_call"),
        path("reports/accuracy/", report.as_view(), name="accuracy_checks_report"),
        path("reports/accuracy/results/", report.as_view(results_only=True), name="accuracy_checks_report_results"),
    ]


@hooks.register("register_reports_menu_item")
def register_report():
    address = reverse("accuracy_checks_report")
    return AccuracyCheckReportMenuItem(
        _("Accuracy checks"), address, name="accuracy-checks", icon_name="openquote", order=105
    )


@hooks.register("register_page_header_buttons")
def lead_to_checks(page, user, view_name, next_url=None):
    if isinstance(page, ArticlePage) and page.pk and may_see(user, page):
        address = reverse("accuracy_checks_story", args=[page.pk])
        yield Button(_("Accuracy checks"), url=address, icon_name="openquote", priority=45)


@hooks.register("register_permissions")
def register_permissions():
    return Permission.objects.filter(content_type__app_label="accuracy_checks", codename__endswith="_accuracycheck")
