"""Processes of their own for tests: the web server, and what is needed to wait for them."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def web_server(*arguments, port=None, **environment):
    """Start `python -m cms.server` with these arguments and variables: (its port, the process)."""
    port = port or free_port()
    command = [sys.executable, "-m", "cms.server", *arguments, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=REPOSITORY, env=os.environ | environment)  # noqa: S603 - our own command
    try:
        wait_for(lambda: is_served(port))
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=60)


def wait_for(condition, seconds=120):
    """Ask until it is so. Raises TimeoutError: a busy machine is slow, not wrong."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Still not so after {seconds} s.")
        time.sleep(0.05)
    return found


def is_served(port):
    try:
        get(port, "/-/live/")
    except OSError:
        return False
    return True


def get(port, path, method="GET", body=None, connection=None, **headers):
    """The answer, with its body as `content`: get(port, "/", Cookie="…")."""
    if connection is None:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            return get(port, path, method, body, connection, **headers)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    answer.content = answer.read()
    return answer
