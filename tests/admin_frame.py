"""The site with one page more, an empty one in Wagtail's frame: what a screen asks the database beyond that is its own.

Use it with `pytest.mark.urls("tests.admin_frame")`.
"""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.views.generic import TemplateView

from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.urls import urlpatterns as of_the_site

# What an empty page asks for a moderator: five of Wagtail's and Django's (session, account with profile, rights, those
# on collections, languages), whether they sit at a desk, and for the number in the menu their topics, and the numbers
# of all queues with that of appeals against measures. For rights on pages or sites, which they lack, nobody looks.
FRAME = 8


class EmptyPage(WagtailAdminTemplateMixin, TemplateView):
    page_title = "Empty"


urlpatterns = [path("admin/empty/", require_admin_access(EmptyPage.as_view())), *of_the_site]


def own_queries(client, address):
    """How many queries a screen of the admin makes that an empty page does not."""
    return queries(client, address) - queries(client, "/admin/empty/")


def queries(client, address):
    client.get(address)  # what is kept from request to request is not counted
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)
