"""Putting stories on the list of those to look at again. Other rooms say what happened and which stories lean on it."""

from django_tasks import task

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from articles.models import ArticlePage
from readiness.reports import recheck as renew_findings

from . import letters
from .models import Cause, Recheck

# So many are on the list before the request that asks for it is over; of more, the worker lists the rest.
AT_ONCE = 500


@transaction.atomic
def open_for(about, kind, words, stories, *, by=None):
    """Ask for every live one of these stories to be looked at again.

    The number of queries does not grow with the stories. What somebody else has asked for and nobody has settled yet
    stays open beside it.

    Args:
        about: the row that changed: a person, a treatment, a source.
        kind: a CauseKind.
        words: what happened, one plain sentence in the house's language.
        stories: a queryset of ArticlePage.
        by: the user who changed it; None for the worker.

    Returns:
        The Cause; None where no live story is concerned.
    """
    live = ArticlePage.objects.live().filter(pk__in=stories.values("pk")).order_by("pk")
    ids = list(live.values_list("pk", flat=True))
    if not ids:
        return None
    cause = Cause.objects.create(
        kind=kind,
        content_type=ContentType.objects.get_for_model(about),
        object_id=about.pk,
        words=str(words)[:500],
        by=by,
        stories=len(ids),
        waiting=ids,
    )
    list_some(cause)
    if cause.waiting:
        go_on.enqueue(cause.pk)
    return cause


def list_some(cause):
    """Put the next AT_ONCE stories of a cause on the list."""
    some, cause.waiting = cause.waiting[:AT_ONCE], cause.waiting[AT_ONCE:]
    there = ArticlePage.objects.filter(pk__in=some).values_list("pk", flat=True)  # not deleted since
    Recheck.objects.bulk_create(
        [Recheck(cause=cause, article_id=pk) for pk in there], ignore_conflicts=True, batch_size=AT_ONCE
    )
    cause.save(update_fields=["waiting"])
    renew_findings(some)
    if not cause.waiting:
        letters.tell.enqueue(cause.pk)


@task()
def go_on(cause_id):
    """List what waits, a part in each transaction: stopped in between, it goes on where it was."""
    while True:
        with transaction.atomic():
            cause = Cause.objects.select_for_update().filter(pk=cause_id).first()
            if cause is None or not cause.waiting:
                return
            list_some(cause)
