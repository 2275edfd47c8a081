from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.ui.side_panels import BaseSidePanel

from articles.house_time import zone_name
from articles.models import BodyPage

from . import decisions
from .models import TurnStatus
from .runs import latest_run

# Panels of upper rooms, which stand beside this one.
MORE_PANELS: list = []


def add_side_panel(panel_for):
    """Put a side panel of an upper room into the editor.

    Args:
        panel_for: is handed (page, request); returns the panel, or None for a page that it is not about.
    """
    MORE_PANELS.append(panel_for)


def desks_panel_for(page, request):
    """The panel of the desks, or None for a page that none of them reads, such as the front page."""
    panel = DesksSidePanel(page, request)
    return panel if panel.run or isinstance(page, BodyPage) else None


class DesksSidePanel(BaseSidePanel):
    """Who has signed off on the story, whose sign-off fell away and why, and who is still to sign."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle desks")
        icon_name = "clipboard-list"

        def get_context_data(self, parent_context):
            run = self.panel.run
            turns = [turn for stage in run.stages for turn in stage.turns.all()] if run else []
            waiting = sum(turn.status == TurnStatus.OPEN for turn in turns)
            return super().get_context_data(parent_context) | {"count": waiting}

    name = "desks"
    title = _("Desks")
    order = 160  # after readiness
    template_name = "review/admin/desks_panel.html"

    def __init__(self, page, request):
        super().__init__(page, request)
        self.run: Any = latest_run(page) if page.pk else None

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        if self.run is None:
            return context
        newest = self.object.latest_revision_id
        return context | {
            "run": self.run,
            "zone": zone_name(),
            "why_not": decisions.why_no_sign_off(self.run, self.request.user),
            "stages": [self.stage(stage, newest) for stage in self.run.stages],
            "history_url": reverse("wagtailadmin_pages:history", args=(self.object.pk,)),
        }

    def stage(self, stage, newest):
        return {
            "name": stage.name,
            "is_current": stage == self.run.current,
            "skipped": self.run.why_skipped(stage),
            "turns": [self.turn(stage, turn, newest) for turn in stage.turns.all()],
        }

    def turn(self, stage, turn, newest):
        return {
            "desk": turn.desk_name,
            "status": turn.get_status_display(),
            "is_open": turn.status == TurnStatus.OPEN,
            "is_stuck": turn.status == TurnStatus.OPEN and not self.run.could_sign(stage, turn),
            "assignee": turn.assignee,
            "due_at": turn.due_at,
            "sign_offs": [self.sign_off(sign_off, newest) for sign_off in self.last_words(turn)],
        }

    def last_words(self, turn):
        """The sign-offs of a turn, without those that fell away and were given again by the same person."""
        renewed = {sign_off.approver_id for sign_off in self.run.sign_offs(turn)}
        return [one for one in turn.standing if self.run.holds(one) or one.approver_id not in renewed]

    def sign_off(self, sign_off, newest):
        holds = self.run.holds(sign_off)
        return {"given": sign_off, "holds": holds, "changes_url": "" if holds else self.changes_since(sign_off, newest)}

    def changes_since(self, sign_off, newest):
        """The address of the comparison of what was signed with the newest version; none for the same version."""
        if sign_off.revision_id == newest:
            return ""
        return reverse("wagtailadmin_pages:revisions_compare", args=(self.object.pk, sign_off.revision_id, newest))
