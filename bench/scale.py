"""A million comments on PostgreSQL

The moderators' queue with all its tabs, a page deep in it, its search, and stories with 10, 10,000 and 100,000
comments. Every query is explained by the server: none may read the table of comments from end to end.
"""

import json
import re
import time

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from articles.models import ArticlePage
from comments.models import ReaderComment
from comments.states import Queue
from moderation.paging import place_of
from tests import admin_frame, factories

from .figures import Figure
from .million import RARE, fill

COMMENTS = 1_000_000
TABLE = ReaderComment._meta.db_table
MOST_QUERIES = 12
MOST_ON_A_STORY = 4
DEEPER = 1.5  # times the first page
TURNS = 5
MOST_BYTES = 60_000  # of HTML: 20 threads with 3 replies each
THREADS, REPLIES = 20, 3


def figures(size):
    started = time.perf_counter()
    magazine = fill(int(COMMENTS * size))
    yield Figure(
        "comments", f"{COMMENTS:,}", f"{ReaderComment.objects.count():,}, made in {time.perf_counter() - started:.0f} s"
    )
    moderator = Client()
    moderator.force_login(factories.user(Role.COMMENT_MODERATOR))
    yield from queues(moderator)
    yield deep_page(moderator)
    yield from search(moderator)
    yield from stories(magazine)
    yield html(factories.article())


# The queue ----------------------------------------------------------------------------------


def queues(moderator):
    asked, scans, slowest = {}, {}, (0.0, "")
    with override_settings(ROOT_URLCONF=admin_frame.__name__):
        # Without what the number in the menu asks: the tabs show the same numbers.
        frame = [query for query in measured(moderator, "/admin/empty/")[0] if '"comments_' not in query]
    for queue in Queue:
        address = reverse("moderation:queue", args=[queue])
        queries, seconds = measured(moderator, address)
        asked[queue.value] = len(queries)
        slowest = max(slowest, (seconds, queue.value))
        if found := scanned(queries):
            scans[queue.value] = found
    most = max(asked, key=asked.__getitem__)
    yield Figure(
        "queue with all tab counts: queries",
        f"≤ {MOST_QUERIES}",
        f"{asked[most] - len(frame)} ({most})",
        asked[most] - len(frame) <= MOST_QUERIES,
    )
    yield Figure("with those of Wagtail’s frame: session, rights, menu", "", f"{asked[most]} ({most})")
    yield Figure("queue: slowest tab", "", f"{slowest[0] * 1000:.0f} ms ({slowest[1]})")
    yield no_scans("queue: sequential scans of comments", scans)


def deep_page(moderator):
    """The last pages of what waits, against the first."""
    first = reverse("moderation:queue", args=[Queue.PENDING])
    waiting = ReaderComment.objects.filter(queue=Queue.PENDING).count()
    last = ReaderComment.objects.filter(queue=Queue.PENDING).order_by("ranked_at", "pk")[waiting - 100]
    deep = f"{first}?p={place_of('after', last, 'ranked_at')}"
    took = {address: min(measured(moderator, address)[1] for _turn in range(TURNS)) for address in (first, deep)}
    ratio = took[deep] / took[first]
    measured_as = f"{ratio:.2f} × ({took[deep] * 1000:.0f} ms : {took[first] * 1000:.0f} ms)"
    return Figure(
        f"page {waiting // 20 - 5:,} of the queue against page 1", f"≤ {DEEPER} ×", measured_as, ratio <= DEEPER
    )


def search(moderator):
    scans = {}
    for queue in (Queue.PENDING, Queue.APPROVED):
        queries, seconds = measured(moderator, f"{reverse('moderation:queue', args=[queue])}?q={RARE}")
        yield Figure(f"search in the queue “{queue.value}”", "", f"{seconds * 1000:.0f} ms, {len(queries)} queries")
        if found := scanned(queries):
            scans[queue.value] = found
    yield no_scans("search: sequential scans of comments", scans)


def measured(client, address):
    """The second time somebody asks: (queries, seconds)."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        started = time.perf_counter()
        response = client.get(address)
        seconds = time.perf_counter() - started
    if response.status_code != 200:
        raise RuntimeError(f"{address} answers {response.status_code}")
    return [query["sql"] for query in captured], seconds


def no_scans(name, scans):
    told = "; ".join(f"{place}: {sql}" for place, found in list(scans.items())[:2] for sql in found[:1])
    return Figure(name, "0", f"{sum(map(len, scans.values()))} {told[:160]}".strip(), not scans)


def scanned(queries):
    """The queries that read the whole table of comments."""
    found = []
    for query in queries:
        if TABLE not in query or not query.lstrip("( ").startswith(("SELECT", "WITH")):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {query}")
            (plan,) = cursor.fetchone()
        text = plan if isinstance(plan, str) else json.dumps(plan)
        if re.search(rf'"Node Type": "Seq Scan"[^{{}}]*"Relation Name": "{TABLE}"', text):
            found.append(query)
    return found


# Stories ------------------------------------------------------------------------------------


def stories(magazine):
    asked, took, scans = {}, {}, {}
    for name in ("empty", "small", "middle", "big"):
        story = getattr(magazine, name)
        render(story)
        with CaptureQueriesContext(connection) as captured:
            started = time.perf_counter()
            render(story)
            took[name] = time.perf_counter() - started
        queries = [query["sql"] for query in captured if 'FROM "comments_' in query["sql"]]  # not what only joins them
        asked[name] = len(queries)
        if found := scanned(queries):
            scans[name] = found
    counts = [asked[name] for name in ("small", "middle", "big")]
    sizes = "10 / 10,000 / 100,000"
    is_met = max(counts) <= MOST_ON_A_STORY and len(set(counts)) == 1
    yield Figure(
        f"queries that comments add to a story with {sizes}", "≤ 4, same", " / ".join(map(str, counts)), is_met
    )
    times = " / ".join(f"{took[name] * 1000:.0f}" for name in ("small", "middle", "big"))
    yield Figure(f"such a story, made afresh ({took['empty'] * 1000:.0f} ms without comments)", "", f"{times} ms")
    yield no_scans("stories: sequential scans of comments", scans)


def render(story):
    """The page as a visitor gets it, from no cache: a story remembers the thread it has shown."""
    story = ArticlePage.objects.get(pk=story.pk)
    request = RequestFactory().get(story.url)
    request.user, request.session = AnonymousUser(), SessionStore()
    return story.serve(request).render().content


def html(story):
    """What 20 threads with 3 replies each weigh."""
    before = len(render(story))
    reader = factories.user()
    for _thread in range(THREADS):
        opening = factories.comment(story, by=reader)
        for _reply in range(REPLIES):
            factories.comment(story, by=reader, reply_to=opening)
    size = len(render(story)) - before
    return Figure(
        f"HTML of {THREADS} threads × {REPLIES} replies",
        f"≤ {MOST_BYTES // 1000} kB",
        f"{size / 1000:.1f} kB",
        size <= MOST_BYTES,
    )
