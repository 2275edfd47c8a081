from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from .actions import PublishAtOnceAction
from .userbar import add_readiness
from .views import OverrideReportMenuItem

hooks.register("construct_wagtail_userbar", add_readiness)


@hooks.register("register_admin_urls")
def register_readiness_urls():
    return [path("readiness/", include("readiness.urls"))]


@hooks.register("register_reports_menu_item")
def register_override_report():
    return OverrideReportMenuItem(
        gettext_lazy("Overrides"),
        reverse("readiness:overrides"),
        name="overrides",
        icon_name="circle-check",
        order=110,
    )


@hooks.register("register_actions")
def register_publish(registry):
    registry.register(Page, PublishAtOnceAction)


@hooks.register("register_log_actions")
def register_log_actions(actions):
    @actions.register_action("readiness.override")
    class OverrideFormatter(LogFormatter):
        label = gettext_lazy("Override")

        def format_message(self, log_entry):
            return _("Let this pass: %(finding)s Reason: %(reason)s") % log_entry.data

    @actions.register_action("readiness.take_back")
    class TakeBackFormatter(LogFormatter):
        label = gettext_lazy("Take back an override")

        def format_message(self, log_entry):
            return _("No longer lets this pass: %(finding)s It had been let pass because: %(reason)s") % log_entry.data
