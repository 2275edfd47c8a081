from django.urls import path

from wagtail import hooks

from .bulk_rights import RightsBulkAction
from .library import LibraryView
from .upload_views import AddPhotosView, AddPhotoView, EditPhotoView, chooser_upload, master

hooks.register("register_bulk_action", RightsBulkAction)


@hooks.register("register_admin_urls")
def register_upload_urls():
    """Wagtail's own addresses, which these views answer in place of Wagtail's: they come first in the list."""
    return [
        path("images/", LibraryView.as_view()),
        path("images/results/", LibraryView.as_view(results_only=True)),
        path("images/add/", AddPhotoView.as_view()),
        path("images/<int:image_id>/", EditPhotoView.as_view()),
        path("images/multiple/add/", AddPhotosView.as_view()),
        path("images/chooser/create/", chooser_upload),
        path("images/<int:image_id>/master/", master, name="photo_master"),
    ]
