"""What the site answers besides pages: search, and the files that machines ask for."""

from datetime import timedelta
from urllib.parse import quote

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from wagtail.models import Site

from .models import MagazineSettings
from .near_words import corrected
from .search import LONGEST_SEARCH, Search, newest_stories, search_words, suggestions
from .sitemaps import SITEMAPS

# RFC 9116 section 2.5.5: less than a year, so that a forgotten file does not look kept up.
SECURITY_CONTACT_VALID = timedelta(days=180)

LONGEST_SUGGESTED = 60  # characters
SUGGESTIONS_KEPT = 300  # seconds, by browsers and caches on the way: who types back asks nothing


@require_safe
def search(request):
    """Stories, people and pages for ?q=, narrowed by `kind`, `topic`, `person` and `year`. Anything may be typed; the
    answer is always a page. Where nothing has the words, what the nearest words of the magazine find is shown."""
    typed = request.GET.get("q", "").replace("\0", "")
    words = search_words(typed)
    context = {"typed": typed[:LONGEST_SEARCH], "words": words, "longest": LONGEST_SEARCH}
    if words:
        context |= found_or_near(words, request.GET)
    if not context.get("found"):
        context["newest"] = newest_stories()
    return render(request, "home/search.html", context)


def found_or_near(words, asked):
    """A dict with `found`, a Search that found something or None, and `near`: the words it is about, if not these."""
    found, near = Search(words, asked), ""
    if not found and (near := corrected(words)):
        found = Search(near, asked)
    return {"found": found, "near": near} if found else {"found": None}


@require_safe
@cache_control(max_age=SUGGESTIONS_KEPT, public=True)
def suggest(request):
    """A few headlines and names for what has been typed so far, as options of a listbox: see static/js/search.js."""
    words = search_words(request.GET.get("q", "")[:LONGEST_SUGGESTED])
    context = {"words": words, "options": suggestions(words)}
    return render(request, "home/_suggestions.html", context)


@require_safe
def saved(request):
    """The page on which a browser lists what it keeps: static/js/saved-list.js. The same for everybody."""
    return render(request, "home/saved.html")


@require_safe
def robots(request):
    """What crawlers are asked to leave alone, and where the sitemaps are: the index, and each that it names."""
    root = Site.find_for_request(request).root_url
    parts = [reverse("sitemap"), *(reverse("sitemap_part", args=[section]) for section in SITEMAPS)]
    context = {"sitemaps": [root + path for path in parts]}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
def security(request):
    """Whom to tell about a weakness (RFC 9116). 404 while the magazine has no contact address."""
    magazine = MagazineSettings.for_request(request)
    if not magazine.contact_email:
        raise Http404
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    context = {
        "contact": "mailto:" + quote(magazine.contact_email, safe="@+"),
        "expires": (midnight + SECURITY_CONTACT_VALID).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "language": settings.LANGUAGE_CODE,
        "canonical": Site.find_for_request(request).root_url + request.path,
    }
    return render(request, "security.txt", context, content_type="text/plain; charset=utf-8")
