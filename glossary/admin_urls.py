from django.urls import path

from .views import ReviewView

urlpatterns = [path("glossary/<int:pk>/review/", ReviewView.as_view(), name="glossary_review")]
