"""What authors are told of decisions, and what they can answer; and the numbers everybody may read."""

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import measure_appeals
from .appealing import AppealRefused, appeal
from .appeals import TIME_TO_APPEAL
from .forms import AppealForm
from .measure_appeals import measure_of
from .measures import AuthorMeasure
from .models import CommentSettings, MonthlyNumbers, ReaderComment
from .sanctions import confirm_seen
from .statements import comment_of, measure_in_words, statement_on
from .writers import Writer

MONTHS_SHOWN = 36


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request, pk):
    """Why a comment of one's own is not on the page. Other people's are not found."""
    comments = ReaderComment.objects.filter(author=request.user).select_related("article")
    return answer(request, get_object_or_404(comments, pk=pk), by=request.user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guest_decision(request, token):
    """The same for guests, by the link in their letter."""
    try:
        comment = comment_of(token)
    except signing.BadSignature:
        comment = None
    if comment is None:
        return render(request, "comments/decision_gone.html", status=404)
    return answer(request, comment, by=None)


def answer(request, comment, *, by):
    statement = statement_on(comment)
    if statement is None:
        page = {"comment": comment}
        return render(request, "comments/no_decision.html", page, status=404 if request.method == "POST" else 200)
    form, status = AppealForm(request.POST or None), 200
    if request.method == "POST":
        try:
            if form.is_valid():
                appeal(comment, form.cleaned_data["text"], by=by)
                return redirect(request.path)
            status = 400
        except AppealRefused as refusal:
            form.add_error("text", refusal.reason)
            statement, status = statement_on(comment), 409
    rules_page = CommentSettings.for_request(request).rules_page
    page = {"comment": comment, "statement": statement, "form": form, "rules_page": rules_page}
    return render(request, "comments/decision.html", page, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def measure(request, pk):
    """Why a measure was taken against oneself, and how to appeal. Other people's, and silence, are not found."""
    return answer_on_measure(request, get_object_or_404(Writer(account=request.user).measures, pk=pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guest_measure(request, token):
    """The same for guests, by the link in their letter."""
    try:
        found = measure_of(token)
    except signing.BadSignature:
        found = None
    if found is None:
        return render(request, "comments/decision_gone.html", status=404)
    return answer_on_measure(request, found)


def answer_on_measure(request, measure):
    form, status = AppealForm(request.POST or None), 200
    if request.method == "POST":
        try:
            if form.is_valid():
                measure_appeals.appeal(measure, form.cleaned_data["text"])
                return redirect(request.path)
            status = 400
        except AppealRefused as refusal:
            form.add_error("text", refusal.reason)
            status = 409
    page = {
        "measure": measure,
        "sentences": measure_in_words(measure),
        "was_reported": bool(measure.comment) and measure.comment.flags.exists(),
        "appeal": getattr(measure, "appeal", None),
        "may_appeal": measure_appeals.can_be_appealed(measure),
        "appeal_until": measure.at + TIME_TO_APPEAL,
        "form": form,
        "rules_page": CommentSettings.for_request(request).rules_page,
    }
    return render(request, "comments/measure.html", page, status=status)


@login_required
@require_POST
def measure_seen(request, pk):
    """The author has read a warning."""
    confirm_seen(get_object_or_404(AuthorMeasure, pk=pk, author=request.user))
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if is_ours else "/")


@require_safe
def numbers(request):
    """What happened to comments, month by month."""
    return render(request, "comments/numbers.html", {"months": MonthlyNumbers.objects.all()[:MONTHS_SHOWN]})
