from django.core.management.base import BaseCommand

from rechecks.treatment_letters import remind


class Command(BaseCommand):
    help = "Tell who keeps the records of treatments, once each, which of them are to be checked."

    def handle(self, **options):
        remind()
