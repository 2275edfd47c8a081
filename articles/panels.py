from wagtail.admin.panels import Panel


class BeginWithPanel(Panel):
    """On a story that nobody has begun: what it can begin with (articles/story_templates.py)."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "articles/admin/begin_with.html"

        class Media:
            js = ["articles/js/begin_with.js"]

        def is_shown(self):
            return self.instance.pk is None and self.request.method == "GET"

        def get_context_data(self, parent_context=None):
            from .story_templates import TEMPLATES  # which needs the models, and they need this panel

            return super().get_context_data(parent_context) | {"templates": TEMPLATES}
