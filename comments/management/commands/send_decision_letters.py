from django.core.management.base import BaseCommand

from comments.decision_mail import send_due


class Command(BaseCommand):
    """Tell readers of decisions that concern them. The worker does it every ten seconds."""

    help = "Write the letters about moderators' decisions whose time has come."

    def handle(self, **options):
        send_due()
