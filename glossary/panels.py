from wagtail.admin.panels import Panel


class ReviewPanel(Panel):
    """Whether readers get the definition, who stands behind it, and the way to the screen where that is signed."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "glossary/admin/review_panel.html"

        def is_shown(self):
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            may = self.request.user.has_perm("glossary.review_glossaryterm")
            return super().get_context_data(parent_context) | {"may_review": may}


class UsesPanel(Panel):
    """The stories in which readers find the word explained."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "glossary/admin/uses_panel.html"

        def is_shown(self):
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            uses = self.instance.uses.select_related("article").order_by("-article__first_published_at")
            return super().get_context_data(parent_context) | {"stories": [use.article for use in uses[:20]]}
