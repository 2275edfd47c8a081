"""Cards of products."""

from django.utils.translation import gettext_lazy as _

from wagtail import blocks

from articles import previews

from .choosers import ProductChooserBlock
from .parts import INLINE_FEATURES


class ProductBlock(blocks.StructBlock):
    """The card of a product. What it is, costs and where it is sold, its record says each time the card is shown."""

    product = ProductChooserBlock("products.Product", label=_("Product"))
    verdict = blocks.RichTextBlock(
        required=False,
        features=INLINE_FEATURES,
        label=_("What this story thinks of it"),
        help_text=_("Two or three sentences: what it did, and for whom it is. Price and shops stand in its record."),
        default="",
    )

    class Meta:
        icon = "tag"
        label = _("Product")
        description = _("A card with photo, price, shops and your verdict. Readers can put it on their shopping list.")
        template = "articles/blocks/product.html"
        label_format = "{product}"
        group = _("Products")

    def get_preview_value(self):
        return previews.product(self)

    def get_searchable_content(self, value):
        product = value.get("product")
        return [*([str(product)] if product else []), *super().get_searchable_content(value)]


class ProductListBlock(blocks.StructBlock):
    """Several products that belong together, each with its card."""

    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"), default="")
    products = blocks.ListBlock(ProductBlock(), default=[{}, {}], min_num=2, max_num=30, label=_("Products"))

    class Meta:
        icon = "list-ul"
        label = _("Several products")
        description = _("Two products or more, one card each: what you tried, or what does the same for less.")
        template = "articles/blocks/products.html"
        label_format = "{title}"
        group = _("Products")

    def get_preview_value(self):
        return previews.products(self)
