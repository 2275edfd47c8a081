from django.core.management.base import BaseCommand

from cms.backups import back_up


class Command(BaseCommand):
    help = "Write database, media and private files into one file, while the house goes on working."

    def add_arguments(self, parser):
        parser.add_argument("file", help="A tar archive to be made.")

    def handle(self, *, file, **options):
        count = back_up(file)
        self.stdout.write(f"The database and {count} files are in {file}.")
