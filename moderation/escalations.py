"""Passing a comment to an editor, with a note that says what there is to decide."""

from django import forms
from django.http import JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from comments import moderation
from comments.forms import PlainTextField
from comments.models import ReaderComment, Verb
from comments.moderators import NotTheirs

from .decisions import answer_decided, comment_for, next_url, sentence_on, wants_json

LONGEST_NOTE = 300  # characters


class EscalationForm(forms.Form):
    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    reason = PlainTextField(
        label=gettext_lazy("What does the editor have to decide?"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write in a sentence what the editor has to decide.")},
    )


class EscalateView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """A plain form. The console's script asks the same in a dialog and posts here; it gets JSON."""

    model = ReaderComment
    any_permission_required = ["moderate"]
    template_name = "moderation/escalate.html"
    page_title = gettext_lazy("Pass to an editor")
    header_icon = "comment"

    @cached_property
    def comment(self):
        # Not in setup(), which runs before the permission is checked.
        return comment_for(self.request.user, self.kwargs["pk"])

    def get_breadcrumbs_items(self):
        name = _("Comment by %(name)s") % {"name": self.comment.public_name}
        return [
            *self.breadcrumbs_items,
            {"url": reverse("moderation:index"), "label": _("Comments")},
            {"url": reverse("moderation:inspect", args=[self.comment.pk]), "label": name},
            {"url": "", "label": self.page_title},
        ]

    def get(self, request, pk):
        return self.show(EscalationForm(initial={"seen": self.comment.version}))

    def post(self, request, pk):
        form = EscalationForm(request.POST)
        if not form.is_valid():
            return self.refuse(form, " ".join(map(str, form.errors.get("reason", []))), 400)
        try:
            action = moderation.decide(self.comment, Verb.ESCALATE, by=request.user, **form.cleaned_data)
        except moderation.Overtaken as overtaken:
            return self.refuse(form, sentence_on(overtaken), 409)
        except NotTheirs as refusal:
            return self.refuse(form, str(refusal), 400)
        return answer_decided(request, Verb.ESCALATE, [action], self.comment)

    def refuse(self, form, sentence, status):
        """Nothing was changed, and nothing that was typed is lost."""
        if wants_json(self.request):
            return JsonResponse({"message": sentence}, status=status)
        return self.show(form, sentence, status)

    def show(self, form, error="", status=200):
        context = self.get_context_data(comment=self.comment, form=form, error=error, next=next_url(self.request))
        return self.render_to_response(context, status=status)
