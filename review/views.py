"""Wagtail's editor and decision screens, with the gaps closed through which work or an approval could get lost."""

import json

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from wagtail.admin import messages
from wagtail.admin.utils import get_latest_str, get_user_display_name
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.models import TaskState, WorkflowState
from wagtail.utils.timestamps import render_timestamp

from .stages import start_over


class NothingLostMixin:
    """An editor that never silently replaces what somebody else, or a desk's approval, stands on."""

    def get_object(self):
        page = super().get_object()
        # Dates that have done their work would make the next save fail as "in the past" (wagtail/wagtail#13896).
        now = timezone.now()
        if page.go_live_at and page.go_live_at <= now:
            page.go_live_at = None
        if page.expire_at and page.expire_at <= now:
            page.expire_at = None
        return page

    @cached_property
    def is_out_of_date(self):
        # A form that names no version was opened before the page had any. Wagtail lets it pass.
        names_version = {"loaded_revision_id", "overwrite_revision_id"} & self.request.POST.keys()
        return super().is_out_of_date if names_version else self.latest_revision is not None

    def post(self, request, *args, **kwargs):
        # Wagtail checks this for autosave only. Autosave gets its answer from Wagtail, in JSON.
        if self.is_out_of_date and not self.expects_json_response and not self.locked_for_user:
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
        saved_at = render_timestamp(self.latest_revision.created_at)
        if self.latest_revision.user == self.request.user:
            happened = _("You saved a newer version of this page in another window on %(time)s.") % {"time": saved_at}
        else:
            happened = _("%(name)s saved a newer version of this page on %(time)s, after you had opened it.") % {
                "name": get_user_display_name(self.latest_revision.user) or _("Somebody"),
                "time": saved_at,
            }
        advice = _(
            "Nothing was saved, and what you wrote is still here. Look at the newer version; to put yours in its "
            "place, save again. The newer one then stays in the page's history."
        )
        return f"{happened} {advice}"

    @property
    def newer_version_button(self):
        loaded = self.request.POST.get("loaded_revision_id", "")
        if loaded.isdecimal() and int(loaded) != self.latest_revision.pk:
            url = reverse("wagtailadmin_pages:revisions_compare", args=(self.page.pk, loaded, self.latest_revision.pk))
            return messages.button(url, _("See what changed"), new_window=True)
        url = reverse("wagtailadmin_pages:revisions_view", args=(self.page.pk, self.latest_revision.pk))
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
        if self.workflow_state and self.workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            start_over(self.workflow_state)
        return super().submit_action()

    def workflow_action_is_valid(self):
        """Also check the data of the action: Wagtail hands it on as it comes from the browser."""
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


class PageEditView(NothingLostMixin, EditView):
    pass


class PageRevertView(NothingLostMixin, RevisionsRevertView):
    pass


class DecisionView(WorkflowActionView):
    """Approve or send back from the dashboard or a report."""

    def dispatch(self, request, *args, **kwargs):
        decided = self.task_state.status != TaskState.STATUS_IN_PROGRESS
        if decided and self.object.workflow_in_progress:
            self.check_action()
            messages.warning(
                request,
                _("“%(title)s” was dealt with already: %(desk)s, %(decision)s by %(name)s. Nothing was changed.")
                % {
                    "title": get_latest_str(self.object),
                    "desk": self.task.name,
                    "decision": self.task_state.get_status_display().lower(),
                    "name": get_user_display_name(self.task_state.finished_by) or _("somebody"),
                },
            )
            return redirect(self.redirect_url)
        return super().dispatch(request, *args, **kwargs)
