"""Registration only; the screens are in screens.py and report.py."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.widgets import Button

from articles.models import ArticlePage

from . import urls
from .keeping import refuse_to_delete_reviewer, refuse_to_delete_reviewers
from .report import MedicalReviewReportMenuItem, MedicalReviewReportView, show_what_waits
from .rights import may_read

hooks.register("construct_homepage_panels", show_what_waits)
hooks.register("before_delete_page", refuse_to_delete_reviewer, order=10)  # after articles/deletion_guard.py
hooks.register("before_bulk_action", refuse_to_delete_reviewers, order=10)


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("medical_reviews.sign", _("Sign medical review"), _("Medical review signed"))
    actions.register_action("medical_reviews.withdraw", _("Withdraw medical review"), _("Medical review withdrawn"))
    actions.register_action("medical_reviews.decline", _("Decline medical review"), _("Medical review declined"))


@hooks.register("register_admin_urls")
def register_screens():
    return [
        path("medical-review/", include(urls)),
        path("reports/medical-reviews/", MedicalReviewReportView.as_view(), name="medical_review_report"),
        path(
            "reports/medical-reviews/results/",
            MedicalReviewReportView.as_view(results_only=True),
            name="medical_review_report_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_report():
    return MedicalReviewReportMenuItem(
        _("Medical reviews"),
        reverse("medical_review_report"),
        name="medical_reviews",
        icon_name="clipboard-list",
        order=92,
    )


@hooks.register("register_page_header_buttons")
def reviews_of_story(page, user, view_name, next_url=None):
    story = page.specific_deferred
    if isinstance(story, ArticlePage) and may_read(user, story):
        url = reverse("medical_reviews:story", args=[page.pk])
        yield Button(_("Medical review"), url=url, icon_name="clipboard-list", priority=14)
