"""What looks after the processes: health, figures, and the numbers of requests."""

import json
import logging
import re
from datetime import timedelta
from threading import Event

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult

from django.conf import settings as django_settings
from django.core.cache import caches
from django.core.checks import run_checks
from django.core.files.storage import storages
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path
from django.utils import timezone

from wagtail.models import Revision

from articles.models import ArticlePage
from cms import health, metrics, request_ids
from cms.log_lines import ForMachines
from cms.request_ids import RequestIdMiddleware, WithRequestId, request_id
from comments.models import Status
from planning import clock
from tests import factories

TOKEN = "read-the-figures"
TASK = {"args_kwargs": {"args": [], "kwargs": {}}, "task_path": "cms.mail.deliver", "backend_name": "default"}


def fail(request):
    raise RuntimeError("A fault.")


urlpatterns = [path("fault/", fail)]
handler500 = request_ids.server_error


@pytest.fixture
def ready(client):
    return lambda: client.get("/-/ready/", headers={"Host": "10.0.0.7:8000"})


def test_a_process_is_alive_whoever_asks(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/-/live/", headers={"Host": "10.0.0.7:8000"})
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.django_db
def test_a_house_with_everything_is_ready(ready):
    response = ready()
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["database", "migrations", "cache", "storage"])
def test_what_is_missing_is_told_to_the_log_and_not_to_strangers(ready, monkeypatch, caplog, name):
    def check():
        raise OSError("10.0.0.9 refused the connection")

    check.__name__ = name
    monkeypatch.setattr(health, name, check)
    response = ready()
    assert (response.status_code, response.content) == (503, b"not ready\n")
    assert f"Not ready: {name}" in caplog.text


@pytest.mark.django_db
def test_tables_of_another_version_are_not_ready(ready, monkeypatch):
    monkeypatch.setattr(health, "migrated", Event())
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, nodes: ["one to do"])
    assert ready().status_code == 503


@pytest.mark.django_db
def test_a_folder_that_takes_no_files_is_not_ready(ready, monkeypatch):
    monkeypatch.setattr(health.os, "access", lambda path, mode: str(path) not in str(storages["private"].location))
    assert ready().status_code == 503


def test_a_folder_for_pages_that_takes_none_is_told(settings, monkeypatch, tmp_path):
    def told():
        return [message.id for message in run_checks() if message.id.startswith("cms.")]

    settings.PAGE_FILES = str(tmp_path / "new")
    assert told() == []
    monkeypatch.setattr(health.os, "access", lambda path, mode: path != tmp_path)
    assert told() == ["cms.W001"]
    folder = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(tmp_path)}
    settings.CACHES = settings.CACHES | {"pages": folder}
    settings.PAGE_FILES = str(tmp_path)
    assert told() == ["cms.E001"]


@pytest.mark.parametrize("shown", [None, "Bearer ", "Bearer wrong", TOKEN])
@pytest.mark.parametrize("token", ["", TOKEN])
def test_figures_are_not_there_for_strangers(client, settings, shown, token):
    settings.METRICS_TOKEN = token
    response = client.get("/-/metrics/", headers={"Authorization": shown} if shown else {})
    assert (response.status_code, response.content) == (404, b"")


@pytest.fixture
def figures(client, settings):
    settings.METRICS_TOKEN = TOKEN
    return lambda: client.get("/-/metrics/", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()


@pytest.mark.django_db
def test_figures_tell_what_waits_and_what_was_asked(client, figures):
    factories.comment(factories.article(), status=Status.PENDING)
    client.get("/robots.txt")
    text = figures()
    assert "beautydesk_comments_waiting 1.0" in text
    assert "beautydesk_tasks_waiting 0.0" in text
    assert re.search(r'beautydesk_requests_total{cache="\w+",method="GET",status="200"} \d', text)
    assert "beautydesk_memory_hits_total" in text


@pytest.mark.django_db
def test_a_task_has_waited_since_it_was_due(figures):
    DBTaskResult.objects.create(**TASK, run_after=timezone.now() - timedelta(minutes=2))
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(hours=2))
    assert "beautydesk_oldest_task_seconds 12" in figures()
    DBTaskResult.objects.create(**TASK)
    DBTaskResult.objects.filter(run_after__year=9999).update(enqueued_at=timezone.now() - timedelta(minutes=30))
    text = figures()
    assert "beautydesk_oldest_task_seconds 180" in text
    assert "beautydesk_tasks_waiting 2.0" in text


@pytest.mark.django_db
def test_mail_that_waits_for_its_next_attempt_shows(figures):
    DBTaskResult.objects.create(**TASK, run_after=timezone.now() + timedelta(hours=1))
    text = figures()
    assert "beautydesk_tasks_put_off 1.0" in text
    assert "beautydesk_tasks_waiting 0.0" in text


@pytest.mark.django_db
def test_a_house_without_a_worker_shows_even_where_nothing_waits(figures):
    caches["default"].delete(clock.LAST_ROUND)
    assert "beautydesk_worker_seconds +Inf" in figures()
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        clock.tick()
    assert "beautydesk_worker_seconds 360" in figures()


@pytest.mark.django_db
def test_stories_whose_hour_has_passed_are_counted_whatever_keeps_them(figures):
    now = timezone.now()
    late, soon = factories.article(live=False), factories.article(live=False)
    Revision.objects.filter(pk=late.latest_revision_id).update(approved_go_live_at=now - timedelta(minutes=5))
    Revision.objects.filter(pk=soon.latest_revision_id).update(approved_go_live_at=now + timedelta(minutes=5))
    ended = factories.article()
    ArticlePage.objects.filter(pk=ended.pk).update(expire_at=now - timedelta(minutes=5))
    assert "beautydesk_overdue_stories 2.0" in figures()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("front; hit", "hit"),
        ("front; fwd=miss; stored", "stored"),
        ("front; fwd=miss", "miss"),
        ("front; fwd=bypass", "bypass"),
        ("", "none"),
    ],
)
def test_the_front_caches_answers_are_told_apart(status, kind):
    assert metrics.cache_kind(status) == kind


def answered(**headers):
    seen = []
    middleware = RequestIdMiddleware(lambda request: seen.append(request_id.get()) or HttpResponse())
    response = middleware(RequestFactory().get("/", headers=headers))
    assert response.headers["X-Request-ID"] == seen[0]
    assert request_id.get() == ""
    return seen[0]


def test_each_request_has_a_number_of_its_own():
    assert answered() != answered()


def test_a_strangers_number_is_not_taken(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert answered(**{"X-Request-ID": "stranger-1"}) != "stranger-1"


def test_a_proxys_number_is_taken_if_it_is_one(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert answered(**{"X-Request-ID": "0123456789abcdef"}) == "0123456789abcdef"
    for number in ("short", "x" * 65, "two words here", "line\u2028break"):
        assert answered(**{"X-Request-ID": number}) != number


def test_a_log_line_for_machines_names_its_request():
    record = logging.LogRecord("comments", logging.ERROR, "", 0, "Not %s", ("sent",), None)
    token = request_id.set("0123456789abcdef")
    WithRequestId().filter(record)
    request_id.reset(token)
    options = {name: value for name, value in django_settings.LOGGING["formatters"]["json"].items() if name != "()"}
    line = json.loads(ForMachines(**options).format(record))
    assert line.pop("time")
    assert line == {"level": "ERROR", "logger": "comments", "request_id": "0123456789abcdef", "message": "Not sent"}


@pytest.mark.django_db
def test_a_line_about_what_was_not_found_names_its_request(client, caplog):
    caplog.handler.addFilter(WithRequestId())
    response = client.get("/comments/0/")
    (record,) = [each for each in caplog.records if each.name == "django.request"]
    assert record.getMessage() == "Not Found: /comments/0/"
    assert record.request_id == response.headers["X-Request-ID"]


@pytest.mark.urls(__name__)
def test_the_page_for_a_fault_tells_the_number_to_give(client):
    client.raise_request_exception = False
    response = client.get("/fault/")
    assert response.status_code == 500
    assert response.headers["X-Request-ID"] in response.content.decode()
