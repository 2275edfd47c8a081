"""What the clock could not do, where managing editors cannot overlook it: on the front screen, and in a report."""

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from articles.house_time import told

from . import scheduling
from .models import ScheduleFailure

SHOWN_IN_PANEL = 10


def may_see_failures(user):
    return policy_registry.get_by_type(Page).user_has_permission(user, "publish")


def failures_for(user):
    """Failures of the pages that somebody may publish, each with its page."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "publish")
    return ScheduleFailure.objects.filter(page__in=pages).select_related("page")


class FailuresMenuItem(MenuItem):
    def is_shown(self, request):
        return may_see_failures(request.user)


class FailuresPanel(Component):
    """A warning on the front screen, as long as something waits."""

    name = "failed_schedules"
    order = 10
    template_name = "planning/admin/failures_panel.html"

    def __init__(self, request):
        self.request = request

    def get_context_data(self, parent_context=None):
        failures = list(failures_for(self.request.user).open()[: SHOWN_IN_PANEL + 1])
        return {
            "failures": [(failure, told(failure.next_at)) for failure in failures[:SHOWN_IN_PANEL]],
            "there_are_more": len(failures) > SHOWN_IN_PANEL,
            "csrf_token": get_token(self.request),
        }


def warn_of_failures(request, panels):
    """For hook construct_homepage_panels."""
    if may_see_failures(request.user):
        panels.append(FailuresPanel(request))


class FailureColumn(Column):
    """Which page, why, and what can be done about it."""

    cell_template_name = "planning/admin/failure_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        return context | {"failure": instance, "csrf_token": get_token(parent_context["request"])}


class FailuresView(ReportView):
    """Every failure: first those that still wait, then the newest."""

    page_title = gettext_lazy("Failed schedules")
    header_icon = "warning"
    model = Page
    permission_required = "publish"
    index_url_name = "planning:failures"
    index_results_url_name = "planning:failures_results"
    no_results_message = gettext_lazy("Nothing has failed: every story went live, and came down, at its time.")
    list_export = ["page", "reason", "attempts", "first_at", "last_at", "next_at", "resolved_at"]
    export_headings = {"page": gettext_lazy("Page"), "resolved_at": gettext_lazy("Settled")}

    def get_filename(self):
        return "failed-schedules"

    def get_queryset(self):
        return failures_for(self.request.user).order_by(F("resolved_at").desc(nulls_first=True), "-first_at", "-pk")

    @cached_property
    def columns(self):
        return [
            FailureColumn("page", label=_("Story and reason"), width="50%"),
            Column("first_at", label=_("First attempt"), accessor=lambda failure: told(failure.first_at)),
            NumberColumn("attempts", label=_("Attempts")),
            Column("next_at", label=_("Next attempt, or settled"), accessor=what_next),
        ]


def what_next(failure):
    if failure.resolved_at:
        return _("Settled on %(time)s") % {"time": told(failure.resolved_at)}
    return told(failure.next_at)


@require_POST
def try_again(request, pk):
    """Let the clock try at once, for when something was mended that it cannot see: a photo, a person."""
    if not may_see_failures(request.user):
        raise PermissionDenied
    failure = get_object_or_404(failures_for(request.user).open(), pk=pk)
    scheduling.try_again(failure.page_id)
    sentence = _("“%(title)s” is tried again within seconds. If it fails again, this list says why.")
    messages.success(request, sentence % {"title": failure.page.get_admin_display_title()})
    return redirect(get_valid_next_url_from_request(request) or reverse("planning:failures"))
