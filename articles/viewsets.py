from django.utils.translation import gettext_lazy as _

from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from glossary.viewsets import GlossaryTermViewSet
from people.viewsets import PageListingMenuItem
from products.viewsets import ProductViewSet, RetailerViewSet
from readiness.columns import FindingsColumn, ReadinessFilterSet
from treatments.viewsets import TreatmentViewSet

from .models import ArticlePage
from .source_screens import SourceViewSet


def byline(article):
    return ", ".join(str(author) for author in article.authors)


class StoryIndexView(IndexView):
    base_filterset_class = ReadinessFilterSet

    def annotate_queryset(self, pages):
        return super().annotate_queryset(pages).prefetch_related("topic", "bylines__person", "readiness_report")


class StoryListingViewSet(PageListingViewSet):
    """All stories in one list, whatever their stage."""

    model = ArticlePage
    name = "stories"
    icon = "edit"
    index_view_class = StoryIndexView
    add_to_admin_menu = True
    menu_label = _("Stories")
    menu_order = 50
    menu_item_class = PageListingMenuItem
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Headline"), sort_key="title", classname="title"),
        Column("topic", label=_("Topic")),
        Column("byline", label=_("Byline"), accessor=byline),
        FindingsColumn(width="12%"),
        DateColumn(
            "latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at", width="12%"
        ),
        PageStatusColumn("status", label=_("Status"), sort_key="live", width="12%"),
    ]
    list_filter = ["topic", "live", "disclosure_answer"]


class ReferenceViewSetGroup(SnippetViewSetGroup):
    """What stories name, so that every mention of one thing leads to the same place."""

    items: tuple = (TreatmentViewSet, GlossaryTermViewSet, ProductViewSet, RetailerViewSet, SourceViewSet)
    menu_label = _("Reference")
    menu_name = "reference"
    menu_icon = "tag"
    menu_order = 350


def add_to_reference(viewset):
    """Put another room's list into the menu Reference; for its wagtail_hooks.py, which are read before ours."""
    ReferenceViewSetGroup.items = (*ReferenceViewSetGroup.items, viewset)
