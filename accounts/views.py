from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from .forms import DisplayNameForm


@login_required
def account(request):
    """A person's own page: the name readers see, and the way to everything else about the account."""
    form = DisplayNameForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your display name has been changed."))
        return redirect("account")
    return render(request, "account/account.html", {"form": form})


def the_one_door(request):
    """Wagtail's own log-in addresses lead here, and from here to the only log-in form there is.

    Readers who are logged in and still end here lack the right: the form would only send them back.
    """
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect("wagtailadmin_home")
    if request.user.is_authenticated:
        raise PermissionDenied
    next_url = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(next_url, {request.get_host()}, require_https=request.is_secure()):
        return redirect_to_login(next_url, reverse("account_login"))
    return redirect("account_login")
