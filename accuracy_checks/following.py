"""What waits for the sources: the stage of the workflow, and the findings of the story."""

from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext as _

from wagtail.models import WorkflowState

from articles.models import ArticlePage
from readiness.reports import recheck
from review import stages

from .models import WAITS_FOR_SOURCES, AccuracyCheck, AccuracyPolicy, CheckState, Policy
from .standing import standings


def connect():
    for signal in (post_save, post_delete):
        signal.connect(_policy_changed, sender=AccuracyPolicy, dispatch_uid="accuracy_checks.following.policy")


def _policy_changed(raw=False, **kwargs):
    """What sources are to be asked may be otherwise in every story: the worker looks at them all again."""
    if not raw:
        recheck(ArticlePage.objects.order_by().values("pk"))


def why_settled(page):
    """Why a stage that waits for the sources passes by itself; empty while there is somebody to wait for.

    Args:
        page: the version at hand, of any type.
    """
    policy = AccuracyPolicy.of_the_house().policy
    if policy == Policy.NEVER:
        return _("The house asks no source whether a statement is accurate.")
    if not isinstance(page, ArticlePage):
        return _("There is no statement to ask a source about.")
    asked = [one for one in standings(page) if one.statement.is_shown_under(policy)]
    if not asked:
        return _("There is no statement to ask a source about.")
    if not all(one.is_settled for one in asked) or wrongly_credited(page):
        return ""
    return _("Every statement is settled with its source.")


def wrongly_credited(page):
    """The checks in which a source says that they are credited wrongly, and nobody has dealt with it."""
    answered = AccuracyCheck.objects.filter(story=page.pk, state=CheckState.ANSWERED, decision="")
    return list(answered.exclude(credentials="").select_related("person"))


def follow(story_pk):
    """After something about a check has changed: let the story go on that waits for it, and look at it again.

    Nothing is published by it. Where every desk has signed, the last one is asked once more.
    """
    recheck([story_pk])
    state = WorkflowState.objects.filter(
        stages__page=story_pk, stages__waits_for=WAITS_FOR_SOURCES, status=WorkflowState.STATUS_IN_PROGRESS
    ).first()
    run = stages.locked_run(state) if state else None
    if run and run.current and run.current.waits_for == WAITS_FOR_SOURCES:
        stages.go_on(run, None)
