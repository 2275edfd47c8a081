"""Registration only. Terms stand in the menu with what else stories name: articles/viewsets.py."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.widgets import Button

from . import admin_urls
from .models import GlossaryTerm
from .signing import may_withdraw
from .summary import WaitingDefinitions


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("glossary.sign", _("Sign definition"), _("Definition signed"))
    actions.register_action("glossary.withdraw", _("Withdraw definition"), _("Definition withdrawn"))


@hooks.register("register_admin_urls")
def register_reviews():
    return [path("", include(admin_urls))]


@hooks.register("construct_homepage_summary_items")
def show_waiting_definitions(request, items):
    items.append(WaitingDefinitions(request))


@hooks.register("register_snippet_listing_buttons")
def review_button(snippet, user, next_url=None):
    if isinstance(snippet, GlossaryTerm) and may_withdraw(user):
        yield Button(_("Review"), url=reverse("glossary_review", args=[snippet.pk]), icon_name="check", priority=50)
