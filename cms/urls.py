"""Every address of the site, from the particular to Wagtail's page tree. tests/role_table.txt says who gets what."""

from django.apps import apps
from django.conf import settings
from django.urls import include, path, re_path

from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from . import kept_frames
from .media import uploaded_file

handler500 = "cms.request_ids.server_error"

urlpatterns = [
    path("", include("accounts.urls")),
    path("admin/", include("review.urls")),  # before Wagtail's: review/urls.py says why
    path("", include("notices.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:path>", uploaded_file),
    path("", include("home.urls")),
    path("comments/", include("comments.urls")),
    path("corrections/", include("corrections.urls")),
    path("preview/", include("sharing.urls")),
    path("release/", include("releases.urls")),
    path("accuracy/", include("accuracy_checks.urls")),
    path("calendar/", include("planning.feed_urls")),
    # The pattern page comes with the demo magazine, which production does not install.
    *([path("patterns/", include("demo.urls"))] if apps.is_installed("demo") else []),
    path("shopping-list/", include("products.urls")),
    path("", include([each for each in wagtail_urls.urlpatterns if each.name != "wagtail_serve"])),
    # Everything else is a page in Wagtail's tree, which kept_frames.py may spare.
    re_path(wagtail_urls.serve_pattern, kept_frames.serve, name="wagtail_serve"),
]
