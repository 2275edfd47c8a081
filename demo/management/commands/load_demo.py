import logging

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from demo.loading import NotAllowed, load


class Command(BaseCommand):
    help = "Load the demo magazine, once: photographs, people, stories at every stage, comments and accounts."

    def handle(self, *args, **options):
        wagtail = logging.getLogger("wagtail")
        level = wagtail.level
        wagtail.setLevel(logging.WARNING)  # it has a line for each of two hundred steps
        try:
            loaded = load(report=lambda words: self.stdout.write(f"  {words}"))
        except NotAllowed as error:
            raise CommandError(
                _("Demo content is not allowed here, and nothing was loaded. It needs development settings.")
            ) from error
        finally:
            wagtail.setLevel(level)
        if loaded:
            self.stdout.write(self.style.SUCCESS(_("The demo magazine is loaded.")))
