"""The speed of the house, as production runs it

Every page cold, made for this request, and kept; what readers and the desk send; and in the same run what the server
itself and nginx need for the same bytes. Ratios are the result. bench/README.md says how each row is asked.
"""

import json
import os
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from allauth.mfa.models import Authenticator

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections
from django.urls import reverse

from accounts import second_factor
from accounts.roles import Role
from articles.models import ArticlePage, TopicPage
from cms.kept_pages import HOUSE, throw_away
from comments.forms import OPENED
from comments.models import ReaderComment, Status

from . import serving
from .figures import Figure
from .scratch import REPOSITORY
from .serving import Request, ask
from .sizes import WORDS

RESULTS = REPOSITORY / "artefacts" / "speed.json"
CSRF = "b" * 32
AT_HOME = {"Host": "127.0.0.1"}  # of the magazine's own address
BROWSER = {"X-Forwarded-Proto": "https", "Accept-Encoding": "gzip, br"}
READ, WRITTEN, PUBLISHED = 60, 24, 8  # requests of a row that is read, sent, and published
ROUNDS, SECONDS = 3, 2  # of kept pages and limits; the best counts: other work on the machine only ever adds


@dataclass(frozen=True)
class Row:
    """One thing that is asked of the house.

    Attributes:
        request: makes the request with a number; no two of a run have the same.
        is_right: what must be true of (response, body).
        cpu, queries: the bars, in milliseconds of processor time for one request and in questions to the database.
    """

    name: str
    request: Callable[[int], Request]
    is_right: Callable
    requests: int = READ
    readers: int = 4
    cpu: float | None = None
    queries: int | None = None


def rows(house):
    """What is measured one by one; pages that are kept come beside their limits."""
    usual, busy = house.path("usual"), house.path("busy")
    yield Row("home, cold", house.cold("/"), is_made_and_kept, cpu=8, queries=6)
    yield Row("story with 30 comments, cold", house.cold(usual), is_made_and_kept, cpu=8, queries=6)
    yield Row(
        f"story with {house.number_of_busy:,} comments, cold", house.cold(busy), is_made_and_kept, cpu=8, queries=6
    )
    yield Row("story, first after everything was thrown away", house.after_all(usual), is_made_and_kept, WRITTEN, 1)
    bars = {"cpu": 8, "queries": 6}
    yield Row("story with 30 comments, one of them changed", house.comment_changed(usual), is_made_and_kept, **bars)
    number = f"{house.number_of_busy:,}"
    yield Row(
        f"story with {number} comments, one of them changed", house.comment_changed(busy), is_made_and_kept, **bars
    )
    yield Row(
        "story, for a reader who is logged in", lambda _n: Request(usual, headers=house.readers[0]), is_ok, WRITTEN, 2
    )
    yield Row("topic, page 50, cold", house.cold(f"{house.topic}?page=50"), is_made_and_kept)
    yield Row("feed, cold", house.cold(reverse("feed_rss")), is_made_and_kept, cpu=4)
    yield Row("search", house.search, is_ok, cpu=10)
    yield Row("comment submit", house.submit, is_redirect, WRITTEN * 2, 2, cpu=8, queries=6)
    yield Row("moderation queue", house.as_(Role.COMMENT_MODERATOR, house.queue), is_ok, WRITTEN, 2, 30, 8)
    yield Row("moderation console", house.as_(Role.COMMENT_MODERATOR, house.console), is_ok, WRITTEN, 2)
    yield Row("approve", house.approve, is_ok, WRITTEN, 2, cpu=8)
    yield Row("desk board", house.as_(Role.MANAGING_EDITOR, reverse("board")), is_ok, WRITTEN, 2)
    yield Row("page editor open", house.as_(Role.MANAGING_EDITOR, house.editor), is_ok, WRITTEN, 2)
    yield Row("publish", house.publish, is_redirect, PUBLISHED, 1)


def figures(size):
    house = House()
    kind = f"{connection.vendor} {size}"
    results = {"size": size, "database": connection.vendor, "when": datetime.now().isoformat(timespec="minutes")}
    with serving.serving() as server:
        house.port, results["first_answer_s"] = server.port, server.seconds
        measured, peak = {}, 0
        for row in rows(house):
            warm_up(house, row)
            measured[row.name] = serving.drive(
                server, row.request, row.requests, row.is_right, row.readers, database_seconds
            )
            peak = max(peak, server.memory())
        kept, body = limits(house, server)
        results["memory_mb"] = max(peak, server.memory()) / 1e6
    house.check()
    from .queries import counted  # which asks the same rows

    results["rows"] = {name: asdict(each) for name, each in (measured | kept).items()}
    for name, number in counted(house).items():
        results["rows"][name]["queries"] = number
    before = keep(kind, results)
    yield from table(house, results, before)
    yield from ratios(kept, body, results)


def table(house, results, small):
    """A figure for each row; `small` is the last run of size S on this database."""
    for row in rows(house):
        found = results["rows"][row.name]
        met = None
        if row.cpu or row.queries:
            met = found["cpu"] <= (row.cpu or found["cpu"]) and found["queries"] <= (row.queries or found["queries"])
        bars = [f"≤ {row.cpu} ms CPU" if row.cpu else "", f"≤ {row.queries} queries" if row.queries else ""]
        grown = f"; {found['cpu'] / small[row.name]['cpu']:.2f} × the CPU of S" if row.name in small else ""
        yield Figure(row.name, ", ".join(filter(None, bars)), told(found) + grown, met)


def ratios(kept, body, results):
    story, again, bare, static = (kept.get(name) for name in ("story, kept", "304", "bare server", "nginx"))
    for name, each in kept.items():
        yield Figure(name, "", told(asdict(each)))
    yield ratio("CPU of the kept story, of the bare server's", story.cpu / bare.cpu, most=1.3)
    yield ratio("requests a second of the kept story, of the bare server's", story.speed / bare.speed, least=0.8)
    yield ratio("requests a second of a 304, of the story's", again.speed / story.speed, least=1.0)
    if static:
        yield Figure("CPU of the kept story, of a file's from nginx", "", f"{story.cpu / static.cpu:.1f}")
    if front := kept.get("story, kept, from nginx"):
        yield ratio("CPU of the kept story from nginx, of a file's", front.cpu / static.cpu, most=1.6)
        yield Figure(
            "the same, of WordPress's with nginx's cache", "≤ 0.07 ms", f"{front.cpu:.3f} ms", front.cpu <= 0.07
        )
    seconds, memory = results["first_answer_s"], results["memory_mb"]
    yield Figure("start to the first answer", "≤ 3 s", f"{seconds:.1f} s", seconds <= 3)
    yield Figure("peak memory, 2 workers (PSS)", "≤ 200 MB", f"{memory:.0f} MB", memory <= 200)


def told(each):
    numbers = f"{each['speed']:,.0f}/s; {each['p50']:.1f}, {each['p99']:.1f} ms; CPU {each['cpu']:.2f} ms"
    questions = f"; {each['queries']} queries" if "queries" in each else ""
    return f"{numbers}{questions}; {each['bytes']:,} B"


def ratio(name, measured, *, most=None, least=None):
    met = measured <= most if most is not None else measured >= least
    return Figure(name, f"≤ {most}" if most is not None else f"≥ {least}", f"{measured:.2f}", met)


# Kept pages and limits ----------------------------------------------------------------------


def limits(house, server):
    """The kept story and home, a 304, and the same bytes from the bare server and from nginx, in turns."""
    path = house.path("usual")
    for _each in range(20):  # each worker makes it once, and each encoding
        response, body = ask(server.port, path, headers=BROWSER)
        ask(server.port, "/", headers=BROWSER)
    tag, found = {"If-None-Match": response.headers["ETag"]}, {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "story.html")
        file.write_bytes(body)
        with (
            serving.serving("bench.bare", BENCH_BODY=str(file)) as bare,
            serving.nginx(folder) as static,
            serving.serving(PAGE_FILES=f"{folder}/pages") as behind,
            serving.nginx_in_front(folder, behind.port) as front,
        ):
            asked = {
                "home, kept": (server, "/", BROWSER),
                "story, kept": (server, path, BROWSER),
                "304": (server, path, BROWSER | tag),
                "bare server": (bare, path, BROWSER),
            }
            if static:
                asked["nginx"] = (static, "/story.html", {})
            if front:
                asked["story, kept, from nginx"] = (front, path, BROWSER | AT_HOME)
                is_a_file(front.port, path)
            for _round in range(ROUNDS):
                for name, (who, where, headers) in asked.items():
                    size = 0 if name == "304" else len(body)
                    run = serving.flood(who, where, headers, seconds=SECONDS, size=size)
                    found[name] = min(found.get(name, run), run, key=lambda each: each.cpu)
    found["home, kept"].bytes = len(ask(server.port, "/", headers=BROWSER)[1])
    return found, body


def is_a_file(port, path):
    """Let the page be kept; the next answer is to be nginx's own."""
    ask(port, path, headers=BROWSER | AT_HOME)
    response, _body = ask(port, path, headers=BROWSER | AT_HOME)
    if response.headers["Cache-Status"] != "files; hit":
        raise RuntimeError(f"nginx did not send the page by itself: {dict(response.headers)}")


def warm_up(house, row):
    """What each worker reads once: settings, templates, rights. What is sent is not sent more often for that."""
    times = {READ: 2, WRITTEN * 2: 1}.get(row.requests, 0)  # a comment, because the rules learn their words first
    if times:
        for _each in range(times * serving.WORKERS * serving.THREADS):
            send(house, row.request(next(house.numbers)))


def send(house, asked):
    return ask(house.port, asked.path, asked.method, asked.body, asked.headers)


# The house ----------------------------------------------------------------------------------


class House:
    """The magazine of bench/sizes.py, and the people who ask for its pages."""

    def __init__(self):
        self.numbers, self.port = count(1), 0
        stories = {story.slug: story for story in ArticlePage.objects.filter(slug__in=["usual", "busy"])}
        self.stories = stories
        self.number_of_busy = stories["busy"].reader_comments.count()
        self.topic = TopicPage.objects.get(slug="topic-a").get_url_parts()[2]
        self.queue, self.console = reverse("moderation:queue", args=["pending"]), reverse("moderation:review")
        self.editor = reverse("wagtailadmin_pages:edit", args=[stories["usual"].pk])
        users = get_user_model().objects
        self.staff = {role: self.logged_in(users.get(email=f"{role.name.lower()}@example.org"), True) for role in Role}
        self.readers = [
            self.logged_in(reader) for reader in users.filter(email__startswith="reader").order_by("pk")[:100]
        ]
        pending = ReaderComment.objects.filter(status=Status.PENDING, version=1).order_by("-pk")
        self.pending = iter(list(pending.values_list("pk", flat=True)[:200]))
        ready = ArticlePage.objects.filter(slug__startswith="nearly-out-").order_by("pk")
        self.ready = iter([(page.pk, page.current_workflow_task_state.pk) for page in ready])
        self.comments, self.sent = ReaderComment.objects.count(), 0
        connections.close_all()

    def logged_in(self, user, is_staff=False):
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        if is_staff:
            Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, data={"secret": "of nobody"})
            session[second_factor.SESSION_KEY] = user.pk
        session.create()
        return BROWSER | {
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"
        }

    def path(self, slug):
        return self.stories[slug].get_url_parts()[2]

    def cold(self, path):
        """The page under an address that nobody has asked for yet, by a parameter that it does not read: made, and
        kept, as after a purge."""
        joint = "&" if "?" in path else "?"
        return lambda _number: Request(f"{path}{joint}part={next(self.numbers)}x", headers=BROWSER)

    def after_all(self, path):
        """The same when nothing at all is kept, nor remembered by a process, as after a setting has changed."""
        cold = self.cold(path)

        def request(number):
            throw_away({HOUSE})
            return cold(number)

        return request

    def comment_changed(self, path):
        """The story under an address that nobody has asked for yet, by an order of comments that there is not: made as
        after a decision about one of its comments, which leaves what stands around them kept."""
        return lambda _number: Request(f"{path}?sort={next(self.numbers)}x", headers=BROWSER)

    def search(self, number):
        return Request(f"{reverse('search')}?q={WORDS[number % len(WORDS)]}", headers=BROWSER)

    def as_(self, role, path):
        return lambda _number: Request(path, headers=self.staff[role])

    def post(self, path, who, form, **headers):
        origin = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://127.0.0.1:{self.port}"}
        return Request(path, "POST", urlencode(form | {"csrfmiddlewaretoken": CSRF}), who | origin | headers)

    def submit(self, _number):
        """A comment of another reader than the last ones, from another network, a minute after opening the page."""
        number, submission = next(self.numbers), str(uuid.uuid4())
        self.sent += 1
        opened = OPENED.sign_object([submission, int(time.time()) - 60])
        words = " ".join(WORDS[(number * step) % len(WORDS)] for step in range(3, 30))
        form = {"body": f"{words} {number}", "submission": submission, "opened": opened}
        network = {"X-Forwarded-For": f"198.51.{number // 250 % 250}.{number % 250 + 1}"}
        path = reverse("comments:write", args=[self.stories["usual"].pk])
        return self.post(path, self.readers[self.sent % len(self.readers)], form, **network)

    def approve(self, _number):
        path = reverse("moderation:decide", args=[next(self.pending)])
        who, form = self.staff[Role.COMMENT_MODERATOR], {"verb": "approve", "seen": 1}
        return self.post(path, who, form, Accept="application/json")

    def publish(self, _number):
        """The managing editor signs the last stage, after which the story is out."""
        return self.publish_of(*next(self.ready))

    def publish_of(self, page, state):
        path = reverse("wagtailadmin_pages:workflow_action", args=[page, "approve", state])
        return self.post(path, self.staff[Role.MANAGING_EDITOR], {"comment": ""})

    def check(self):
        """Whatever was answered as done is there."""
        stored = ReaderComment.objects.count() - self.comments
        if stored != self.sent:
            raise RuntimeError(f"{self.sent} comments were taken, {stored} are there.")


def is_made_and_kept(response, body):
    return response.status == 200 and "fwd=miss; stored" in response.headers["Cache-Status"]


def is_ok(response, body):
    return response.status == 200


def is_redirect(response, body):
    return response.status == 302


def database_seconds():
    """Processor seconds of the PostgreSQL server so far, those of connections that have ended among them; of SQLite,
    which is in the process, none."""
    if connection.vendor != "postgresql":
        return 0.0
    with psycopg.connect(os.environ["DATABASE_URL"]) as server:
        backend = Path(f"/proc/{server.info.backend_pid}/stat").read_text()
        parent = int(backend.rpartition(")")[2].split()[1])
        return sum(map(serving.processor_seconds, serving.family(parent))) + serving.seconds_of_ended(parent)


def keep(kind, results):
    """Put a run into the file of results. Returns the rows of the last one of size S on this database, if another."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    known[kind] = results
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n")
    small = f"{connection.vendor} S"
    return known[small]["rows"] if small in known and small != kind else {}
