from django.core.management.base import BaseCommand

from sources.checking import check_next, is_due


class Command(BaseCommand):
    help = "Ask for every source that is due whether it leads anywhere and was retracted. The worker does it by itself."

    def handle(self, **options):
        while is_due():
            if source := check_next():
                self.stdout.write(f"{source}: {source.get_link_status_display()}")
