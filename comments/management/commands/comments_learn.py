from django.core.management.base import BaseCommand

from comments.models import ReaderComment
from screening.learner import relearn


class Command(BaseCommand):
    """Train the spam learner, if moderators have decided or undone anything since. The worker does it every minute."""

    help = "Learn from what moderators decided about comments."

    def handle(self, **options):
        row = relearn(ReaderComment.objects.all())
        if row and options["verbosity"] > 1:
            self.stdout.write(f"Learned from {row.spam} comments marked as spam and {row.innocent} approved.")
