from django.core.management.base import BaseCommand

from comments.retention import forget_old


class Command(BaseCommand):
    """Erase what the settings of comments keep no longer. The worker does it every hour."""

    help = "Erase withdrawn and refused comments, visitors' reports and undelivered mail that are old enough."

    def handle(self, **options):
        forget_old()
