"""My desk on the screen: the first panel of the admin's home, and a page of its own for all of it."""

from django.core.paginator import Paginator
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel

from . import desk
from .actions import Viewer
from .board_screens import may_see_board
from .paging import StoryPaginator

IN_PANEL = 10
# They ask the database again for each story, and have no end; my desk says the same and more.
REPLACED = (UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel)


class DeskColumn(Column):
    """One cell of a row; its template gets `card`, the `turns` to name, and `actions`."""

    class Media:
        css = {"all": ["planning/css/desk.css"]}

    def __init__(self, name, **kwargs):
        super().__init__(name, classname=f"desk-{name}", **kwargs)
        self.cell_template_name = f"planning/admin/desk_{name}_cell.html"

    def get_value(self, instance):
        return ""

    def get_cell_context_data(self, instance, parent_context):
        table = parent_context["table"]
        return super().get_cell_context_data(instance, parent_context) | {
            "card": instance,
            "turns": instance.open_turns if table.is_own else table.viewer.turns(instance),
            "actions": table.actions_in_row(instance),
            "csrf_token": get_token(parent_context["request"]),
        }


class DeskTable(Table):
    """What waits for somebody, or their own stories, one in each row; on a phone a row is a card.

    Args:
        cards: from `desk.cards_for`.
        viewer: the `actions.Viewer` whose desk this is.
        is_own: whether it lists the viewer's own stories.
    """

    desk_columns = [
        DeskColumn("story", label=_("Story"), width="27%"),
        DeskColumn("place", label=_("Stage and desk"), width="13%"),
        DeskColumn("words", label=_("Words"), width="7%"),
        DeskColumn("findings", label=_("Findings"), width="11%"),
        DeskColumn("signed", label=_("Sign-offs"), width="8%"),
        DeskColumn("waiting", label=_("Waiting"), width="10%"),
        DeskColumn("deadline", label=_("Deadline"), width="13%"),
        DeskColumn("actions", label=_("Actions"), width="11%"),
    ]
    in_row = ["claim", "sign", "send_back", "open", "hand_on"]  # the first one that is there stands out

    def __init__(self, cards, viewer, *, is_own=False):
        self.viewer, self.is_own = viewer, is_own
        caption = _("My stories") if is_own else _("What waits for me")
        super().__init__(self.desk_columns, viewer.look_at(cards), classname="listing desk-listing", caption=caption)

    def actions_in_row(self, card):
        shown = [action for action in card.actions if action.name in self.in_row]
        return sorted(shown, key=lambda action: self.in_row.index(action.name))


class DeskPanel(Component):
    """What waits for me, and what became of my stories."""

    name = "my_desk"
    order = 60  # below the buttons that start something new
    template_name = "planning/admin/desk_panel.html"

    class Media:
        css = {"all": ["planning/css/desk.css"]}

    def get_context_data(self, parent_context):
        request = parent_context["request"]
        viewer = Viewer(request.user)
        waiting = Paginator(desk.waiting_for(request.user), IN_PANEL)
        own = Paginator(desk.stories_of(request.user), IN_PANEL)
        cards, own_cards = desk.cards_for(waiting.page(1).object_list, own.page(1).object_list)
        return {
            "request": request,
            "csrf_token": get_token(parent_context["request"]),
            "waiting": waiting,
            "own": own,
            "table": DeskTable(cards, viewer),
            "own_table": DeskTable(own_cards, viewer, is_own=True),
        }


def put_desk_first(request, panels):
    """For hook construct_homepage_panels."""
    panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)]
    if may_see_board(request.user):
        panels.append(DeskPanel())


def count_only_what_waits(request, summary_items):
    """For hook construct_homepage_summary_items: how many pages and photos there are is no news in the morning."""
    summary_items[:] = [item for item in summary_items if not type(item).__module__.startswith("wagtail.")]


class DeskView(BaseListingView):
    """Everything that waits for me."""

    paginator_class = StoryPaginator

    template_name = "planning/admin/desk.html"
    results_template_name = "planning/admin/desk_results.html"
    page_title = _("My desk")
    header_icon = "desktop"
    paginate_by = 25
    index_url_name = "desk:index"
    is_own = False

    def get_base_queryset(self):
        return desk.waiting_for(self.request.user)

    def get_cards(self, rows):
        return desk.cards_for(rows)[0]

    def get_table(self, object_list):
        return DeskTable(self.get_cards(list(object_list)), Viewer(self.request.user), is_own=self.is_own)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        number, other = context["paginator"].count, self.other_list().count()
        waiting, own = (other, number) if self.is_own else (number, other)
        return context | {
            "is_own": self.is_own,
            "lists": [
                (_("Waits for me"), waiting, reverse("desk:index"), not self.is_own),
                (_("My stories"), own, reverse("desk:own"), self.is_own),
            ],
        }

    def other_list(self):
        return desk.stories_of(self.request.user)


class OwnStoriesView(DeskView):
    """How my own stories fare that are not out yet."""

    index_url_name = "desk:own"
    is_own = True

    def get_base_queryset(self):
        return desk.stories_of(self.request.user)

    def get_cards(self, rows):
        return desk.cards_for([], rows)[1]

    def other_list(self):
        return desk.waiting_for(self.request.user)
