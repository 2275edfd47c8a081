"""Where editors read what readers say is wrong in their stories, and answer."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from articles.house_time import local, told
from comments.corrections import (
    LONGEST_TEXT,
    UNANSWERED,
    CorrectionRequest,
    CorrectionStatus,
    answer,
    may_answer,
    take_in_hand,
)
from comments.emails import send_answer
from comments.forms import PlainTextField
from corrections.models import Correction


def may_see_requests(user):
    return page_permission_policy.user_has_any_permission(user, {"change", "publish"})


def when_due(report):
    """Until when its reader was promised an answer."""
    if not report.is_open:
        return _("given")
    return (
        _("overdue since %s") % told_day(report.due_at) if report.is_overdue else _("by %s") % told_day(report.due_at)
    )


def told_day(moment):
    return date_format(local(moment), "DATE_FORMAT")


class CorrectionsMenuItem(MenuItem):
    def is_shown(self, request):
        return may_see_requests(request.user)


class CorrectionsView(ReportView):
    """All requests about stories that one may edit; the open ones first."""

    model = CorrectionRequest
    index_url_name = "moderation:corrections"
    index_results_url_name = "moderation:corrections_results"
    page_title = gettext_lazy("Correction requests")
    header_icon = "warning"
    paginate_by = 30
    list_export = ()

    def dispatch(self, request, *args, **kwargs):
        if not may_see_requests(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        requests = CorrectionRequest.objects.for_editor(self.request.user).select_related("article")
        return requests.defer("article__body").order_by(F("answered_at").desc(nulls_first=True), "at")

    @cached_property
    def columns(self):
        return [
            TitleColumn("wrong", label=_("What is wrong"), url_name="moderation:correction", width="45%"),
            Column("article", label=_("Story"), accessor="article.title"),
            StatusTagColumn(
                "status", label=_("Status"), accessor="get_status_display", primary=lambda row: row.is_open
            ),
            DateColumn("at", label=_("Received")),
            Column("due", label=_("Answer"), accessor=when_due),
        ]


class NoticeChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return f"{obj.get_kind_display()}, {told(obj.published_at)}"


class AnswerForm(forms.Form):
    status = forms.ChoiceField(
        label=gettext_lazy("What came of it"),
        choices=[choice for choice in CorrectionStatus.choices if choice[0] not in UNANSWERED],
        widget=forms.RadioSelect,
    )
    notice = NoticeChoice(
        label=gettext_lazy("The notice that puts it right"),
        queryset=Correction.objects.none(),
        required=False,
        help_text=gettext_lazy("If it was corrected with a notice, the reader is led there."),
    )
    text = PlainTextField(
        label=gettext_lazy("Answer to the reader"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, story, **kwargs):
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["notice"].queryset = story.corrections.public()


class CorrectionView(WagtailAdminTemplateMixin, View):
    """One request, beside the story, with the form that closes it."""

    template_name = "moderation/correction.html"
    page_title = gettext_lazy("Correction request")
    header_icon = "warning"

    def dispatch(self, request, *args, **kwargs):
        requests = CorrectionRequest.objects.select_related("article", "comment__author", "by", "answered_by")
        self.correction = get_object_or_404(requests, pk=kwargs["pk"])
        if not may_answer(request.user, self.correction):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return self.correction.article.title

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("moderation:corrections"), "label": _("Correction requests")},
            {"url": "", "label": self.correction.article.title},
        ]

    def get(self, request, pk):
        return self.show(AnswerForm(story=self.correction.article))

    def post(self, request, pk):
        if "take" in request.POST:
            return self.take_in_hand()
        form = AnswerForm(request.POST, story=self.correction.article)
        if not form.is_valid():
            return self.show(form)
        if not answer(self.correction, by=request.user, **form.cleaned_data):
            messages.warning(request, _("A colleague was quicker. Your answer was not sent."))
            return self.show(form)
        if send_answer(self.correction):
            messages.success(request, _("Closed. The reader gets your answer by e-mail."))
        else:
            messages.success(request, _("Closed."))
        return redirect("moderation:corrections")

    def take_in_hand(self):
        if take_in_hand(self.correction, by=self.request.user):
            messages.success(self.request, _("It is yours to check. The reader sees that somebody is at it."))
        else:
            messages.info(self.request, _("A colleague was quicker. Nothing was changed."))
        return redirect("moderation:correction", self.correction.pk)

    def show(self, form):
        return self.render_to_response(self.get_context_data(correction=self.correction, form=form))
