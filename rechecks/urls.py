"""Stories to look at again and experts, within the admin."""

from django.urls import include, path

from .expert_screens import ExpertReportView, StandingView
from .report import RecheckReportView
from .views import SettleView

experts = [
    path("", ExpertReportView.as_view(), name="report"),
    path("results/", ExpertReportView.as_view(results_only=True), name="report_results"),
    path("<int:pk>/", StandingView.as_view(), name="standing"),
]

urlpatterns = [
    path("reports/experts/", include((experts, "experts"))),
    path("reports/rechecks/", RecheckReportView.as_view(), name="rechecks_report"),
    path("reports/rechecks/results/", RecheckReportView.as_view(results_only=True), name="rechecks_report_results"),
    path("reports/rechecks/settle/", SettleView.as_view(), name="rechecks_settle"),
]
