from django.urls import path

from . import views

app_name = "claims"
urlpatterns = [
    path("<int:page_id>/", views.ClaimsView.as_view(), name="story"),
    path("<int:page_id>/<int:decision_id>/take-back/", views.take_back, name="take_back"),
]
