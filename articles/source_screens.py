"""The list of sources, and the stories that lean on each."""

from functools import partial

from django.db.models import Count
from django.forms import URLField
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, UsageView

from sources.models import Source

from .models import SourceUse


def number_of_stories(source):
    if not source.number_of_stories:
        return _("In no story")
    words = ngettext("%(number)d story", "%(number)d stories", source.number_of_stories)
    return words % {"number": source.number_of_stories}


def what_came_of_asking(source):
    """Whether its address leads anywhere, in a word."""
    return source.get_link_status_display() if source.link_status else ""


class SourceIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().annotate(number_of_stories=Count("uses"))


class SourceUsageView(UsageView):
    """Every story that leans on a source, drafts too: Wagtail's index of references knows published versions alone."""

    page_title = gettext_lazy("Where used")

    def get_queryset(self):
        uses = SourceUse.objects.filter(source=self.object).select_related("article").defer("article__body")
        return uses.order_by("-in_live", "article__draft_title", "pk")

    @cached_property
    def columns(self):
        return [
            TitleColumn("story", label=_("Story"), accessor=story_of, get_url=self.editor_of),
            Column("where", label=_("Where"), accessor=where),
        ]

    def editor_of(self, use):
        return AdminURLFinder(self.request.user).get_edit_url(use.article)

    def get_table(self, object_list, **kwargs):
        return BaseListingView.get_table(self, object_list, **kwargs)


def story_of(use):
    return use.article.get_admin_display_title()


def where(use):
    places = [(use.in_live, _("page")), (use.in_draft, _("draft"))]
    return get_text_list([str(place) for is_there, place in places if is_there], _("and"))


class NewSourceForm(WagtailAdminModelForm):
    """What is asked of a source where it is cited; the rest waits in the list of sources."""

    class Meta:
        model = Source
        fields = ["kind", "doi", "pubmed_id", "title", "authors", "publisher", "year", "url", "accessed_on"]
        field_classes = {"url": partial(URLField, assume_scheme="https")}


class SourceChooserViewSet(SnippetChooserViewSet):
    creation_form_class = NewSourceForm


class SourceViewSet(SnippetViewSet):
    model = Source
    chooser_viewset_class = SourceChooserViewSet
    icon = "doc-full"
    index_view_class = SourceIndexView
    usage_view_class = SourceUsageView
    list_display = [
        "title",
        "authors",
        "publisher",
        "year",
        "doi",
        TitleColumn(
            "where_used",
            label=gettext_lazy("Where used"),
            accessor=number_of_stories,
            url_name="wagtailsnippets_sources_source:usage",
            sort_key="number_of_stories",
        ),
        Column("link", label=gettext_lazy("Address"), accessor=what_came_of_asking),
        "retracted_on",
    ]
    list_filter = {"kind": ["exact"], "link_status": ["exact"], "retracted_on": ["isnull"]}
