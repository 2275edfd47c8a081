from django.core.management.base import BaseCommand

from rechecks import experts


class Command(BaseCommand):
    help = "Mark credentials that have run out, and tell of those that soon will. The worker does it each hour."

    def handle(self, **options):
        experts.end_credentials()
        experts.warn_of_endings()
