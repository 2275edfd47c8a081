"""Pages answered from memory: what every reader gets, compressed as they like it, and never older than allowed."""

import gzip
import io
import time

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError

from cms import page_memory
from cms.kept_pages import forget_everything, forget_paths
from cms.page_memory import LARGEST, Memory, Page, PagesInMemory, encoding_for
from tests import factories

pytestmark = pytest.mark.django_db

DEAF_AFTER = 3600  # seconds: however slow the machine


@pytest.fixture(autouse=True)
def memory(page_memory_of_test, monkeypatch):
    monkeypatch.setattr(page_memory, "DEAF_AFTER", DEAF_AFTER)
    page_memory_of_test.ask()
    return page_memory_of_test


@pytest.fixture
def story():
    return factories.article("Light on glass")


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, dict(headers), body

    @property
    def is_from_memory(self):
        return self.headers.get("Cache-Status") == "front; hit"


@pytest.fixture
def ask(monkeypatch):
    """ask("/skin/", HTTP_COOKIE="a=b"): the answer that a visitor gets from the server."""
    for signal in (
        request_started,
        request_finished,
    ):  # the test's connection stays open, as Django's own client has it
        monkeypatch.setattr(signal, "send", lambda **kwargs: None)
    application = PagesInMemory(get_wsgi_application())

    def ask(path, method="GET", **environ):
        said = []
        path, _mark, query = path.partition("?")
        body = application(
            {
                "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "testserver",
                "SERVER_PORT": "80", "HTTP_HOST": "testserver", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
                "wsgi.errors": io.StringIO(), "SCRIPT_NAME": "", "SERVER_PROTOCOL": "HTTP/1.1",
                "REMOTE_ADDR": "192.0.2.1", **environ,
            },
            lambda *words: said.append(words),
        )  # fmt: skip
        content = b"".join(body)
        if hasattr(body, "close"):
            body.close()
        return Answer(int(said[0][0][:3]), said[0][1], content)

    return ask


@pytest.fixture
def kept(ask, story):
    """The address of a story that is in memory."""
    path = story.get_url_parts()[2]
    ask(path)
    return path


def test_the_second_reader_is_answered_before_django_hears_of_it(ask, kept, memory, monkeypatch):
    monkeypatch.setattr("cms.front_cache.FrontCacheMiddleware.__call__", None)
    answer = ask(kept)
    assert answer.is_from_memory
    assert "Light on glass" in answer.body.decode()


def test_the_answer_has_every_header_of_the_first(ask, story):
    path = story.get_url_parts()[2]
    first, second = ask(path), ask(path)
    assert second.headers == first.headers | {"Cache-Status": "front; hit", "Vary": "Accept-Encoding, Cookie"}
    assert second.body == first.body


@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip;q=1.0, br;q=0", "gzip", gzip.decompress),
        ("*", "br", brotli.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
    ],
)
def test_each_reader_gets_the_best_encoding_they_take(ask, kept, accepted, encoding, read):
    answer = ask(kept, HTTP_ACCEPT_ENCODING=accepted)
    assert answer.headers.get("Content-Encoding") == encoding
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    assert read(answer.body) == ask(kept).body


def test_encodings_have_tags_of_their_own_and_each_is_recognised(ask, kept):
    tags = {ask(kept, HTTP_ACCEPT_ENCODING=accepted).headers["ETag"] for accepted in ("br", "gzip", "")}
    assert len(tags) == 3
    for tag in [*tags, *(f"W/{tag}" for tag in tags), f'"other", {min(tags)}', "*"]:
        answer = ask(kept, HTTP_IF_NONE_MATCH=tag)
        assert (answer.status, answer.body) == (304, b"")
        assert "Content-Length" not in answer.headers
    assert ask(kept, HTTP_IF_NONE_MATCH='"other"').status == 200


def test_a_reader_who_had_the_page_from_django_has_it_from_memory_too(ask, story):
    path = story.get_url_parts()[2]
    first = ask(path, HTTP_ACCEPT_ENCODING="gzip")
    assert ask(path, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=first.headers["ETag"]).status == 304


def test_a_question_for_the_head_has_the_length_and_no_page(ask, kept):
    answer = ask(kept, method="HEAD")
    assert answer.is_from_memory
    assert not answer.body
    assert int(answer.headers["Content-Length"]) == len(ask(kept).body)


@pytest.mark.parametrize(
    "personal",
    [
        {"HTTP_COOKIE": "sessionid=somebody"},
        {"HTTP_COOKIE": "a=b; messages=hello"},
        {"HTTP_AUTHORIZATION": "Basic eA=="},
    ],
)
def test_whoever_may_be_somebody_is_asked_by_django(ask, kept, personal):
    answer = ask(kept, **personal)
    assert "bypass" in answer.headers["Cache-Status"]
    assert "private" in answer.headers["Cache-Control"]


def test_other_cookies_change_nothing(ask, kept):
    assert ask(kept, HTTP_COOKIE="_ga=1; theme=dark").is_from_memory


@pytest.mark.parametrize(
    "other", [{"HTTP_HOST": "elsewhere.example"}, {"wsgi.url_scheme": "https"}, {"HTTP_X_FORWARDED_PROTO": "https"}]
)
def test_another_host_or_scheme_never_gets_this_page(ask, kept, memory, other):
    ask(kept, **other)
    assert len(memory.pages) <= 2
    first, *rest = memory.pages.values()
    assert all(page is not first for page in rest)


def test_trackers_fill_no_memory(ask, kept, memory):
    for number in range(20):
        assert ask(f"{kept}?utm_source=letter-{number}").status == 200
    assert len(memory.pages) == 1


def test_what_is_not_kept_for_all_is_not_in_memory(ask, memory):
    for path in ("/no/such/page/", "/accounts/login/", "/search/?q=skin"):
        ask(path)
    assert not memory.pages


def test_what_is_thrown_away_here_is_gone_at_once(ask, kept, committed):
    with committed():
        forget_paths([kept])
    assert not ask(kept).is_from_memory
    assert ask(kept).is_from_memory
    with committed():
        forget_everything()
    assert not ask(kept).is_from_memory


def test_what_another_process_throws_away_is_gone_when_the_thread_next_asks(ask, kept, memory, committed, monkeypatch):
    monkeypatch.setattr("cms.kept_pages.MEMORY", Memory())  # the other process
    with committed():
        forget_paths([kept])
    memory.ask()
    assert not memory.pages


def test_the_pages_of_other_shelves_stay(ask, kept, memory, committed, monkeypatch):
    monkeypatch.setattr("cms.kept_pages.MEMORY", Memory())
    with committed():
        forget_paths(["/somewhere/else/"])
    memory.ask()
    assert ask(kept).is_from_memory


def test_a_purge_while_the_page_is_made_leaves_nothing_behind(ask, story, memory, committed, monkeypatch):
    path = story.get_url_parts()[2]
    keep = memory.keep

    def purge_first(*args):
        with committed():
            forget_paths([path])
        keep(*args)

    monkeypatch.setattr(memory, "keep", purge_first)
    ask(path)
    assert not memory.pages


def test_a_purge_elsewhere_while_the_page_is_made_leaves_nothing_behind(ask, story, memory, committed, monkeypatch):
    path = story.get_url_parts()[2]
    keep = memory.keep

    def purge_first(*args):
        monkeypatch.setattr("cms.kept_pages.MEMORY", Memory())
        with committed():
            forget_paths([path])
        keep(*args)

    monkeypatch.setattr(memory, "keep", purge_first)
    ask(path)
    memory.ask()
    assert not memory.pages


def test_while_the_shared_cache_is_silent_nothing_is_answered_from_memory(ask, kept, memory, monkeypatch):
    later = time.time() + DEAF_AFTER + 0.1
    monkeypatch.setattr(page_memory.time, "time", lambda: later)
    assert memory.find(next(iter(memory.pages))) is None


def test_while_the_database_is_down_readers_get_what_is_in_memory_and_are_told_that_it_may_be_old(
    ask, kept, memory, monkeypatch
):
    def fail(*args, **kwargs):
        raise OperationalError("The database is away.")

    with monkeypatch.context() as down:
        down.setattr(LocMemCache, "get", fail)
        memory.heard_at = 0
        memory.ask()
        answer = ask(kept)
        assert answer.is_from_memory
        assert answer.headers["Warning"].startswith("110")
    memory.ask()
    assert ask(kept).is_from_memory
    assert "Warning" not in ask(kept).headers


def test_a_page_is_made_anew_after_its_time(ask, kept, memory, monkeypatch):
    [(address, page)] = memory.pages.items()
    memory.heard_at = page.until + 1
    monkeypatch.setattr(page_memory.time, "time", lambda: page.until + 1)
    assert memory.find(address) is None


def test_memory_is_bounded_and_the_oldest_page_goes_first(memory):
    page = Page({"a": "b"}, time.time() + 60, b"x" * (LARGEST // 10), [("ETag", '"1"')])
    for number in range(12):
        memory.keep(number, page, memory.purges)
    assert memory.size <= LARGEST
    assert list(memory.pages) == [7, 8, 9, 10, 11]
    assert memory.size == sum(each.size for each in memory.pages.values())


def test_a_page_that_would_fill_the_memory_is_not_kept(memory):
    memory.keep("huge", Page({"a": "b"}, time.time() + 60, b"x" * LARGEST, [("ETag", '"1"')]), memory.purges)
    assert not memory.pages


@given(st.text(max_size=200))
def test_whatever_a_browser_says_it_takes_has_an_answer(accepted):
    assert encoding_for(accepted) in {"", "br", "gzip"}


# Telling the others


def test_of_two_purges_at_the_same_moment_none_is_lost(memory, monkeypatch):
    """Between a purge and its announcement a reader has a new stamp made; the second purge takes that away as well."""
    set_value, told = LocMemCache.set, []

    def purge_again_meanwhile(cache, key, value, *args, **kwargs):
        if key == page_memory.PURGED and not told:
            told.append(key)
            set_value(cache, "stamp:lists", "of a reader who saw the house as it was before the second purge")
            memory.tell({"stamp:lists"})
        set_value(cache, key, value, *args, **kwargs)

    monkeypatch.setattr(LocMemCache, "set", purge_again_meanwhile)
    memory.tell({"stamp:lists"})
    assert caches["pages"].get("stamp:lists") is None


def test_what_a_cache_did_not_write_down_is_told_again(memory, monkeypatch):
    """A cache in the database swallows its errors."""
    memory.tell({"stamp:1"})
    set_value = LocMemCache.set
    monkeypatch.setattr(LocMemCache, "set", lambda *args, **kwargs: None)
    with pytest.raises(OperationalError):
        memory.tell({"stamp:1"})
    before = caches["pages"].get(page_memory.PURGED)
    monkeypatch.setattr(LocMemCache, "set", set_value)
    memory.tell_on()
    assert caches["pages"].get(page_memory.PURGED) != before
    assert not memory.untold


def test_a_fault_of_the_disk_does_not_end_the_listening(memory, monkeypatch):
    def full(*args):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(page_memory.page_files, "compare", full)
    monkeypatch.setattr(page_memory.page_files, "forget_everything", full)
    memory.compare()
    page_memory.forget_files()


def test_a_page_kept_while_the_database_was_down_does_not_say_so_for_ever():
    headers = [("ETag", '"1"'), ("Warning", page_memory.PERHAPS_STALE[1])]
    page = Page({"a": "b"}, time.time() + 60, b"A page", headers)
    assert not any(name == "Warning" for name, _value in page.headers)


def test_not_even_without_the_database_is_a_page_sent_for_ever(memory):
    memory.pages["old"] = Page({"a": "b"}, time.time() - page_memory.CUT_OFF_FOR + 60, b"A page", [("ETag", '"1"')])
    memory.pages["older"] = Page({"a": "b"}, time.time() - page_memory.CUT_OFF_FOR - 60, b"A page", [("ETag", '"1"')])
    memory.is_cut_off = True
    assert memory.find("old")
    assert memory.find("older") is None
