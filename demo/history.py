"""Makes time pass in the demo: what has happened to a page so far is moved into the past."""

from django.db.models import F

from wagtail.models import Page, PageLogEntry, TaskState


def let_pass(page, time):
    """Let everything that has happened to a page have happened `time` earlier."""
    runs = page.workflow_states
    for rows, moments in (
        (Page.objects.filter(pk=page.pk), ["latest_revision_created_at", "first_published_at", "last_published_at"]),
        (page.revisions, ["created_at"]),
        (PageLogEntry.objects.filter(page=page.pk), ["timestamp"]),
        (runs, ["created_at"]),
        (TaskState.objects.filter(workflow_state__in=runs), ["started_at", "finished_at"]),
    ):
        rows.update(**{moment: F(moment) - time for moment in moments})
