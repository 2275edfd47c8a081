"""Calling a product unsafe, and taking that back. The only writer of Recall.

Every card of the product changes with it, in every story: cards read the record each time they are shown.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from .models import Recall

MAY = "products.recall_product"

recalled = Signal()  # recall, by: within the transaction in which it happens. Returns: stories sent back to the desk


@transaction.atomic
def recall(product, *, by, **words):
    """Tell readers on every card that a product is recalled.

    Args:
        by: the user.
        words: reason, recalled_on, authority and address, as Recall has them.

    Returns:
        The number of stories that are to be looked at again; None where a colleague was quicker.

    Raises:
        PermissionDenied: they may not.
        ValidationError: something is missing, or the address is none.
    """
    _refuse_others(by)
    made = Recall(product=product, by=by, **words)
    made.clean_fields()
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # one stands already: two at the same moment are told apart by the database alone
        return None
    log(instance=product, action="products.recall", user=by, data={"reason": made.reason})
    answers: Any = recalled.send(sender=Recall, recall=made, by=by)
    return sum(stories or 0 for _receiver, stories in answers)


@transaction.atomic
def lift(product, because, *, by):
    """Take the recall of a product back: its cards are as they were.

    Returns:
        Whether there was one.

    Raises:
        PermissionDenied: they may not.
        ValidationError: it is not said why.
    """
    _refuse_others(by)
    if not (because := because.strip()):
        raise ValidationError({"lifted_because": _("Say why it no longer holds.")})
    standing = Recall.objects.select_for_update().open().filter(product=product).first()
    if standing is None:
        return False
    standing.lifted_by, standing.lifted_at, standing.lifted_because = by, timezone.now(), because[:400]
    standing.save()
    log(instance=product, action="products.lift_recall", user=by, data={"reason": standing.lifted_because})
    return True


def _refuse_others(user):
    if not user.has_perm(MAY):
        raise PermissionDenied(_("You may not recall products."))
