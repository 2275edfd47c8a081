"""Which desk a story lies with. The engine is Wagtail's; here is what it leaves open."""

from django.db.models.signals import post_save

from wagtail.models import Revision, TaskState, WorkflowState


def first_desk(workflow):
    """The task that reads first, or None where the workflow has no active task."""
    return workflow.tasks.filter(active=True).first()


def start_over(workflow_state):
    """Let a story that was sent back begin at the first desk again.

    Wagtail resumes at the stage that sent it back, so that a rewritten story would reach its last desk before
    the first one had read it. Changes the object only: `WorkflowState.resume`, which comes next, saves it.
    """
    desk = first_desk(workflow_state.workflow)
    workflow_state.current_task_state = workflow_state.task_states.filter(task=desk).order_by("-started_at").first()


def connect():
    post_save.connect(_revision_saved, sender=Revision, dispatch_uid="review.stages.newest_revision")


def _revision_saved(instance, created, **kwargs):
    """A desk decides on the story as it stands, with the desk's own edits.

    Only the desk whose turn it is can edit, yet Wagtail leaves the stage at the revision it began with: an editor
    who mended a comma would be asked to approve twice. Approvals already given stay with the revision they were
    given for, and count for nothing once it is no longer the newest (WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT).
    """
    if created:
        TaskState.objects.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
            workflow_state__base_content_type=instance.base_content_type_id,
            workflow_state__object_id=instance.object_id,
        ).update(revision=instance)
