from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.management.base import BaseCommand

from cms.kept_pages import forget_everything


class Command(BaseCommand):
    """For updates, for changes made past the application, and where words must be gone from the disk at once."""

    help = "Throw away every page kept for readers; each is made anew when somebody asks for it."

    def handle(self, **options):
        pages = caches["pages"]
        if isinstance(pages, DatabaseCache | FileBasedCache):
            pages.clear()  # Redis drops dead pages by itself; rows and files stay, with what was written in them
        forget_everything()
