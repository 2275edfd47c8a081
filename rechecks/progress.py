"""How far looking at stories again has come, for the page of whatever they lean on."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q

from .models import Cause, Outcome

CAUSES_SHOWN = 3


def progress_of(thing):
    """What has happened to a thing lately, as {"causes": …}, each cause with `settled`: how many stories are answered
    for. One query.

    Args:
        thing: a saved row of any model.
    """
    causes = Cause.objects.filter(content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk)
    settled = Count("rechecks", filter=~Q(rechecks__outcome=Outcome.OPEN))
    return {"causes": causes.annotate(settled=settled)[:CAUSES_SHOWN]}
