"""The site's addresses and Wagtail's API v3. Beauty Desk does not serve it; a house that mounts it is safe as well."""

from django.urls import include, path

from wagtail.api.v3.urls import api

urlpatterns = [path("api/v3/", api.urls), path("", include("cms.urls"))]
