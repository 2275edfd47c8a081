"""The letter to whoever keeps the records of treatments: what is to be checked within 60 days, each told once."""

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import ngettext

from accounts.house_clock import today
from notices.addresses import in_admin
from notices.mail import compose, in_language_of
from notices.recipients import colleagues, holding
from treatments.models import RegulatoryStatus
from treatments.querysets import SOON
from treatments.viewsets import TreatmentViewSet

KEEPERS = "treatments.change_treatment"


def to_tell_of():
    """The rows to be checked soon of which no letter has spoken since they were checked last."""
    untold = Q(reminded_on__isnull=True) | Q(reminded_on__lt=F("checked_on"))
    return RegulatoryStatus.objects.due(SOON).filter(untold).select_related("treatment")


@transaction.atomic
def remind():
    """Write one letter to each of those who keep the records. Returns how many rows it speaks of."""
    rows = list(to_tell_of().select_for_update(of=("self",)).order_by(F("next_check").asc(nulls_first=True), "pk"))
    if not rows:
        return 0
    RegulatoryStatus.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_on=today())
    context = {"rows": rows, "link": in_admin(TreatmentViewSet().get_url_name("list"), query="check=soon")}
    for keeper in colleagues().filter(holding(KEEPERS)):
        with in_language_of(keeper):
            subject = ngettext(
                "A treatment is to be checked", "%(number)d entries on treatments are to be checked", len(rows)
            )
            compose(keeper.email, subject % {"number": len(rows)}, "rechecks/emails/checks", context).send()
    return len(rows)
