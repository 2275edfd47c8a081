"""The same decisions for many comments at once."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from . import moderation
from .decisions import tell_decided
from .models import ReaderComment, Verb
from .thread import number_in


class BulkDecisionForm(forms.Form):
    """Carries the versions that the moderator saw, as "comment:version" words."""

    seen = forms.RegexField(r"^(\d{1,18}:\d{1,9} ?)+$", widget=forms.HiddenInput)

    def clean_seen(self):
        pairs = (pair.split(":") for pair in self.cleaned_data["seen"].split())
        return {int(pk): int(version) for pk, version in pairs}


class BulkDecision(BulkAction):
    """Ask once more, then decide each comment at the version seen; what others decided meanwhile stays."""

    models = [ReaderComment]
    form_class = BulkDecisionForm
    template_name = "comments/admin/bulk.html"
    verb: Verb

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(moderation.MODERATE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def get_queryset(cls, model, object_ids):
        numbers = [number_in(text) for text in object_ids]
        return model.objects.filter(pk__in=numbers).for_queue()

    def get_all_objects_in_listing_query(self, parent_id):
        # Wagtail would take every comment there is, whatever the filter.
        return []

    def check_perm(self, obj):
        return self.verb in moderation.possible_decisions(obj)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        seen = " ".join(f"{item['item'].pk}:{item['item'].version}" for item in context["items"])
        return context | {"seen": seen, "display_name": self.display_name}

    def form_valid(self, form):
        self.seen = form.cleaned_data["seen"]
        return super().form_valid(form)

    def get_execution_context(self):
        return {"request": self.request, "seen": self.seen}

    @classmethod
    def execute_action(cls, objects, **kwargs):
        request, seen, actions = kwargs["request"], kwargs["seen"], []
        for comment in objects:
            try:
                actions.append(moderation.decide(comment, cls.verb, by=request.user, seen=seen.get(comment.pk, 0)))
            except moderation.Overtaken:
                continue
        if actions:
            tell_decided(request, actions)
        left_alone = len(seen) - len(actions)
        if left_alone:
            text = ngettext(
                "%(number)s comment had been decided by somebody else meanwhile and was left alone.",
                "%(number)s comments had been decided by somebody else meanwhile and were left alone.",
                left_alone,
            )
            messages.warning(request, text % {"number": left_alone})
        return len(actions), 0


class ApproveBulkAction(BulkDecision):
    verb = Verb.APPROVE
    action_type = "approve"
    display_name = _("Approve")
    aria_label = _("Approve selected comments")
    action_priority = 10


class RejectBulkAction(BulkDecision):
    verb = Verb.REJECT
    action_type = "reject"
    display_name = _("Reject")
    aria_label = _("Reject selected comments")
    action_priority = 20


class SpamBulkAction(BulkDecision):
    verb = Verb.SPAM
    action_type = "spam"
    display_name = _("Spam")
    aria_label = _("Mark selected comments as spam")
    action_priority = 30
    classes = {"serious"}
