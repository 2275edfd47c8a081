"""What readers ask for; the screens of the desk are in admin_urls.py, the log's feeds in home/urls.py."""

from django.urls import path

from . import views

app_name = "corrections"
urlpatterns = [
    path("", views.log, name="log"),
    path("<int:story_pk>/", views.history, name="history"),
    path("<int:story_pk>/<int:before_pk>/<int:after_pk>/", views.comparison, name="compare"),
]
