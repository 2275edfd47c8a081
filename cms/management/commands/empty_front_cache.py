import time
from contextlib import suppress

from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.management.base import BaseCommand, CommandError

from cms.kept_pages import forget_everything
from cms.page_memory import MEMORY

PATIENCE = 5  # seconds


class Command(BaseCommand):
    """For updates, for changes made past the application, and where words must be gone from the disk at once."""

    help = "Throw away every page kept for readers; each is made anew when somebody asks for it."

    def handle(self, *, verbosity, **options):
        pages = caches["pages"]
        if isinstance(pages, DatabaseCache | FileBasedCache):
            pages.clear()  # Redis drops dead pages by itself; rows and files stay, with what was written in them
        forget_everything()
        # Whoever made this process end now would leave readers with the old pages.
        deadline = time.monotonic() + PATIENCE
        while MEMORY.untold and time.monotonic() < deadline:
            time.sleep(0.2)
            with suppress(Exception):  # it is there again when it says so
                MEMORY.tell_on()
        if MEMORY.untold:
            raise CommandError("The cache of pages does not answer, so none was thrown away. Run this again later.")
        if verbosity:
            self.stdout.write("Every kept page was thrown away.")
