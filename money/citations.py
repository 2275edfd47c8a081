"""Who is cited on advertisers' pages: the only writer of AdvertiserCitation. A story has articles/citations.py."""

from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_save

from wagtail.models import Revision
from wagtail.signals import page_published, page_unpublished

from articles import deletion_guard
from articles.citations import cited_ids
from people.models import PersonPage
from readiness.versions import version_in

from .models import AdvertiserCitation, AdvertiserPage


def connect():
    post_save.connect(_draft_saved, sender=Revision, dispatch_uid="money.citations.draft")
    for signal in (page_published, page_unpublished):
        signal.connect(_live_changed, sender=AdvertiserPage, dispatch_uid="money.citations.live")
    deletion_guard.ALSO_NEEDED_BY.append(pages_that_need)


def pages_that_need(doomed):
    """Advertisers' pages that cite one of these pages, for the guard that tells an editor why nothing was deleted."""
    citing = AdvertiserCitation.objects.filter(person__in=doomed.values("pk")).exclude(page__in=doomed.values("pk"))
    return AdvertiserPage.objects.filter(pk__in=citing.values("page")).order_by("draft_title")


def _draft_saved(instance, update_fields=None, **kwargs):
    is_ours = instance.content_type.model_class() is AdvertiserPage
    if is_ours and (update_fields is None or "content" in update_fields):
        remember(instance.object_id, version_in(instance))


def _live_changed(instance, **kwargs):
    remember(instance.pk, instance.get_latest_revision_as_object())


@transaction.atomic
def remember(pk, newest):
    """Keep a row for everybody cited in what readers see or in the newest draft, and for nobody else.

    Args:
        newest: the page as in its newest draft; while that is being saved, the page's own row names the one before.
    """
    page = AdvertiserPage.objects.get(pk=pk)
    bodies = [newest.body, *([page.body] if page.live else [])]
    cited = PersonPage.objects.filter(pk__in={one for body in bodies for one in cited_ids(body)})
    rows = AdvertiserCitation.objects.filter(page=page)
    rows.filter(~Q(person__in=cited.values("pk"))).delete()
    AdvertiserCitation.objects.bulk_create(
        [AdvertiserCitation(page=page, person_id=one) for one in cited.values_list("pk", flat=True)],
        ignore_conflicts=True,
    )
