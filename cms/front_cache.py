"""Whole pages, kept for readers who are not logged in. What throws them away is in cms/purging.py.

Nothing is asked of the visitor but scheme, host, path and a few parameters, so nothing else may stand in the answer:
what was made for one person, or with a secret in it, is never kept. Where they are kept is in cms/kept_pages.py;
docs/decisions/0017-front-cache.md has the reasons.
"""

import hashlib
import time
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control

from accounts.house_rows import good_under

from .kept_pages import HOUSE, LISTS, CacheIsAway, KeptPage, Place, look_up, one_at_a_time, stamps_for
from .page_files import KEPT_FOR
from .page_memory import MEMORY, PERHAPS_STALE

LONGEST_PATH = 400  # characters
LONGEST_QUERY = 100
AT_ONCE = 0.1  # seconds
KINDS = {
    "text/html",
    "application/json",
    "application/xml",
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "text/markdown",
}
# What the pages understand. Whoever adds a parameter to a page adds it here, or the page is made anew for each visitor.
PARAMETERS = {"after", "before", "month", "p", "page", "part", "sort", "thread", "topic", "year"}
# What other sites and letters add to an address, to count who comes from where. No page of ours reads it.
TRACKERS = {"dclid", "fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid", "ttclid", "twclid", "yclid"}
TRACKER_FAMILY = "utm_"
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")


class FrontCacheMiddleware:
    """Answers with the page as it was made for the last anonymous reader, if nothing on it has changed since.

    It stands before sessions and everything personal. `Cache-Status` (RFC 9211) in each answer says what it did.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.kept_so_far = 0

    def __call__(self, request):
        if request.method not in {"GET", "HEAD"} or is_preview(request):
            return self.get_response(request)
        if is_somebody(request):
            return told(personal(self.get_response(request)), "fwd=bypass")
        key = key_of(request)
        if key is None:
            return told(self.made_to_order(request), "fwd=bypass")
        try:
            return self.answer(request, Place(key, request.path))
        except CacheIsAway:  # found out before anything is made
            return told(self.get_response(request), "fwd=bypass")

    def answer(self, request, place):
        kept_before, asked_at = self.kept_so_far, time.monotonic()
        page = place.look()
        if page and not page.is_overdue:
            return answer_with(page, request, place)
        with one_at_a_time(place, waits=page is None) as is_ours:
            # Perhaps this one was kept, for another reader; whoever has waited asks what has changed meanwhile.
            if self.kept_so_far != kept_before or time.monotonic() - asked_at > AT_ONCE:
                page = place.look()
            if page and not (page.is_overdue and is_ours):
                return answer_with(page, request, place)
            if not place.claim() and (page := page or place.wait()):
                return answer_with(page, request, place)
            try:
                return self.made(request, place, page)
            finally:
                place.disclaim()

    def made(self, request, place, old):
        """The page, made now and kept if it may be; if making it fails, the old one that only its time has run out."""
        # Before the page is made: what changes meanwhile takes these stamps away, and this answer with them.
        stamps = place.stamps()
        with good_under(stamps[HOUSE]):
            response = self.make(request)
        if old and response.status_code >= 500:
            return answer_with(old, request, place, is_stale=True)
        if not may_be_kept(request, response):
            return conditional(request, response, "fwd=miss")
        response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        # Readers' browsers ask each time, and mostly hear that nothing has changed.
        response.headers["Cache-Control"] = "no-cache"
        if settings.CDN_SECONDS:
            response.headers["CDN-Cache-Control"] = f"max-age={settings.CDN_SECONDS}"  # RFC 9213
        if getattr(response, "lists_no_stories", False):
            del stamps[LISTS]
        page = KeptPage(stamps, response.content, dict(response.headers), time.time() + KEPT_FOR)
        if request.method != "GET" or not place.keep(page):
            return conditional(request, response, "fwd=miss")
        self.kept_so_far += 1
        place.hand_on(page, request)
        return conditional(request, response, "fwd=miss; stored")

    def made_to_order(self, request):
        """An answer that is kept for nobody. What a search shows besides its hits is the same for everybody."""
        if not request.path.startswith(reverse("search")):
            return self.get_response(request)
        try:
            stamps = stamps_for([HOUSE], look_up([HOUSE]))
        except CacheIsAway:
            return self.get_response(request)
        with good_under(stamps[HOUSE]):
            return self.get_response(request)

    def make(self, request):
        """The whole page, even if the visitor asked only whether it has changed: it is to be kept."""
        asked = {name: request.META.pop(name) for name in CONDITIONS if name in request.META}
        response = self.get_response(request)
        request.META.update(asked)
        return response


def answer_with(page, request, place, *, is_stale=False):
    """The answer made of a page as it was kept."""
    response = HttpResponse(page.content, headers=page.headers)
    if is_stale or MEMORY.is_cut_off:
        name, value = PERHAPS_STALE
        response.headers[name] = value
    if page.is_overdue:
        return conditional(request, response, "hit; fwd=stale")
    place.hand_on(page, request)
    return conditional(request, response, "hit")


def is_preview(request):
    """Wagtail shows drafts by asking for them under the address of the public page."""
    return getattr(request, "is_dummy", False)


def is_somebody(request):
    """Whether the answer may depend on who asks: somebody logged in, with a draft kept or a message to read."""
    cookies = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
    return not cookies.isdisjoint(request.COOKIES) or "HTTP_AUTHORIZATION" in request.META


def key_of(request):
    """Where the answer is kept; None if it is not, because the address asks for something that is made to order.

    The request goes on with exactly the parameters in the key: what one visitor adds must not reach the next.
    """
    typed = request.META.get("QUERY_STRING", "")
    if len(request.path) > LONGEST_PATH or len(typed) > LONGEST_PATH or request.path.startswith(settings.MEDIA_URL):
        return None
    asked = [(name, value) for name, value in parse_qsl(typed, keep_blank_values=True) if not is_tracker(name)]
    query = urlencode(sorted(asked))
    if len(query) > LONGEST_QUERY or not PARAMETERS.issuperset(name for name, _value in asked):
        return None
    request.META["QUERY_STRING"] = query
    # With new static files the old pages would point to names that are gone; a magazine may change its language.
    release = getattr(staticfiles_storage, "manifest_hash", "")
    parts = "\n".join(
        [release, settings.LANGUAGE_CODE, request.scheme, request.get_host().lower(), request.path, query]
    )
    return f"page:{hashlib.sha256(parts.encode()).hexdigest()}"


def is_tracker(name):
    return name in TRACKERS or name.startswith(TRACKER_FAMILY)


def may_be_kept(request, response):
    """Whether the answer is the same for every reader, and does not itself forbid to be kept."""
    return (
        response.status_code == 200
        and not response.streaming
        and response.headers.get("Content-Type", "").partition(";")[0] in KINDS
        and not response.has_header("Cache-Control")
        and not response.has_header("Content-Encoding")
        # Every page looks at the session to learn that there is none: visitors who have one never come here.
        and response.headers.get("Vary", "Cookie").lower() == "cookie"
        and not response.cookies
        and not has_secrets(request)
        and not (hasattr(request, "user") and request.user.is_authenticated)
    )


def has_secrets(request):
    """Whether a nonce, a token against forgery or a message was written into the page."""
    messages = getattr(request, "_messages", None)
    return bool(
        getattr(request, "_csp_nonce", None)
        or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        or (messages is not None and (messages.used or messages.added_new))
    )


def personal(response):
    """No cache on the way may keep what was made for one person."""
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_cache=True)
    return response


def conditional(request, response, status):
    """The answer, or 304 if the visitor has it already."""
    if response.status_code == 200 and response.has_header("ETag"):
        response = get_conditional_response(request, etag=response.headers["ETag"], response=response)
    return told(response, status)


def told(response, status):
    response.headers["Cache-Status"] = f"front; {status}"
    return response
