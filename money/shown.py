"""Keeps, word for word, what each published version told readers about who paid. The only writer of ShownDisclosure."""

from django.db import transaction
from django.db.models import DateTimeField, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _

from wagtail.signals import page_published, page_unpublished

from articles.aspects import Aspect
from articles.disclosures import ValueBand
from articles.models import ArticlePage
from readiness.models import Override
from review.runs import latest_run

from .models import AdvertiserPage, ShownDisclosure, ShownKind


def connect():
    for page_model in (ArticlePage, AdvertiserPage):
        page_published.connect(_published, sender=page_model, dispatch_uid="money.shown.published")
        page_unpublished.connect(_unpublished, sender=page_model, dispatch_uid="money.shown.unpublished")


@transaction.atomic
def _published(instance, **kwargs):
    now = timezone.now()
    end(instance, now)
    told = list(told_by(instance))
    common = {
        "page_id": instance.pk,
        "headline": instance.title,
        "address": instance.full_url or "",
        "approved_by": approvers(instance) if told else "",
        "shown_from": now,
    }
    ShownDisclosure.objects.bulk_create([ShownDisclosure(**common, **fields) for fields in told])


def _unpublished(instance, **kwargs):
    end(instance, timezone.now())


def end(page, now):
    """Close what readers of a page were told until now; a clock that was set back keeps nobody from it."""
    until = Greatest("shown_from", Value(now, DateTimeField()))
    ShownDisclosure.objects.filter(page_id=page.pk, shown_until=None).update(shown_until=until)


def told_by(page):
    """Yield the fields of a ShownDisclosure for each thing that a version tells its readers."""
    if isinstance(page, AdvertiserPage):
        [sentence] = page.disclosure_lines
        yield {"kind": ShownKind.ADVERTISER, "party": page.sponsor, "may_change_text": True, "sentence": sentence}
        return
    for disclosure in page.disclosures.all():
        if disclosure.sentence:
            yield {
                "kind": disclosure.kind,
                "party": disclosure.party,
                "value": disclosure.value or ValueBand.UNKNOWN,
                "may_change_text": disclosure.may_change_text,
                "sentence": disclosure.sentence,
            }
    if page.nothing_to_disclose:
        yield {"kind": ShownKind.NONE, "sentence": page.nothing_to_disclose}


def approvers(page):
    """The names of those who signed for the disclosures of this version, or of those who let it pass without."""
    run = latest_run(page)
    signed = run.counted_sign_offs if run else []
    names = [sign_off.approver_name for _stage, turn, sign_off in signed if Aspect.DISCLOSURES in turn.aspects]
    if not names:
        waived = Override.objects.filter(page_id=page.pk, rule="missing_sign_offs").select_related("given_by")
        names = [_("%(name)s, without sign-off") % {"name": one.given_by} for one in waived[:1] if one.given_by]
    return Truncator(get_text_list(list(dict.fromkeys(names)), _("and"))).chars(500)
