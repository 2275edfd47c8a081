import django_filters

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import IndexView, InspectView, SnippetViewSet

from accounts.house_clock import today

from .models import Treatment
from .views import TreatmentCreateView, TreatmentEditView


class TreatmentFilterSet(WagtailFilterSet):
    check = django_filters.ChoiceFilter(
        label=gettext_lazy("Next check"),
        method="to_check",
        choices=[("soon", gettext_lazy("Due within 60 days, or never verified"))],
    )

    class Meta:
        model = Treatment
        fields = ["evidence_level", "volatility"]

    def to_check(self, treatments, name, value):
        return treatments.to_check_soon()


def standing(treatment):
    """What the law says, place by place, in one line."""
    return " · ".join(f"{row.jurisdiction}: {row.get_status_display()}" for row in treatment.statuses.all()) or _(
        "Not known"
    )


def next_check(treatment):
    rows = treatment.statuses.all()
    if any(row.needs_verification for row in rows):
        return _("Never verified")
    days = [row.next_check for row in rows if row.next_check]
    if not days:
        return ""
    day = date_format(min(days), "SHORT_DATE_FORMAT")
    return _("Overdue since %(day)s") % {"day": day} if min(days) <= today() else day


class TreatmentIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().prefetch_related("statuses")


class TreatmentInspectView(InspectView):
    """The record for those who may only read it."""

    template_name = "treatments/admin/inspect.html"


class TreatmentViewSet(SnippetViewSet):
    """The records of treatments. Everybody at the desk reads them; who checks facts keeps them."""

    model = Treatment
    icon = "pick"
    index_view_class = TreatmentIndexView
    add_view_class = TreatmentCreateView
    edit_view_class = TreatmentEditView
    inspect_view_class = TreatmentInspectView
    inspect_view_enabled = True
    copy_view_enabled = False  # two records of one treatment would be two truths
    filterset_class = TreatmentFilterSet
    list_display = [
        "name",
        Column("standing", label=gettext_lazy("What the law says"), accessor=standing),
        Column("next_check", label=gettext_lazy("Next check"), accessor=next_check),
    ]


class ChecksMenuItem(MenuItem):
    """“Treatments to check”, among the reports."""

    def is_shown(self, request):
        policy = policy_registry.get_by_type(Treatment)
        return policy.user_has_any_permission(request.user, ["change"])
