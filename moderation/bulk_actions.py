"""The same decisions for many comments at once."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.admin.views.bulk_action import BulkAction

from comments import moderation
from comments.models import ReaderComment, Verb
from comments.moderators import MODERATE, topics_of
from comments.thread import number_in

from .bulk import SeenField, decide_many, seen_of


class SeenForm(forms.Form):
    seen = SeenField()


class BulkDecision(BulkAction):
    """Ask once more, then decide each comment at the version seen; what others decided meanwhile stays."""

    models = [ReaderComment]
    form_class = SeenForm
    template_name = "moderation/bulk.html"
    verb: Verb

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(MODERATE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def get_queryset(cls, model, object_ids):
        numbers = [number_in(text) for text in object_ids]
        return model.objects.filter(pk__in=numbers).for_queue()

    def get_all_objects_in_listing_query(self, parent_id):
        # Wagtail would take every comment there is, whatever the filter.
        return []

    @cached_property
    def topics(self):
        return topics_of(self.request.user)

    def check_perm(self, obj):
        """Whether the decision applies; what stands below stories on topics of others is not even shown."""
        is_theirs = not self.topics or obj.article.topic_id in self.topics
        return is_theirs and self.verb in moderation.possible_decisions(obj)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        seen = seen_of(item["item"] for item in context["items"])
        return context | {"seen": seen, "display_name": self.display_name}

    def form_valid(self, form):
        self.seen = form.cleaned_data["seen"]
        return super().form_valid(form)

    def get_execution_context(self):
        return {"request": self.request, "seen": self.seen}

    @classmethod
    def execute_action(cls, objects, **kwargs):
        chosen = {comment.pk for comment in objects}
        # No comment has version 0: what was not chosen, or is not what it was, is left alone and counted.
        seen = {pk: version if pk in chosen else 0 for pk, version in kwargs["seen"].items()}
        batch, overtaken = decide_many(kwargs["request"], cls.verb, seen)
        return batch.number, len(overtaken)


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
