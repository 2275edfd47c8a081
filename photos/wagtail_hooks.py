from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks

from .upload_views import AddPhotosView, AddPhotoView, chooser_upload, master
from .views import PhotoReportMenuItem, PhotoReportView


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


@hooks.register("register_admin_urls")
def register_upload_urls():
    """Wagtail's own addresses, which these views answer in place of Wagtail's: they come first in the list."""
    return [
        path("images/add/", AddPhotoView.as_view()),
        path("images/multiple/add/", AddPhotosView.as_view()),
        path("images/chooser/create/", chooser_upload),
        path("images/<int:image_id>/master/", master, name="photo_master"),
    ]
