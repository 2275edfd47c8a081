from .reports import kept_since, report_on
from .rules import rules_for
from .side_panel import ReadinessSidePanel


class ReadinessEditorMixin:
    """Puts the panel of findings into Wagtail's views for creating, editing and reverting, before their class."""

    def get_side_panels(self):
        panels = super().get_side_panels()
        if rules_for(type(self.page)):
            panels.insert(1, ReadinessSidePanel(self.page, self.request, self.get_readiness_report()))
        return panels

    def get_readiness_report(self):
        """On the version shown. Autosave has just had it made: no need to run the rules again."""
        return (self.expects_json_response and kept_since(self.page)) or report_on(self.page)
