from django.core.management.base import BaseCommand

from releases import consent, withdrawal


class Command(BaseCommand):
    help = "Take photos off every page whose release or licence is over. The worker does it each hour."

    def handle(self, **options):
        consent.expire_all()
        withdrawal.remove_forgotten_copies()
