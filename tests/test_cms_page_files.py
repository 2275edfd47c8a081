"""Kept pages as files: what a web server may send by itself, and that none of it outlives its page."""

import gzip
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.core.cache import caches
from django.test import Client

from cms import page_files, page_memory, wsgi
from cms.kept_pages import Place, forget_everything, forget_lists, forget_paths
from cms.page_memory import Memory
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def memory(page_memory_of_test, settings, tmp_path):
    settings.PAGE_FILES = str(tmp_path)
    settings.WAGTAILADMIN_BASE_URL = "http://testserver"
    page_memory_of_test.ask()
    return page_memory_of_test


@pytest.fixture
def story():
    return factories.article("Light on glass")


def file_of(path, ending=""):
    """What nginx would send under this path; None where it would ask us."""
    found = Path(page_files.settings.PAGE_FILES, "live", path.strip("/"), "@", f"index.html{ending}")
    return found.read_bytes() if found.exists() else None


def path_of(page):
    return page.get_url_parts()[2]


def test_a_kept_page_is_a_file_as_it_is_and_compressed_twice(story):
    content = Client().get(story.url).content
    path = path_of(story)
    assert file_of(path) == content
    assert gzip.decompress(file_of(path, ".gz")) == brotli.decompress(file_of(path, ".br")) == content
    Client().get("/")
    assert file_of("/")


def test_a_file_tells_by_its_date_what_is_in_it(story, committed):
    """nginx makes its tags of dates and lengths, and a page may change twice in a second."""

    def date():
        Client().get(story.url)
        return (
            Path(page_files.settings.PAGE_FILES, "live", path_of(story).strip("/"), "@", "index.html").stat().st_mtime
        )

    first = date()
    with committed():
        forget_everything()
    assert date() == first
    with committed():
        story.title = "Light on grass"
        story.save_revision()
        factories.publish(story)
    assert date() != first


def test_a_machine_that_did_not_make_a_page_has_its_file_when_it_was_asked_for_once(story, settings, tmp_path):
    Client().get(story.url)
    settings.PAGE_FILES = str(tmp_path / "another")
    Client().get(story.url)
    assert file_of(path_of(story))


def test_without_a_folder_there_are_no_files(settings, story, tmp_path):
    settings.PAGE_FILES = ""
    Client().get(story.url)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("{url}?page=2", "testserver"),
        ("{url}", "www.testserver"),
        ("/feeds/rss.xml", "testserver"),
        ("/no/", "testserver"),
    ],
)
def test_what_the_web_server_could_take_for_another_page_is_no_file(settings, story, tmp_path, address, host):
    settings.ALLOWED_HOSTS = ["testserver", "www.testserver"]
    Client(headers={"host": host}).get(address.format(url=path_of(story)))
    assert not (tmp_path / "live").exists()


def test_whoever_is_logged_in_leaves_no_file(story, tmp_path):
    client = Client()
    client.force_login(factories.user())
    client.get(story.url)
    assert not (tmp_path / "live").exists()


def test_a_page_that_says_more_than_the_web_server_does_is_no_file(story, tmp_path, monkeypatch):
    monkeypatch.setattr(page_files, "HEADERS", page_files.HEADERS - {"Permissions-Policy"})
    Client().get(story.url)
    assert not (tmp_path / "live").exists()


@given(st.text())
def test_no_path_leads_out_of_the_folder(path):
    assert not page_files.PATH.fullmatch(path) or Path("/live", path.strip("/"), "@").resolve().is_relative_to("/live")


@pytest.mark.parametrize(
    "path", ["/../", "/a/../b/", "/@/", "/a//b/", "/a", "/A/", "/ä/", "/.a/", "/a\n/", "/" + "a" * 300 + "/"]
)
def test_paths_that_are_never_files(path):
    assert not page_files.PATH.fullmatch(path)


def test_what_is_thrown_away_is_gone_for_the_web_server_at_once(story, committed):
    other = factories.article("Another story")
    pages = [path_of(story), path_of(other), "/"]

    def files():
        for path in pages:
            Client().get(path)
        assert all(map(file_of, pages))

    files()
    with committed():
        forget_paths([path_of(story)])
    assert [bool(file_of(path)) for path in pages] == [False, True, True]
    files()
    with committed():
        forget_lists()
    assert [bool(file_of(path)) for path in pages] == [True, True, False]
    files()
    with committed():
        forget_everything()
    assert not any(map(file_of, pages))


def test_nothing_of_a_page_that_was_thrown_away_stays_on_the_disk(story, committed, tmp_path):
    Client().get(story.url)
    with committed():
        forget_everything()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_another_machine_throws_away_is_gone_when_the_thread_next_asks(story, memory, committed, monkeypatch):
    Client().get(story.url)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("cms.kept_pages.MEMORY", Memory())
        elsewhere.setattr(page_files, "forget", lambda stamps: None)
        with committed():
            forget_everything()
    assert file_of(path_of(story))
    memory.ask()
    assert not file_of(path_of(story))


def test_a_page_thrown_away_while_it_is_made_leaves_no_file(story, committed, monkeypatch):
    keep = page_files.keep

    def purge_first(*args):
        with committed():
            forget_everything()
        return keep(*args)

    monkeypatch.setattr(page_files, "keep", purge_first)
    Client().get(story.url)
    assert not file_of(path_of(story))


def test_a_file_is_gone_when_its_time_is_over(story, memory, monkeypatch):
    Client().get(story.url)
    memory.ask()
    assert file_of(path_of(story))
    monkeypatch.setattr(page_files, "KEPT_FOR", -1)
    monkeypatch.setattr(page_memory, "COMPARE_EVERY", -1)
    memory.ask()
    assert not file_of(path_of(story))


def test_without_the_shared_cache_no_file_stays(story, memory, monkeypatch):
    Client().get(story.url)

    class Stop(BaseException):
        pass

    def stop(_seconds):
        raise Stop

    monkeypatch.setattr(caches["pages"], "get", lambda *args: 1 / 0)
    monkeypatch.setattr(page_memory.time, "sleep", stop)
    with pytest.raises(Stop):
        memory.ask_again_and_again()
    assert memory.is_deaf
    assert not file_of(path_of(story))


def test_a_file_is_not_left_there_if_nobody_knows_whether_its_page_is_still_good(story, monkeypatch):
    monkeypatch.setattr(Place, "is_still_good", lambda place: False)
    Client().get(story.url)
    assert not file_of(path_of(story))
    monkeypatch.undo()


def test_a_server_that_starts_has_no_files_of_the_time_when_nobody_listened(story):
    Client().get(story.url)
    assert file_of(path_of(story))
    wsgi.warm_up()
    assert not file_of(path_of(story))


def test_a_full_disk_costs_the_file_and_not_the_reader(story, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(page_files, "put", full)
    answer = Client().get(story.url)
    assert answer.status_code == 200
    assert "Light on glass" in answer.content.decode()


def test_the_web_server_says_with_a_file_what_we_say_with_the_page(story):
    """deploy/page_headers.conf, but for what nginx finds out itself and what production adds."""
    told = dict(
        line.strip().removeprefix("add_header ").removesuffix(" always;").removesuffix(";").split(" ", 1)
        for line in (Path(page_files.__file__).parents[1] / "deploy" / "page_headers.conf").read_text().splitlines()
        if line.startswith("add_header")
    )
    told = {name: value.strip('"') for name, value in told.items()}
    assert told.pop("Strict-Transport-Security") == "max-age=31536000; includeSubDomains; preload"
    assert told.pop("Cache-Status") == "files; hit"
    ours = {name: value for name, value in Client().get(story.url).headers.items() if name in told}
    assert directives(told.pop("Content-Security-Policy")) == directives(ours.pop("Content-Security-Policy"))
    assert told.pop("Vary") == "Accept-Encoding, Cookie"
    ours.pop("Vary")
    assert told == ours
    from_nginx = {"CDN-Cache-Control", "Content-Length", "Content-Type", "ETag"}
    assert page_files.HEADERS - from_nginx - {"Vary", "Content-Security-Policy"} <= told.keys()


def directives(policy):
    return {tuple(each.split()) for each in policy.split(";") if each.strip()}
