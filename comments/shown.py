"""What one request shows of a story's comments: read once, for the head of the page and for its foot."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from .thread import read_conversation, window_asked_for


def is_retracted(page):
    """Whether readers see the conversation no longer. Advertisers' pages are no stories."""
    return bool(getattr(page, "retracted_at", None))


def reader_of(request):
    """Who reads. Of somebody without a session nothing is asked: a page for everybody must not look at any."""
    is_preview = getattr(request, "is_preview", False)
    return request.user if settings.SESSION_COOKIE_NAME in request.COOKIES and not is_preview else AnonymousUser()


def window_of(page, request):
    """The window of the story's conversation that this request shows."""
    if "shown_window" not in page.__dict__:
        page.shown_window = read_conversation(page, reader_of(request), **window_asked_for(request.GET))
    return page.shown_window
