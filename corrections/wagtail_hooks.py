"""Registration only."""

from django.contrib.auth.models import Permission
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.widgets import Button

from articles.models import ArticlePage

from . import admin_urls, log_entries, screens

hooks.register("register_log_actions", log_entries.register)
hooks.register("before_edit_page", screens.say_that_it_is_retracted)
hooks.register("after_edit_page", screens.ask_what_changes)


@hooks.register("register_admin_urls")
def register_corrections():
    return [path("", include(admin_urls))]


@hooks.register("register_permissions")
def register_permissions():
    return Permission.objects.filter(content_type__app_label="corrections")


@hooks.register("register_page_header_buttons")
def what_changes(page, user, view_name, next_url=None):
    story = page.specific_deferred
    if isinstance(story, ArticlePage) and page.first_published_at and page.permissions_for_user(user).can_edit():
        url = reverse("story_corrections:change", args=[page.pk])
        yield Button(_("What changes"), url=url, icon_name="rotate", priority=13)
