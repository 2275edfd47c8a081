"""Decisions as they come from a browser: from the editor, my desk, the board or a report."""

import json
from functools import partial
from typing import cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from wagtail.admin import messages
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.pages.workflow import CollectWorkflowActionDataView, WorkflowActionView
from wagtail.models import TaskState

from readiness.gate import NotReady
from readiness.refusals import tell

from . import decisions, stages
from .decisions import DecisionRefused
from .forms import SendBackForm
from .models import SignOffTask


def sent_along(request):
    """What the editor's script adds to a decision, as plain JSON data. It may be anything."""
    try:
        return json.loads(request.POST.get("workflow-action-extra-data") or "{}")
    except (ValueError, RecursionError):
        return None


def take(request, task_state, action, data):
    """Take a decision, and say what became of it. Returns whether it was taken.

    Args:
        task_state: the step of the run that the person had before them.
        data: what was sent along, unchecked.
    """
    page = task_state.revision.content_object
    try:
        decide(task_state, request.user, action, data)
    except DecisionRefused as refusal:
        messages.warning(request, str(refusal))
    except NotReady as refusal:
        tell(request, refusal)
    except ValidationError as error:
        # What no rule knows and the model refuses, such as an address that another page has taken.
        sentence = _("“%(title)s” was not published, and nothing was signed. %(reasons)s")
        words = {"title": get_latest_str(page), "reasons": " ".join(error.messages)}
        messages.error(request, sentence % words)
    else:
        page.refresh_from_db()
        buttons = [messages.button(page.url, _("View live"))] if page.live and page.url else []
        messages.success(request, decisions.where_it_is(page), buttons=buttons)
        return True
    return False


def decide(task_state, user, action, data):
    task = task_state.task.specific
    if isinstance(task, SignOffTask):
        decisions.decide(task_state, user, action, data)
    elif task_state.status != TaskState.STATUS_IN_PROGRESS:
        raise DecisionRefused(_("This page does not stand with a desk any more. Nothing was decided."))
    else:
        # Wagtail hands on whatever the browser sends; its own dialog has a form.
        form_class = task.get_form_for_action(action)
        form = form_class(data if isinstance(data, dict) else {}) if form_class else None
        if form and not form.is_valid():
            raise DecisionRefused(decisions.NOT_UNDERSTOOD)
        task.on_action(task_state, user, action, **(form.cleaned_data if form else {}))


class DecisionFormMixin:
    """Knows which version is on the screen, and to which stages a story can be sent back."""

    def get_task_state(self):
        # Of this page: Wagtail takes any page's.
        return get_object_or_404(TaskState.objects.for_instance(self.object), pk=self.task_state_id).specific

    def get_form_class(self):
        form_class = super().get_form_class()
        self.run = None
        if not isinstance(self.task, SignOffTask):
            return form_class
        self.run = stages.run_now(self.task_state.workflow_state)
        form_class = partial(form_class, initial={"seen": self.run.stamp})
        if form_class.func is SendBackForm and self.run.current:
            earlier = [stage for stage in self.run.asked if stage.position < self.run.current.position]
            form_class = partial(form_class, earlier_stages=earlier)
        return form_class

    def dispatch(self, request, *args, **kwargs):
        if self.run is None:
            return super().dispatch(request, *args, **kwargs)
        if self.action_name not in decisions.LABELS or not decisions.turns_of(self.run, request.user):
            raise PermissionDenied
        # Wagtail asks here whether the decision is still theirs. Ours is told in a sentence when it is taken.
        self.action_modal, self.action_verbose_name = True, decisions.LABELS[self.action_name]
        return View.dispatch(cast(View, self), request, *args, **kwargs)


class DecisionDataView(DecisionFormMixin, CollectWorkflowActionDataView):
    """The dialog of a decision in the editor, which saves the page and decides in one go."""


class DecisionView(DecisionFormMixin, WorkflowActionView):
    """Sign off or send back from my desk, the board or a report."""

    @property
    def is_modal(self):
        return self.request.headers.get("x-requested-with") == "XMLHttpRequest"

    def get(self, request, *args, **kwargs):
        if self.run and not decisions.open_turns(self.run, request.user):
            messages.warning(request, decisions.who_decided(self.run, request.user, self.task_state))
            return self.leave()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        data = request.POST.copy()
        data.setdefault("seen", request.GET.get("seen", ""))
        form = self.form_class(data)
        if form.is_valid():
            take(request, self.task_state, self.action_name, form.cleaned_data)
        elif self.is_modal:
            return self.render_modal_form(request, form)
        else:
            messages.error(request, " ".join(message for errors in form.errors.values() for message in errors))
        return self.leave()

    def leave(self):
        url = self.redirect_url
        may_stay = self.object.permissions_for_user(self.request.user).can_edit()
        if url == reverse(self.redirect_url_name, args=(self.object.pk,)) and not may_stay:
            url = reverse("wagtailadmin_home")  # the story has left their desk
        if self.is_modal:
            return self.render_modal_json(self.request, {"step": "success", "redirect": url})
        return redirect(url)
