from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from demo.certificates import write_chain


class Command(BaseCommand):
    """It holds for a year; to have a new one, delete the folder and run this and sign_renditions."""

    help = "Make the certificate with which the demo magazine signs its photos, unless there is one."

    def handle(self, *args, **options):
        if not settings.DEMO_CERTIFICATE_DIR.exists():
            write_chain(settings.DEMO_CERTIFICATE_DIR)
            self.stdout.write(_("Made a certificate in %(folder)s.") % {"folder": settings.DEMO_CERTIFICATE_DIR})
