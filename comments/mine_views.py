"""A person's own comments: see them, take them along, erase them; letters about replies; the end of the account.

Readers with an account are known by their log-in, guests by a signed link from a letter to their address.
"""

import functools

from allauth.account.decorators import reauthentication_required

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from . import erasing, reply_letters
from .access import is_staff
from .emails import send_link_to_own_comments
from .letters import ReplyPreference
from .limits import may_ask_for_link
from .measure_appeals import measure_path
from .mine import export, page_of
from .mine_forms import AddressForm, CloseAccountForm, FrequencyForm
from .models import ReaderComment
from .thread import number_in
from .writers import Writer, guest_of, guest_with_link

page = require_http_methods(["GET", "HEAD", "POST"])


def for_writer(view):
    """Give the view a Writer: whoever is logged in, or the guest whom the link belongs to."""

    @never_cache
    @functools.wraps(view)
    def wrapped(request, token=None, **kwargs):
        if token is None:
            return login_required(lambda request: view(request, Writer(account=request.user), **kwargs))(request)
        try:
            writer = guest_of(token)
        except signing.SignatureExpired:
            return render(request, "comments/mine_link_dead.html", {"expired": True}, status=410)
        except signing.BadSignature:
            writer = None
        if writer is None:
            return render(request, "comments/mine_link_dead.html", status=404)
        return view(request, writer, **kwargs)

    return wrapped


@require_safe
@for_writer
def mine(request, writer):
    comments, more_before = page_of(writer, number_in(request.GET.get("before", "")))
    context = {
        "writer": writer,
        "comments": comments,
        "more_before": more_before,
        "measures": [(measure, measure_path(measure)) for measure in writer.measures.in_force()],
        "preference": ReplyPreference.of(writer.account) if writer.account else None,
        "export_place": writer.place("export"),
        "erase_place": writer.place("erase"),
    }
    return render(request, "comments/mine.html", context)


@require_safe
@for_writer
def export_mine(request, writer):
    """Everything kept of the writer, as a file."""
    response = JsonResponse(export(writer), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="my-comments-{timezone.localdate().isoformat()}.json"'
    return response


@page
@for_writer
def erase(request, writer):
    """All comments at once, after a page that says what exactly happens."""
    if request.method == "POST":
        number = erasing.erase(author=writer.account, guest_email=writer.guest_email)
        messages.success(
            request,
            ngettext("%(number)d comment is erased.", "%(number)d comments are erased.", number) % {"number": number},
        )
        return redirect("comments:mine" if writer.account else "comments:mine_by_mail")
    return render(request, "comments/erase.html", {"number": writer.comments.count(), "back": writer.place("mine")})


@page
@for_writer
def erase_one(request, writer, pk):
    comment = get_object_or_404(writer.comments.select_related("article"), pk=pk)
    if request.method == "POST":
        erasing.erase_one(comment, by=writer)
        messages.success(request, _("Your comment is erased."))
        if writer.account:
            return redirect("comments:mine")
        # The link may have named the very comment that is gone now.
        rest = guest_with_link(writer.guest_email)
        return redirect(rest.place("mine") if rest else "comments:mine_by_mail")
    replies = ReaderComment.objects.approved().filter(parent=comment).count()
    return render(
        request, "comments/erase_one.html", {"comment": comment, "replies": replies, "back": writer.place("mine")}
    )


@never_cache
@page
def mine_by_mail(request):
    """Guests ask for a link to their comments. The answer is the same whether or not there are any."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if not may_ask_for_link(request, email):
            form.add_error(None, _("That is a lot in a short time. Wait an hour, then ask again."))
            return render(request, "comments/mine_by_mail.html", {"form": form}, status=429)
        if writer := guest_with_link(email):
            send_link_to_own_comments(writer, f"{request.scheme}://{request.get_host()}")
        return redirect(f"{reverse('comments:mine_by_mail')}?sent=1")
    return render(request, "comments/mine_by_mail.html", {"form": form, "sent": "sent" in request.GET})


@never_cache
@page
@login_required
def letters(request):
    """Whether a reader is told of replies by e-mail."""
    preference = ReplyPreference.of(request.user)
    form = FrequencyForm(request.POST or None, initial={"replies": preference.replies})
    if request.method == "POST" and form.is_valid():
        preference.choose(form.cleaned_data["replies"])
        messages.success(request, _("Saved."))
        return redirect("comments:letters")
    return render(request, "comments/letters.html", {"form": form})


@csrf_exempt  # RFC 8058: mail programs post without a session. The signed link is the proof; all it can do is this.
@never_cache
@page
def stop_letters(request, token):
    """Unsubscribe by one click in a mail program (POST), or by a button on a page: mail scanners open every link."""
    try:
        signing.loads(token, salt=reply_letters.SALT)
    except signing.BadSignature:
        return render(request, "comments/mine_link_dead.html", status=404)
    if request.method == "POST":
        reply_letters.stop_letters(token)
    return render(request, "comments/stop_letters.html", {"stopped": request.method == "POST"})


@never_cache
@page
@login_required
@reauthentication_required(enabled=lambda request: not is_staff(request.user))
def close_account(request):
    """The end of a reader's account. Colleagues read whom to ask."""
    if is_staff(request.user):
        return render(request, "account/close_staff.html", status=403)
    form = CloseAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = request.user
        with transaction.atomic():
            logout(request)
            erasing.close_account(user, with_comments=form.cleaned_data["comments"] == CloseAccountForm.ERASE)
        return redirect("comments:account_closed")
    number = Writer(account=request.user).comments.count()
    return render(request, "account/close.html", {"form": form, "number": number})


@require_safe
def account_closed(request):
    return render(request, "account/closed.html")
