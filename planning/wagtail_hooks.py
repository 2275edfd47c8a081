"""Registration only."""

from django.contrib.auth.models import Permission
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.widgets import Button

from articles.models import ArticlePage

from . import desk_urls, embargo, log_entries, urls, views
from .board_screens import StoryMenuItem
from .desk_screens import count_only_what_waits, put_desk_first
from .failures import FailuresMenuItem, warn_of_failures
from .report_screens import WorkflowReportMenuItem

hooks.register("register_log_actions", log_entries.register)
hooks.register("after_copy_page", embargo.follow_copy)
hooks.register("before_edit_page", views.warn_of_embargo)
hooks.register("construct_homepage_panels", put_desk_first)
hooks.register("construct_homepage_summary_items", count_only_what_waits, order=100)  # after Wagtail has added its own
hooks.register("construct_homepage_panels", warn_of_failures)


@hooks.register("register_admin_urls")
def register_planning():
    return [path("", include(urls)), *desk_urls.urlpatterns]


@hooks.register("register_permissions")
def register_permissions():
    ours = ["change_embargo", "view_workflow_report"]
    return Permission.objects.filter(content_type__app_label="planning", codename__in=ours)


@hooks.register("register_admin_menu_item")
def register_calendar():
    return StoryMenuItem(_("Calendar"), reverse("planning:calendar"), icon_name="calendar-alt", order=55)


@hooks.register("register_admin_menu_item")
def register_desk():
    return StoryMenuItem(_("My desk"), reverse("desk:index"), name="my_desk", icon_name="desktop", order=10)


@hooks.register("register_admin_menu_item")
def register_board():
    return StoryMenuItem(_("Board"), reverse("board"), name="board", icon_name="grid", order=52)


@hooks.register("register_reports_menu_item")
def register_workflow_report():
    return WorkflowReportMenuItem(
        _("Workflow: time and returns"), reverse("workflow_report"), name="workflow_time", icon_name="time", order=810
    )


@hooks.register("register_reports_menu_item")
def register_failures():
    return FailuresMenuItem(_("Failed schedules"), reverse("planning:failures"), icon_name="warning", order=750)


@hooks.register("register_page_header_buttons")
def plan_of_story(page, user, view_name, next_url=None):
    if isinstance(page.specific_deferred, ArticlePage) and page.permissions_for_user(user).can_edit():
        yield Button(_("Plan"), url=reverse("planning:plan", args=[page.pk]), icon_name="calendar-alt", priority=12)
