from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.ui.side_panels import BaseSidePanel

from articles.models import ArticlePage

from .asking import ASK, DECIDE
from .models import AccuracyPolicy
from .sources import sources_of
from .standing import State


class AccuracySidePanel(BaseSidePanel):
    """What the sources say of their statements, each with the way to its block and to the decision."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle accuracy checks")
        icon_name = "openquote"

        def get_context_data(self, parent_context):
            return super().get_context_data(parent_context) | {"count": self.panel.waiting}

    name = "accuracy"
    title = _("Accuracy checks")
    order = 170  # after the desks
    template_name = "accuracy_checks/admin/side_panel.html"

    def __init__(self, page, request):
        super().__init__(page, request)
        self.sources = sources_of(page, AccuracyPolicy.of_the_house().policy) if page.pk else []

    @property
    def waiting(self):
        """How many answers wait for an editor."""
        lines = [one.state for source in self.sources for one in source.standings]
        gone = sum(len(source.gone) for source in self.sources)
        credits = sum(bool(source.check and source.check.is_undecided) for source in self.sources)
        return credits + gone + sum(state in (State.DISPUTED, State.TO_MEND) for state in lines)

    def get_context_data(self, parent_context):
        user = self.request.user
        return super().get_context_data(parent_context) | {
            "sources": self.sources,
            "may_decide": user.has_perm(DECIDE),
            "may_ask": user.has_perm(ASK),
            "story_url": reverse("accuracy_checks_story", args=[self.object.pk]) if self.object.pk else "",
        }


def panel_for(page, request):
    """The panel for a story; None for pages without statements of their own."""
    return AccuracySidePanel(page, request) if isinstance(page, ArticlePage) else None
