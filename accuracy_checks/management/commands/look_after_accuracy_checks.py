from django.core.management.base import BaseCommand

from accuracy_checks.asking import look_after_all


class Command(BaseCommand):
    help = "Remind sources of accuracy checks, and close those whose time is over. The worker does it by the clock."

    def handle(self, **options):
        look_after_all()
