"""Comments that another site sends in a visitor's name are not taken, though a cached page can hold no token."""

from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


class TokenOfMembers(CsrfViewMiddleware):
    """Django's check, with two differences: only whoever is logged in needs a token, and the reason is the answer.

    Without a login there is no authority that another site could borrow, and the address of a guest is confirmed by
    letter (OWASP, Cross-Site Request Forgery Prevention Cheat Sheet). Origin and referrer must be ours all the same.
    """

    def _check_token(self, request):
        if request.user.is_authenticated:
            super()._check_token(request)  # ty: ignore[missing-attribute] - the stubs leave it out

    def _reject(self, request, reason):
        return reason


def is_forged(request):
    """Whether a form may have been sent by another site, or its token has expired. For views that are csrf_exempt."""
    answer = HttpResponse  # stands where the middleware is given a view; it is never called
    return bool(TokenOfMembers(answer).process_view(request, answer, (), {}))
