"""What moderators send: decisions, undo, closing the comments of a story. comments/moderation.py has the rules."""

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from django.views.decorators.http import require_POST
from django.views.generic import View

from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from articles.models import ArticlePage

from . import moderation
from .models import ModerationAction, ReaderComment, Status, StoryConversation, Verb
from .thread import number_in

DECIDED = {
    Verb.APPROVE: ngettext_lazy("%(number)s comment approved.", "%(number)s comments approved.", "number"),
    Verb.REJECT: ngettext_lazy("%(number)s comment rejected.", "%(number)s comments rejected.", "number"),
    Verb.SPAM: ngettext_lazy("%(number)s comment marked as spam.", "%(number)s comments marked as spam.", "number"),
    Verb.REMOVE: ngettext_lazy(
        "%(number)s comment taken off the page.", "%(number)s comments taken off the page.", "number"
    ),
}


class DecisionForm(forms.Form):
    verb = forms.ChoiceField(choices=[(verb.value, verb.label) for verb in moderation.DECISIONS])
    seen = forms.IntegerField(min_value=1)
    reason = forms.CharField(required=False, max_length=300)


@require_POST
def decide(request, pk):
    """One decision on one comment, at the version the moderator saw."""
    moderation.check_moderator(request.user)
    comment = get_object_or_404(ReaderComment.objects.select_related("author"), pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was changed: the form was incomplete. Try again from this page."))
        return redirect("moderation:inspect", pk)
    try:
        action = moderation.decide(comment, by=request.user, **form.cleaned_data)
    except moderation.Overtaken as overtaken:
        messages.warning(request, sentence_on(overtaken))
    else:
        tell_decided(request, [action])
    return redirect(next_url(request))


@require_POST
def undo(request):
    """Take back one decision, or all of a bulk."""
    moderation.check_moderator(request.user)
    numbers = [number_in(text) for text in request.POST.getlist("action")]
    undone = 0
    for action in ModerationAction.objects.filter(pk__in=numbers).select_related("comment"):
        try:
            moderation.undo(action, by=request.user)
        except moderation.Overtaken as overtaken:
            messages.warning(request, sentence_on(overtaken))
        else:
            undone += 1
    if undone:
        text = ngettext("%(number)s decision undone.", "%(number)s decisions undone.", undone)
        messages.success(request, text % {"number": undone})
    return redirect(next_url(request))


def next_url(request):
    return get_valid_next_url_from_request(request) or reverse("moderation:index")


def tell_decided(request, actions):
    """Say what was decided, with a button that takes it back."""
    sentence = DECIDED[Verb(actions[0].verb)] % {"number": len(actions)}
    context = {"sentence": sentence, "actions": actions, "next": next_url(request)}
    messages.success(request, render_to_string("comments/admin/_decided.html", context, request))


def sentence_on(overtaken):
    """Who was quicker, and what they did."""
    latest = overtaken.latest
    return _(
        "Nothing was changed on comment %(comment)s, which was decided meanwhile: %(what)s by %(who)s, %(when)s."
    ) % {
        "comment": latest.comment_id,
        "what": latest.get_verb_display().lower(),
        "who": latest.actor or _("its writer"),
        "when": date_format(localtime(latest.at), "j F Y, H:i"),
    }


class ConversationView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """The comments of one story: how many there are, and whether there may be more."""

    model = ReaderComment
    any_permission_required = ["moderate"]
    template_name = "comments/admin/conversation.html"
    page_title = gettext_lazy("Comments on")
    header_icon = "comment"

    @cached_property
    def story(self):
        # Not in setup(), which runs before the permission is checked: nobody else learns which stories there are.
        return get_object_or_404(ArticlePage, pk=self.kwargs["pk"])

    def get_page_subtitle(self):
        return self.story.title

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("moderation:index"), "label": _("Comments")},
            {"url": "", "label": self.story.title},
        ]

    def get_context_data(self, **kwargs):
        is_closed, _number = StoryConversation.objects.state_of(self.story.pk)
        numbers = ReaderComment.objects.filter(article=self.story).count_by_status()
        return super().get_context_data(**kwargs) | {
            "story": self.story,
            "is_closed": is_closed,
            "numbers": [(status, numbers.get(status, 0)) for status in Status],
        }

    def get(self, request, pk):
        return self.render_to_response(self.get_context_data())

    def post(self, request, pk):
        if request.POST.get("closed") == "yes":
            moderation.close_conversation(self.story, by=request.user)
            messages.success(request, _("The comments on this story are closed. What is there stays on the page."))
        else:
            moderation.open_conversation(self.story, by=request.user)
            messages.success(request, _("Readers can comment on this story again."))
        return redirect("moderation:conversation", pk)
