from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse

from . import second_factor


class SecondFactorMiddleware:
    """Nothing under the admin's address answers staff who have not confirmed a second factor in this session.

    It stands before every view, so pages, forms, AJAX and API addresses of the admin are all behind it.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not self.is_due(request):
            return self.get_response(request)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            raise PermissionDenied
        if second_factor.is_set_up(request.user):
            return redirect_to_login(request.get_full_path(), reverse("mfa_reauthenticate"))
        return redirect("mfa_index")

    def is_due(self, request):
        return (
            settings.STAFF_MFA_REQUIRED
            and request.path_info.startswith(reverse("wagtailadmin_home"))
            and request.path_info != reverse("wagtailadmin_logout")
            and request.user.has_perm("wagtailadmin.access_admin")
            and not second_factor.is_confirmed(request)
        )
