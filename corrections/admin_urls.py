"""The screens within the admin."""

from django.urls import path

from . import screens

app_name = "story_corrections"
urlpatterns = [
    path("pages/<int:page_id>/changes/", screens.ChangeView.as_view(), name="change"),
    path("pages/<int:page_id>/changes/notice/", screens.NoticeView.as_view(), name="notice"),
    path("pages/<int:page_id>/changes/retract/", screens.RetractView.as_view(), name="retract"),
    path("pages/<int:page_id>/changes/lift-retraction/", screens.lift, name="lift"),
    path("pages/<int:page_id>/changes/<int:pk>/confirm/", screens.confirm, name="confirm"),
    path("pages/<int:page_id>/changes/versions/<int:pk>/withhold/", screens.withhold, name="withhold"),
]
