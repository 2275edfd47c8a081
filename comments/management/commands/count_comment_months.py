from django.core.management.base import BaseCommand

from comments.month_counts import count_months


class Command(BaseCommand):
    """Count what happened to comments this month, for the public page. The worker does it every hour."""

    help = "Bring the public numbers on comments up to date."

    def handle(self, **options):
        count_months()
