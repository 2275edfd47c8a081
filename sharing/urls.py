from django.urls import path

from . import views

app_name = "sharing"
urlpatterns = [path("<str:token>/", views.show, name="preview")]
