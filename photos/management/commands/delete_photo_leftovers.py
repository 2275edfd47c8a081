from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from photos.leftovers import delete_leftovers


class Command(BaseCommand):
    help = "Delete files of photos, a day old, that no photo names. The worker does it each hour."

    def handle(self, **options):
        count = delete_leftovers()
        if count:
            self.stdout.write(ngettext("%(count)d file deleted.", "%(count)d files deleted.", count) % {"count": count})
