"""Changing desks and stages while stories are under way. Their runs are frozen; here they can be moved on purpose."""

from django.db import transaction

from wagtail.log_actions import log
from wagtail.models import WorkflowState

from readiness.actions import lock_page

from . import stages


def under_way(workflow):
    """The runs of a workflow that are not over, the oldest first."""
    active = [WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES]
    return (
        WorkflowState.objects.filter(workflow=workflow, status__in=active, stages__isnull=False)
        .select_related("current_task_state__task", "requested_by")
        .prefetch_related("stages", "content_object")
        .distinct()
        .order_by("created_at")
    )


@transaction.atomic
def move(workflow_state, user):
    """End a run and begin another on the workflow as it is now. Sign-offs that still hold are carried over.

    A story that is with its writer gets the new stages when it is submitted again.
    """
    lock_page(workflow_state.object_id)
    state = WorkflowState.objects.get(pk=workflow_state.pk)
    was_at_a_desk = state.status == WorkflowState.STATUS_IN_PROGRESS
    page = stages.newest_version(state)
    state.cancel(user=user)
    if was_at_a_desk:
        state.workflow.start(page, state.requested_by)
    log(
        instance=page,
        action="review.under_way",
        user=user,
        revision=page.get_latest_revision(),
        data={"workflow": state.workflow.name},
    )


@transaction.atomic
def retire(workflow):
    """Take a workflow out of use for new stories; those under way go on to their end."""
    workflow.active = False
    workflow.save(update_fields=["active"])
    workflow.workflow_pages.all().delete()
    workflow.workflow_content_types.all().delete()
