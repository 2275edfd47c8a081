"""What readers do below a story: write, answer, confirm, and follow a link to one comment."""

from urllib.parse import urlencode

from django.core import signing
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.models import ArticlePage

from . import moderation
from .access import Access, access_to, notes_for_staff, registration_is_open
from .emails import comment_of, send_confirmation
from .forms import CommentForm, GuestCommentForm
from .limits import is_within_limits
from .models import MAX_LENGTH, CommentSettings, ReaderComment, StoryConversation
from .moderation import Refused
from .thread import number_in, window_around

DRAFT = "comment_draft"
LONGEST_DRAFT = MAX_LENGTH + 1_000  # characters kept in the session; whatever is longer stands in the page only
STATUS_OF = {
    "closed": 403,
    "closed_here": 403,
    "foreign_parent": 400,
    "hidden_parent": 409,
    "logged_out": 403,
    "repeats_own_last_comment": 409,
    "sent_before": 409,
    "too_often": 429,
    "unknown_parent": 404,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, story_pk):
    """The page with the comment box. Every form posts here; whatever goes wrong, the text comes back."""
    story = readable_story(request, story_pk)
    if story is None:
        return render(request, "comments/lost.html", {"text": request.POST.get("body", "")}, status=404)
    settings = CommentSettings.for_request(request)
    is_closed, _number = StoryConversation.objects.state_of(story.pk)
    access = access_to(story, request.user, settings, is_closed)
    page = {"story": story, "settings_of_comments": settings, "access": access}
    page["staff_notes"] = notes_for_staff(request, settings)
    page["registration_open"] = access is Access.LOG_IN and registration_is_open(request)
    form_class = GuestCommentForm if access is Access.WRITE_AS_GUEST else CommentForm
    if request.method == "POST":
        return receive(request, story, form_class(request.POST), page)
    return show_box(request, story, form_class, page)


def readable_story(request, story_pk):
    """The published story, if this visitor may read it; else None: nobody learns here of drafts and private pages."""
    story = ArticlePage.objects.live().filter(pk=story_pk).first()
    if story and all(restriction.accept_request(request) for restriction in story.get_view_restrictions()):
        return story
    return None


def show_box(request, story, form_class, page):
    kept = request.session.get(DRAFT, {})
    draft = kept if kept.get("story") == story.pk else {}
    asked = request.GET.get("reply_to") or draft.get("reply_to")
    form = form_class(initial={"body": draft.get("body", ""), "reply_to": asked})
    try:
        moderation.find_parent(story, number_in(str(asked)) if asked else None)
    except Refused as refusal:
        form.initial["reply_to"] = None
        return show(request, page, form, error=refusal.reason, status=STATUS_OF[refusal.rule])
    return show(request, page, form)


def receive(request, story, form, page):
    is_valid = form.is_valid()
    if "submission" in form.errors:
        form.renew()
    if "reply_to" in form.errors:
        form.forget_parent()
    try:
        # Before anything is kept. A form that is not taken sends no letter to its address.
        if not is_within_limits(request, form.cleaned_data.get("email", "") if is_valid else ""):
            raise Refused("too_often")
        if not is_valid:
            keep_draft(request, story, form)
            return show(request, page, form, status=400)
        comment = take(request, story, form.cleaned_data, page["access"])
    except Refused as refusal:
        return show_refusal(request, story, form, page, refusal)
    request.session.pop(DRAFT, None)
    return redirect("comments:sent", story.pk) if comment.is_guest else redirect(comment)


@transaction.atomic
def take(request, story, sent, access):
    """Store the comment and, for guests, the letter that asks for confirmation: both or neither."""
    comment, is_new = moderation.submit(
        story,
        by=request.user,
        body=sent["body"],
        access=access,
        reply_to=sent["reply_to"],
        submission=sent["submission"],
        guest_name=sent.get("name", ""),
        guest_email=sent.get("email", ""),
    )
    if is_new and comment.is_guest:
        send_confirmation(comment, f"{request.scheme}://{request.get_host()}")
    return comment


def show_refusal(request, story, form, page, refusal):
    if refusal.rule == "logged_out":
        keep_draft(request, story, form)
    if refusal.rule == "sent_before":
        form.renew()
    if refusal.rule in {"unknown_parent", "foreign_parent", "hidden_parent"}:
        form.forget_parent()
    form.add_error("body", refusal.reason)
    return show(request, page, form, status=STATUS_OF.get(refusal.rule, 400))


def keep_draft(request, story, form):
    """Remember what somebody without a login wrote: once logged in, they find it in the box again."""
    body = form.cleaned_data.get("body", "")
    if not request.user.is_authenticated and 0 < len(body) <= LONGEST_DRAFT:
        request.session[DRAFT] = {"story": story.pk, "body": body, "reply_to": form.cleaned_data.get("reply_to")}


def show(request, page, form, error="", status=200):
    answered = number_in(str(form["reply_to"].value() or ""))
    parent = (
        ReaderComment.objects.approved().filter(article=page["story"], pk=answered).select_related("author").first()
    )
    return render(
        request, "comments/write.html", page | {"form": form, "parent": parent, "error": error}, status=status
    )


@never_cache
def sent(request, story_pk):
    """Where guests land after sending: the comment is not on its way until they have confirmed it."""
    story = readable_story(request, story_pk)
    if story is None:
        raise Http404
    return render(request, "comments/sent.html", {"story": story})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """The page a guest's letter leads to. Opening it does nothing: mail scanners open every link."""
    try:
        comment = comment_of(token)
    except signing.SignatureExpired:
        return render(request, "comments/link_dead.html", {"expired": True}, status=410)
    except signing.BadSignature:
        comment = None
    if comment is None:
        return render(request, "comments/link_dead.html", {"expired": False}, status=404)
    if request.method == "POST":
        moderation.confirm(comment)
        return redirect("comments:confirm", token)
    return render(request, "comments/confirm.html", {"comment": comment})


def permalink(request, pk):
    """Lead to the comment below its story, wherever in the thread it stands by now."""
    comment = get_object_or_404(ReaderComment.objects.visible_to(request.user), pk=pk)
    story = readable_story(request, comment.article_id)
    if story is None:
        raise Http404
    window = urlencode(window_around(comment, request.user))
    return redirect(f"{story.get_url(request)}{'?' if window else ''}{window}#{comment.fragment}")
