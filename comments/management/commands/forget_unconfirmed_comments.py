from django.core.management.base import BaseCommand

from comments.models import ReaderComment


class Command(BaseCommand):
    """Delete what guests wrote and never confirmed, with their names and addresses. The worker does it every hour."""

    help = "Delete the comments that guests did not confirm within a week."

    def handle(self, **options):
        ReaderComment.objects.given_up().delete()
