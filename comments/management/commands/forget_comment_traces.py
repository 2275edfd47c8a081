from django.core.management.base import BaseCommand

from comments.arrivals import forget_traces


class Command(BaseCommand):
    """Erase the network tokens after an hour and the samples of texts after 30 days. The worker does it every hour."""

    help = "Erase what was kept of comments only to recognise floods and repeats."

    def handle(self, **options):
        forget_traces()
