"""Wagtail's screens for workflows and their stages, which here ask what becomes of the stories under way."""

from django.core.paginator import Paginator
from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from django.views import View

from wagtail.admin import messages
from wagtail.admin.views import generic, workflows
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.models import Workflow
from wagtail.permissions import policy_registry

from . import definitions

RUNS_ON_PAGE = 50


class AsksAboutStoriesUnderWay:
    """After a change to a workflow or stage, says what it means for the stories that are at it."""

    def get_success_url(self):
        for workflow in self.changed_workflows():
            if definitions.under_way(workflow).exists():
                return reverse("review_under_way", args=(workflow.pk,))
        return super().get_success_url()


class WorkflowEditView(AsksAboutStoriesUnderWay, workflows.Edit):
    def changed_workflows(self):
        return [self.object]


class TaskEditView(AsksAboutStoriesUnderWay, workflows.EditTask):
    def changed_workflows(self):
        return self.object.workflows


class WorkflowDisableView(AsksAboutStoriesUnderWay, workflows.Disable):
    def changed_workflows(self):
        return [self.object]

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"warning_message": ""}

    def delete_action(self):
        definitions.retire(self.object)


class TaskDisableView(AsksAboutStoriesUnderWay, workflows.DisableTask):
    def changed_workflows(self):
        return self.object.workflows

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"warning_message": ""}

    def delete_action(self):
        self.object.specific.deactivate(user=self.request.user)


class DeskEditView(AsksAboutStoriesUnderWay, generic.EditView):
    def changed_workflows(self):
        return Workflow.objects.active().filter(workflow_tasks__task__in=self.object.tasks.all()).distinct()


class DeskDeleteView(generic.DeleteView):
    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except ProtectedError as refusal:
            messages.error(request, refusal.args[0])
            return redirect(self.get_success_url())


class UnderWayView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """The stories that began under an earlier definition of a workflow: leave them on it, or move them."""

    permission_required = "change"
    permission_policy = policy_registry.get_by_type(Workflow)
    page_title = gettext_lazy("Stories under way")
    header_icon = "tasks"
    template_name = "review/admin/under_way.html"

    def dispatch(self, request, *args, **kwargs):
        self.workflow = get_object_or_404(Workflow, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.workflow.name

    def get_context_data(self, **kwargs):
        runs = Paginator(definitions.under_way(self.workflow), RUNS_ON_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {"workflow": self.workflow, "runs": runs, "page_obj": runs}

    def get(self, request, pk):
        return self.render_to_response(self.get_context_data())

    def post(self, request, pk):
        chosen = [pk for pk in request.POST.getlist("run") if pk.isdecimal()]
        moved = 0
        for state in definitions.under_way(self.workflow).filter(pk__in=chosen):
            definitions.move(state, request.user)
            moved += 1
        message = ngettext("%(count)d story was moved.", "%(count)d stories were moved.", moved)
        messages.success(request, message % {"count": moved})
        return redirect("review_under_way", pk)
