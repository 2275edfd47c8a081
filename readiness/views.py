"""The screens of overrides: giving one, taking it back, and the report on all of them."""

import django_filters

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from wagtail.admin import messages
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn, UserColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.utils import get_breadcrumbs_items_for_page
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from . import overrides
from .forms import OverrideForm
from .models import Override


def editor_of(page):
    return reverse("wagtailadmin_pages:edit", args=(page.pk,))


class OverrideView(WagtailAdminTemplateMixin, FormView):  # ty: ignore[inconsistent-mro] - the stubs' order, not Django's
    """Let a page pass although something stands in its way: what, and why."""

    page_title = gettext_lazy("Publish anyway")
    template_name = "readiness/admin/override.html"
    form_class = OverrideForm

    def dispatch(self, request, *args, **kwargs):
        self.page = get_object_or_404(Page, pk=kwargs["page_id"])
        if not overrides.may_override(request.user, self.page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def blockers(self):
        """Those that nobody has waived yet."""
        given = set(Override.objects.filter(page=self.page).values_list("key", flat=True))
        found = overrides.blockers_of(self.page).values()
        return [finding for finding in found if not (finding.waiver and finding.key in given)]

    def get_form(self, form_class=None):
        mine = [finding for finding in self.blockers if overrides.may_waive(self.request.user, finding)]
        return OverrideForm(mine, self.request.POST if self.request.method == "POST" else None)

    def form_valid(self, form):
        try:
            overrides.waive(
                self.page, form.cleaned_data["keys"], by=self.request.user, reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:  # the page has changed since the list was made
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, self.what_now(form.cleaned_data["keys"]))
        return redirect(editor_of(self.page))

    def what_now(self, passed):
        left = [str(finding.message) for finding in self.blockers if finding.key not in passed]
        names = {"title": self.page.get_admin_display_title(), "left": " ".join(left)}
        if left:
            return _("Your override on “%(title)s” is noted. This is still in the way: %(left)s") % names
        return _("Nothing keeps “%(title)s” from being published now. It is not published yet.") % names

    def get_page_subtitle(self):
        return self.page.get_admin_display_title()

    def get_breadcrumbs_items(self):
        return [
            *get_breadcrumbs_items_for_page(self.page, self.request.user),
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        mine = {key for key, _message in context["form"].fields["keys"].choices}
        return context | {
            "page": self.page,
            "editor_url": editor_of(self.page),
            "may_choose": bool(mine),
            "others": [finding for finding in self.blockers if finding.key not in mine],
        }


@require_POST
def take_back(request, page_id, override_id):
    page = get_object_or_404(Page, pk=page_id)
    if not overrides.may_take_back(request.user, page):
        raise PermissionDenied
    override = Override.objects.filter(pk=override_id, page=page).first()
    if override and overrides.take_back(override, by=request.user):
        messages.success(request, _("The override is taken back: %(finding)s") % {"finding": override.message})
    else:
        messages.warning(request, _("This override has been taken back already."))
    return redirect(editor_of(page))


def rules_overridden():
    names = Override.objects.order_by("rule").values_list("rule", flat=True).distinct()
    return [(name, capfirst(name.replace("_", " "))) for name in names]


class OverrideFilterSet(WagtailFilterSet):
    given_by = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Given by"),
        queryset=lambda request: get_user_model().objects.filter(pk__in=Override.objects.values("given_by")),
    )
    rule = django_filters.ChoiceFilter(label=gettext_lazy("Rule"), choices=rules_overridden)
    given_at = django_filters.DateFromToRangeFilter(label=gettext_lazy("Given on"), widget=DateRangePickerWidget)

    class Meta:
        model = Override
        fields = []


class OverrideReportView(ReportView):
    """Every override in force: what was let pass, by whom, why."""

    model = Override
    page_title = gettext_lazy("Overrides")
    header_icon = "circle-check"
    index_url_name = "readiness:overrides"
    index_results_url_name = "readiness:overrides_results"
    filterset_class = OverrideFilterSet
    any_permission_required = ["add"]
    default_ordering = "-given_at"
    columns = [
        TitleColumn("page", label=gettext_lazy("Page"), get_url=lambda override: editor_of(override.page)),
        Column("message", label=gettext_lazy("Finding")),
        Column("reason", label=gettext_lazy("Reason")),
        UserColumn("given_by", label=gettext_lazy("Given by")),
        DateColumn("given_at", label=gettext_lazy("Given on"), sort_key="given_at"),
    ]
    list_export = ["page.title", "rule", "message", "reason", "given_by", "given_at"]
    export_headings = {
        "page.title": gettext_lazy("Page"),
        "rule": gettext_lazy("Rule"),
        "message": gettext_lazy("Finding"),
        "reason": gettext_lazy("Reason"),
        "given_by": gettext_lazy("Given by"),
        "given_at": gettext_lazy("Given at"),
    }

    def get_queryset(self):
        return Override.objects.for_report()


class OverrideReportMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(overrides.ADD)
