from django.core.management.base import BaseCommand

from notices.retention import forget_old


class Command(BaseCommand):
    help = "Forget letters that went out more than 90 days ago, and webhook deliveries of more than 30 days ago."

    def handle(self, **options):
        forget_old()
