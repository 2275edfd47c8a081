"""The production server, beside it the bare one and nginx; what they use, and who asks them."""

import http.client
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from .scratch import REPOSITORY

WORKERS, THREADS = 2, 4
TICKS = os.sysconf("SC_CLK_TCK")
NGINX = """daemon off; worker_processes {workers}; pid {folder}/nginx.pid; error_log /dev/null crit;
events {{ worker_connections 512; }}
http {{ access_log off; sendfile on; keepalive_requests 1000000; default_type text/html;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port} backlog=511; root {folder}; }} }}
"""


def command_of(application, port, workers=WORKERS, threads=THREADS):
    """How production starts the application; the only place of the benchmark that says it."""
    bind = ["--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--threads", str(threads)]
    return [sys.executable, "-m", "cms.server", application, *bind]


@contextmanager
def serving(application="cms.wsgi", workers=WORKERS, threads=THREADS, **environment):
    """The production server with this application, as a Server."""
    port = free_port()
    with running(command_of(application, port, workers, threads), port, os.environ | environment) as server:
        yield server


@contextmanager
def nginx(folder):
    """nginx with the files of a folder, as a Server; None where it is not installed."""
    if not shutil.which("nginx"):
        yield None
        return
    port = free_port()
    os.chmod(folder, 0o755)  # noqa: S103 - its workers are somebody else
    configuration = Path(folder, "nginx.conf")
    configuration.write_text(NGINX.format(workers=WORKERS, folder=folder, port=port))
    with running(["nginx", "-c", str(configuration), "-e", "/dev/null"], port, os.environ) as server:
        yield server


@contextmanager
def nginx_in_front(folder, web):
    """deploy/nginx.conf before the application on port `web`, with kept pages in `folder`/pages, as a Server.

    None where nginx with its module for brotli is not installed. It says that readers come by HTTPS.
    """
    from tests.nginx import BROTLI, configured  # which reads a file of the repository, and needs nothing else

    if not shutil.which("nginx") or not Path(BROTLI).exists():
        yield None
        return
    port = free_port()
    changes = {
        "host": ("magazine.example", "127.0.0.1"),
        "scheme": ("X-Forwarded-Proto $scheme", "X-Forwarded-Proto https"),
        "log": ("access_log /dev/stdout house", "access_log off"),
    }
    command = ["nginx", "-c", str(configured(Path(folder), port, web, **changes)), "-g", "daemon off;"]
    with running([*command, "-e", f"{folder}/error.log"], port, os.environ) as server:
        yield server


@contextmanager
def running(command, port, environment):
    process = subprocess.Popen(command, env=environment, cwd=REPOSITORY)  # noqa: S603 - our own commands
    started = time.monotonic()
    try:
        wait_for(port, process)
        yield Server(port, process, time.monotonic() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process, seconds=120):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            ask(port, "/robots.txt")
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{process.args} did not answer within {seconds} s.")


class Server:
    """A running server: its port, its processes, and the seconds until it gave its first answer."""

    def __init__(self, port, process, seconds):
        self.port, self.process, self.seconds = port, process, seconds

    @property
    def processes(self):
        return list(family(self.process.pid))

    def cpu(self):
        """Processor seconds that all of it has used so far."""
        return sum(processor_seconds(pid) for pid in self.processes)

    def memory(self):
        """Bytes, each page of memory that several processes share counted in parts (PSS)."""
        found = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in self.processes)
        return sum(int(first(r"(?m)^Pss:\s+(\d+) kB", each)) for each in found) * 1024


def family(pid):
    yield pid
    with suppress(OSError):  # it has ended
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield from family(int(child))


def processor_seconds(pid):
    """What a process has used so far; nought if it is gone."""
    return ticks(pid, slice(11, 13)) / TICKS


def seconds_of_ended(pid):
    """What those of its children had used that have ended since."""
    return ticks(pid, slice(13, 15)) / TICKS


def ticks(pid, fields):
    """The sum of some fields of /proc/<pid>/stat behind the name (proc(5))."""
    try:
        return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[fields]))
    except OSError:
        return 0


# Asking -------------------------------------------------------------------------------------


@dataclass
class Request:
    path: str
    method: str = "GET"
    body: str | None = None
    headers: dict[str, str] | None = None


@dataclass
class Measured:
    """One measurement: requests a second, milliseconds of two percentiles, processor milliseconds for one request."""

    speed: float
    p50: float
    p99: float
    cpu: float
    bytes: int = 0
    requests: int = 0


def ask(port, path, method="GET", body=None, headers=None, connection=None):
    """One request. Returns (response, its body)."""
    connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    return response, response.read()


def drive(server, request: Callable[[int], Request], requests, is_right, readers=1, database=lambda: 0.0):
    """Send so many requests over kept connections, each made by its number; returns what was Measured.

    Args:
        is_right: what must be true of (response, body), or the measurement is none.
        database: processor seconds of a database server so far; added to the application's.
    """
    numbers, took, wrong, sizes = count(), [], [], []

    def read():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        while (number := next(numbers)) < requests:
            asked = request(number)
            started = time.perf_counter()
            response, body = ask(server.port, asked.path, asked.method, asked.body, asked.headers, connection)
            took.append(time.perf_counter() - started)
            sizes.append(len(body))
            if not is_right(response, body):
                wrong.append(f"{asked.path}: {response.status} {dict(response.headers)} {body[:300]!r}")
        connection.close()

    threads = [threading.Thread(target=read) for _each in range(readers)]
    cpu, started = server.cpu() + database(), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, used = time.monotonic() - started, server.cpu() + database() - cpu
    if wrong or len(took) != requests:
        raise RuntimeError(f"{len(wrong)} of {requests} wrong: {wrong[:1]}")
    hundredths = statistics.quantiles(took, n=100, method="inclusive")
    each = int(statistics.median(sizes))
    return Measured(
        requests / seconds, hundredths[49] * 1000, hundredths[98] * 1000, used / requests * 1000, each, requests
    )


def flood(server, path, headers, *, seconds=4, connections=16, size=0):
    """As many requests for one address as are answered: by wrk, or in Python where that is not installed."""
    if not shutil.which("wrk"):
        asked = Request(path, headers=headers)
        return drive(server, lambda _n: asked, 4_000, lambda response, _body: response.status in {200, 304}, readers=4)
    wrk = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    for name, value in headers.items():
        wrk += ["-H", f"{name}: {value}"]
    cpu = server.cpu()
    said = subprocess.run(  # noqa: S603
        [*wrk, f"http://127.0.0.1:{server.port}{path}"], check=True, capture_output=True, text=True
    ).stdout
    used, requests = server.cpu() - cpu, int(first(r"(\d+) requests in", said))
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    speed = float(first(r"Requests/sec:\s+([\d.]+)", said))
    p50, p99 = (milliseconds(first(rf"{share}%\s+([\d.]+[a-z]+)", said)) for share in (50, 99))
    return Measured(speed, p50, p99, used / requests * 1000, size, requests)


def milliseconds(told):
    """What wrk says of a time: "1.20ms", "340.00us", "1.02s"."""
    return float(first(r"[\d.]+", told)) * {"us": 0.001, "ms": 1, "s": 1000}[first(r"[a-z]+", told)]


def first(pattern, text):
    """What the pattern finds: its group, or all of it."""
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(f"There is no {pattern} in {text!r}.")
    return found[found.lastindex or 0]
