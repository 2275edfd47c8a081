"""What moderators send: decisions, undo, closing the comments of a story. comments/moderation.py has the rules."""

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import JsonResponse
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
from comments import moderation
from comments.access import access_to
from comments.conversations import WhoMayComment
from comments.erasing import BY_WRITER
from comments.measures import ReasonCode
from comments.models import ModerationAction, ModerationBatch, ReaderComment, Status, StoryConversation, Verb
from comments.moderators import NotTheirs, check_moderator, check_topic, topics_of
from comments.thread import number_in

from .comment_screen import show_again
from .grounds import GroundForm
from .paging import place_at

DECIDED = {
    Verb.APPROVE: ngettext_lazy("%(number)s comment approved.", "%(number)s comments approved.", "number"),
    Verb.REJECT: ngettext_lazy("%(number)s comment rejected.", "%(number)s comments rejected.", "number"),
    Verb.SPAM: ngettext_lazy("%(number)s comment marked as spam.", "%(number)s comments marked as spam.", "number"),
    Verb.REMOVE: ngettext_lazy(
        "%(number)s comment taken off the page.", "%(number)s comments taken off the page.", "number"
    ),
    Verb.ESCALATE: ngettext_lazy(
        "%(number)s comment passed to an editor.", "%(number)s comments passed to an editor.", "number"
    ),
    Verb.PICK: ngettext_lazy(
        "%(number)s comment made an editor’s pick.", "%(number)s comments made editor’s picks.", "number"
    ),
    Verb.UNPICK: ngettext_lazy(
        "%(number)s comment is no editor’s pick any more.",
        "%(number)s comments are no editor’s picks any more.",
        "number",
    ),
}
AGAINST = [Verb.REJECT, Verb.SPAM, Verb.REMOVE]  # for these, the author is told a ground


class WhyForm(GroundForm):
    """Why: the ground, what the author reads of it, and a note for the log."""

    reason = forms.CharField(label=gettext_lazy("Note for the log"), required=False, max_length=300)

    @property
    def is_typed(self):
        """Whether there is anything in it that would be lost."""
        return not WhyForm.base_fields.keys().isdisjoint(self.changed_data)

    @property
    def typed(self):
        """What was typed, with the labels: what is shown where the form itself has no place any more."""
        return [(self[name].label, self[name].value()) for name in WhyForm.base_fields if name in self.changed_data]

    def details(self, verb):
        """What moderation.decide keeps of it: no ground for an approval, and one for words that have none."""
        code, told = self.cleaned_data["code"], self.cleaned_data["told"]
        if verb not in AGAINST:
            code = told = ""
        if told and not code:
            code = ReasonCode.OTHER
        law = self.cleaned_data["law"] if code else ""
        return {"code": code, "law": law, "told": told, "reason": self.cleaned_data["reason"]}


class DecisionForm(WhyForm):
    # Passing on asks for a note: see escalations.py.
    verb = forms.ChoiceField(choices=[(verb.value, verb.label) for verb in DECIDED if verb != Verb.ESCALATE])
    seen = forms.IntegerField(min_value=1)


def comment_for(user, pk):
    """A comment with its writer, for a moderator who looks after its topic. Raises NotTheirs for others."""
    comment = get_object_or_404(ReaderComment.objects.select_related("author"), id=pk)
    if topics_of(user):  # of whoever looks after all, the story need not be read
        check_topic(user, comment.article)
    return comment


@require_POST
def decide(request, pk):
    """One decision on one comment, at the version the moderator saw. Answers with JSON where that is asked for.

    Refused, it answers with the comment's screen, and in it what was typed.
    """
    check_moderator(request.user)
    comment = comment_for(request.user, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return refused(request, comment, form, incomplete(form))
    verb, seen = Verb(form.cleaned_data["verb"]), form.cleaned_data["seen"]
    try:
        actions = decided(comment, verb, by=request.user, seen=seen, **form.details(verb))
    except moderation.Overtaken as overtaken:
        if form.is_typed and not wants_json(request):
            return refused(request, comment, form, sentence_on(overtaken), 409)
        return overtaken_by(request, overtaken)
    except NotTheirs as refusal:
        return refused(request, comment, form, _("Nothing was changed. %(why)s") % {"why": refusal})
    return answer_decided(request, verb, actions, comment)


def incomplete(form):
    """What is wrong with a decision that was not taken, in sentences."""
    wrong = [error for name in WhyForm.base_fields for error in form.errors.get(name, [])]
    return " ".join([_("Nothing was changed."), *(wrong or [_("The form was incomplete: send it once more.")])])


def refused(request, comment, form, sentence, status=400):
    if wants_json(request):
        return JsonResponse({"message": sentence}, status=status)
    return show_again(request, comment.pk, sentence, status=status, form=form, next=next_url(request))


def answer_decided(request, verb, actions, comment):
    if wants_json(request):
        said = DECIDED[verb] % {"number": 1}
        return JsonResponse({"message": said, "actions": [action.pk for action in actions], "version": comment.version})
    tell_decided(request, verb, actions)
    return redirect(next_url(request))


@transaction.atomic
def decided(comment, verb, *, by, seen, **details):
    """Decide. To pick a comment that waits is to approve it as well: two actions, undone together."""
    actions = []
    if verb == Verb.PICK and comment.status == Status.PENDING:
        actions.append(moderation.approve(comment, by=by, seen=seen, **details))
        seen = comment.version
    return [*actions, moderation.decide(comment, verb, by=by, seen=seen, **details)]


@require_POST
def undo(request):
    """Take back one decision, or all of a bulk. Answers with JSON where that is asked for."""
    check_moderator(request.user)
    batch = ModerationBatch.objects.filter(pk=number_in(request.POST.get("batch", ""))).first()
    if batch:
        return undo_batch(request, batch)
    if "last" in request.POST:
        return undo_last(request)
    numbers = [number_in(text) for text in request.POST.getlist("action")]
    undone = []
    for action in ModerationAction.objects.filter(pk__in=numbers).select_related("comment").order_by("-version"):
        try:
            undone.append(moderation.undo(action, by=request.user))
        except moderation.Overtaken as overtaken:
            if wants_json(request):
                return overtaken_by(request, overtaken)
            messages.warning(request, sentence_on(overtaken))
        except NotTheirs as refusal:
            sentence = _("Nothing was changed. %(why)s") % {"why": refusal}
            if wants_json(request):
                return JsonResponse({"message": sentence}, status=400)
            messages.error(request, sentence)
    comments = len({action.comment_id for action in undone})
    text = ngettext("%(number)s decision undone.", "%(number)s decisions undone.", comments) % {"number": comments}
    if wants_json(request):
        versions = {action.comment_id: action.version for action in undone}
        return JsonResponse({"message": text, "version": max(versions.values(), default=0)})
    if undone:
        messages.success(request, text)
    return redirect(next_url(request))


def undo_last(request):
    """For a console that was opened since: take back the moderator's own latest decision, and say where it leads."""
    action = moderation.last_decision(request.user)
    if action is None:
        sentence = _(
            "There is nothing to undo: no decision of yours from the last 12 hours stands alone. Older ones are undone "
            "in the comment’s history, many at once under “Bulk decisions”."
        )
        return JsonResponse({"message": sentence}, status=400)
    try:
        moderation.undo(action, by=request.user)
    except moderation.Overtaken as overtaken:
        return overtaken_by(request, overtaken)
    except NotTheirs as refusal:
        return JsonResponse({"message": _("Nothing was changed. %(why)s") % {"why": refusal}}, status=400)
    comment = action.comment
    sentence = _("Undone, from before this page was opened: %(what)s, %(name)s")
    messages.success(request, sentence % {"what": action.get_verb_display(), "name": comment.public_name})
    console = f"{reverse('moderation:review')}?queue={comment.queue}&place={place_at(comment)}"
    return JsonResponse({"url": console})


def undo_batch(request, batch):
    undone, overtaken = moderation.undo_many(batch, by=request.user)
    text = ngettext("%(number)s decision undone.", "%(number)s decisions undone.", undone.number)
    messages.success(request, text % {"number": undone.number})
    if overtaken:
        left = ngettext(
            "%(number)s comment has been decided otherwise since, or was undone before, and stays as it is.",
            "%(number)s comments have been decided otherwise since, or were undone before, and stay as they are.",
            len(overtaken),
        )
        messages.warning(request, left % {"number": len(overtaken)})
    return redirect(next_url(request))


def next_url(request):
    return get_valid_next_url_from_request(request) or reverse("moderation:index")


def wants_json(request):
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def overtaken_by(request, overtaken):
    sentence = sentence_on(overtaken)
    if wants_json(request):
        return JsonResponse({"message": sentence}, status=409)
    messages.warning(request, sentence)
    return redirect(next_url(request))


def tell_decided(request, verb, actions=(), batch=None):
    """Say what was decided, with a button that takes it back: a single decision's actions, or a whole batch."""
    sentence = DECIDED[verb] % {"number": batch.number if batch else 1}
    context = {"sentence": sentence, "actions": actions, "batch": batch, "next": next_url(request)}
    messages.success(request, render_to_string("moderation/_decided.html", context, request))


def sentence_on(overtaken):
    """Who was quicker, and what they did."""
    latest = overtaken.latest
    return _(
        "Nothing was changed on comment %(comment)s, which was decided meanwhile: %(what)s by %(who)s, %(when)s."
    ) % {
        "comment": latest.comment_id,
        "what": latest.get_verb_display().lower(),
        "who": latest.actor or (_("its writer") if latest.verb in BY_WRITER else _("somebody who has left")),
        "when": date_format(localtime(latest.at), "DATETIME_FORMAT"),
    }


class AccessForm(forms.Form):
    """What one story does differently from the site."""

    who_may_comment = forms.ChoiceField(
        label=gettext_lazy("Who may comment here"),
        required=False,
        choices=[("", gettext_lazy("As everywhere on the site")), *WhoMayComment.choices],
    )
    stays_open = forms.BooleanField(
        label=gettext_lazy("Stays open at any age"),
        required=False,
        help_text=gettext_lazy("Even if comments close some days after a story’s publication."),
    )


class ConversationView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """The comments of one story: how many there are, and whether there may be more."""

    model = ReaderComment
    any_permission_required = ["moderate"]
    template_name = "moderation/conversation.html"
    page_title = gettext_lazy("Comments on")
    header_icon = "comment"

    @cached_property
    def story(self):
        # Not in setup(), which runs before the permission is checked: nobody else learns which stories there are.
        # `id`, not `pk`: no database is asked for a number that is too large for it.
        return get_object_or_404(ArticlePage, id=self.kwargs["pk"])

    def get_page_subtitle(self):
        return self.story.title

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("moderation:index"), "label": _("Comments")},
            {"url": "", "label": self.story.title},
        ]

    def get_context_data(self, **kwargs):
        conversation = StoryConversation.of(self.story.pk)
        return super().get_context_data(**kwargs) | {
            "story": self.story,
            "is_closed": conversation.is_closed,
            "form": kwargs.get("form") or AccessForm(initial=forms.model_to_dict(conversation, AccessForm.base_fields)),
            "access": access_to(self.story, AnonymousUser(), conversation=conversation),
            "numbers": conversation.numbers.items(),
        }

    def get(self, request, pk):
        return self.render_to_response(self.get_context_data())

    def post(self, request, pk):
        if "closed" not in request.POST:
            return self.set_access(request)
        if request.POST["closed"] == "yes":
            moderation.close_conversation(self.story, by=request.user)
            messages.success(request, _("The comments on this story are closed. What is there stays on the page."))
        else:
            moderation.open_conversation(self.story, by=request.user)
            messages.success(request, _("Readers can comment on this story again."))
        return redirect("moderation:conversation", pk)

    def set_access(self, request):
        form = AccessForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        moderation.set_access(self.story, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("moderation:conversation", self.story.pk)
