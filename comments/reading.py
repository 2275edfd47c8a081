"""What readers do with a comment that is there: say that it helped, report it, change or take back their own."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.networks import network_token

from . import posting, votes
from .access import registration_is_open
from .forms import EditForm, ReportForm
from .legal_notices import report as take_notice
from .limits import is_within_limits, may_report, may_vote
from .models import ReaderComment, Status
from .posting import REFUSALS, Refused
from .thread import number_in
from .views import LONGEST_DRAFT, STATUS_OF, readable_story, story_with_comments

NEW_WORDS = "comment_new_words"


def comment_or_404(request, pk, comments=None):
    """A comment that this visitor reads below a story that they may read, with everything the page shows of it."""
    found = ReaderComment.objects.all() if comments is None else comments
    comment = get_object_or_404(found.visible_to(request.user).for_readers(request.user), pk=pk)
    if story_with_comments(request, comment.article_id) is None:
        raise Http404
    return comment


def own_or_404(request, pk):
    return comment_or_404(request, pk, ReaderComment.objects.filter(author=request.user.pk or 0))


# Helpful ------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD"])
def helpful(request, pk):
    """Where visitors learn that they need an account to say that a comment helped them; with one, it is one button."""
    comment = comment_or_404(request, pk)
    page = {"comment": comment, "can_vote": may_be_voted(comment, request)}
    page["registration_open"] = registration_is_open(request)
    return render(request, "comments/helpful.html", page)


def may_be_voted(comment, request):
    return comment.is_approved and comment.author_id != request.user.pk


@never_cache
@require_POST
def vote(request):
    """The buttons below all comments of a page send here: `helpful` or `take_back` with the comment's number."""
    says_yes = "helpful" in request.POST
    pk = number_in(request.POST.get("helpful" if says_yes else "take_back", ""))
    if not request.user.is_authenticated:
        return redirect("comments:helpful", pk) if pk else redirect(settings.LOGIN_URL)
    comment = comment_or_404(request, pk)
    is_taken = may_vote(request)
    if is_taken:
        votes.vote(comment, says_yes, by=request.user)
    return answer_to_vote(request, comment, says_yes, is_taken)


def answer_to_vote(request, comment, says_yes, is_taken):
    comment = comment_or_404(request, comment.pk)
    says = words_for_vote(comment, says_yes) if is_taken else _("That is a lot in a short time. Wait a few minutes.")
    status = 200 if is_taken else 429
    if request.accepts("text/html"):
        if not is_taken:
            messages.error(request, says)
        return redirect(way_back(request, comment))
    answer = {"to": votes.to_how_many(comment.helpful), "voted": comment.voted, "says": says}
    return JsonResponse(answer, status=status)


def words_for_vote(comment, says_yes):
    if not says_yes:
        return _("Taken back.")
    found = ngettext("It helped %(number)s reader.", "It helped %(number)s readers.", comment.helpful)
    return f"{_('Thank you.')} {found % {'number': comment.helpful}}"


def way_back(request, comment):
    """The page on which the button was pressed, at the comment."""
    page = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return f"{page.partition('#')[0]}#{comment.fragment}"
    return comment.get_absolute_url()


# Reporting ----------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, pk):
    """The page on which anybody reports a comment, with an account or without."""
    comment = ReaderComment.objects.approved().for_readers(request.user).filter(pk=pk).first()
    if comment is None or story_with_comments(request, comment.article_id) is None:
        return render(request, "comments/report_gone.html", {"text": request.POST.get("note", "")}, status=404)
    is_known = request.user.is_authenticated
    if "received" in request.GET:
        return render(request, "comments/report_received.html", {"comment": comment})
    if is_known and comment.author_id == request.user.pk:
        return redirect("comments:withdraw", pk)
    form = ReportForm(request.POST if request.method == "POST" else None, is_known=is_known)
    status = 200 if request.method != "POST" else 400
    if form.is_valid():
        if may_report(request, form.cleaned_data.get("email", "")):
            take_report(request, comment, form)
            return redirect(f"{request.path}?received")
        form.add_error(None, REFUSALS["too_often"])
        status = 429
    return render(request, "comments/report.html", {"comment": comment, "form": form}, status=status)


def take_report(request, comment, form):
    by = request.user if request.user.is_authenticated else None
    today = timezone.now().date().isoformat()
    network = "" if by else network_token(request, today)
    take_notice(comment, form.cleaned_data["reason"], by=by, network=network, **form.notice)


# One's own ----------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    """The page on which the writer puts it differently, for five minutes. Whatever goes wrong, the text comes back."""
    if not request.user.is_authenticated:
        return ask_to_log_in(request, pk)
    try:
        comment = own_or_404(request, pk)
    except Http404:
        return render(request, "comments/lost.html", {"text": request.POST.get("body", "")}, status=404)
    if request.method == "POST":
        return receive_edit(request, comment, EditForm(request.POST))
    kept = request.session.get(NEW_WORDS, {})
    words = kept.get("body") if kept.get("comment") == pk else None
    form = EditForm(initial={"body": words or comment.edit_body or comment.body})
    return show_edit(request, comment, form, REFUSALS["too_late"] if words and not comment.is_own_to_edit else "")


def ask_to_log_in(request, pk):
    """Somebody's log-in has expired while they typed: what they typed waits for them."""
    if request.method != "POST":
        return redirect_to_login(request.path)
    body = request.POST.get("body", "")
    if 0 < len(body) <= LONGEST_DRAFT and is_within_limits(request):
        request.session[NEW_WORDS] = {"comment": pk, "body": body}
    context = {"error": REFUSALS["logged_out"], "text": body}
    return render(request, "comments/edit.html", context, status=403)


def receive_edit(request, comment, form):
    try:
        if not is_within_limits(request):
            raise Refused("too_often")
        if not form.is_valid():
            return show_edit(request, comment, form, status=400)
        sent = form.cleaned_data
        is_there = posting.edit(comment, by=request.user, body=sent["body"], told=sent["told"])
    except Refused as refusal:
        if form.is_valid():
            form.remember(refusal.rule)
        return show_edit(request, comment, form, refusal.reason, STATUS_OF.get(refusal.rule, 400))
    request.session.pop(NEW_WORDS, None)
    if is_there:
        messages.success(request, _("Your comment is edited."))
    else:
        messages.info(request, _("Your edit is waiting for a moderator; until then the earlier words stay."))
    return redirect(comment)


def show_edit(request, comment, form, error="", status=200):
    context = {"comment": comment, "form": form, "error": error, "text": form["body"].value()}
    return render(request, "comments/edit.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    """The writer takes a comment back. The page asks once."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    theirs = ReaderComment.objects.exclude(status=Status.WITHDRAWN).select_related("article")
    comment = get_object_or_404(theirs, id=pk, author=request.user)
    # Also below a story that is not on the site at present: it may come back.
    if comment.article.live and readable_story(request, comment.article_id) is None:
        raise Http404
    can_be = comment.status in posting.WITHDRAWABLE
    if request.method == "POST":
        if posting.withdraw(comment, by=request.user):
            messages.success(request, _("Your comment is withdrawn. Nobody sees it any more."))
        story = readable_story(request, comment.article_id)
        return redirect(f"{story.get_url(request)}#comments" if story else "comments:mine")
    return render(request, "comments/withdraw.html", {"comment": comment, "can_be": can_be})
