import django_filters

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import policy_registry

from .models import Photo


class PhotoFilterSet(WagtailFilterSet):
    without = django_filters.ChoiceFilter(
        label=gettext_lazy("Missing"),
        method="lacking",
        choices=[
            ("credit", gettext_lazy("Credit")),
            ("alt_text", gettext_lazy("Alt text")),
            ("caption", gettext_lazy("Caption")),
        ],
    )

    class Meta:
        model = Photo
        fields = ["release_state", "retouching"]

    def lacking(self, photos, name, value):
        return photos.filter(**{value: ""})


def still_missing(photo):
    return get_text_list([str(gap) for gap in photo.missing], _("and"))


class PhotoReportView(ReportView):
    """Photos by what is not known about them; Wagtail's own library cannot be filtered so."""

    model = Photo
    page_title = gettext_lazy("Photos: rights and gaps")
    header_icon = "image"
    index_url_name = "photo_report"
    index_results_url_name = "photo_report_results"
    filterset_class = PhotoFilterSet
    any_permission_required = ["change"]
    default_ordering = "-created_at"
    columns = [
        TitleColumn("title", label=gettext_lazy("Title"), url_name="wagtailimages:edit"),
        Column("credit", label=gettext_lazy("Credit")),
        Column("missing", label=gettext_lazy("Still missing"), accessor=still_missing),
        Column("release", label=gettext_lazy("Release"), accessor="get_release_state_display"),
        DateColumn("created_at", label=gettext_lazy("Added")),
    ]
    list_export = ["title", "credit", "alt_text", "get_release_state_display", "get_retouching_display", "taken_on"]
    export_headings = {
        "get_release_state_display": gettext_lazy("Release"),
        "get_retouching_display": gettext_lazy("Retouching"),
    }

    def get_queryset(self):
        mine = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["change"])
        return mine.order_by("-created_at", "-pk")


class PhotoReportMenuItem(MenuItem):
    def is_shown(self, request):
        policy = policy_registry.get_by_type(Photo)
        return policy.user_has_any_permission(request.user, PhotoReportView.any_permission_required)
