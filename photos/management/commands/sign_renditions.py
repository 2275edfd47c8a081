from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from photos.models import Photo, Rendition
from photos.renditions import make_renditions
from photos.signing import current_version, is_current


class Command(BaseCommand):
    """After a certificate was bought, renewed or taken away. Pages show quick sizes until the worker is through."""

    help = "Make those sizes of photos anew that are not signed with today's certificate (or, without one, are signed)."

    def handle(self, **options):
        version = current_version()
        renditions = Rendition.objects.iterator()
        stale = [one for one in renditions if not is_current(one.file.name, version)]
        photos = {one.image_id for one in stale}
        for rendition in stale:
            rendition.delete()  # one by one: its file goes too
        for pk in Photo.objects.filter(pk__in=photos).values_list("pk", flat=True):
            make_renditions.enqueue(pk)
        told = ngettext("%(count)d photo is made anew.", "%(count)d photos are made anew.", len(photos))
        self.stdout.write(told % {"count": len(photos)})
