"""What authors are told of decisions, and what they can answer; and the numbers everybody may read."""

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .appealing import AppealRefused, appeal
from .forms import AppealForm
from .measures import AuthorMeasure
from .models import CommentSettings, MonthlyNumbers, ReaderComment
from .sanctions import confirm_seen
from .statements import comment_of, statement_on

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
