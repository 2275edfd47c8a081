"""What readers do below a story: write, answer, confirm, and follow a link to one comment."""

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from wagtail.models import PageViewRestriction

from articles.models import ArticlePage

from . import posting
from .access import Access, access_to, closing_of, is_barred, notes_for_staff, registration_is_open
from .arrivals import arrival_of
from .emails import comment_of, send_confirmation
from .forgery import is_forged
from .forms import CommentForm, GuestCommentForm, submission_for
from .limits import is_within_limits
from .models import MAX_LENGTH, CommentSettings, ReaderComment
from .places import OF_STORIES
from .posting import Refused
from .statements import decision_path, told_to
from .thread import conversation_of, number_in, window_around

DRAFT = "comment_draft"
LONGEST_DRAFT = MAX_LENGTH + 1_000  # characters kept in the session; whatever is longer stands in the page only
EXPIRED = _("The form had expired, so nothing was sent. Your text is still in the box: send it once more.")
STATUS_OF = {
    "banned": 403,
    "closed": 403,
    "closed_by_age": 403,
    "closed_here": 403,
    "foreign_parent": 400,
    "hidden_parent": 409,
    "logged_out": 403,
    "repeats_own_last_comment": 409,
    "retracted": 403,
    "sent_before": 409,
    "too_late": 409,
    "too_often": 429,
    "unknown_parent": 404,
}


@csrf_exempt  # `is_forged` looks instead
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, story_pk):
    """The page with the comment box. Every form posts here; whatever goes wrong, the text comes back."""
    story = readable_story(request, story_pk)
    if story is None:
        return render(request, "comments/lost.html", {"text": request.POST.get("body", "")}, status=404)
    settings = CommentSettings.for_request(request)
    access = access_to(story, request.user, settings, conversation_of(story))
    page = {"story": story, "settings_of_comments": settings, "access": access}
    form_class = GuestCommentForm if access is Access.WRITE_AS_GUEST else CommentForm
    if request.method == "POST" and is_forged(request):
        return show(request, page, form_class(request.POST), error=EXPIRED, status=403)
    if request.method == "POST":
        return receive(request, story, form_class(request.POST), page)
    return show_box(request, story, form_class, page)


def readable_story(request, story_pk):
    """The published story, if this visitor may read it; else None: nobody learns here of drafts and private pages."""
    # `id`, not `pk`: no database is asked for a number that is too large for it.
    path = ExpressionWrapper(OuterRef("path"), CharField())
    above = PageViewRestriction.objects.alias(path=path).filter(path__startswith=F("page__path"))
    of_sources = PageViewRestriction.objects.filter(page__aliases__isnull=False)  # an alias is as private as its source
    stories = ArticlePage.objects.live().select_related("conversation").only(*OF_STORIES, "path", "depth", "url_path")
    stories = stories.annotate(may_be_private=Exists(above) | Exists(of_sources))
    story = stories.filter(id=story_pk).first()
    if story and story.may_be_private:
        restrictions = story.get_view_restrictions()
        return story if all(restriction.accept_request(request) for restriction in restrictions) else None
    return story


def story_with_comments(request, story_pk):
    """The same, unless the story was retracted: the comments below it are kept, and shown to moderators alone."""
    story = readable_story(request, story_pk)
    return None if story is None or story.retracted_at else story


def show_box(request, story, form_class, page):
    kept = request.session.get(DRAFT, {})
    draft = kept if kept.get("story") == story.pk else {}
    asked = request.GET.get("reply_to") or draft.get("reply_to")
    form = form_class(initial={"body": draft.get("body", ""), "reply_to": asked})
    try:
        posting.find_parent(story, number_in(str(asked)) if asked else None)
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
        comment = take(request, story, form, page["access"])
    except Refused as refusal:
        return show_refusal(request, story, form, page, refusal)
    request.session.pop(DRAFT, None)
    if comment.is_guest:
        words = _("We have sent an e-mail to %(address)s.") % {"address": comment.guest_email}
        messages.success(request, words)
        return redirect("comments:sent", story.pk)
    return redirect(comment)


@transaction.atomic
def take(request, story, form, access):
    """Store the comment and, for guests, the letter that asks for confirmation: both or neither."""
    sent = form.cleaned_data
    comment, is_new = posting.submit(
        story,
        by=request.user,
        body=sent["body"],
        access=access,
        reply_to=sent["reply_to"],
        submission=sent["submission"] or submission_for(story, sent),
        guest_name=sent.get("name", ""),
        guest_email=sent.get("email", ""),
        wants_letters=sent.get("wants_letters", False),
        arrival=arrival_of(request, form_age=form.age, trapped=bool(sent["homepage"]), told=sent["told"]),
    )
    if comment.is_guest and (is_new or comment.is_forgotten):
        send_confirmation(comment, f"{request.scheme}://{request.get_host()}")
    return comment


def show_refusal(request, story, form, page, refusal):
    if refusal.rule == "logged_out":
        keep_draft(request, story, form)
    if refusal.rule == "sent_before":
        form.renew()
    if refusal.rule in {"unknown_parent", "foreign_parent", "hidden_parent"}:
        form.forget_parent()
    form.remember(refusal.rule)
    form.add_error("body", refusal.reason)
    return show(request, page, form, status=STATUS_OF.get(refusal.rule, 400))


def keep_draft(request, story, form):
    """Remember what somebody without a login wrote: once logged in, they find it in the box again."""
    body = form.cleaned_data.get("body", "")
    if not request.user.is_authenticated and 0 < len(body) <= LONGEST_DRAFT:
        request.session[DRAFT] = {"story": story.pk, "body": body, "reply_to": form.cleaned_data.get("reply_to")}


def show(request, page, form, error="", status=200):
    story, settings, access = page["story"], page["settings_of_comments"], page["access"]
    answered = 0 if access is Access.RETRACTED else number_in(str(form["reply_to"].value() or ""))
    measures = told_to(request.user)
    more = {
        "form": form,
        "error": error,
        "parent": ReaderComment.objects.approved().filter(article=story, pk=answered).select_related("author").first(),
        "staff_notes": notes_for_staff(request, settings),
        "measures": measures,
        "may_write": access in {Access.WRITE, Access.WRITE_AS_GUEST} and not is_barred(measures),
        "closing": closing_of(story, access, settings, conversation_of(story)),
        "registration_open": access is Access.LOG_IN and registration_is_open(request, settings),
    }
    return render(request, "comments/write.html", page | more, status=status)


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
        posting.confirm(comment)
        return redirect("comments:confirm", token)
    return render(request, "comments/confirm.html", {"comment": comment, "why": decision_path(comment)})


def permalink(request, pk):
    """Lead to the comment below its story, wherever in the thread it stands by now."""
    comment = get_object_or_404(ReaderComment.objects.visible_to(request.user), pk=pk)
    story = story_with_comments(request, comment.article_id)
    if story is None:
        raise Http404
    window = window_around(comment, request.user)
    return redirect(f"{story.get_url(request)}{'?' if window else ''}{window}#{comment.fragment}")
