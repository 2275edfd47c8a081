from wagtail.admin.panels import Panel

from .missing import missing_from


class MissingPanel(Panel):
    """Tells the editor what is still unknown in the story as last saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "articles/admin/missing_panel.html"

        def is_shown(self):
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {"sentences": missing_from(self.instance)}
