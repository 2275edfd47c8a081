"""What people without an account see at the address of a preview link."""

from functools import wraps

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from accounts.house_rows import share_nothing

from .limits import count_wrong_address, is_shut_out
from .links import note_opening
from .models import PreviewLink, State


class Shut(models.TextChoices):
    """Why an address does not open; each has its sentences in templates/sharing/shut.html."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"
    TOO_OFTEN = "too_often"


STATUS_OF = {Shut.UNKNOWN: 404, Shut.EXPIRED: 410, Shut.REVOKED: 410, Shut.TOO_OFTEN: 429}


def secluded(view):
    """The answer is for whoever asked and nobody else: no cache keeps it, no search engine lists it, no site that
    the page leads to learns its address. Who is logged in here makes no difference."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        request.user = AnonymousUser()
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response

    return wrapper


@sensitive_variables()
@secluded
@require_safe
def show(request, token):
    """The draft as readers would see it, or one plain sentence on why there is none."""
    if is_shut_out(request):
        return shut(request, Shut.TOO_OFTEN)
    link = PreviewLink.objects.of_token(token)
    if link is None:
        count_wrong_address(request)
        return shut(request, Shut.UNKNOWN)
    if link.state != State.OPEN:
        return shut(request, Shut(link.state))
    page = link.draft()
    if getattr(page, "retracted_at", None):  # no version of a retracted story is shown to anybody outside
        return shut(request, Shut.REVOKED)
    if request.method == "GET":
        note_opening(link)
    return draft(request, link, page)


def draft(request, link, page):
    share_nothing()  # nor with it: to the front cache this is a page like any other
    request.is_preview = True
    request.preview_mode = mode = page.default_preview_mode
    context = page.get_preview_context(request, mode) | {
        "link": link,
        "page_template": page.get_preview_template(request, mode),
    }
    return TemplateResponse(request, "sharing/preview.html", context)


def shut(request, why):
    return TemplateResponse(request, "sharing/shut.html", {"why": why}, status=STATUS_OF[why])
