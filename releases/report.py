"""The photo library by what is not known, what ends soon and what is used."""

from datetime import timedelta

import django_filters

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.images.views.images import ImagePreviewColumn
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from accounts.house_clock import today
from photos.models import Photo
from products.models import Product

from .models import AGREED, Release

SOON = 60  # days; time to ask again, or to look for another photo


def uses_on_pages():
    """The places on saved pages that name a photo of an outer query. Drafts are not in Wagtail's reference index."""
    photo_type, page_type = (ContentType.objects.get_for_model(model) for model in (Photo, Page))
    return ReferenceIndex.objects.filter(
        to_content_type=photo_type, base_content_type=page_type, to_object_id=Cast(OuterRef("pk"), CharField())
    )


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

    ending = django_filters.ChoiceFilter(
        label=gettext_lazy("Rights"),
        method="ending_soon",
        choices=[("soon", gettext_lazy("End within 60 days"))],
    )
    use = django_filters.ChoiceFilter(
        label=gettext_lazy("Use"),
        method="used",
        choices=[
            ("used", gettext_lazy("On a page or a product")),
            ("unused", gettext_lazy("On no page and no product")),
        ],
    )

    class Meta:
        model = Photo
        fields = ["release_state", "retouching"]

    def lacking(self, photos, name, value):
        return photos.filter(**{value: ""})

    def ending_soon(self, photos, name, value):
        day = today()
        soon = (day, day + timedelta(days=SOON))
        ending = Release.objects.filter(ends_on__range=soon, state__in=AGREED)
        return photos.filter(Q(licence_ends_on__range=soon) | Q(pk__in=ending.values("photo")))

    def used(self, photos, name, value):
        used = Exists(uses_on_pages()) | Exists(Product.objects.filter(photo=OuterRef("pk")))
        return photos.filter(used if value == "used" else ~used)


class DayColumn(Column):
    """A day as it is. Wagtail's own column says “4 days ago”, and of a day to come “just now”."""

    def get_value(self, instance):
        day = super().get_value(instance)
        return date_format(day) if day else ""


def still_missing(photo):
    return get_text_list([str(gap) for gap in photo.missing], _("and"))


class PhotoReportView(ReportView):
    model = Photo
    page_title = gettext_lazy("Photos: rights and gaps")
    header_icon = "image"
    index_url_name = "photo_report"
    index_results_url_name = "photo_report_results"
    filterset_class = PhotoFilterSet
    any_permission_required = ["change"]
    default_ordering = "-created_at"
    is_searchable = True
    search_backend_name = None
    search_fields = ["title", "credit", "photographer", "alt_text", "caption"]
    columns = [
        ImagePreviewColumn("preview", label=gettext_lazy("Preview"), classname="image-preview"),
        # The words of the heading are the least width on a phone.
        TitleColumn("title", label=gettext_lazy("Title of the photo"), url_name="wagtailimages:edit"),
        Column("credit", label=gettext_lazy("Credit")),
        Column("missing", label=gettext_lazy("Still missing"), accessor=still_missing),
        Column("release", label=gettext_lazy("Release"), accessor="get_release_state_display"),
        DayColumn("licence_ends_on", label=gettext_lazy("Licence ends")),
        TitleColumn("pages", label=gettext_lazy("On pages"), url_name="release_desk:photo"),
        DateColumn("created_at", label=gettext_lazy("Added")),
    ]
    list_export = ["title", "credit", "alt_text", "get_release_state_display", "get_retouching_display", "taken_on"]
    export_headings = {
        "get_release_state_display": gettext_lazy("Release"),
        "get_retouching_display": gettext_lazy("Retouching"),
    }

    def get_filtered_queryset(self):
        return self.search_queryset(super().get_filtered_queryset())

    def get_queryset(self):
        mine = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["change"])
        pages = uses_on_pages().order_by().values("to_object_id").annotate(pages=Count("object_id", distinct=True))
        mine = mine.prefetch_renditions("max-165x165")
        return mine.annotate(pages=Coalesce(Subquery(pages.values("pages")), 0)).order_by("-created_at", "-pk")


class PhotoReportMenuItem(MenuItem):
    def is_shown(self, request):
        policy = policy_registry.get_by_type(Photo)
        return policy.user_has_any_permission(request.user, PhotoReportView.any_permission_required)
