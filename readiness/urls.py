from django.urls import path

from . import views

app_name = "readiness"
urlpatterns = [
    path("<int:page_id>/override/", views.OverrideView.as_view(), name="override"),
    path("<int:page_id>/override/<int:override_id>/take-back/", views.take_back, name="take_back"),
    path("overrides/", views.OverrideReportView.as_view(), name="overrides"),
    path("overrides/results/", views.OverrideReportView.as_view(results_only=True), name="overrides_results"),
]
