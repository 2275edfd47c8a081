"""Registration only; the editors' screen is in screens.py."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.widgets import Button

from .links import may_share
from .log_entries import register_log_actions
from .screens import PreviewLinksView, tell_open_links

hooks.register("register_log_actions", register_log_actions)
hooks.register("after_unpublish_page", tell_open_links)


@hooks.register("register_admin_urls")
def register_screen():
    return [path("pages/<int:page_id>/preview-links/", PreviewLinksView.as_view(), name="preview_links")]


@hooks.register("register_page_header_buttons")
def share_preview(page, user, view_name, next_url=None):
    if page.is_previewable() and may_share(page, user):
        yield Button(_("Share a preview"), url=reverse("preview_links", args=[page.pk]), icon_name="view", priority=40)
