"""deploy/nginx.conf, in an nginx that runs: what it sends by itself, and what it leaves to us."""

import gzip
import http.client
import json
import os
import re
import secrets
import socket
import subprocess
import threading
import time
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest

from django.test import RequestFactory

from cms import log_lines, page_files
from cms.kept_pages import KeptPage
from tests.nginx import DEPLOY, configured

PATH = "/stories/light-on-glass/"
PAGE = b"<h1>Light on glass</h1>" * 40


class Upstream(BaseHTTPRequestHandler):
    """Stands for our web processes: says what it was asked for."""

    def answer(self):
        body = f"{self.command} {self.path} from us, {self.headers['X-Forwarded-Proto']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if self.command != "HEAD" else b"")

    do_GET = do_HEAD = do_POST = answer

    def log_message(self, *args):
        pass


def program():
    """bin/test has looked for it; who runs pytest by hand has not."""
    script = DEPLOY.parent / "bin" / "nginx"
    return os.environ.get("NGINX") or subprocess.check_output([script], text=True).strip()  # noqa: S603


@contextmanager
def upstream(port=0):
    """One of our web processes. Its port."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def nginx(folder, web, web2=None):
    """An nginx before web servers on these ports. Its own."""
    port = free_port()
    changes = {
        "host": ("magazine.example", f"localhost:{port}"),
        "access": ("/dev/stdout", f"{folder}/access.log"),
        "error": ("/dev/stderr", f"{folder}/error.log"),
    }
    if web2:
        changes["web2"] = (f"localhost:{web} backup", f"127.0.0.1:{web2}")
    configuration = configured(folder, port, web, **changes)
    command = [program(), "-c", str(configuration), "-e", f"{folder}/error.log", "-g", "daemon off;"]
    server = subprocess.Popen(command)  # noqa: S603
    try:
        wait_for(port, server, folder)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    """The port of an nginx with a folder for pages."""
    folder = tmp_path_factory.mktemp("nginx")
    with upstream() as ours, nginx(folder, ours) as port:
        yield port, folder / "pages"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, server, folder):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
    pytest.fail((folder / "error.log").read_text())


@pytest.fixture
def ask(web):
    return partial(asked, web[0])


def asked(port, path, method="GET", **headers):
    """Status, headers and body of the answer."""
    with closing(http.client.HTTPConnection("localhost", port, timeout=20)) as connection:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


@pytest.fixture
def kept(web, settings):
    """A page that is kept as a file; its stamps."""
    settings.PAGE_FILES = str(web[1])
    settings.WAGTAILADMIN_BASE_URL = "http://testserver"
    stamps = {"stamp:house": "1", "stamp:7": "2"}
    page = KeptPage(stamps, PAGE, {"Content-Type": "text/html; charset=utf-8"}, time.time() + 600)
    page_files.keep(page, RequestFactory().get(PATH))
    yield stamps
    page_files.forget_everything()


@pytest.mark.usefixtures("kept")
def test_a_kept_page_is_sent_without_us_and_as_the_browser_likes_it(ask):
    status, headers, body = ask(PATH)
    assert (status, body, headers["Cache-Status"]) == (200, PAGE, "files; hit")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Last-Modified"] is None
    assert gzip.decompress(ask(PATH, Accept_Encoding="gzip")[2]) == PAGE
    assert brotli.decompress(ask(PATH, Accept_Encoding="gzip, br")[2]) == PAGE
    assert ask(PATH, "HEAD")[1]["Content-Length"] == str(len(PAGE))


@pytest.mark.usefixtures("kept")
def test_a_browser_that_has_the_page_hears_that_nothing_has_changed(ask):
    tag = ask(PATH, Accept_Encoding="br")[1]["ETag"]
    assert not tag.startswith("W/")
    status, headers, body = ask(PATH, Accept_Encoding="br", If_None_Match=tag)
    assert (status, headers["ETag"], body) == (304, tag, b"")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("query", ["utm_source=letter&utm_medium=mail", "fbclid=a-b.c", "gclid="])
def test_trackers_make_no_difference(ask, query):
    assert ask(f"{PATH}?{query}")[2] == PAGE


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        (PATH, "POST", {}),
        (f"{PATH}?page=2", "GET", {}),
        (f"{PATH}?utm_source=a&page=2", "GET", {}),
        (PATH, "GET", {"Cookie": "theme=dark; __Host-session=abc"}),
        (PATH, "GET", {"Cookie": "messages=abc"}),
        (PATH, "GET", {"Host": "www.magazine.example"}),
        (PATH, "GET", {"Authorization": "Basic YTpi"}),
        ("/stories/another/", "GET", {}),
        ("/stories/light-on-glass", "GET", {}),
        ("/live/stories/light-on-glass/@/index.html", "GET", {}),
        ("/kept/", "GET", {}),
        ("/stories/light-on-glass/@/", "GET", {}),
        ("/", "GET", {}),
    ],
)
def test_everything_else_is_left_to_us(ask, path, method, headers):
    status, answer, body = ask(path, method, **headers)
    assert (status, body) == (200, f"{method} {path} from us, http".encode())
    assert answer["Cache-Status"] is None


@pytest.mark.usefixtures("kept")
def test_other_cookies_make_no_difference(ask):
    assert ask(PATH, Cookie="theme=dark; not__Host-session=1; csrf=x")[2] == PAGE


def test_what_is_thrown_away_is_asked_for_the_next_moment(ask, kept):
    assert ask(PATH)[2] == PAGE
    page_files.forget({"stamp:7"})
    assert ask(PATH)[2].startswith(b"GET")


def test_nothing_outside_the_folder_is_sent(ask, web):
    (web[1].parent / "secret").write_text("secret")
    for path in ("/../secret", "/live/../../secret", "/%2e%2e/secret", "/static/../secret", "/static../secret"):
        assert b"secret" not in ask(path)[2].removeprefix(f"GET {path}".encode()).replace(b"/secret", b""), path


@pytest.mark.parametrize("path", ["/-/live/", "/-/metrics/"])
def test_what_looks_after_the_processes_is_for_nobody_outside(ask, path):
    assert ask(path)[0] == 404


def log_after(port, folder):
    """The lines of nginx's log, up to now: it writes one when the answer is on its way already."""
    end = f"/{secrets.token_hex(8)}/"
    asked(port, end)
    deadline = time.monotonic() + 30
    while end not in (text := (folder / "access.log").read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return [json.loads(line) for line in text.splitlines()[:-1]]


@pytest.mark.parametrize("room", log_lines.ROOMS)
def test_what_follows_some_addresses_is_a_key_and_in_no_log(ask, web, room):
    for path in (
        f"/{room}/abcdef123456/",
        f"//{room}/abcdef123456/x?next=/",
        f"/{room[0].upper()}{room[1:]}/abcdef123456",
    ):
        ask(path)
    ask(f"/%{ord(room[0]):x}{room[1:]}/abcdef123456/")
    lines = log_after(web[0], web[1].parent)
    assert {line["path"] for line in lines[-4:]} == {f"/{room}/…", f"/{room[0].upper()}{room[1:]}/…"}
    assert "abcdef123456" not in str(lines)


@pytest.mark.usefixtures("kept")
def test_the_log_has_the_path_that_was_asked_for(ask, web):
    for path in (PATH, f"{PATH}?utm_source=letter", "/comments/12/?page=2"):
        ask(path)
    lines = log_after(web[0], web[1].parent)[-3:]
    assert [line["path"] for line in lines] == [PATH, PATH, "/comments/12/"]
    assert [line["cache"] for line in lines] == ["files; hit", "files; hit", ""]


def test_files_of_a_release_are_kept_for_a_year(ask, web):
    name = "site.0123456789ab.css"
    (web[1].parent / "static" / name).write_text("p{}")
    status, headers, body = ask(f"/static/{name}")
    assert (status, body) == (200, b"p{}")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_servers_that_are_restarted_in_turn_leave_no_gap(tmp_path):
    with upstream() as one, upstream() as other:
        pass  # both ports are free again
    with nginx(tmp_path, one, other) as port:
        for up in ([one, other], [other], [one, other], [one], [one, other]):
            with ExitStack() as servers:
                for each in up:
                    servers.enter_context(upstream(each))
                assert {asked(port, "/stories/")[0] for _n in range(10)} == {200}, up


def test_where_no_server_answers_readers_get_a_page_of_the_house(tmp_path):
    with upstream() as ours:
        pass
    with nginx(tmp_path, ours) as port:
        for method in ("GET", "POST"):
            status, headers, body = asked(port, "/stories/", method)
            assert (status, headers["Content-Type"]) == (502, "text/html; charset=utf-8")
            assert (headers["Cache-Control"], headers["Retry-After"]) == ("no-store", "30")
            assert b"Back in a moment" in body
        assert asked(port, "/-/unavailable.html")[0] == 404
        asked(port, "/preview/abcdef123456/")
        line = log_after(port, tmp_path)[-1]
    assert "abcdef123456" not in (tmp_path / "error.log").read_text()
    assert (line["path"], line["status"]) == ("/preview/…", 502)
    assert "502" in line["answers"]


def test_the_steps_for_a_machine_without_containers_leave_nothing_of_a_container(tmp_path):
    operations = (DEPLOY.parent / "docs" / "operations.md").read_text()
    (command,) = re.findall(r"^    (sed .*?)nginx\.conf > ", operations, re.DOTALL | re.MULTILINE)
    written = subprocess.check_output(["sh", "-c", f"{command} nginx.conf"], cwd=DEPLOY, text=True)  # noqa: S603, S607
    effective = re.sub(r"#.*", "", written)
    assert not re.findall(r"web\d:|/srv/|/dev/|magazine\.example", effective)
    assert "root /var/lib/beauty-desk/files;" in effective
