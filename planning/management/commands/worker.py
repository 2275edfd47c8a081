import logging
import signal
import threading
import time

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils.crypto import get_random_string

from planning.clock import tick
from planning.scheduling import publish_due
from readiness.reports import recheck_stalest
from sharing.cleaning import forget_dead_links
from sources.checking import check_next as check_next_source

from .failed_tasks import abandoned

logger = logging.getLogger(__name__)

# A queue that never empties must not keep stories from going live.
TASKS_AT_A_TIME = 20


def send_notices():
    for command in (
        "send_notices",
        "send_reply_letters",
        "send_decision_letters",
    ):  # by name: they belong to apps above this one
        call_command(command)


def learn_spam():
    call_command("comments_learn")


def look_again():
    """List stories to be looked at again, where a worker was stopped; tell of checks that are due."""
    call_command("go_on_rechecks")
    call_command("remind_of_checks")


def take_up_again():
    """Put back, once, what a worker began that is gone since: better done twice than not at all."""
    for task in abandoned():
        if len(task.worker_ids) == 1:
            abandoned().filter(pk=task.pk).update(status="READY")


def clean_up():
    """Forget what is over and holds personal data: finished tasks, letters, sessions, kept pages, old comments, photos
    whose release or licence has ended, files that belong to no photo. And what has run out with a day: credentials.

    Failed tasks stay a month, to be looked at. What is only a number is counted before.
    """
    call_command("prune_db_task_results", queue_name="*", min_age_days=1, failed_min_age_days=30, verbosity=0)
    call_command("clearsessions")
    call_command("withhold_photos")
    call_command("delete_photo_leftovers")
    call_command("end_credentials")
    call_command("forget_unconfirmed_comments")
    call_command("forget_comment_traces")
    call_command("forget_old_comments")
    call_command("forget_notices")
    call_command("empty_front_cache", verbosity=0)
    call_command("count_comment_months")
    call_command("remind_of_medical_reviews")
    forget_dead_links()


def look_after_accuracy_checks():
    call_command("look_after_accuracy_checks")


# What to do by the clock, and every how many seconds. The first number is how late a story may go live.
CHORES = {
    publish_due: 10,
    send_notices: 10,
    recheck_stalest: 60,
    learn_spam: 60,
    look_after_accuracy_checks: 10 * 60,
    look_again: 60,
    check_next_source: 30,
    take_up_again: 10 * 60,
    clean_up: 60 * 60,
    tick: 60,
}


class Command(BaseCommand):
    """The magazine's one background process. Any number of them may run, on any number of machines."""

    help = "Do what happens behind the scenes: send mail, keep search up to date, publish scheduled stories."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do what waits now, then stop.")
        parser.add_argument("--quiet", action="store_true", help="Report only what goes wrong.")
        parser.add_argument(
            "--interval", type=float, default=1.0, help="Seconds between two looks at the queue (default: %(default)s)."
        )

    def handle(self, *, once, quiet, interval, **options):
        # The first two report every task, and there are several for each half-second that somebody writes.
        for name in ("django_tasks", "django_tasks_db", *(["wagtail"] if quiet else [])):
            logging.getLogger(name).setLevel(logging.WARNING)
        self.worker_id = get_random_string(32)
        self.queue = None
        self.stopping = threading.Event()
        if not once:
            for signum in (signal.SIGINT, signal.SIGTERM):
                signal.signal(signum, self.stop)
        due = dict.fromkeys(CHORES, 0.0)
        while not self.stopping.is_set():
            for chore, every in CHORES.items():
                if time.monotonic() >= due[chore]:
                    due[chore] = time.monotonic() + every
                    self.survive(chore)
            more = self.survive(self.run_tasks)
            if once and not more:
                break
            self.stopping.wait(0 if more else interval)

    def stop(self, signum, frame):
        """Finish what is at hand, then go."""
        self.stopping.set()
        if self.queue:
            self.queue.running = False

    def survive(self, do):
        """Do something that may find the database locked, restarting or gone: that passes, and the worker stays."""
        close_old_connections()
        try:
            return do()
        except (OperationalError, InterfaceError) as error:
            logger.warning("The database cannot be used now, trying again: %s", error)
            connections.close_all()
        except Exception:  # one broken chore must not end the magazine's only worker
            logger.exception("%s failed; the worker goes on", getattr(do, "__name__", do))
        return False

    def run_tasks(self):
        """Run some of the waiting tasks. Returns whether there were any."""
        # Looking first keeps an idle worker from taking SQLite's one write lock every second.
        if not DBTaskResult.objects.ready().exists():  # ty: ignore[missing-attribute] - a custom queryset
            return False
        self.queue = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=1,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=TASKS_AT_A_TIME,
            worker_id=self.worker_id,
        )
        self.queue.run()
        return True
