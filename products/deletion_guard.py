"""What stories or cards need is not deleted. Here an editor is told so; for shops the database refuses as well."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.admin import messages
from wagtail.models import ReferenceIndex

from .models import Offer, Product, Retailer


def refuse_to_delete_used(request, instances):
    """Stop Wagtail's screens for one and for several, for hook before_delete_snippet; None where nothing is used."""
    products = [one for one in instances if isinstance(one, Product)]
    retailers = [one for one in instances if isinstance(one, Retailer)]
    shown = any(one.stories.exists() or ReferenceIndex.get_references_to(one).exists() for one in products)
    if shown:
        message = _("Nothing was deleted: a story names it. “Usage” lists the stories. Take it out of them first.")
        messages.error(request, message)
        return redirect(reverse("wagtailsnippets_products_product:list"))
    if any(one.recall for one in products):
        # It goes with the product, and readers' shopping lists would never hear of it.
        message = _("Nothing was deleted: it is recalled, and readers must hear of it. Lift the recall first.")
        messages.error(request, message)
        return redirect(reverse("wagtailsnippets_products_product:list"))
    if number := Offer.objects.filter(retailer__in=retailers).count():
        message = ngettext(
            "Nothing was deleted: %(number)d product is sold there, says its record.",
            "Nothing was deleted: %(number)d products are sold there, say their records.",
            number,
        )
        messages.error(request, message % {"number": number})
        return redirect(reverse("wagtailsnippets_products_retailer:list"))
    return None
