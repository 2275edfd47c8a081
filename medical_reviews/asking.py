"""The road of a story that needs nothing but a medical reviewer: asked, answered by a signature, or declined.

A workflow of its own (migrations/0003) with one MedicalReviewTask. Its runs have no desks, so they never count as the
desks' sign-offs (review/runs.py), and their end publishes nothing: readers see what was signed already.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from wagtail.log_actions import log
from wagtail.models import Workflow, WorkflowState
from wagtail.signals import workflow_approved

from articles.models import ArticlePage
from readiness.actions import lock_page

from . import letters
from .models import MedicalReviewTask
from .rights import ADD, may_ask, may_read


class CannotAsk(ValidationError):
    """Why no review can be asked for now. Its text is for people; nothing was changed."""


def review_only():
    """The workflow that asks for a medical review and nothing else, or None where it was taken out of use."""
    tasks = MedicalReviewTask.objects.filter(active=True)
    counted = Workflow.objects.active().annotate(tasks_in_it=Count("workflow_tasks"))
    return counted.filter(workflow_tasks__task__in=tasks, tasks_in_it=1).order_by("pk").first()


def waiting(story):
    """The run in which a story waits for a medical reviewer alone, or None."""
    state = story.current_workflow_state
    if state is None or state.status != WorkflowState.STATUS_IN_PROGRESS or state.current_task_state is None:
        return None
    return state if isinstance(state.current_task_state.task.specific, MedicalReviewTask) else None


@transaction.atomic
def ask(story, *, by):
    """Ask the medical reviewers to look at a published story again.

    Returns:
        The WorkflowState.

    Raises:
        PermissionDenied: they may not.
        CannotAsk: it is not published, has newer changes, or is under way already.
    """
    if not may_ask(by):
        raise PermissionDenied(_("You may not ask for medical reviews."))
    lock_page(story.pk)
    story = ArticlePage.objects.get(pk=story.pk)
    workflow = review_only()
    refuse(story, workflow)
    state = workflow.start(story, by)
    letters.ask(story, by=by)
    return state


def refuse(story, workflow):
    names = {"title": story.get_admin_display_title()}
    if waiting(story):
        raise CannotAsk(_("“%(title)s” waits for a medical reviewer already.") % names)
    if story.current_workflow_state:
        raise CannotAsk(_("“%(title)s” is with the desks now. Ask again when they are done.") % names)
    if not story.live:
        raise CannotAsk(_("“%(title)s” is not published. Submit it to the desks instead.") % names)
    if story.has_unpublished_changes:
        message = _("“%(title)s” has changes that are not published. Submit them to the desks instead.")
        raise CannotAsk(message % names)
    if workflow is None:
        message = _("The workflow for medical reviews was taken out of use. Enable it under Settings, Workflows.")
        raise CannotAsk(message)


def answer(story, *, by, note):
    """End the run of a story that has just been signed for; nothing where nobody had asked."""
    state = waiting(ArticlePage.objects.get(pk=story.pk))
    if state is None:
        return
    state.current_task_state.specific.approve(user=by, update=False, comment=note)
    state = WorkflowState.objects.get(pk=state.pk)
    if state.stages.exists() or state.get_next_task():  # somebody made it a step of a longer road
        state.update(user=by)
        return
    state.status = WorkflowState.STATUS_APPROVED
    state.save()
    workflow_approved.send(sender=WorkflowState, instance=state, user=by)


@transaction.atomic
def decline(story, *, by, note):
    """Give a story back unsigned: the managing editors get the note and decide what becomes of it.

    Returns:
        Whether it waited: not where a colleague was quicker.

    Raises:
        PermissionDenied: they are no medical reviewer.
        ValidationError: no note.
    """
    if not by.has_perm(ADD) or not may_read(by, story):
        raise PermissionDenied(_("You may not answer for medical reviewers."))
    if not note.strip():
        raise ValidationError({"note": _("Say what keeps you from signing, so that the desk can mend it.")})
    lock_page(story.pk)
    story = ArticlePage.objects.get(pk=story.pk)
    state = waiting(story)
    if state is None:
        return False
    state.current_task_state.specific.reject(user=by, update=False, comment=note.strip())
    WorkflowState.objects.get(pk=state.pk).cancel(user=by)
    log(
        instance=story,
        action="medical_reviews.decline",
        user=by,
        revision=story.get_latest_revision(),
        data={"note": note.strip()},
    )
    letters.declined(story, by=by, note=note.strip(), asked_by=state.requested_by)
    return True
