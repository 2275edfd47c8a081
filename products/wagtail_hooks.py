"""Registration only. Products and retailers stand in the menu with what else stories name: articles/viewsets.py."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.widgets import Button

from . import admin_urls
from .deletion_guard import refuse_to_delete_used
from .models import Product
from .recalls import MAY

hooks.register("before_delete_snippet", refuse_to_delete_used)


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("products.recall", _("Recall"), _("Recalled"))
    actions.register_action("products.lift_recall", _("Lift recall"), _("Recall lifted"))


@hooks.register("register_admin_urls")
def register_recalls():
    return [path("", include(admin_urls))]


@hooks.register("register_snippet_listing_buttons")
def recall_button(snippet, user, next_url=None):
    if isinstance(snippet, Product) and user.has_perm(MAY):
        address = reverse("product_recall", args=[snippet.pk])
        yield Button(_("Safety recall"), url=address, icon_name="warning", priority=50)
