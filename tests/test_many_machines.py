"""A house moves from a file to PostgreSQL, is backed up and restored, and goes on with two web servers, Redis and two
workers. Every process is a real one."""

import os
import re
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest

from django.core.management import CommandError, call_command

from cms.management.commands import copy_database
from tests.browser.conftest import fresh_database
from tests.processes import REPOSITORY, free_port, get, wait_for, web_server

pytestmark = pytest.mark.xdist_group("many machines")  # they share a house

thousands = count(1000, 1000)
PRELUDE = """
from itertools import count
from tests import factories
factories.number = count({number})
"""
PASSWORD = "a-password-for-two-servers"
FURNISH = f"""
from accounts.roles import Role
from comments.models import Status
story = factories.article("A balm for winter")
factories.photo().get_rendition("width-32")
factories.comment(story, status=Status.APPROVED, body="Very soft.")
editor = factories.user(Role.MANAGING_EDITOR, email="editor@example.org")
editor.set_password("{PASSWORD}")
editor.save()
from allauth.account.models import EmailAddress
EmailAddress.objects.get_or_create(user=editor, email=editor.email, defaults={{"verified": True, "primary": True}})
"""
COUNTED = """
from django.apps import apps
left_out = {"wagtailsearch", "modelsearch"}
for model in apps.get_models(include_auto_created=True):
    if model._meta.app_label not in left_out:
        rows = model._base_manager.all()
        if model._meta.label == "django_tasks_database.DBTaskResult":
            rows = rows.exclude(task_path="cms.warming.make_usual")  # what is restored is shown, and made, anew
        print("ROWS", model._meta.label, rows.count())
"""


class House:
    """A database and a folder for files, and how to run commands there."""

    def __init__(self, folder, database_url, **environment):
        self.folder = folder
        self.environment = (
            os.environ
            | environment
            | {
                "DJANGO_SETTINGS_MODULE": "cms.settings.development",
                "DATABASE_URL": database_url,
                "VAR_DIR": str(folder),
                "LOG_LEVEL": "ERROR",
                "DEBUG": "0",
            }
        )

    def start(self, *arguments, **options):
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(command, cwd=REPOSITORY, env=self.environment, text=True, **options)  # noqa: S603

    def manage(self, *arguments, fails=False):
        process = self.start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said, _errors = process.communicate()
        assert bool(process.returncode) is fails, said
        return said

    def ask(self, code):
        """Run some Python there. Returns what it prints; what factories make has numbers of its own each time."""
        return self.manage("shell", "--no-imports", "-c", PRELUDE.format(number=next(thousands)) + code)

    def rows(self):
        return re.findall(r"^ROWS (\S+) (\d+)$", self.ask(COUNTED), re.MULTILINE)

    def files(self):
        """What media and the private store hold, by name."""
        kept = [path for name in ("media", "private") for path in (self.folder / name).rglob("*") if path.is_file()]
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in kept}


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sqlite")
    house = House(folder, f"sqlite:///{folder}/house.sqlite3")
    house.manage("migrate", "--verbosity=0")
    house.manage("createcachetable")
    house.ask(FURNISH)
    return house


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    """The address of a Redis of our own."""
    program = shutil.which("redis-server")
    if not program:
        pytest.fail("These tests need redis-server; .ci/run installs it.")
    port = free_port()
    command = [program, "--port", str(port), "--save", "", "--dir", str(tmp_path_factory.mktemp("redis"))]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own server
    yield f"redis://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=30)


@pytest.fixture(scope="module")
def house(on_sqlite, redis, tmp_path_factory):
    """The same house, copied to PostgreSQL, with Redis beside it."""
    folder = tmp_path_factory.mktemp("postgresql")
    url, drop = fresh_database(folder)
    said = on_sqlite.manage("copy_database", url)
    assert "are in the other database" in said
    for name in ("media", "private"):
        shutil.copytree(on_sqlite.folder / name, folder / name)
    yield House(folder, url, CACHE_URL=f"{redis}/0", PAGE_CACHE_URL=f"{redis}/1", METRICS_TOKEN="figures")
    drop()


@pytest.fixture(scope="module")
def servers(house):
    """The ports of two web servers in that house, of two workers each."""
    options = {name: house.environment[name] for name in house.environment}
    with web_server("--workers=2", **options) as (one, _process), web_server("--workers=2", **options) as (two, _other):
        yield one, two


@pytest.fixture(scope="module")
def story(house):
    """The path of the story."""
    said = house.ask(
        "from articles.models import ArticlePage\n"
        "print('PATH', ArticlePage.objects.get(title='A balm for winter').get_url_parts()[2])"
    )
    return re.search(r"^PATH (\S+)$", said, re.MULTILINE)[1]


def test_every_row_moves_to_postgresql(on_sqlite, house):
    assert on_sqlite.rows() == house.rows()


def test_a_house_moves_only_where_nobody_lives(on_sqlite, house):
    assert "There is a house" in on_sqlite.manage("copy_database", house.environment["DATABASE_URL"], fails=True)


@pytest.mark.django_db
def test_a_house_does_not_move_under_a_worker(monkeypatch):
    clock = iter([20, 21, 3])
    monkeypatch.setattr(copy_database, "seconds_since_tick", lambda: next(clock))
    monkeypatch.setattr(copy_database.time, "sleep", lambda seconds: None)
    with pytest.raises(CommandError, match="A worker is still there"):
        call_command("copy_database", "postgres://nowhere/house")


def test_the_copied_house_goes_on(house, servers, story):
    assert get(servers[0], "/-/ready/").status == 200
    page = get(servers[0], story)
    assert (page.status, b"Very soft." in page.content) == (200, True)
    assert story.encode() in get(servers[0], "/search/?q=balm").content
    house.ask("factories.article('Written afterwards')")  # ids go on where they ended


@pytest.mark.parametrize("kind", ["on_sqlite", "house"])
def test_a_back_up_brings_everything_back(request, kind, tmp_path):
    house = request.getfixturevalue(kind)
    file = tmp_path / "house.tar"
    house.manage("backup", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    url, drop = fresh_database(tmp_path) if kind == "house" else (f"sqlite:///{tmp_path}/new.sqlite3", lambda: None)
    try:
        new = House(tmp_path / "new", url)
        assert "are back" in new.manage("restore", str(file))
        assert new.rows() == house.rows()
        assert new.files() == house.files() != {}
        check_replacing(new, file)
    finally:
        drop()


def check_replacing(new, file):
    before = new.rows()
    new.ask("factories.article('Too late')")
    Path(new.folder, "media", "images", "too-late.jpg").write_bytes(b"x")
    assert "There is a house here already" in new.manage("restore", str(file), fails=True)
    new.manage("restore", str(file), "--replace")
    assert new.rows() == before
    assert not Path(new.folder, "media", "images", "too-late.jpg").exists()


def test_a_back_up_never_overwrites_another(on_sqlite, tmp_path):
    Path(tmp_path, "house.tar").write_text("Last night's.")
    on_sqlite.manage("backup", str(tmp_path / "house.tar"), fails=True)
    assert Path(tmp_path, "house.tar").read_text() == "Last night's."


def test_a_back_up_that_was_cut_off_is_refused_before_anything_changes(on_sqlite, tmp_path):
    on_sqlite.manage("backup", str(tmp_path / "house.tar"))
    whole, before = (tmp_path / "house.tar").read_bytes(), on_sqlite.rows()
    (tmp_path / "house.tar").write_bytes(whole[: len(whole) // 2])
    on_sqlite.manage("restore", str(tmp_path / "house.tar"), "--replace", fails=True)
    assert on_sqlite.rows() == before


def test_what_changes_shows_on_both_servers(house, servers, story):
    for port in servers:
        assert wait_for(lambda port=port: "hit" in get(port, story).headers["Cache-Status"])
    house.ask(
        "from wagtail.models import Site\n"
        "from home.models import MagazineSettings\n"
        "magazine = MagazineSettings.for_site(Site.objects.get())\n"
        "magazine.name = 'Another Name'\n"
        "magazine.save()"
    )
    for port in servers:
        wait_for(lambda port=port: b"Another Name" in get(port, story).content)


def test_each_server_counts_for_all_its_workers(servers, house):
    figures = {"Authorization": "Bearer figures"}
    for port in servers:
        text = get(port, "/-/metrics/", **figures).content.decode()
        assert "beautydesk_comments_waiting 0.0" in text
        assert "beautydesk_requests_total{" in text


def test_who_logged_in_at_one_server_is_known_to_the_other(servers):
    one, two = servers
    cookies = {}
    page = sent(one, "/accounts/login/", cookies)
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page.content)[1].decode()
    form = {"csrfmiddlewaretoken": token, "login": "editor@example.org", "password": PASSWORD}
    assert sent(one, "/accounts/login/", cookies, form).status == 302
    assert sent(two, "/admin/", cookies).status == 200
    assert sent(two, "/admin/", {}).status == 302


def sent(port, path, cookies, form=None):
    """Ask as a browser with these cookies would, and keep what is set."""
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    if form:
        headers |= {"Content_Type": "application/x-www-form-urlencoded"}
    answer = get(port, path, "POST" if form else "GET", urlencode(form) if form else None, **headers)
    cookies |= dict(re.match(r"([^=]+)=([^;]*)", each).groups() for each in answer.headers.get_all("Set-Cookie", []))
    return answer


def test_two_workers_publish_a_scheduled_story_once(house):
    house.ask(
        "from datetime import timedelta\n"
        "from django.utils import timezone\n"
        "from wagtail.models import Revision\n"
        "story = factories.article('Due now', live=False)\n"
        "factories.waive_sign_offs(story)\n"
        "due = timezone.now() - timedelta(seconds=1)\n"
        "Revision.objects.filter(pk=story.latest_revision_id).update(approved_go_live_at=due)"
    )
    workers = [house.start("worker", "--once", "--quiet") for _each in range(2)]
    assert [worker.wait(timeout=300) for worker in workers] == [0, 0]
    said = house.ask(
        "from wagtail.models import Page, PageLogEntry\n"
        "story = Page.objects.get(title='Due now')\n"
        "log = PageLogEntry.objects.filter(page=story.pk, action__startswith='wagtail.publish.scheduled')\n"
        "print('PUBLISHED', story.live, log.count())"
    )
    assert "PUBLISHED True 1" in said


def test_pages_are_made_before_there_are_workers_and_a_house_without_tables_opens_all_the_same(house, tmp_path):
    code = "import cms.wsgi; cms.wsgi.warm_up(); from django.db import connection; print('OPEN', connection.connection)"
    assert "OPEN None" in house.manage("shell", "--no-imports", "-c", code)
    empty = House(tmp_path, f"sqlite:///{tmp_path}/none.sqlite3")
    assert "OPEN None" in empty.manage("shell", "--no-imports", "-c", code)
