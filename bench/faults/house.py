"""The house that faults happen to, and people who go on using it meanwhile; what they were told, and what is there."""

import contextlib
import http.client
import os
import sys
import threading
import time
import uuid
from collections import Counter
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from ..figures import table
from ..sizes import kept_things, sized_house
from .servers import Postgres, Redis

POSTGRES_PORT, REDIS_PORT = 8340, 8341
WRITERS, READERS = 4, 2
LONGEST = 120  # seconds for everything that is still to be answered
GIVEN_UP = 60  # seconds for one request
SOME_PAGES, SOME_COMMENTS = 40, 10


def run(figures, *, postgres=True, redis=False, place=None):
    """Start what is asked for, let `figures(house)` do harm, print its figures; exits with 1 where one is not met."""
    with contextlib.ExitStack() as stack:
        os.environ["VAR_DIR"] = str(kept_things().parent / "faults")
        Path(os.environ["VAR_DIR"]).mkdir(exist_ok=True, parents=True)
        servers = {}
        if postgres:
            servers["postgres"] = stack.enter_context(Postgres(POSTGRES_PORT))
            os.environ["DATABASE_URL"] = servers["postgres"].address
        if redis:
            servers["redis"] = stack.enter_context(Redis(REDIS_PORT))
            address = servers["redis"].address
            os.environ |= {"CACHE_URL": f"{address}/0", "PAGE_CACHE_URL": f"{address}/1"}
        server = os.environ.get("DATABASE_URL", "")
        os.environ |= stack.enter_context(sized_house("PostgreSQL" if postgres else "SQLite", "S", place))
        stack.callback(os.environ.update, {"DATABASE_URL": server})  # from which the copy is dropped

        import django

        django.setup()
        found = list(figures(House(**servers)))
        print(table(str(sys.modules["__main__"].__doc__).splitlines()[0], found), flush=True)
    sys.exit(int(any(figure.met is False for figure in found)))


class House:
    """The magazine of size S, with servers that may be killed."""

    def __init__(self, postgres=None, redis=None):
        from ..speed import House as Magazine

        self.postgres, self.redis, self.magazine = postgres, redis, Magazine()

    def people(self, port, **options):
        self.magazine.port = port
        return People(self.magazine, port, **options)


class People:
    """Readers who read and write, and a managing editor who publishes, until they are told to stop.

    Whoever gets no answer, or one that says that the server is in trouble, sends the same form again.

    Attributes:
        sent: for each form its words, and the status it was answered with in the end; 0 for none.
        again: how often a form was sent again.
        read: what readers got, as (seconds since the start, status, whether it said that it may be stale).
        published: for each story that was to be published, the status.
    """

    def __init__(self, magazine, port, publishes=True, writes=True):
        self.magazine, self.port, self.publishes, self.writes = magazine, port, publishes, writes
        self.sent, self.published, self.read, self.again = {}, {}, [], Counter()
        self.numbers, self.is_over, self.started = count(1), threading.Event(), time.monotonic()

    def __enter__(self):
        tasks = [self.keep_reading] * READERS + [self.keep_writing] * (WRITERS if self.writes else 0)
        tasks += [self.keep_publishing] if self.publishes else []
        self.threads = [threading.Thread(target=task) for task in tasks]
        self.started = time.monotonic()
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exception):
        """Whoever is still waiting for an answer gets one first, so the servers must be there."""
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def settle(self):
        """Wait until people are busy: readers have had some pages, writers some answers."""
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            good = sum(status == 200 for _at, status, _marked in list(self.read))
            if good > SOME_PAGES and (len(self.sent) > SOME_COMMENTS or not self.writes):
                return
            time.sleep(0.2)

    def at(self):
        return time.monotonic() - self.started

    def keep_reading(self):
        from ..speed import BROWSER

        paths = ["/", self.magazine.path("usual")]
        while not self.is_over.is_set():
            for path in paths:
                asked_at = self.at()
                try:
                    response, _body = ask_once(self.port, path, headers=BROWSER)
                    self.read.append((asked_at, response.status, "110" in (response.headers["Warning"] or "")))
                except (OSError, http.client.HTTPException):
                    self.read.append((asked_at, 0, False))
            self.is_over.wait(0.05)

    def keep_writing(self):
        while not self.is_over.is_set():
            request = self.magazine.submit(0)
            words = f"Words {uuid.uuid4()} of a reader, which nobody else has."
            body = request.body + "&" + urlencode({"body": words})  # the last one of a name counts
            self.sent[words] = self.insist("comment", request.path, body, request.headers)
            self.is_over.wait(0.02)

    def keep_publishing(self):
        for page, state in self.magazine.ready:
            if self.is_over.is_set():
                return
            request = self.magazine.publish_of(page, state)
            self.published[page] = self.insist("publication", request.path, request.body, request.headers)
            self.is_over.wait(0.5)

    def insist(self, what, path, body, headers):
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, http.client.HTTPException):
                response, _body = ask_once(self.port, path, "POST", body, headers)
                if response.status < 500:
                    return response.status
            self.again[what] += 1
            time.sleep(0.2)
        return 0

    # What came of it ------------------------------------------------------------------------

    def figures(self):
        """What was accepted, stored and doubled: to be asked once everything runs again."""
        from wagtail.models import PageLogEntry

        from articles.models import ArticlePage
        from comments.models import ReaderComment

        from ..figures import Figure

        if self.sent:
            accepted = [words for words, status in self.sent.items() if status == 302]
            stored = Counter(ReaderComment.objects.filter(body__in=list(self.sent)).values_list("body", flat=True))
            lost, doubled = [words for words in accepted if not stored[words]], [w for w, n in stored.items() if n > 1]
            others = Counter(status for status in self.sent.values() if status != 302)
            told = f"{len(accepted)} accepted, {sum(stored.values())} stored, {len(doubled)} duplicated"
            yield Figure("comments", "none lost or duplicated", told, not lost and not doubled and bool(accepted))
            yield Figure("other answers; sent again", "", f"{dict(others)}; {self.again['comment']}")
        if self.published:
            done = [page for page, status in self.published.items() if status == 302]
            live = set(ArticlePage.objects.live().filter(pk__in=done).values_list("pk", flat=True))
            log = PageLogEntry.objects.filter(page__in=list(self.published), action="wagtail.publish")
            times = Counter(log.values_list("page", flat=True))
            doubled = [page for page, number in times.items() if number > 1]
            told = f"{len(done)} accepted, {len(live)} live, {len(doubled)} duplicated"
            yield Figure("publications", "none lost or duplicated", told, len(live) == len(done) and not doubled)

    def readers_between(self, begin, end):
        """What readers got in between, in seconds since the start: how many answers, good ones, and marked ones."""
        found = [(status, is_marked) for at, status, is_marked in self.read if begin <= at < end]
        good = sum(status == 200 for status, _marked in found)
        return len(found), good, sum(is_marked for _status, is_marked in found)


def ask_once(port, path, method="GET", body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=GIVEN_UP)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()
