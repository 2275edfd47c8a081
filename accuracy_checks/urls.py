from django.urls import path

from . import views

app_name = "accuracy_checks"
urlpatterns = [path("<str:token>/", views.show, name="check")]
