"""What happens when the last desk has approved a story."""

from django.core.exceptions import PermissionDenied


def publish_approved_story(workflow_state, user=None):
    """Publish, or schedule, the approved revision of a story.

    The approval is the permission: an approver needs no publish right of their own. Plain Wagtail 8.0.1 asks for
    that right here and fails after the last approval.

    Args:
        workflow_state: the wagtail.models.WorkflowState that has just been approved.
        user: who gave the last approval.

    Raises:
        PermissionDenied: nobody approved anything, because the workflow has no desk.
    """
    if workflow_state.current_task_state is None:
        raise PermissionDenied("A workflow without a desk approves nothing.")
    approved = workflow_state.current_task_state.revision
    approved.publish(user=user, skip_permission_checks=True)
