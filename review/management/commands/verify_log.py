from django.core.management.base import BaseCommand, CommandError

from review.log_chain import flaws
from review.models import LogSeal


class Command(BaseCommand):
    help = "Check that nobody has changed, deleted or slipped in an entry of the audit log."

    def handle(self, **options):
        found = 0
        for page_id, position, what in flaws():
            found += 1
            self.stderr.write(f"page {page_id}, entry {position or '?'}: {what}")
        if found:
            raise CommandError(f"{found} entries are not as they were sealed.")
        self.stdout.write(f"{LogSeal.objects.count()} entries are as they were sealed.")
