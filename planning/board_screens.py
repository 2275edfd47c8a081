"""The board on the screen."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from articles.models import ArticlePage

from . import board
from .actions import Viewer
from .desk_forms import BoardForm
from .querysets import SEES_STORIES


def may_see_board(user):
    """Whoever may see stories in Wagtail's listings, and whoever sits at a desk."""
    policy = policy_registry.get_by_type(ArticlePage)
    return policy.user_has_any_permission(user, SEES_STORIES) or sits_at_a_desk(user)


def sits_at_a_desk(user):
    """Whether one of the user's groups is a desk. Three menu entries want to know: asked once a request."""
    if not hasattr(user, "_sits_at_a_desk"):
        user._sits_at_a_desk = user.groups.filter(desks__isnull=False).exists()
    return user._sits_at_a_desk


class BoardView(WagtailAdminTemplateMixin, View):
    """Columns of cards; with `column` in the address, that one alone and page by page."""

    template_name = "planning/admin/board.html"
    page_title = _("Board")
    header_icon = "grid"

    def get(self, request):
        if not may_see_board(request.user):
            raise PermissionDenied
        return self.render_to_response(self.get_context_data())

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = BoardForm(self.request.GET)
        filters = form.cleaned_data if form.is_valid() else {}
        key = self.request.GET.get("column", "")
        if key:
            column, page = board.one_column(self.request.user, key, self.request.GET.get("p"), **filters)
            columns = [column]
            context |= {
                "alone": column,
                "page_obj": page,
                "elided_page_range": page.paginator.get_elided_page_range(page.number),
            }
        else:
            columns = board.columns(self.request.user, **filters)
        Viewer(self.request.user).look_at([card for column in columns for card in column.cards])
        return context | {
            "form": form,
            "columns": columns,
            "is_filtered": any(filters.values()),
            "board_url": reverse("board"),
            "here": self.request.get_full_path(),
        }


class StoryMenuItem(MenuItem):
    """Leads to where stories are worked on."""

    def is_shown(self, request):
        return may_see_board(request.user)
