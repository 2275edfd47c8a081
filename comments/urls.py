from django.urls import path

from . import views

app_name = "comments"
urlpatterns = [
    path("<int:pk>/", views.permalink, name="permalink"),
    path("write/<int:story_pk>/", views.write, name="write"),
    path("sent/<int:story_pk>/", views.sent, name="sent"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
]
