"""Addresses in the admin. The first four stand before Wagtail's own, whose screens would skip or publish stories."""

from django.urls import path

from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from .definition_views import TaskDisableView, TaskEditView, UnderWayView, WorkflowDisableView, WorkflowEditView

urlpatterns = decorate_urlpatterns(
    [
        path("workflows/edit/<int:pk>/", WorkflowEditView.as_view()),
        path("workflows/disable/<int:pk>/", WorkflowDisableView.as_view()),
        path("workflows/tasks/edit/<int:pk>/", TaskEditView.as_view()),
        path("workflows/tasks/disable/<int:pk>/", TaskDisableView.as_view()),
        path("workflows/under-way/<int:pk>/", UnderWayView.as_view(), name="review_under_way"),
    ],
    require_admin_access,
)
