from django.core.management.base import BaseCommand

from medical_reviews import due


class Command(BaseCommand):
    help = (
        "Tell of medical reviews that are due; list overdue stories to be looked at again. The worker does it hourly."
    )

    def handle(self, **options):
        due.tell()
        due.open_overdue()
