from django.utils.translation import gettext_lazy as _

from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .models import Product, Treatment


class TreatmentViewSet(SnippetViewSet):
    model = Treatment
    icon = "pick"
    list_display = ["name", "summary"]


class ProductViewSet(SnippetViewSet):
    model = Product
    icon = "tag"
    list_display = ["name", "brand"]
    list_filter = ["brand"]


class NamedThingsViewSetGroup(SnippetViewSetGroup):
    """What stories name, so that a reader finds everything about it and an editor every mention."""

    items = (TreatmentViewSet, ProductViewSet)
    menu_label = _("Treatments and products")
    menu_name = "treatments-and-products"
    menu_icon = "tag"
    menu_order = 350
