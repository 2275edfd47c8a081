"""Whole pages, kept for readers who are not logged in. What throws them away is in cms/purging.py.

Nothing is asked of the visitor but scheme, host, path and a few parameters, so nothing else may stand in the answer:
what was made for one person, or with a secret in it, is never kept. docs/decisions/0017-front-cache.md has the reasons.
"""

import hashlib
import secrets
import threading
import time
import zlib
from contextlib import contextmanager
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit
from weakref import WeakValueDictionary

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.db import transaction
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

from wagtail.contrib.frontend_cache.backends import BaseBackend

from .page_memory import HANDED_OVER, HOUSE, MEMORY, PURGED

KEPT_FOR = 600  # seconds; a safety net for what changes without saying so
LONGEST_PATH = 400  # characters
LONGEST_QUERY = 100
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

PATIENCE = 10  # seconds
guard, locks = threading.Lock(), WeakValueDictionary()  # of the pages that are being made in this process
SHELVES = 1024  # pages share a stamp by path: their number is bounded, whatever addresses visitors make up


class FrontCacheMiddleware:
    """Answers with the page as it was made for the last anonymous reader, if nothing on it has changed since.

    It stands before sessions and everything personal. `Cache-Status` (RFC 9211) in each answer says what it did.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.made_so_far = 0

    def __call__(self, request):
        if request.method not in {"GET", "HEAD"} or is_preview(request):
            return self.get_response(request)
        if is_somebody(request):
            return told(personal(self.get_response(request)), "fwd=bypass")
        key = key_of(request)
        if key is None:
            return told(self.get_response(request), "fwd=bypass")
        return self.answer(request, key)

    def answer(self, request, key):
        shelf, made_before = shelf_of(request.path), self.made_so_far
        found = caches["pages"].get_many([HOUSE, shelf, key])
        if kept := kept_page(request, found, shelf, key):
            return kept
        with one_at_a_time(key):
            if self.made_so_far != made_before:  # perhaps this one, for another reader
                found = caches["pages"].get_many([HOUSE, shelf, key])
                if kept := kept_page(request, found, shelf, key):
                    return kept
            return self.made(request, found, shelf, key)

    def made(self, request, found, shelf, key):
        """The page, made now and kept if it may be."""
        # Before the page is made: what changes meanwhile takes these stamps away, and this answer with them.
        stamps = tuple(found.get(name) or new_stamp(name) for name in (HOUSE, shelf))
        response = self.make(request)
        if not may_be_kept(request, response):
            return conditional(request, response, "fwd=miss")
        response.headers["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        # Readers' browsers ask each time, and mostly hear that nothing has changed.
        response.headers["Cache-Control"] = "no-cache"
        if request.method == "GET":
            until = time.time() + KEPT_FOR
            caches["pages"].set(key, (stamps, response.content, dict(response.headers), until), KEPT_FOR)
            request.META[HANDED_OVER] = (stamps, shelf, until, response.content)
            self.made_so_far += 1
        return conditional(request, response, "fwd=miss; stored" if request.method == "GET" else "fwd=miss")

    def make(self, request):
        """The whole page, even if the visitor asked only whether it has changed: it is to be kept."""
        asked = {name: request.META.pop(name) for name in CONDITIONS if name in request.META}
        response = self.get_response(request)
        request.META.update(asked)
        return response


def kept_page(request, found, shelf, key):
    """The answer made of what the shared cache has; None where it has nothing, or nothing that is still good."""
    stamps, content, headers, until = found.get(key, (None, b"", {}, 0))
    if not stamps or stamps != (found.get(HOUSE), found.get(shelf)):
        return None
    request.META[HANDED_OVER] = (stamps, shelf, until, content)
    return conditional(request, HttpResponse(content, headers=headers), "hit")


@contextmanager
def one_at_a_time(key):
    """Let one thread of this process make a page that many ask for at once.

    Whoever has waited for too long makes it as well: nobody is to wait for a thread that hangs.
    """
    with guard:
        lock = locks.setdefault(key, threading.Lock())
    has_lock = lock.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if has_lock:
            lock.release()


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


# Stamps -------------------------------------------------------------------------------------
#
# A kept page names two stamps, the house's and its shelf's, and is good while both are still there. Taking a stamp away
# throws away all pages that name it, under whatever host and parameters; a stamp that was lost does no harm either.


def new_stamp(name):
    return caches["pages"].get_or_set(name, secrets.token_hex(8), timeout=None)


def shelf_of(path):
    return f"stamp:{zlib.crc32(path.encode()) % SHELVES}"


def frame_stamp_of(shelf):
    """The stamp of what is kept of the pages on this shelf besides: all but their comments."""
    return f"frame:{shelf}"


def forget_everything():
    """Let every page be made anew, once the present transaction is committed: never before, since a reader could
    have the old state kept again."""
    transaction.on_commit(lambda: throw_away({HOUSE}), robust=True)


def forget_paths(paths, comments_only=False):
    """Let the pages with these paths be made anew, on every host and with every parameter, once committed.

    Args:
        comments_only: nothing else on them has changed (cms/kept_frames.py).
    """
    shelves = {shelf_of(path) for path in paths}
    stamps = shelves if comments_only else shelves | {frame_stamp_of(shelf) for shelf in shelves}
    transaction.on_commit(lambda: throw_away(stamps), robust=True)


def throw_away(stamps):
    """Take stamps away, here at once and elsewhere when they next ask (cms/page_memory.py)."""
    try:
        caches["pages"].delete_many(stamps)
        caches["pages"].set(PURGED, secrets.token_hex(8), timeout=None)
    finally:
        MEMORY.forget(lambda page: HOUSE in stamps or page.shelf in stamps)


class FrontCache(BaseBackend):
    """What Wagtail's `purge_page_from_cache` and `PurgeBatch` reach. It waits for the commit by itself."""

    def __init__(self, params):
        super().__init__(params)
        self.comments_only = params.get("COMMENTS_ONLY", False)  # comments/conversations.py says so of its purges

    def purge(self, url):
        self.purge_batch([url])

    def purge_batch(self, urls):
        forget_paths({unquote(urlsplit(url).path) for url in urls}, self.comments_only)
