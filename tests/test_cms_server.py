"""The web server, a process of its own, with a small application: tests/wsgi_application.py."""

import http.client
import json
import os
import signal
import threading
from contextlib import closing
from pathlib import Path

import pytest

from cms.server import from_the_command_line
from tests.processes import get, wait_for, web_server


@pytest.fixture
def server(tmp_path):
    os.mkfifo(tmp_path / "gate")
    environment = {"GATE": str(tmp_path / "gate"), "SECRET_KEY": "hidden", "DATABASE_URL": "sqlite:///hidden"}
    with web_server("tests.wsgi_application", "--workers=1", "--threads=2", **environment) as (port, process):
        yield port, process


def seen(answer):
    return json.loads(answer.content)


def test_the_application_gets_what_wsgi_promises(server):
    port, _process = server
    environ = seen(get(port, "/a%20b?q=%C3%A9", method="POST", body=b"x" * 3_000_000, Host="magazine.example"))
    assert environ["PATH_INFO"] == "/a b"
    assert environ["QUERY_STRING"] == "q=%C3%A9"
    assert environ["HTTP_HOST"] == "magazine.example"
    assert environ["wsgi.url_scheme"] == "http"
    assert environ["REMOTE_ADDR"] == "127.0.0.1"
    assert environ["sent"] == 3_000_000


def test_requests_hear_of_no_secret(server):
    port, _process = server
    assert b"hidden" not in get(port, "/").content


def test_one_connection_serves_whole_pages_and_empty_answers_in_turn(server):
    port, _process = server
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        check_a_connection(port, connection)


def check_a_connection(port, connection):
    page, head = get(port, "/", connection=connection), get(port, "/", method="HEAD", connection=connection)
    unchanged = get(port, "/unchanged", connection=connection)
    assert (page.status, head.status, unchanged.status) == (200, 200, 304)
    assert (head.content, unchanged.content) == (b"", b"")
    assert int(head.headers["Content-Length"]) > 100
    assert unchanged.headers["ETag"] == '"a"'
    assert get(port, "/", connection=connection).status == 200
    assert connection.sock is not None


def test_a_request_in_flight_is_answered_before_the_server_stops(server, tmp_path):
    port, process = server
    answers = []
    reader = threading.Thread(target=lambda: answers.append(get(port, "/slow")))
    reader.start()
    wait_for((tmp_path / "gate.reached").exists)
    process.terminate()
    wait_for(lambda: is_refused(port))
    os.close(os.open(tmp_path / "gate", os.O_WRONLY | os.O_NONBLOCK))  # an error, were nobody waiting at it any more
    reader.join(timeout=60)
    assert answers[0].status == 200
    assert process.wait(timeout=60) == 0


def test_a_worker_that_was_killed_is_replaced(server):
    port, process = server
    killed = seen(get(port, "/"))["pid"]
    os.kill(killed, signal.SIGKILL)
    assert wait_for(lambda: worker(port) not in {None, killed})
    assert Path(f"/proc/{process.pid}").exists()


def worker(port):
    try:
        return seen(get(port, "/"))["pid"]
    except (OSError, http.client.HTTPException):
        return None


def is_refused(port):
    """Whether new requests are not answered: the system may still take them, for nobody."""
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
            get(port, "/", connection=connection)
    except (OSError, http.client.HTTPException):
        return True
    return False


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BIND", "8711"),
        ("BIND", "localhost:8711"),
        ("BIND", "127.0.0.1:http"),
        ("WEB_WORKERS", "two"),
        ("WEB_THREADS", "0"),
    ],
)
def test_what_is_not_understood_is_told_by_its_name(variable, value, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["server"])
    monkeypatch.setenv(variable, value)
    with pytest.raises(SystemExit):
        from_the_command_line()
    said = capsys.readouterr().err
    assert variable in said
    assert f"“{value}”" in said
