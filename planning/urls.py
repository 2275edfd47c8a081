"""The screens within the admin; calendar feeds, which are for calendars outside it, are in feed_urls.py."""

from django.urls import path

from . import calendar_views, feeds, views
from .failures import FailuresView, try_again

app_name = "planning"
urlpatterns = [
    path("pages/<int:page_id>/plan/", views.PlanView.as_view(), name="plan"),
    path("pages/<int:page_id>/plan/lift-embargo/", views.lift_embargo, name="lift_embargo"),
    path("calendar/", calendar_views.CalendarView.as_view(), name="calendar"),
    path("calendar/move/<str:kind>/<int:page_id>/", calendar_views.MoveView.as_view(), name="move"),
    path("calendar/undo/", calendar_views.undo, name="undo_move"),
    path("calendar/address/", feeds.AddressView.as_view(), name="calendar_address"),
    path("reports/failed-schedules/", FailuresView.as_view(), name="failures"),
    path("reports/failed-schedules/results/", FailuresView.as_view(results_only=True), name="failures_results"),
    path("reports/failed-schedules/<int:pk>/try-again/", try_again, name="try_again"),
]
