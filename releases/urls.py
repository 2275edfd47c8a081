from django.urls import path

from . import views

app_name = "releases"
urlpatterns = [
    path("<str:token>/", views.show, name="release"),
    path("<str:token>/photo.jpg", views.picture, name="picture"),
]
