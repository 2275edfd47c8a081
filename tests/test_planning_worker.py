import math
import os
import secrets
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django_tasks_db.models import DBTaskResult
from psycopg import sql

from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.mail import send_mail
from django.core.management import call_command
from django.db import OperationalError, connections
from django.utils import timezone

from wagtail.models import PageLogEntry, Revision

from articles.models import ArticlePage
from comments.models import ReaderComment
from planning import clock
from planning.management.commands import worker
from planning.models import ScheduleFailure
from tests import factories

REPOSITORY = Path(__file__).resolve().parents[1]


pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("workers")]


@pytest.fixture(scope="module")
def copied_database(django_db_setup, django_db_blocker, tmp_path_factory):
    """A copy of the migrated test database, that other processes may use as well. Yields its name and address."""
    connection = connections["default"]
    original = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        name = str(tmp_path_factory.mktemp("database") / "shared.sqlite3")
        with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(name)) as copy:
            source.backup(copy)
        yield name, f"sqlite:///{name}"
    else:
        with django_db_blocker.unblock():
            connection.close()  # PostgreSQL copies only what nobody is using
        name = f"worker_{secrets.token_hex(4)}"
        on_server(connection, sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, original)
        yield name, os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
        on_server(connection, sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)


@pytest.fixture
def shared_database(copied_database, db):
    """What this test does is committed, and seen by the workers it starts. Yields the database's address."""
    name, url = copied_database
    original = connections["default"]
    shared = connections["default"] = connections.create_connection("default")
    shared.settings_dict = shared.settings_dict | {"NAME": name}
    yield url
    shared.close()
    connections["default"] = original


def on_server(connection, statement, *names):
    settings = connection.settings_dict
    address = {"host": settings["HOST"], "port": settings["PORT"] or 5432, "user": settings["USER"]}
    with psycopg.connect(
        **address, password=settings["PASSWORD"] or None, dbname="postgres", autocommit=True
    ) as server:
        server.execute(statement.format(*map(sql.Identifier, names)))


@pytest.fixture
def start_worker(shared_database, tmp_path):
    """start_worker("--once"): a worker as a process of its own, on the shared database."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cms.settings.development",
        "DATABASE_URL": shared_database,
        "VAR_DIR": str(tmp_path),
        "CACHE_URL": "locmemcache://",
        "EMAIL_URL": f"filemail:///{tmp_path}/mail",
    }
    processes = []

    def start(*options):
        command = [sys.executable, str(REPOSITORY / "manage.py"), "worker", *options]
        processes.append(
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603
        )
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def real_queue(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_BACKEND = "cms.mail.QueuedEmailBackend"


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.1)


def test_several_workers_publish_each_story_exactly_once(start_worker, shared_database):
    due = timezone.now() - timedelta(minutes=1)
    stories = [factories.article(live=False) for _n in range(16)]
    for story in stories:
        factories.waive_sign_offs(story)
    Revision.objects.filter(pk__in=[story.latest_revision_id for story in stories]).update(approved_go_live_at=due)
    ended = [factories.article() for _n in range(4)]
    ArticlePage.objects.filter(pk__in=[story.pk for story in ended]).update(expire_at=due)

    workers = [start_worker("--once") for _n in range(2)]
    output = [process.communicate(timeout=120)[0] for process in workers]

    assert [process.returncode for process in workers] == [0, 0], output
    for story in stories:
        assert PageLogEntry.objects.filter(page=story.pk, action="wagtail.publish.scheduled").count() == 1
    for story in ended:
        assert PageLogEntry.objects.filter(page=story.pk, action="wagtail.unpublish.scheduled").count() == 1
    assert ArticlePage.objects.live().count() == len(stories)
    assert not ScheduleFailure.objects.exists()


def test_a_worker_delivers_mail_and_leaves_when_it_is_asked_to(start_worker, shared_database, real_queue, tmp_path):
    process = start_worker("--interval", "0.1")
    send_mail("Ready", "Plain words", None, ["desk@example.org"])
    wait_for(lambda: DBTaskResult.objects.get(args_kwargs__args__0__subject="Ready").status == "SUCCESSFUL")
    (file,) = (tmp_path / "mail").iterdir()
    assert "Plain words" in file.read_text()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0


def test_the_worker_outlives_a_database_that_is_locked(monkeypatch, caplog):
    calls = []

    def locked():
        calls.append(1)
        raise OperationalError("database is locked")

    monkeypatch.setattr(worker, "CHORES", {locked: 0})
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    call_command("worker", once=True)
    assert calls
    assert "database is locked" in caplog.text


def test_the_worker_says_that_it_goes_round_and_seldom_enough_for_sqlite(settings, monkeypatch, tmp_path):
    settings.VAR_DIR = tmp_path
    assert worker.CHORES[clock.tick] >= 60  # it writes
    monkeypatch.setattr(worker, "CHORES", {clock.tick: 60})
    caches["default"].delete(clock.LAST_ROUND)
    call_command("worker", once=True)
    assert clock.seconds_since_tick() != math.inf
    assert (tmp_path / clock.LAST_ROUND).exists()


def test_the_worker_forgets_letters_a_day_after_they_went_out(real_queue):
    def finished(status, days):
        return DBTaskResult.objects.create(
            args_kwargs={"args": [], "kwargs": {}},
            task_path="cms.mail.deliver",
            backend_name="default",
            status=status,
            finished_at=timezone.now() - timedelta(days=days),
        )

    finished("SUCCESSFUL", 2)
    kept = {finished("SUCCESSFUL", 0), finished("FAILED", 2)}
    worker.clean_up()
    assert set(DBTaskResult.objects.all()) == kept


def test_sessions_that_are_over_are_forgotten(real_queue):
    for key, days in (("over", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + timedelta(days=days))
    worker.clean_up()
    assert [session.session_key for session in Session.objects.all()] == ["open"]


def test_what_guests_never_confirmed_is_forgotten_after_a_week(real_queue):
    story, eight_days_ago = factories.article(), timezone.now() - timedelta(days=8)
    factories.guest_comment(story, created_at=eight_days_ago)
    kept = {
        factories.guest_comment(story),
        factories.guest_comment(story, status="pending", created_at=eight_days_ago),
        factories.comment(story, created_at=eight_days_ago),
    }
    answered = factories.guest_comment(story, created_at=eight_days_ago)
    kept |= {answered, factories.comment(story, reply_to=answered)}  # others' words hang below it
    worker.clean_up()
    assert set(ReaderComment.objects.all()) == kept


def task(status, hours, traceback="", worker_ids=("one",)):
    return DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="cms.mail.deliver",
        backend_name="default",
        status=status,
        started_at=timezone.now() - timedelta(hours=hours),
        traceback=traceback,
        worker_ids=list(worker_ids),
    )


def test_what_a_lost_worker_had_begun_is_begun_once_more():
    lost, again = task("RUNNING", 2), task("RUNNING", 2, worker_ids=["one", "two"])
    running = task("RUNNING", 0)
    worker.take_up_again()
    for each in (lost, again, running):
        each.refresh_from_db()
    assert [lost.status, again.status, running.status] == ["READY", "RUNNING", "RUNNING"]


def test_failed_and_abandoned_tasks_are_listed_and_tried_again_on_request(capsys):
    failed = task("FAILED", 1, "Traceback\nsmtplib.SMTPServerDisconnected: The server is down.\n")
    abandoned, running, done = task("RUNNING", 2), task("RUNNING", 0), task("SUCCESSFUL", 2)
    call_command("failed_tasks")
    assert "cms.mail.deliver: smtplib.SMTPServerDisconnected: The server is down." in capsys.readouterr().out
    assert DBTaskResult.objects.filter(status="READY").count() == 0
    call_command("failed_tasks", retry=True)
    assert set(DBTaskResult.objects.filter(status="READY")) == {failed, abandoned}
    assert {running.status, done.status} == {"RUNNING", "SUCCESSFUL"}
    call_command("failed_tasks")
    assert "No task has failed." in capsys.readouterr().out
