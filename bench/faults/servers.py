"""Servers that may be killed: PostgreSQL and Redis of our own, and the house's web and worker processes.

All of them on this machine, and gone afterwards; the shared servers of the machine are never touched.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import redis

from .. import serving
from ..scratch import REPOSITORY

PATIENCE = 60  # seconds until a server answers


class Killable:
    """A process in a group of its own, which is killed without warning, and started again."""

    process: subprocess.Popen

    def __init__(self, command, environment=None):
        self.command, self.environment = command, environment

    def start(self):
        self.process = subprocess.Popen(  # noqa: S603 - our own servers
            self.command,
            env=os.environ | (self.environment or {}),
            cwd=REPOSITORY,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # what they say of each other's absence is expected
        )
        self.wait()
        return self

    def wait(self):
        """Until it answers."""

    def kill(self):
        """As the kernel does when memory runs out, all of it at once: no warning, no clean-up."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=PATIENCE)

    stop = kill

    def __enter__(self):
        return self.start()

    def __exit__(self, *exception):
        self.stop()


class Web(Killable):
    """The production server."""

    def __init__(self, **environment):
        self.port = serving.free_port()
        super().__init__(serving.command_of("cms.wsgi", self.port), environment)

    def wait(self):
        serving.wait_for(self.port, self.process)

    def kill_a_worker(self):
        os.kill(list(serving.family(self.process.pid))[-1], signal.SIGKILL)

    def stop(self):
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=20)
        self.kill()


class Worker(Killable):
    def __init__(self):
        super().__init__([sys.executable, "manage.py", "worker"])


class Postgres(Killable):
    """A PostgreSQL server of our own. Its folder is kept, since what is in it takes a minute to make."""

    def __init__(self, port):
        self.port, self.folder = port, Path(tempfile.gettempdir(), "bd_bench_postgres")
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        self.programs = programs[-1] if programs else Path(shutil.which("postgres") or sys.exit("No PostgreSQL")).parent
        # PostgreSQL refuses to run as root.
        self.as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        where = ["-D", str(self.folder), "-h", "127.0.0.1", "-p", str(port), "-k", str(self.folder)]
        super().__init__([*self.as_owner, str(self.programs / "postgres"), *where])

    @property
    def address(self):
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self):
        if not (self.folder / "PG_VERSION").exists():
            initdb = [str(self.programs / "initdb"), "-D", str(self.folder), "-U", "postgres", "-A", "trust"]
            subprocess.run([*self.as_owner, *initdb], check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        return super().start()

    def wait(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                psycopg.connect(self.address).close()
                return
            except psycopg.OperationalError:
                if self.process.poll() is not None:  # what is left of the killed one is not gone yet
                    time.sleep(0.5)
                    return Killable.start(self)
                time.sleep(0.1)
        raise TimeoutError("PostgreSQL does not answer.")

    def kill(self):
        os.kill(int((self.folder / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        super().kill()

    def stop(self):
        os.kill(int((self.folder / "postmaster.pid").read_text().split()[0]), signal.SIGINT)  # the fast shutdown
        self.process.wait(timeout=PATIENCE)


class Redis(Killable):
    def __init__(self, port):
        self.port = port
        super().__init__(
            ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        )

    @property
    def address(self):
        return f"redis://127.0.0.1:{self.port}"

    def wait(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(redis.ConnectionError):
                return redis.Redis(port=self.port).ping()
            time.sleep(0.05)
        raise TimeoutError("Redis does not answer.")
