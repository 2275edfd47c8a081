from django.utils.translation import gettext as _

from wagtail.admin.action_menu import SubmitForModerationMenuItem
from wagtail.models import WorkflowState

from .stages import first_desk


class SubmitToDeskMenuItem(SubmitForModerationMenuItem):
    """Names the desk that will read first, not the workflow."""

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        page = context.get("page")
        saved = page and page.pk
        state = page.current_workflow_state if saved else None
        returned = state and state.status == WorkflowState.STATUS_NEEDS_CHANGES
        workflow = state.workflow if returned else (page if saved else context["parent_page"]).get_workflow()
        desk = first_desk(workflow) if workflow else None
        if desk:
            label = _("Submit again to %(desk)s") if returned else _("Submit to %(desk)s")
            context["label"] = label % {"desk": desk.name}
        return context


def name_the_desk(menu_items, request, context):
    """Put our item in the place of Wagtail's, for hook construct_page_action_menu."""
    for position, item in enumerate(menu_items):
        if type(item) is SubmitForModerationMenuItem:
            menu_items[position] = SubmitToDeskMenuItem(order=item.order)
