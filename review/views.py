"""Wagtail's editor, with the gaps closed through which work or a sign-off could get lost."""

from django.contrib.messages import get_messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from wagtail.admin import messages
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.revisions import RevisionsRevertView
from wagtail.models import Page, TaskState
from wagtail.utils.timestamps import render_timestamp

from readiness.actions import lock_page
from readiness.editor import ReadinessEditorMixin
from readiness.gate import NotReady, blockers_in
from readiness.refusals import remind, tell

from . import decisions, stages
from .decision_views import sent_along, take
from .models import SignOffTask
from .runs import stamp_of
from .side_panel import MORE_PANELS, desks_panel_for


def drop_dates_gone_by(page):
    """Dates that have done their work would make the next save fail as "in the past" (wagtail/wagtail#13896)."""
    now = timezone.now()
    if page.go_live_at and page.go_live_at <= now:
        page.go_live_at = None
    if page.expire_at and page.expire_at <= now:
        page.expire_at = None


def why_not_submitted(form):
    """A sentence that names the fields to mend; what is wrong with each stands beside it."""
    names = [form[name].label for name in form.errors if name in form.fields]
    names += [part.model._meta.verbose_name for part in form.formsets.values() if not part.is_valid()]
    return _(
        "The story was not submitted yet. Something is missing or wrong here: %(fields)s. Mend what is marked and "
        "submit again; what you wrote is still here, as a draft."
    ) % {"fields": ", ".join(str(name) for name in names)}


class RoadMixin:
    """An editor that says what a story is waiting for, and keeps as a draft what cannot be published yet."""

    def publish_action(self):
        # The gate would refuse as well; asked here first, it keeps what was typed and names every reason.
        draft = self.form.save(commit=False)
        if blockers := blockers_in(draft):
            response = self.save_action()
            tell(self.request, NotReady(self.page, blockers))
            return response
        return super().publish_action()

    def submit_action(self):
        response = super().submit_action()
        messages.info(self.request, decisions.where_it_is(self.page))
        remind(self.request, self.page)
        return response

    def form_invalid(self, form):
        # Wagtail would say that nothing could be saved, beside its own word that the draft is.
        if self.action_name != "submit" or self.expects_json_response or getattr(self, "locked_for_user", False):
            return super().form_invalid(form)
        messages.error(self.request, why_not_submitted(form))
        self.has_unsaved_changes = True
        return self.render_to_response(self.get_context_data())

    def get_side_panels(self):
        panels = super().get_side_panels()
        ours = [panel_for(self.page, self.request) for panel_for in [desks_panel_for, *MORE_PANELS]]
        return MediaContainer([*panels, *(panel for panel in ours if panel)])


class DeskEditorMixin(RoadMixin):
    """An editor in which no work and no approval gets lost, and which says where a story goes from here."""

    def get_object(self):
        page = super().get_object()
        drop_dates_gone_by(page)
        return page

    def get(self, request, *args, **kwargs):
        if sentence := decisions.who_asked_for_changes(self.page):
            messages.warning(request, sentence)
        # Not beside the answer to what was just done, which may have said so already.
        if not get_messages(request) and (sentence := self.why_no_sign_off):
            messages.info(request, sentence)
        return super().get(request, *args, **kwargs)

    @property
    def why_no_sign_off(self):
        return decisions.why_no_sign_off(stages.run_of(self.page), self.request.user)

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
            is_decision = request.POST.get("action-workflow-action") and self.workflow_action_is_valid()
            if is_decision and self.is_untouched:
                return self.decide(self.opened_version)
            return self.refuse_out_of_date()
        return super().post(request, *args, **kwargs)

    @cached_property
    def action_name_and_method(self):
        """Autosave saves, and nothing else. Its script sends along what a pressed button has left in the form: a
        decision would be taken twice, and the second time somebody is told that it was too late."""
        return ("save", self.save_action) if self.expects_json_response else super().action_name_and_method

    def save_action(self):
        return self.autosave() if self.expects_json_response else super().save_action()

    @transaction.atomic
    def autosave(self):
        """Save what was typed, unless a version was saved since this request began, such as the one just handed in.

        Wagtail asks whether there is a newer version before it reads the form, and saves long after: a slow autosave
        would put what was typed earlier in the place of what was submitted meanwhile.
        """
        lock_page(self.page.pk)
        known = (self.latest_revision.pk, self.latest_revision.created_at) if self.latest_revision else (None, None)
        columns = ("latest_revision", "latest_revision__created_at")
        if Page.objects.values_list(*columns).get(pk=self.page.pk) != known:
            return self.json_error_response("invalid_revision", _("Saving will overwrite a newer version."))
        return super().save_action()

    def add_save_confirmation_message(self):
        # The refusal says that nothing is lost; "has been updated" beside it would read as published.
        if self.action_name != "publish":
            super().add_save_confirmation_message()

    @cached_property
    def opened_version(self):
        """The revision that the form was made from, if it is still as it was then; else None."""
        pk, created_at = (self.request.POST.get(f"loaded_revision_{name}", "") for name in ("id", "created_at"))
        revision = self.page.revisions.filter(pk=pk).first() if pk.isdecimal() else None
        return revision if revision and revision.created_at.isoformat() == created_at else None

    @property
    def is_untouched(self):
        """Whether nothing was typed: then there is nothing that could replace a colleague's newer version."""
        if self.opened_version is None:
            return False
        page = self.opened_version.as_object()
        drop_dates_gone_by(page)
        return not self.make_form(page).has_changed()

    def refuse_out_of_date(self):
        """Show the editor again with everything that was typed, and say whose newer version it would have replaced."""
        self.form = self.make_form(self.page)
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

    def make_form(self, page):
        """The form with what was posted, for a version of the page."""
        return self.form_class(
            self.request.POST,
            self.request.FILES,
            instance=page,
            subscription=self.subscription,
            parent_page=self.parent,
            for_user=self.request.user,
        )

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
        return super().submit_action()

    def workflow_action_is_valid(self):
        """Whether a decision was posted. Whether it is taken, review/decisions.py says."""
        task = self.page.current_workflow_task
        if task and not isinstance(task, SignOffTask):
            return super().workflow_action_is_valid()
        self.workflow_action = self.request.POST.get("workflow-action-name", "")
        return True

    def perform_workflow_action(self):
        """Save what was typed, then decide: a decision that is refused loses no work."""
        shown = self.latest_revision
        if self.has_content_changes:
            response = self.save_action()
            if self.has_unsaved_changes:  # Wagtail could not save, and has said why
                return response
            shown = self.page.latest_revision
        return self.decide(shown)

    def decide(self, shown):
        """Take the decision that was posted by somebody who had a certain revision before them."""
        step = self.step_on_screen
        if step is None:
            messages.warning(self.request, _("This page was not submitted to any desk. Nothing was decided."))
            return self.redirect_and_remain()
        data = sent_along(self.request)
        if isinstance(data, dict) and isinstance(step.task.specific, SignOffTask):
            data["seen"] = stamp_of(shown.as_object())
        if not take(self.request, step, self.workflow_action, data) and self.may_stay:
            return self.redirect_and_remain()
        return self.redirect_away()

    @cached_property
    def step_on_screen(self):
        """The step of the run that the form was made for; where it does not say, the one at hand or the last."""
        steps = TaskState.objects.for_instance(self.page).order_by("started_at", "pk")
        shown = self.request.POST.get("at_step", "")
        step = steps.filter(pk=shown).first() if shown.isdecimal() else None
        step = step or self.page.current_workflow_task_state or steps.last()
        return step and step.specific

    def redirect_away(self):
        # The work of the day is on the front screen; and a medical reviewer, for one, has no list of pages to go to.
        return super().redirect_away() if self.next_url else redirect("wagtailadmin_home")

    @property
    def may_stay(self):
        """Whether the person may still open this editor, now that the story may have left their desk."""
        page = self.page_class.objects.get(pk=self.page.pk)
        return page.permissions_for_user(self.request.user).can_edit()

    def form_invalid(self, form):
        if self.locked_for_user and self.request.POST.get("action-workflow-action"):
            run = stages.run_of(self.page)
            if run and run.current:
                messages.warning(self.request, decisions.who_decided(run, self.request.user, self.step_on_screen))
        return super().form_invalid(form)


class PageEditView(ReadinessEditorMixin, DeskEditorMixin, EditView):
    pass


class PageRevertView(ReadinessEditorMixin, DeskEditorMixin, RevisionsRevertView):
    pass


class PageCreateView(ReadinessEditorMixin, RoadMixin, CreateView):
    pass
