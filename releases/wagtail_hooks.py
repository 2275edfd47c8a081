"""Registration only; the screens are in viewsets.py and report.py."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks

from .keeping import DeletePhotoView, DeleteUploadedPhotoView, refuse_to_delete_kept_photos
from .report import PhotoReportMenuItem, PhotoReportView
from .viewsets import ReleaseViewSet


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("releases.take_back", _("Take off every page"), _("Photo taken off every page"))
    actions.register_action("releases.give_back", _("Show again"), _("Photo shown again"))
    actions.register_action(
        "releases.new_link", _("New link"), _("Links to agree or withdraw shut, and a new one made")
    )
    actions.register_action("releases.erase", _("Delete for good"), _("Picture deleted for good"))


hooks.register("before_bulk_action", refuse_to_delete_kept_photos)


@hooks.register("register_admin_urls")
def register_deleting_urls():
    """Wagtail's own addresses: they come first in the list."""
    return [
        path("images/<int:image_id>/delete/", DeletePhotoView.as_view()),
        path("images/multiple/<int:image_id>/delete/", DeleteUploadedPhotoView.as_view()),
    ]


@hooks.register("register_admin_viewset")
def register_releases():
    return ReleaseViewSet()


@hooks.register("register_reports_menu_item")
def register_photo_report_menu_item():
    return PhotoReportMenuItem(
        _("Photos: rights and gaps"), reverse("photo_report"), name="photos", icon_name="image", order=100
    )


@hooks.register("register_admin_urls")
def register_photo_report_urls():
    return [
        path("reports/photos/", PhotoReportView.as_view(), name="photo_report"),
        path("reports/photos/results/", PhotoReportView.as_view(results_only=True), name="photo_report_results"),
    ]
