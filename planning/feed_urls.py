from django.urls import path

from .feeds import feed

urlpatterns = [path("<str:token>.ics", feed, name="calendar_feed")]
