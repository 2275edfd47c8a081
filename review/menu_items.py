from django.utils.translation import gettext as _

from wagtail.admin.action_menu import RestartWorkflowMenuItem, SubmitForModerationMenuItem, WorkflowMenuItem


class SubmitToDesksMenuItem(SubmitForModerationMenuItem):
    """Says that people will read, not what the workflow is called. Which desks they are depends on what is written."""

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        page = context.get("page")
        state = page.current_workflow_state if page and page.pk else None
        returned = state and state.status == state.STATUS_NEEDS_CHANGES
        context["label"] = _("Submit again to the desks") if returned else _("Submit to the desks")
        return context


class DecisionMenuItem(WorkflowMenuItem):
    """Says what the decision does, and sends along at which step of the run it was offered."""

    template_name = "review/admin/decision_menu_item.html"

    def __init__(self, item):
        # Wagtail adds that the last stage publishes, true or not. Whether it does, review/decisions.py says.
        label = str(item.label).removesuffix(_("%(label)s and Publish") % {"label": ""})
        super().__init__(item.name, label, item.launch_modal, icon_name=item.icon_name, order=item.order)
        self.is_main = False

    def get_context_data(self, parent_context):
        return super().get_context_data(parent_context) | {"is_main": self.is_main}


def name_the_desks(menu_items, request, context):
    """Put our items in the place of Wagtail's, for hook construct_page_action_menu."""
    # To submit again keeps the sign-offs that still hold; a new run beside it would only be a second way to ask.
    menu_items[:] = [item for item in menu_items if type(item) is not RestartWorkflowMenuItem]
    for position, item in enumerate(menu_items):
        if type(item) is SubmitForModerationMenuItem:
            menu_items[position] = SubmitToDesksMenuItem(order=item.order)
        elif type(item) is WorkflowMenuItem:
            menu_items[position] = DecisionMenuItem(item)
    if sign_off := next((item for item in menu_items if is_sign_off(item)), None):
        # Whoever may sign has come to do that. Wagtail shows the first item, and the others behind the arrow.
        sign_off.is_main = True
        menu_items.remove(sign_off)
        menu_items.insert(0, sign_off)


def is_sign_off(item):
    """Whether this is the sign-off that asks for no note."""
    return isinstance(item, DecisionMenuItem) and item.name == "approve" and not item.launch_modal
