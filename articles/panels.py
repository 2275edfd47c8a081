from wagtail.admin.panels import Panel


class BeginWithPanel(Panel):
    """On a story that nobody has begun: what it can begin with (articles/story_templates.py)."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "articles/admin/begin_with.html"

        def is_shown(self):
            return self.instance.pk is None

        def get_context_data(self, parent_context=None):
            from .story_templates import TEMPLATES  # which needs the models, and they need this panel

            chosen = self.request.GET.get("template", "")
            return super().get_context_data(parent_context) | {
                "templates": [(self.address(name), template, name == chosen) for name, template in TEMPLATES.items()],
                "empty": self.address(None),
                "begins_empty": chosen not in TEMPLATES,
            }

        def address(self, name):
            """This screen with another template; where it leads on to stays."""
            query = self.request.GET.copy()
            query.pop("template", None)
            if name:
                query["template"] = name
            return f"?{query.urlencode()}"
