from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from photos.models import Rendition
from photos.renditions import make_renditions
from photos.signing import current_version, is_current


class Command(BaseCommand):
    """After a certificate was bought, renewed or taken away. The worker does it; meanwhile pages show what they had."""

    help = "Make those sizes of photos anew that are not signed with today's certificate (or, without one, are signed)."

    def handle(self, **options):
        version = current_version()
        names = Rendition.objects.order_by("image").values_list("image", "file").iterator()
        photos = {photo for photo, name in names if not is_current(name, version)}
        for photo in sorted(photos):
            make_renditions.enqueue(photo)
        told = ngettext("%(count)d photo is made anew.", "%(count)d photos are made anew.", len(photos))
        self.stdout.write(told % {"count": len(photos)})
