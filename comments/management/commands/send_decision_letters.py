from django.core.management.base import BaseCommand

from comments.statements import send_due


class Command(BaseCommand):
    """Tell authors of decisions about their comments. The worker does it every minute."""

    help = "Write the letters about moderators' decisions whose time has come."

    def handle(self, **options):
        send_due()
