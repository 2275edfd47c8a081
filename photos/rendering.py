"""How one size of a photo is made: reduced, in colours that screens show, without metadata but the house's own.

In place of Wagtail's way, which decodes the photo in full for each of its sizes, and twice, hands 16 bits and foreign
colours on to the browser, and copies the file's EXIF. The order is fixed: strip, then XMP; a signature comes last.
"""

from math import ceil

import willow
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from willow.plugins.pillow import PillowImage

from wagtail.images.models import Filter

from . import label
from .colours import in_srgb, reduced
from .ingest import LYING, as_stored, orientation_of, turned
from .numbered_colours import profile_of

# Wagtail's own defaults.
QUALITY = {"jpeg": 76, "webp": 80, "avif": 61}
OPTIONS = {"jpeg": {"progressive": True, "optimize": True}, "png": {"optimize": True}}
SHOWN_AS = {"heic": "jpeg", "gif": "png"}
WHITE = (255, 255, 255)
# The picture is first reduced by a whole number, to no less than this many times the wanted size, and only then
# resampled with care. At 1.5 a photo of 60 megapixels is decoded at half its size, whichever way up it lies.
GAP = 1.5


class HouseFilter(Filter):
    """Wagtail's description of a size ("width-480|format-avif"), carried out our way."""

    def run(self, image, output, source=None):
        """Write the size into the open file `output`; return it as a Willow image, as Wagtail expects."""
        with self.get_willow_image(image, source) as opened:  # ty: ignore[invalid-argument-type]
            env = {"original-format": opened.format_name}
            picture = PillowImage(self.developed(image, opened.f))
        for operation in self.filter_operations:
            picture = operation.run(picture, image, env) or picture
        format_name = env.get("output-format") or SHOWN_AS.get(opened.format_name, opened.format_name)
        if format_name == "jpeg" and picture.has_alpha():
            picture = picture.set_background_color_rgb(WHITE)
        save(picture.get_pillow_image(), format_name, env.get(f"{format_name}-quality"), label.packet(image), output)
        return willow.Image.open(output)

    def developed(self, photo, file):
        """The part of the picture that is wanted, in the size that is wanted, upright and in sRGB."""
        file.seek(0)
        with Image.open(file) as whole:
            profile, orientation = profile_of(whole), orientation_of(whole)
            stored_size = whole.size  # another one once it is decoded smaller
            size = stored_size[::-1] if orientation in LYING else stored_size
            transform = self.get_transform(photo, size)
            part = transform.get_rect().round()
            scale = max(transform.size[0] / part.width, transform.size[1] / part.height)
            enough = [max(1, ceil(side * scale * GAP)) for side in stored_size]
            picture = reduced(whole, enough)
        wanted = transform.size[::-1] if orientation in LYING else transform.size
        box = as_stored((part.left, part.top, part.right, part.bottom), size, orientation)
        box = tuple(
            min(max(0, edge * picture.size[n % 2] / stored_size[n % 2]), picture.size[n % 2])
            for n, edge in enumerate(box)
        )
        if wanted != picture.size or box != (0, 0, *picture.size):
            picture = picture.resize(wanted, Image.Resampling.LANCZOS, box=box)
        picture = turned(picture, orientation)
        return in_srgb(picture, profile)


def save(picture, format_name, quality, xmp, output):
    """Encode a Pillow image with an XMP packet as its only metadata."""
    picture.info = {}  # where Pillow keeps what it would write back
    options: dict = {**OPTIONS.get(format_name, {})}
    if format_name in QUALITY:
        options["quality"] = quality or QUALITY[format_name]
    if format_name == "png":
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", xmp.decode())
    else:
        options["xmp"] = xmp
    picture.save(output, format_name.upper(), **options)
    output.seek(0)
