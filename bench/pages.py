"""A story with 30 comments from memory, beside the bare application server with the same bytes

Both on gunicorn with one worker; readers keep their connections. Processor time is the server's, all its processes.
"""

import http.client
import os
import tempfile
import threading
import time
from pathlib import Path

from django.db import connections

from tests import factories

from .figures import Figure
from .flood import SERVER, server
from .scratch import manage

REQUESTS, READERS, COMMENTS = 20_000, 4, 30
ROUNDS = 3  # the best counts: other work on the machine only ever adds
MOST_CPU, LEAST_SPEED = 1.3, 0.80  # of the bare server's
ACCEPTED = {"Accept-Encoding": "gzip, br"}


def figures(size):
    requests = max(200, int(REQUESTS * size))
    manage(SERVER, "createcachetable")
    story = factories.article("A story from memory")
    for _each in range(COMMENTS):
        factories.comment(story)
    connections.close_all()
    path = story.get_url_parts()[2]
    with server(workers=1) as (port, master):
        for _each in range(2):  # the first fills the memory, in the second each encoding is made
            body, tag = get(port, path)
        warm = best(port, master, path, requests)
        again = best(port, master, path, requests, {"If-None-Match": tag})
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(body)
        with server(workers=1, application="bench.bare", environment={"BENCH_BODY": file.name}) as (port, master):
            bare = best(port, master, path, requests)
    yield Figure("bytes of the page, compressed", "", f"{len(body):,}")
    yield Figure("bare server: CPU for a request; requests a second", "", told(bare))
    yield Figure("story from memory: the same", "", told(warm))
    yield Figure("story that has not changed (304): the same", "", told(again))
    yield ratio("CPU of the story, of the bare server's", warm.cpu / bare.cpu, most=MOST_CPU)
    yield ratio("requests a second of the story, of the bare server's", warm.speed / bare.speed, least=LEAST_SPEED)
    yield ratio("requests a second of a 304, of the story's", again.speed / warm.speed, least=1.0)


class Run:
    """One measurement: processor milliseconds for a request, requests a second."""

    def __init__(self, requests, cpu, seconds):
        self.cpu, self.speed = cpu / requests * 1000, requests / seconds


def best(port, master, path, requests, headers=None):
    runs = [run(port, master, path, requests, ACCEPTED | (headers or {})) for _each in range(ROUNDS)]
    return min(runs, key=lambda run: run.cpu)


def run(port, master, path, requests, headers):
    threads = [
        threading.Thread(target=read, args=(port, path, requests // READERS, headers)) for _each in range(READERS)
    ]
    cpu, started = processor_seconds(master.pid), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Run(requests, processor_seconds(master.pid) - cpu, time.monotonic() - started)


def read(port, path, requests, headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _each in range(requests):
        connection.request("GET", path, headers=headers)
        connection.getresponse().read()
    connection.close()


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=ACCEPTED)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}: {body[:500]!r}")
    return body, response.headers["ETag"]


def processor_seconds(pid):
    """What a process and its children have used so far (proc(5))."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK") + sum(processor_seconds(int(child)) for child in children)


def told(run):
    return f"{run.cpu:.3f} ms; {run.speed:,.0f}"


def ratio(name, measured, *, most=None, least=None):
    met = measured <= most if most is not None else measured >= least
    return Figure(name, f"≤ {most}" if most is not None else f"≥ {least}", f"{measured:.2f}", met)
