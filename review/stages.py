"""Which desk a story lies with. The engine is Wagtail's; here is what it leaves open."""

from django.db.models.signals import post_save
from django.utils.translation import gettext as _

from wagtail.admin.utils import get_latest_str, get_user_display_name
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.utils.timestamps import render_timestamp


def first_desk(workflow):
    """The task that reads first, or None where the workflow has no active task."""
    return workflow.tasks.filter(active=True).first()


def start_over(workflow_state):
    """Let a story that was sent back begin at the first desk again.

    Wagtail resumes at the stage that sent it back, so that a rewritten story would reach its last desk before
    the first one had read it. Changes the object only: `WorkflowState.resume`, which comes next, saves it.

    Returns:
        Whether there is such a beginning. There is none where the workflow was given another first desk meanwhile.
    """
    desk = first_desk(workflow_state.workflow)
    beginning = workflow_state.task_states.filter(task=desk).order_by("-started_at").first()
    if beginning:
        workflow_state.current_task_state = beginning
    return beginning is not None


def where_it_is(page):
    """One sentence on what became of a story after a desk has decided, for the person who decided."""
    page = Page.objects.get(pk=page.pk)
    names = {"title": get_latest_str(page)}
    state = page.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return _("“%(title)s” went back to its writer.") % names
    if state:
        names["desk"] = state.current_task_state.task.name
        if state.task_states.filter(task=state.current_task_state.task, status=TaskState.STATUS_APPROVED).exists():
            return _("“%(title)s” goes to %(desk)s again: it was changed after %(desk)s had approved it.") % names
        return _("“%(title)s” is waiting for %(desk)s now.") % names
    if revision := page.scheduled_revision:
        names["time"] = render_timestamp(revision.approved_go_live_at)
        return _("“%(title)s” is approved and goes live on %(time)s.") % names
    return _("“%(title)s” is approved and published.") % names


def who_asked_for_changes(page):
    """One sentence with the note that a story came back with; empty where it is not with its writer."""
    state = page.current_workflow_state
    if not state or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return ""
    decision = state.current_task_state
    names = {
        "name": get_user_display_name(decision.finished_by) or _("Somebody"),
        "desk": decision.task.name,
        "note": decision.comment,
    }
    if decision.comment:
        return _("%(name)s (%(desk)s) asks for changes: “%(note)s” Mend the story, then submit it again.") % names
    return _("%(name)s (%(desk)s) asks for changes. Mend the story, then submit it again.") % names


def who_decided(task_state, page):
    """One sentence for somebody whose decision comes too late."""
    return _("“%(title)s” was dealt with already: %(desk)s, %(decision)s by %(name)s. Nothing was changed.") % {
        "title": get_latest_str(page),
        "desk": task_state.task.name,
        "decision": task_state.get_status_display().lower(),
        "name": get_user_display_name(task_state.finished_by) or _("somebody"),
    }


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
