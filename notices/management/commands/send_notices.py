from django.core.management.base import BaseCommand

from notices.posting import deliver_due
from notices.webhooks import resume_lost


class Command(BaseCommand):
    help = "Write the letters and digests that are due, and resume webhook deliveries that lost their worker."

    def handle(self, **options):
        deliver_due()
        resume_lost()
