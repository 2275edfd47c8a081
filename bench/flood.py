"""20,000 posts from 50 readers on 4 workers, one of them killed

The product's own server on PostgreSQL. Every reader has two tabs open and sends from both as fast as they
are answered; half of them share networks. Whoever gets no answer, because the worker was killed, sends the same form
again.
"""

import http.client
import os
import re
import signal
import subprocess
import threading
import time
import uuid
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.test import override_settings
from django.urls import reverse

from comments.models import ReaderComment
from tests import factories

from .figures import Figure
from .scratch import REPOSITORY, manage
from .serving import command_of, free_port, wait_for

POSTS, CLIENTS, TABS, WORKERS = 20_000, 50, 2, 4
SHARING = 5  # readers to a network, of the second half
CSRF = "b" * 32
LONGEST = 1_800  # seconds, whether or not everything has been sent by then
PATIENCE = 60  # seconds that a reader waits for an answer
SERVER = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.development",  # with production's cache and limits, and without its HTTPS
    "DEBUG": "0",
    "TRUSTED_PROXY_COUNT": "1",
    "LOG_LEVEL": "ERROR",
}
SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def figures(size):
    from cms.settings.development import SECRET_KEY

    posts = max(CLIENTS * TABS, int(POSTS * size))
    manage(SERVER, "createcachetable")
    with override_settings(SECRET_KEY=SECRET_KEY):
        readers = [Reader(number) for number in range(CLIENTS)]
    story = factories.article()
    connections.close_all()
    with server() as (port, master):
        flood = Flood(port, reverse("comments:write", args=[story.pk]), readers, posts)
        seconds = flood.run(at_half_time=lambda: kill_one_worker(master))
    yield Figure(
        "posts answered",
        f"{POSTS:,}",
        f"{len(flood.answers):,} in {seconds:.0f} s ({len(flood.answers) / seconds:.0f} a second)",
    )
    told = Counter(answer.status for answer in flood.answers.values())
    yield Figure(
        "of these taken / too many / other answers",
        "",
        f"{told[302]} / {told[429]} / {len(flood.answers) - told[302] - told[429]}",
    )
    yield Figure(
        "server errors",
        "0",
        str(sum(number for status, number in told.items() if status >= 500)),
        all(status < 500 for status in told),
    )
    yield from nothing_lost(flood)
    yield from quotas(readers, flood)


class Reader:
    """Somebody logged in, with a network address."""

    def __init__(self, number):
        self.user = factories.user()
        lonely = number < CLIENTS // 2
        self.address = f"198.51.100.{number + 1}" if lonely else f"203.0.113.{number // SHARING}"
        self.is_alone = lonely
        session = SessionStore()
        session[SESSION_KEY] = str(self.user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = self.user.get_session_auth_hash()
        session.create()
        self.headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}",
            "X-Forwarded-For": self.address,
            "X-Forwarded-Proto": "http",
        }


@dataclass(frozen=True)
class Answer:
    """What a reader got for a form: a status (0 for none at all), and between which two moments, in seconds."""

    status: int
    sent: float
    came: float


class Flood:
    """Readers sending forms from several tabs.

    Attributes:
        answers: the last answer to each form: {(reader's place, submission): Answer}.
        sent_again: the forms that got no answer at first.
    """

    def __init__(self, port, path, readers, posts):
        self.port, self.path, self.readers, self.posts = port, path, readers, posts
        self.answers, self.sent_again = {}, set()
        self.numbers, self.deadline = count(1), time.monotonic() + LONGEST

    def run(self, at_half_time):
        """Send everything; returns the seconds it took."""
        started = time.monotonic()
        tabs = [threading.Thread(target=self.sit, args=[place]) for place in range(CLIENTS) for _tab in range(TABS)]
        for tab in tabs:
            tab.start()
        while len(self.answers) < self.posts // 2 and time.monotonic() < started + LONGEST / 2:
            time.sleep(0.05)
        at_half_time()
        for tab in tabs:
            tab.join()
        return time.monotonic() - started

    def sit(self, place):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        while (number := next(self.numbers)) <= self.posts and time.monotonic() < self.deadline:
            submission = str(uuid.uuid4())
            form = {"body": f"Thought {number} of this reader.", "submission": submission, "csrfmiddlewaretoken": CSRF}
            sent = time.monotonic()
            status = self.send(connection, place, submission, urlencode(form))
            self.answers[place, submission] = Answer(status, sent, time.monotonic())
        connection.close()

    def send(self, connection, place, submission, form):
        """Send until there is an answer: its status, or 0 if none ever came."""
        while time.monotonic() < self.deadline:
            try:
                connection.request("POST", self.path, form, self.readers[place].headers)
                response = connection.getresponse()
                response.read()
                return response.status
            except (OSError, http.client.HTTPException):
                connection.close()
                self.sent_again.add(submission)
                time.sleep(0.2)
        return 0


@contextmanager
def server(workers=WORKERS, application="cms.wsgi", environment=None):
    """The web server with its workers: (port, process of the master)."""
    port = free_port()
    master = subprocess.Popen(  # noqa: S603 - our own server
        command_of(application, port, workers, threads=2),
        env=os.environ | SERVER | (environment or {}),
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,  # thousands of refusals are what is wanted
    )
    try:
        wait_for(port, master)
        yield port, master
    finally:
        master.terminate()
        master.wait(timeout=30)


def kill_one_worker(master):
    """As the kernel does when memory runs out: no warning, no clean-up. The master starts another."""
    with open(f"/proc/{master.pid}/task/{master.pid}/children") as children:
        os.kill(int(children.read().split()[0]), signal.SIGKILL)


def nothing_lost(flood):
    stored = Counter(map(str, ReaderComment.objects.values_list("submission", flat=True)))
    taken = [submission for (_place, submission), answer in flood.answers.items() if answer.status == 302]
    unanswered = sum(answer.status == 0 for answer in flood.answers.values())
    refused = {submission for (_place, submission), answer in flood.answers.items() if answer.status == 429}
    refused -= flood.sent_again
    lost = [submission for submission in taken if stored[submission] != 1]
    yield Figure(
        "sent again after a worker was killed; without any answer", "", f"{len(flood.sent_again)}; {unanswered}"
    )
    yield Figure("answered as taken and not stored exactly once", "0", str(len(lost)), not lost)
    crept_in = [submission for submission in refused if stored[submission]]
    yield Figure("answered as too many and stored all the same", "0", str(len(crept_in)), not crept_in)


def quotas(readers, flood):
    """No reader and no network got more in than the limits say, and each reader alone got in what they allow."""
    by_reader, by_network = defaultdict(list), defaultdict(list)
    for (place, _submission), answer in flood.answers.items():
        if answer.status == 302:
            by_reader[place].append(answer)
            by_network[readers[place].address].append(answer)
    for name, groups in (("comment", by_reader), ("comment_from_network", by_network)):
        for most, unit in limits(name):
            worst = max(most_within(answers, SECONDS[unit]) for answers in groups.values())
            yield Figure(f"most that one got in: {name}, in 1 {unit}", f"≤ {most}", str(worst), worst <= most)
    fair = min(most for most, unit in limits("comment") if unit == "m")
    alone = [len(by_reader[place]) for place, reader in enumerate(readers) if reader.is_alone]
    sent = Counter(place for place, _submission in flood.answers)
    due = [min(fair, sent[place]) for place, reader in enumerate(readers) if reader.is_alone]
    short = sum(got < right for got, right in zip(alone, due, strict=True))
    yield Figure("readers who got in less than their limit", "0", f"{short} of {len(alone)}", short == 0)


def limits(name):
    """The limits of a kind as (number, unit): "6/m/user,60/h/user" gives (6, "m") and (60, "h")."""
    found = re.findall(r"(\d+)/([smhd])/", settings.ACCOUNT_RATE_LIMITS[name])
    return [(int(number), unit) for number, unit in found]


def most_within(answers, seconds):
    """The most that were counted within so many seconds for certain: sent after their beginning, answered before their
    end. On a busy machine seconds pass between the two, and when the comment is stored says nothing about the count."""
    return max(
        sum(first.sent <= answer.sent and answer.came < first.sent + seconds for answer in answers) for first in answers
    )
