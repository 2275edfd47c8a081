"""Registration only."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.widgets import Button

from people import standing
from people.models import PersonPage

from . import urls
from .report import VIEW, ReportMenuItem, show_panel

hooks.register("construct_homepage_panels", show_panel)


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("rechecks.settle", _("Look at again"), _("Looked at again"))


@hooks.register("register_admin_urls")
def register_rechecks():
    return [path("", include(urls))]


@hooks.register("register_reports_menu_item")
def register_rechecks_report():
    return ReportMenuItem(
        _("To look at again"), reverse("rechecks_report"), permission=VIEW, icon_name="rotate", order=90
    )


@hooks.register("register_reports_menu_item")
def register_experts_report():
    return ReportMenuItem(
        _("Experts: who was checked"),
        reverse("experts:report"),
        permission=standing.VIEW,
        name="experts",
        icon_name="group",
        order=95,
    )


@hooks.register("register_page_header_buttons")
def standing_of_person(page, user, view_name, next_url=None):
    person = page.specific_deferred
    if isinstance(person, PersonPage) and person.speaks and user.has_perm(standing.VIEW):
        yield Button(
            _("Where they stand"), url=reverse("experts:standing", args=[page.pk]), icon_name="group", priority=14
        )
