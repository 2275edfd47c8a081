from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from .models import Product, Retailer


def safety(product):
    return _("Recalled") if product.recall else ""


def prices(product):
    """Each price with its shop, and a word where it is old."""
    rows = [f"{offer.price_words} {offer.retailer}" for offer in product.offers.all() if offer.price is not None]
    old = any(offer.is_old for offer in product.offers.all())
    return " · ".join([*rows, *([_("to be checked again")] if old else [])])


class ProductIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("recalls", "offers__retailer")


class ProductViewSet(SnippetViewSet):
    model = Product
    icon = "tag"
    index_view_class = ProductIndexView
    list_display = [
        "name",
        "brand",
        "shade",
        Column("prices", label=gettext_lazy("Prices"), accessor=prices),
        Column("safety", label=gettext_lazy("Safety"), accessor=safety),
    ]
    list_filter = ["brand", "acquired"]


class RetailerViewSet(SnippetViewSet):
    model = Retailer
    icon = "site"
    list_display = ["name", BooleanColumn("pays_nobody", label=gettext_lazy("Pays us nothing"))]
