from django.urls import path

from . import patterns

urlpatterns = [
    path("", patterns.patterns, name="patterns"),
    path("<slug:pattern>/", patterns.one_pattern, name="pattern"),
]
