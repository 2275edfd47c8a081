from django.core.management.base import BaseCommand, CommandError

from comments.conversations import drifted, recount
from comments.models import ReaderComment


class Command(BaseCommand):
    """Compare the numbers kept beside stories and comments with a count, and mend what differs."""

    help = "Count comments, flags and votes again and mend the numbers that are kept of them."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if a number is wrong")

    def handle(self, **options):
        comments = ReaderComment.objects.all()
        if options["check"]:
            wrong, found = comments.miscounted(), drifted(comments)
        else:
            # The comments first: how many flags wait decides which queue they are in.
            wrong = comments.recounted()
            found = recount(comments)
        for article_id, columns in sorted(found.items()):
            for column, (kept, real) in sorted(columns.items()):
                self.stdout.write(f"story {article_id}: {column} {kept}, counted {real}")
        for pk, name, kept, real in wrong:
            self.stdout.write(f"comment {pk}: {name} {kept}, counted {real}")
        if not found and not wrong:
            self.stdout.write("All numbers are right.")
        elif options["check"]:
            raise CommandError("Some numbers are wrong. Without --check this command mends them.")
        else:
            self.stdout.write("Mended.")
