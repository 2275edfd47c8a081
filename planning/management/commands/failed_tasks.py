from datetime import timedelta

from django_tasks_db.models import DBTaskResult

from django.core.management.base import BaseCommand
from django.utils import timezone

# No task of ours takes minutes: one that has been running for an hour lost its worker to a crash.
ABANDONED_AFTER = timedelta(hours=1)


def abandoned():
    return DBTaskResult.objects.filter(status="RUNNING", started_at__lt=timezone.now() - ABANDONED_AFTER)


class Command(BaseCommand):
    help = "List tasks that failed, mail that could not be delivered among them, and on request try them again."

    def add_arguments(self, parser):
        parser.add_argument("--retry", action="store_true", help="Put them back on the queue.")

    def handle(self, *, retry, **options):
        tasks = (DBTaskResult.objects.filter(status="FAILED") | abandoned()).order_by("started_at")
        for task in tasks:
            reason = task.traceback.strip().rpartition("\n")[2] or "its worker stopped"
            self.stdout.write(f"{task.started_at:%Y-%m-%d %H:%M} {task.task_path}: {reason}")
        if not tasks:
            self.stdout.write("No task has failed.")
        elif retry:
            count = tasks.update(status="READY", finished_at=None)
            self.stdout.write(f"{count} put back on the queue.")
