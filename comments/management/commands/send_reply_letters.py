from django.core.management.base import BaseCommand

from comments.reply_letters import deliver_due


class Command(BaseCommand):
    help = "Write the letters and digests about replies that are due."

    def handle(self, **options):
        deliver_due()
