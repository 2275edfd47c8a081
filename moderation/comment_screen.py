"""One comment beside its story: the screen on which a moderator decides with all that is known."""

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from wagtail.admin import messages
from wagtail.admin.views import generic

from comments.conversations import StoryConversation
from comments.forms import PlainTextField
from comments.measures import AuthorMeasure
from comments.models import ReaderComment
from comments.moderation import UNDOABLE, possible_decisions, standing_actions
from comments.moderators import check_topic, on_topics_of, why_not
from comments.states import Queue
from screening.learner import reasons_for

from .grounds import numbered
from .notes import LONGEST_NOTE, notes_about

OTHERS_SHOWN = 5  # of the same author, beside the comment


class NoteForm(forms.Form):
    text = PlainTextField(
        label=_("New note (only moderators see it)"),
        max_length=LONGEST_NOTE,
        required=False,  # nobody has to leave one
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    about = forms.ChoiceField(choices=[("comment", _("On this comment")), ("author", _("On its author"))])

    def clean_text(self):
        if not self.cleaned_data["text"]:
            raise forms.ValidationError(_("Write what there is to note."))
        return self.cleaned_data["text"]


class CommentView(generic.InspectView):
    """One comment with what a moderator needs to decide: story, what it answers, its author's others, history."""

    model = ReaderComment
    any_permission_required = ["moderate"]
    template_name = "moderation/comment.html"
    page_title = _("Comment")
    header_icon = "comment"
    index_url_name = "moderation:index"
    _show_breadcrumbs = True
    fields = ["body"]

    def get_page_subtitle(self):
        return _("by %(name)s") % {"name": self.object.public_name}

    def get_object(self, queryset=None):
        found = ReaderComment.objects.filter(pk=self.pk).select_related("article", "author", "parent__author").first()
        if found is None:
            raise Http404
        check_topic(self.request.user, found.article)
        return found

    def get_context_data(self, **kwargs):
        comment = self.object
        history = list(comment.history.select_related("actor").order_by("-version"))
        waiting = on_topics_of(self.request.user, ReaderComment.objects.filter(queue=Queue.PENDING))
        following = waiting.exclude(pk=comment.pk).order_by("ranked_at").first()
        is_closed = StoryConversation.of(comment.article_id).is_closed
        standing = standing_actions([comment.pk]).get(comment.pk)
        not_theirs = why_not(self.request.user, [comment]).get(comment.pk)
        return super().get_context_data(**kwargs) | {
            "comment": comment,
            "decisions": [] if not_theirs else possible_decisions(comment),
            "not_theirs": not_theirs,
            "next": reverse("moderation:inspect", args=[following.pk]) if following else reverse("moderation:index"),
            "history": [(action, action.pk == standing and action.verb in UNDOABLE) for action in history],
            "others": on_topics_of(self.request.user, comment.others_by_author()).order_by("-pk")[:OTHERS_SHOWN],
            "story_text": Truncator(strip_tags(" ".join(comment.article.body_text))).words(90),
            "may_edit_story": comment.article.permissions_for_user(self.request.user).can_edit(),
            "is_closed": is_closed,
            "spam_words": reasons_for(comment.body) if comment.score else [],
            "here": reverse("moderation:inspect", args=[comment.pk]),
            "form": None,
            "note_form": NoteForm(auto_id="note-%s"),
            **about_the_author(comment),
            **kwargs,
        }


def about_the_author(comment):
    """What moderators have noted and done so far, for the comment's screen."""
    return {
        "grounds": list(numbered()),
        "appeals": comment.appeals.select_related("answer__actor", "decision__actor"),
        "measures": AuthorMeasure.objects.against(comment.author_id, comment.writer_email).select_related(
            "by", "lifted_by", "batch", "appeal"
        ),
        "moderator_notes": notes_about(comment),
    }


def show_again(request, pk, sentence, *, status, **context):
    """The comment's screen in answer to a form that was refused.

    Args:
        sentence: why, and that nothing was changed.
        context: the form with what was typed into it, by the name that the template has for it.
    """
    messages.error(request, sentence)
    view = CommentView()
    view.setup(request, pk=pk)
    return view.render_to_response(view.get_context_data(**context), status=status)
