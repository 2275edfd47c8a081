"""Appeals against measures: beside the comments in the queue of appeals, and one screen on which each is answered."""

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from comments import sanctions
from comments.forms import PlainTextField
from comments.measure_appeals import refuse, why_not_answer
from comments.models import MeasureAppeal, ReaderComment
from comments.moderators import NotTheirs, check_topic, measure_appeals_of, queue_numbers_of
from comments.states import Queue


def waiting_in(queue, user):
    """The appeals against measures that the moderator finds above the comments of a queue: in that of appeals alone."""
    if queue != Queue.APPEALED or not queue_numbers_of(user, only_to_do=True).measure_appeals:
        return []
    return measure_appeals_of(user).select_related("measure__author", "measure__comment")


class AnswerForm(forms.Form):
    told = PlainTextField(
        label=gettext_lazy("What the author reads"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("In your own words, besides the answer itself. They get a letter either way."),
    )


class AppealView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """One measure and what its subject says against it: lift it, or let it stand."""

    model = ReaderComment
    any_permission_required = ["moderate"]
    template_name = "moderation/measure_appeal.html"
    page_title = gettext_lazy("Appeal against a measure")
    header_icon = "user"

    @cached_property
    def appeal(self):
        # Not in setup(), which runs before the permission is checked.
        about = ["author", "comment__article", "by", "batch", "lifted_by"]
        appeals = MeasureAppeal.objects.select_related(*[f"measure__{name}" for name in about], "answered_by")
        found = get_object_or_404(appeals, measure__id=self.kwargs["pk"])
        if found.measure.comment:
            check_topic(self.request.user, found.measure.comment.article)
        return found

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("moderation:measures"), "label": _("Measures")},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request, pk):
        return self.show(AnswerForm())

    def post(self, request, pk):
        form = AnswerForm(request.POST)
        if not form.is_valid() or request.POST.get("answer") not in {"lift", "lift_all", "refuse"}:
            messages.error(request, _("Nothing was changed: the form was incomplete."))
            return self.show(form, 400)
        if not self.appeal.is_open:
            messages.warning(request, _("Nothing was changed: somebody has answered this appeal already."))
            return self.show(form, 409)
        try:
            self.answer(request.POST["answer"], form.cleaned_data["told"])
        except NotTheirs as refusal:
            messages.error(request, _("Nothing was changed. %(why)s") % {"why": refusal})
            return self.show(form, 400)
        return redirect(f"{reverse('moderation:review')}?queue={Queue.APPEALED}")

    def answer(self, answer, told):
        measure, by = self.appeal.measure, self.request.user
        if why := why_not_answer(by, measure):
            raise NotTheirs(why)
        if answer == "refuse":
            refuse(measure, by=by, told=told)
            messages.success(self.request, _("The measure stands. Its author is told."))
        else:
            sanctions.lift(measure, by=by, with_comments=answer == "lift_all", told=told)
            messages.success(self.request, _("The measure is lifted. Its author is told."))

    def show(self, form, status=200):
        context = self.get_context_data(
            appeal=self.appeal,
            measure=self.appeal.measure,
            form=form,
            why_not=why_not_answer(self.request.user, self.appeal.measure),
        )
        return self.render_to_response(context, status=status)
