from django.urls import path

from . import views

urlpatterns = [
    path("", views.shopping_list, name="shopping_list"),
    path("recalls.json", views.recalls_now, name="recalls_now"),
]
