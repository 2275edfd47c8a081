from wagtail.admin.panels import Panel


class RecallPanel(Panel):
    """Whether the product is recalled, and the way to the screen where that is said."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "products/admin/recall_panel.html"

        def is_shown(self):
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            may = self.request.user.has_perm("products.recall_product")
            return super().get_context_data(parent_context) | {"recall": self.instance.recall, "may_recall": may}
