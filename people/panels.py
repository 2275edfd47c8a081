from wagtail.admin.panels import Panel


class MissingPanel(Panel):
    """Tells editors what is still open on the page as last saved. The page lists it as `missing`."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "people/admin/missing_panel.html"

        def is_shown(self):
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"missing": self.instance.missing}
