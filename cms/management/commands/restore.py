from django.core.management import call_command
from django.core.management.base import BaseCommand

from cms.backups import restore


class Command(BaseCommand):
    """Stop web and worker first: they would go on with what they remember."""

    help = "Bring back what `backup` wrote. Refuses where there is a house already."
    requires_system_checks = []  # there may be no tables yet

    def add_arguments(self, parser):
        parser.add_argument("file", help="A tar archive that `backup` made.")
        parser.add_argument("--replace", action="store_true", help="Overwrite the house that is here.")

    def handle(self, *, file, replace, **options):
        count = restore(file, replace=replace)
        call_command("empty_front_cache")
        self.stdout.write(f"The database and {count} files are back.")
