"""Pages made before anybody asks: what is thrown away, the worker asks for anew, as a reader would.

Only of what an editor has changed; after a decision about a comment the next reader's page costs little by itself.
docs/decisions/0060-pages-made-by-the-worker.md has the reasons.
"""

from datetime import timedelta
from functools import cache
from urllib.parse import unquote, urlsplit
from wsgiref.util import setup_testing_defaults

from django_tasks import default_task_backend, task

from django.conf import settings
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.urls import reverse
from django.utils import timezone

from articles.models import TopicPage

MOST = 50  # pages after one change
MOST_TOPICS = 20
WAITS = timedelta(seconds=10)  # an editor at work changes several things, and each throws all pages away
NOT_AGAIN_FOR = 60  # seconds in which what waits for the worker is not put on the queue once more
EVERYTHING = "everything"  # in place of a path: what most readers ask for


def page_again(paths):
    """Let the worker make these pages, unless they wait for it already."""
    if paths := claimed(paths):
        make.using(priority=10).enqueue(paths)


def house_again():
    """Let the worker make the front page, topics and the feed, in a moment."""
    if claimed([EVERYTHING]):
        make_usual.using(priority=-20, run_after=timezone.now() + WAITS).enqueue()


def claimed(paths):
    """Those of the paths that no task waits for yet. None where no worker would do it, or nothing is kept."""
    if not default_task_backend.supports_defer or "cms.front_cache.FrontCacheMiddleware" not in settings.MIDDLEWARE:
        return []
    return [path for path in sorted(paths)[:MOST] if caches["pages"].add(claim_of(path), 1, NOT_AGAIN_FOR)]


def claim_of(path):
    return f"warming:{path}"


@task()
def make(paths):
    caches["pages"].delete_many(map(claim_of, paths))  # whatever changes from here on is made again
    for path in paths:
        as_reader(path)


@task()
def make_usual():
    caches["pages"].delete(claim_of(EVERYTHING))
    topics = TopicPage.objects.live().public()[:MOST_TOPICS]
    for path in ["/", reverse("feed_rss"), *(topic.get_url_parts()[2] for topic in topics)]:
        as_reader(path)


def as_reader(path, query="", application=None):
    """Ask for a page at the magazine's own address: it is kept then."""
    site, path = urlsplit(settings.WAGTAILADMIN_BASE_URL), unquote(path)
    environment = {"PATH_INFO": path.encode().decode("latin-1"), "QUERY_STRING": query, "HTTP_HOST": site.netloc}
    setup_testing_defaults(environment)
    environment |= {"wsgi.url_scheme": site.scheme, "HTTP_X_FORWARDED_PROTO": site.scheme}
    return (application or handler()).get_response(WSGIRequest(environment))


@cache
def handler():
    return get_wsgi_application()
