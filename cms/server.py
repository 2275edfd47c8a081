"""The web server: `python -m cms.server`. docs/decisions/0052-granian.md says why it is this one.

The application is loaded once, before the workers come into being: they are ready at once, and share its memory.
"""

import argparse
import gc
import importlib
import multiprocessing
import os
import signal
import socket
import tempfile
import threading
from ipaddress import ip_address
from pathlib import Path

import environ
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

STOPPED_AFTER = 30  # seconds that requests in flight may still take
# The settings have read these. What is left of the environment Granian hands to every request, and faults may show it.
SECRETS = (
    "CACHE_URL",
    "CDN_URL",
    "DATABASE_URL",
    "EMAIL_URL",
    "METRICS_TOKEN",
    "PAGE_CACHE_URL",
    "SEARCH_URL",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "STORAGE_URL",
)


def main():
    environ.Env.read_env(Path(__file__).resolve().parents[1] / ".env")
    options = from_the_command_line()
    with tempfile.TemporaryDirectory(prefix="beautydesk-metrics-") as figures:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = figures  # what the workers count, each in files of its own
        serve(options, loaded(options.application))


def serve(options, application):
    host, port = options.bind
    multiprocessing.set_start_method("fork")
    hear_signals()

    def in_a_worker():
        hear_signals()
        return application

    Granian(
        options.application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,  # what proxies speak
        websockets=False,
        workers=options.workers,
        blocking_threads=options.threads,
        respawn_failed_workers=True,
        workers_kill_timeout=STOPPED_AFTER,
        log_level=LogLevels.warning,
        log_dictconfig={"loggers": {"_granian": {}}},  # its lines are written as all of ours
    ).serve(target_loader=in_a_worker, wrap_loader=False)


def hear_signals():
    """Have this process stop when it is told to.

    The system hands a signal to whichever thread it likes. Only the main thread does what Python is to do about it, and
    that sleeps until somebody wakes it: one time in five, a worker went on until it was killed.
    """
    main_thread = threading.get_ident()
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    signal.set_wakeup_fd(theirs.detach(), warn_on_full_buffer=False)  # which gets the number of each signal

    def pass_on():
        stops: set[int] = {signal.SIGINT, signal.SIGTERM}
        while True:
            number = ours.recv(1)[0]
            if number in stops:
                stops.remove(number)  # it comes back here from the main thread
                signal.pthread_kill(main_thread, number)

    threading.Thread(target=pass_on, name="signals", daemon=True).start()


def from_the_command_line():
    """Options, each of which can also be set in the environment."""
    given = os.environ.get
    parser = argparse.ArgumentParser(prog="python -m cms.server", description="Serve the magazine.")
    parser.add_argument("application", nargs="?", default="cms.wsgi", help="A module with a WSGI application.")
    parser.add_argument("--bind", type=place, default=given("BIND", "127.0.0.1:8000"), help="IP address and port.")
    parser.add_argument("--workers", type=number, default=given("WEB_WORKERS", "2"), help="Processes.")
    parser.add_argument("--threads", type=number, default=given("WEB_THREADS", "4"), help="Threads of each process.")
    return parser.parse_args()


def place(text):
    host, _colon, port = text.rpartition(":")
    try:
        return str(ip_address(host.strip("[]"))), int(port)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{text}” (BIND) is not an IP address and a port, as 127.0.0.1:8000"
        ) from None


def number(text):
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"“{text}” (WEB_WORKERS, WEB_THREADS) is not a number from 1 on")
    return int(text)


def loaded(name):
    """The application, out of sight of the collector of garbage: workers share what nobody touches."""
    gc.disable()
    module = importlib.import_module(name)
    getattr(module, "warm_up", lambda: None)()
    gc.collect()
    gc.freeze()
    gc.enable()
    for secret in SECRETS:
        os.environ.pop(secret, None)
    return module.application


if __name__ == "__main__":
    main()
