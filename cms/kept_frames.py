"""Pages without their comments, kept: a page whose comments have changed is made of these and of the comments.

They are thrown away with the pages themselves (cms/front_cache.py), but for a decision about a comment, which leaves
them as they are. docs/decisions/0049-pages-without-their-comments.md has the reasons.
"""

import hashlib
from copy import copy
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode

from csp.middleware import CSPMiddleware

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.template.response import TemplateResponse

from wagtail import views as wagtail_views
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.url_routing import RouteResult

from accounts.house_clock import today
from accounts.house_rows import good_under, once, share_nothing, stamp_in_use
from articles.models import ArticlePage, StoryIndexPage
from comments.models import CommentSettings
from comments.places import OpenPlaces, filled

from .front_cache import LONGEST_PATH, LONGEST_QUERY, PARAMETERS, has_secrets, is_preview, is_somebody
from .kept_pages import HOUSE, LISTS, CacheIsAway, frame_stamp_of, is_good, look_up, put, shelf_of, stamps_for

FORM = 2  # of what is kept: another release may have another
KEPT_FOR = 3600  # seconds; a safety net for what changes without saying so. What changes by itself does so at midnight
# Of a story's page, these only choose which of its comments are shown.
OF_COMMENTS = {"after", "before", "sort", "thread"}


def serve(request, path):
    """Wagtail's view of its pages. Where the page without its comments is kept, the page tree is not asked."""
    key = key_of(request)
    if key is None:
        return in_the_tree(request, path)
    # All are asked for before the page is made: what changes meanwhile takes them away, and what is kept with them.
    names = (HOUSE, LISTS, frame_stamp_of(shelf_of(request.path)))
    try:
        found = look_up([*names, key])
        stamps = stamps_for(names, found)
    except CacheIsAway:
        know_nothing_of(request)
        return in_the_tree(request, path)
    if not is_somebody(request) and stamps[HOUSE] != stamp_in_use():  # something has changed since this was asked for
        know_nothing_of(request)
    frame = found.get(key)
    if frame and is_good(frame["stamps"], found) and is_of(frame, request):
        request.is_preview = False  # as Wagtail's own view says
        if frame["settings"]:
            know(request, frame["settings"])
        html = filled(frame["pieces"], request)
        if html is not None:
            response: Any = HttpResponse(html)
            response.lists_no_stories = frame["is_story"]  # as ArticlePage says
            return response
    return made(request, path, key, stamps)


def know_nothing_of(request):
    """Lean on nothing that was read for another page."""
    share_nothing()
    for name in ("_wagtail_site", "_wagtail_cached_site_root_paths"):  # which KnownSiteMiddleware has set
        request.__dict__.pop(name, None)


def made(request, path, key, stamps):
    """The page, made now; what of it is the same for every reader, whatever is said below it, is kept."""
    if not is_somebody(request):
        return whole(request, request, path, key, stamps) or in_the_tree(request, path)
    with good_under(stamps[HOUSE]):
        response = whole(request, of_nobody(request), path, key, stamps)
    return response or in_the_tree(request, path)


def whole(request, asked, path, key, stamps):
    """The page with its places open, as `asked` gets it, and filled for `request`; None if that cannot be done."""
    asked.open_places = places = OpenPlaces()
    try:
        response = in_the_tree(asked, path)
        if isinstance(response, TemplateResponse):
            html = response.render().content.decode()
    finally:  # no other page, that of a fault for one, may be made with open places
        del asked.open_places
    if not isinstance(response, TemplateResponse):
        return None if places.asked or asked is not request else response
    page, pieces = response.context_data.get("page"), places.pieces(html)
    is_story = isinstance(page, ArticlePage)
    if is_story:
        del stamps[LISTS]
    frame = {"stamps": stamps, "pieces": pieces, "is_story": is_story}
    if may_be_kept(asked, response) and is_of(frame, asked):
        frame["settings"] = settings_for(asked) if is_story else None
        put(key, frame, KEPT_FOR)
        if is_story:
            know(request, frame["settings"])
    elif asked is not request:
        return None
    if asked is not request:
        share_nothing()  # what fills the places is theirs
    response.content = filled(pieces, request, places.stories)
    return response


def in_the_tree(request, path):
    """Wagtail's answer. It would go down the tree page by page; each page knows its whole path."""
    site = Site.find_for_request(request)
    page = site and site.root_page
    if page and path:
        page = page_at(page.url_path + path)
    if page and page.live and page.specific_class and page.specific_class.route == Page.route:
        request._wagtail_route_for_request = RouteResult(unrestricted(page.specific))
    return wagtail_views.serve(request, path)


def page_at(url_path):
    """The page with this path in the tree. Most are stories, which are had in one question."""
    # Wagtail has an index of slugs, none of paths: by its path alone every page of the house would be read.
    asked = {"slug": url_path.rstrip("/").rpartition("/")[2], "url_path": url_path}
    index, found = once("story index", StoryIndexPage.objects.first), None
    if index and url_path.startswith(index.url_path) and url_path != index.url_path:
        found = ArticlePage.objects.filter(**asked).select_related("conversation").first()
    return found or Page.objects.filter(**asked).first()


def unrestricted(page):
    """The page; where none of the house is restricted, it need not ask those above it whether they are."""
    if not once("any restrictions", PageViewRestriction.objects.exists):
        page.get_view_restrictions = PageViewRestriction.objects.none
    return page


def key_of(request):
    """Where the page without its comments is kept; None if this visitor gets one of their own."""
    if request.method not in {"GET", "HEAD"} or is_preview(request) or len(request.path) > LONGEST_PATH:
        return None
    if is_somebody(request) and request.user.has_perm("wagtailadmin.access_admin"):  # their pages have Wagtail's bar
        return None
    asked = parameters(request)
    query = urlencode([(name, value) for name, value in asked if name not in OF_COMMENTS])
    if not PARAMETERS.issuperset(name for name, _value in asked) or len(query) > LONGEST_QUERY:
        return None
    release = getattr(staticfiles_storage, "manifest_hash", "")
    parts = [
        FORM,
        release,
        settings.LANGUAGE_CODE,
        today(),
        request.scheme,
        request.get_host().lower(),
        request.path,
        query,
    ]
    return f"frame:{hashlib.sha256(repr(parts).encode()).hexdigest()}"


def parameters(request):
    return sorted(parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True))


def of_nobody(request):
    """The request as somebody without an account would make it: nothing of whoever asks can get onto the page."""
    of_the_house = ("HTTP_HOST", "HTTP_X_FORWARDED_")  # what it was asked by, of all headers
    kept = {name: value for name, value in request.META.items() if not name.startswith("HTTP_")}
    kept |= {name: value for name, value in request.META.items() if name.startswith(of_the_house)}
    kept |= {"QUERY_STRING": urlencode(parameters(request)), "wsgi.input": BytesIO(), "wsgi.url_scheme": request.scheme}
    asked = WSGIRequest(kept)
    for name in ("CSRF_COOKIE", "CSRF_COOKIE_NEEDS_UPDATE", "REMOTE_USER"):
        asked.META.pop(name, None)
    asked.user, asked.session = AnonymousUser(), SessionStore()
    CSPMiddleware(HttpResponse).process_request(asked)  # so that a nonce is a secret here, too
    return asked


def is_of(frame, request):
    """Whether the frame is this page's: only a story's does not depend on the parameters left out of the key."""
    return frame["is_story"] or OF_COMMENTS.isdisjoint(request.GET)


def may_be_kept(request, response):
    """Whether the page is the same for every reader."""
    return (
        response.status_code == 200
        and response.headers["Content-Type"].startswith("text/html")
        and not response.has_header("Cache-Control")
        and not response.cookies
        and not has_secrets(request)
    )


def settings_for(request):
    """The settings for comments, to be kept: they are not asked for again."""
    known = copy(CommentSettings.for_request(request))
    known.__dict__.pop("_request", None)
    return known


def know(request, settings):
    settings._request = request
    setattr(request, CommentSettings.get_cache_attr_name(), settings)
