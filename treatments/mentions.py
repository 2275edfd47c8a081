"""The only writer of the table of pages that name a treatment."""

from django.db import transaction

from .models import Treatment, TreatmentMention


@transaction.atomic
def record(page_pk, place, treatment_ids, *, of=None):
    """Set one of the two flags for exactly these treatments; rows with neither flag go.

    Args:
        place: "in_live" or "in_draft".
        of: the id of the one treatment that this is about; without it, about all.

    Returns:
        The ids of the treatments that are new at this place.
    """
    mentions = TreatmentMention.objects.filter(page=page_pk)
    if of is not None:
        mentions = mentions.filter(treatment=of)
    wanted = (
        set(Treatment.objects.filter(pk__in=treatment_ids).values_list("pk", flat=True)) if treatment_ids else set()
    )
    known = {mention.treatment_id: mention for mention in mentions}
    other = "in_live" if place == "in_draft" else "in_draft"
    gone = [mention for pk, mention in known.items() if pk not in wanted and getattr(mention, place)]
    _delete([mention.pk for mention in gone if not getattr(mention, other)])
    _set([mention.pk for mention in gone if getattr(mention, other)], place, False)
    also = {pk for pk in wanted & known.keys() if not getattr(known[pk], place)}
    _set([known[pk].pk for pk in also], place, True)
    if new := wanted - known.keys():
        rows = [TreatmentMention(page_id=page_pk, treatment_id=pk, **{place: True}) for pk in new]
        TreatmentMention.objects.bulk_create(rows, ignore_conflicts=True)
    return new | also


def _delete(pks):
    if pks:
        TreatmentMention.objects.filter(pk__in=pks).delete()


def _set(pks, place, value):
    if pks:
        TreatmentMention.objects.filter(pk__in=pks).update(**{place: value})
