from django.core.management.base import BaseCommand

from comments.posting import forget_unconfirmed


class Command(BaseCommand):
    """Delete what guests wrote and never confirmed, with their names and addresses. The worker does it every hour."""

    help = "Delete the comments that guests did not confirm within a week."

    def handle(self, **options):
        forget_unconfirmed()
