"""Stories that name a product go back to the desk when it is recalled."""

from django.utils.translation import gettext as _

from articles.products_named import stories_naming
from products.recalls import recalled

from .models import CauseKind
from .opening import open_for


def connect():
    recalled.connect(_recalled, dispatch_uid="rechecks.products")


def _recalled(recall, by, **kwargs):
    words = _("%(product)s was recalled: %(reason)s") % {"product": recall.product, "reason": recall.reason}
    cause = open_for(recall.product, CauseKind.PRODUCT_RECALLED, words, stories_naming(recall.product), by=by)
    return cause.stories if cause else 0
