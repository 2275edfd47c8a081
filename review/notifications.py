"""Who gets a letter when a story moves. The templates are in templates/wagtailadmin/notifications/."""

from wagtail.admin.mail import (
    EmailNotificationMixin,
    GroupApprovalTaskStateSubmissionEmailNotifier,
    Notifier,
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
)
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected


def writers_of(page, workflow_state):
    """Everyone who waits to hear of a story: who submitted it and who owns it."""
    return {workflow_state and workflow_state.requested_by, page.owner} - {None}


class YourTurnNotifier(GroupApprovalTaskStateSubmissionEmailNotifier):
    """Tells a desk that a story has come to it, and what the desk before it said."""

    def get_context(self, task_state, **kwargs):
        workflow_state = task_state.workflow_state
        decided = workflow_state.task_states.filter(
            status__in=[TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED], finished_at__isnull=False
        )
        return super().get_context(task_state, **kwargs) | {
            "requested_by": workflow_state.requested_by,
            "last_decision": decided.order_by("-finished_at").first(),
        }


class SentBackNotifier(WorkflowStateRejectionEmailNotifier):
    """Tells the writer that a desk wants changes, and which."""

    def get_recipient_users(self, workflow_state, **kwargs):
        return writers_of(workflow_state.content_object, workflow_state) - {kwargs.get("user")}


class ApprovedNotifier(WorkflowStateApprovalEmailNotifier):
    """Tells the writer that the story is published, or when it will be."""

    def get_recipient_users(self, workflow_state, **kwargs):
        return writers_of(workflow_state.content_object, workflow_state) - {kwargs.get("user")}

    def get_context(self, workflow_state, **kwargs):
        context = super().get_context(workflow_state, **kwargs)
        # As it is now: the object at hand was loaded before it was published.
        page = Page.objects.get(pk=workflow_state.object_id).specific
        scheduled = page.scheduled_revision
        context["page"] = page
        context["goes_live_at"] = scheduled and scheduled.approved_go_live_at
        context["note"] = workflow_state.current_task_state.comment
        return context


class PublishedNotifier(EmailNotificationMixin, Notifier):
    """Tells the writer that a story has gone live without a last approval: on schedule, or by an editor's hand."""

    notification = "approved"  # who wants no letters about approvals wants none of these

    def __init__(self):
        super().__init__((Page,))

    def get_recipient_users(self, page, **kwargs):
        last_run = page.workflow_states.order_by("-created_at").first()
        return writers_of(page, last_run) - {kwargs.get("user")}

    def get_template_base_prefix(self, instance, **kwargs):
        return "workflow_state_"

    def get_context(self, page, **kwargs):
        return super().get_context(page, **kwargs) | {"object": page, "page": page}


tell_desk = YourTurnNotifier()
tell_sent_back = SentBackNotifier()
tell_approved = ApprovedNotifier()
tell_published = PublishedNotifier()


def connect():
    """Take the places of Wagtail's own notifiers.

    A signal keeps the first receiver that comes under a name, and `review` stands above `wagtail.admin` in
    INSTALLED_APPS.
    """
    task_submitted.connect(tell_desk, sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification")
    workflow_rejected.connect(
        tell_sent_back, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification"
    )
    workflow_approved.connect(
        tell_approved, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification"
    )
