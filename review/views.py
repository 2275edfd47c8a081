"""Wagtail's editor and decision screens, with the gaps closed through which work or an approval could get lost."""

import json

from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.models import TaskState, WorkflowState
from wagtail.utils.timestamps import render_timestamp

from .completeness import refuse_unready
from .stages import start_over, where_it_is, who_asked_for_changes, who_decided


class DeskEditorMixin:
    """An editor in which no work and no approval gets lost, and which says where a story goes from here."""

    def get_object(self):
        page = super().get_object()
        # Dates that have done their work would make the next save fail as "in the past" (wagtail/wagtail#13896).
        now = timezone.now()
        if page.go_live_at and page.go_live_at <= now:
            page.go_live_at = None
        if page.expire_at and page.expire_at <= now:
            page.expire_at = None
        return page

    def get(self, request, *args, **kwargs):
        if sentence := who_asked_for_changes(self.page):
            messages.warning(request, sentence)
        return super().get(request, *args, **kwargs)

    @cached_property
    def newer_version(self):
        """The newest version that somebody else has saved since this form was opened, or None.

        One's own newer versions are no conflict: autosave makes them, and the form does not hear of them.
        """
        newer = self.page.revisions.exclude(user=self.request.user)
        try:
            opened = parse_datetime(self.request.POST.get("loaded_revision_created_at", ""))
        except ValueError:
            opened = None
        if opened and timezone.is_aware(opened):
            newer = newer.filter(created_at__gt=opened)
        # else the form was opened before the page had any version
        return newer.order_by("-created_at").first()

    def post(self, request, *args, **kwargs):
        # Wagtail refuses autosave where there is a newer version, and lets everything else replace it.
        if not self.expects_json_response and not self.locked_for_user and self.newer_version:
            return self.refuse_out_of_date()
        return super().post(request, *args, **kwargs)

    def refuse_out_of_date(self):
        """Show the editor again with everything that was typed, and say whose newer version it would have replaced."""
        self.form = self.form_class(
            self.request.POST,
            self.request.FILES,
            instance=self.page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=self.request.user,
        )
        if self.action_name == "save":
            self.form.defer_required_fields()
        self.form.is_valid()
        self.form.restore_required_fields()
        messages.error(self.request, self.out_of_date_message, buttons=[self.newer_version_button])
        # The page that goes out knows the newer version, so that saving it again is a decision. Autosave would
        # take that decision by itself after half a second.
        self.autosave_enabled = False
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())

    @property
    def out_of_date_message(self):
        return _(
            "%(name)s saved a newer version of this page on %(time)s, after you had opened it. Nothing was saved, and "
            "what you wrote is still here. Look at the newer version; to put yours in its place, save again. The "
            "newer one then stays in the page's history."
        ) % {
            "name": get_user_display_name(self.newer_version.user) or _("Somebody"),
            "time": render_timestamp(self.newer_version.created_at),
        }

    @property
    def newer_version_button(self):
        opened = self.request.POST.get("loaded_revision_id", "")
        newest = self.newer_version.pk
        if opened.isdecimal() and int(opened) != newest:
            url = reverse("wagtailadmin_pages:revisions_compare", args=(self.page.pk, opened, newest))
            return messages.button(url, _("See what changed"), new_window=True)
        url = reverse("wagtailadmin_pages:revisions_view", args=(self.page.pk, newest))
        return messages.button(url, _("See the newer version"), new_window=True)

    def save_action(self):
        # Wagtail lets autosave rewrite the newest revision in place. Where a desk has decided on that revision, its
        # decision would then stand for words it never saw: such a revision stays, and this save makes a new one.
        newest = self.latest_revision
        if newest and newest.task_states.exclude(status=TaskState.STATUS_IN_PROGRESS).exists():
            self.request.POST = self.request.POST.copy()
            self.request.POST.pop("overwrite_revision_id", None)
        return super().save_action()

    def submit_action(self):
        if self.page.live and not self.page.has_unpublished_changes and not self.has_content_changes:
            messages.warning(
                self.request,
                _(
                    "This version of “%(title)s” was approved and is published, and nothing has changed since. There "
                    "is nothing to submit: change something first."
                )
                % {"title": self.page.get_admin_display_title()},
            )
            return self.redirect_and_remain()
        returned = self.workflow_state and self.workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
        if returned and not start_over(self.workflow_state):
            self.workflow_state.cancel(user=self.request.user)  # then Wagtail begins a new run
        return super().submit_action()

    def add_save_confirmation_message(self):
        if self.action_name == "perform_workflow_action":
            messages.success(self.request, where_it_is(self.page))
        else:
            super().add_save_confirmation_message()

    def workflow_action_is_valid(self):
        """Also check the data of the action: Wagtail hands it on as it comes from the browser."""
        self.task_state = self.page.current_workflow_task_state
        if not super().workflow_action_is_valid():
            return False
        expected = self.page.current_workflow_task.get_form_for_action(self.workflow_action)().fields
        try:
            data = json.loads(self.request.POST.get("workflow-action-extra-data") or "{}")
        except ValueError:
            return False
        return isinstance(data, dict) and all(
            name in expected and isinstance(value, str) for name, value in data.items()
        )

    def perform_workflow_action(self):
        with transaction.atomic():
            # Without this, who comes a moment too late would decide for the desk whose turn it has become.
            task_state = locked(self.task_state)
            if task_state.status != TaskState.STATUS_IN_PROGRESS:
                messages.warning(self.request, who_decided(task_state, self.page))
                return self.redirect_and_remain()
            return super().perform_workflow_action()


class PageEditView(DeskEditorMixin, EditView):
    pass


class PageRevertView(DeskEditorMixin, RevisionsRevertView):
    pass


class DecisionView(WorkflowActionView):
    """Approve or send back from the dashboard or a report."""

    def dispatch(self, request, *args, **kwargs):
        with transaction.atomic():
            self.task_state = locked(self.task_state)
            if self.task_state.status != TaskState.STATUS_IN_PROGRESS and self.object.workflow_in_progress:
                self.check_action()
                messages.warning(request, who_decided(self.task_state, self.object))
                return redirect(self.redirect_url)
            return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.action_name == "approve" and (refusal := refuse_unready(request, self.object, self.redirect_url)):
            return refusal
        response = super().post(request, *args, **kwargs)
        self.task_state.refresh_from_db()
        if self.task_state.status != TaskState.STATUS_IN_PROGRESS:
            messages.success(request, where_it_is(self.object))
        return response


def locked(task_state):
    """The task state as it is now, kept from others until the transaction ends: of two decisions one comes first."""
    return TaskState.objects.select_for_update().get(pk=task_state.pk).specific
