"""Registration only."""

from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from articles.models import ArticlePage

from .decisions import may_read
from .viewsets import ClaimPolicyViewSet

register_snippet(ClaimPolicyViewSet)


@hooks.register("register_admin_urls")
def register_claims():
    return [path("claims/", include("claims.urls"))]


@hooks.register("register_page_header_buttons")
def claims_of_story(page, user, view_name, next_url=None):
    if issubclass(page.specific_class or type(page), ArticlePage) and may_read(user, page):
        yield Button(_("Claims"), url=reverse("claims:story", args=[page.pk]), icon_name="glasses", priority=14)


@hooks.register("register_log_actions")
def register_log_actions(actions):
    @actions.register_action("claims.accept")
    class AcceptFormatter(LogFormatter):
        label = gettext_lazy("Accept a claim")

        def format_message(self, log_entry):
            return _("Accepted the claim “%(words)s” Reason: %(reason)s") % log_entry.data

    @actions.register_action("claims.take_back")
    class TakeBackFormatter(LogFormatter):
        label = gettext_lazy("Open an accepted claim again")

        def format_message(self, log_entry):
            return _("Opened the claim “%(words)s” again. It had been accepted because: %(reason)s") % log_entry.data
