import django_filters

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import GlossaryTerm
from .views import TermCreateView, TermEditView


class TermFilterSet(WagtailFilterSet):
    review = django_filters.ChoiceFilter(
        label=gettext_lazy("Review"),
        method="by_review",
        choices=[
            ("waits", gettext_lazy("Waits for a review")),
            ("done", gettext_lazy("Reviewed")),
            ("never", gettext_lazy("Readers do not get it")),
        ],
    )

    class Meta:
        model = GlossaryTerm
        fields = []

    def by_review(self, terms, name, value):
        if value == "never":
            return terms.filter(signed__isnull=True)
        return terms.filter(awaits_review=value == "waits")


def state(term):
    """What readers get of a term, in a few words."""
    if term.signed is None:
        return _("Waits for a review")
    return _("Changed, waits for a review") if term.awaits_review else _("Reviewed")


class GlossaryTermViewSet(SnippetViewSet):
    """The words that stories explain. Who writes stories writes them; who checks facts or reviews signs for them."""

    model = GlossaryTerm
    icon = "openquote"
    menu_label = gettext_lazy("Glossary")
    add_view_class = TermCreateView
    edit_view_class = TermEditView
    inspect_view_enabled = True
    inspect_view_fields = ["title", "definition", "source", "reviewer_name", "reviewed_at"]
    copy_view_enabled = False  # one word has one definition
    filterset_class = TermFilterSet
    list_display = [
        "title",
        "definition",
        Column("state", label=gettext_lazy("Review"), accessor=state),
        Column("reviewer_name", label=gettext_lazy("Reviewed by")),
        DateColumn("reviewed_at", label=gettext_lazy("Reviewed")),
    ]
