from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from .models import PersonPage


class PageListingMenuItem(MenuItem):
    """Shown to those who may open the listing; Wagtail shows the entry of a page listing to everybody."""

    def is_shown(self, request):
        policy = policy_registry.get_by_type(Page)
        return policy.user_has_any_permission(request.user, IndexView.any_permission_required)


def parts_played(person):
    parts = [
        (person.is_writer, _("writer")),
        (person.is_expert, _("expert")),
        (person.is_medical_reviewer, _("medical reviewer")),
    ]
    return ", ".join(str(name) for plays, name in parts if plays)


def standing_of(person):
    return person.standing.label if person.speaks else ""


def still_missing(person):
    return get_text_list([str(gap) for gap in person.missing], _("and"))


class PersonIndexView(IndexView):
    def annotate_queryset(self, pages):
        return super().annotate_queryset(pages).with_standing()


class PersonListingViewSet(PageListingViewSet):
    """Everyone the magazine knows, and what it does not know about them yet."""

    model = PersonPage
    name = "people"
    icon = "group"
    index_view_class = PersonIndexView
    add_to_admin_menu = True
    menu_label = gettext_lazy("People")
    menu_order = 60
    menu_item_class = PageListingMenuItem
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=gettext_lazy("Name"), sort_key="title", classname="title"),
        Column("part", label=gettext_lazy("Part"), accessor=parts_played),
        Column("missing", label=gettext_lazy("Still missing"), accessor=still_missing),
        Column("standing", label=gettext_lazy("Checked"), accessor=standing_of),
        DateColumn(
            "latest_revision_created_at",
            label=gettext_lazy("Updated"),
            sort_key="latest_revision_created_at",
            width="12%",
        ),
        PageStatusColumn("status", label=gettext_lazy("Status"), sort_key="live", width="12%"),
    ]
    list_filter = ["is_writer", "is_expert", "is_medical_reviewer"]
