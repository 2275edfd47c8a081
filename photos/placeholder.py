"""A picture of a few bytes that stands where a photo will be, until it has come."""

from base64 import b64encode
from io import BytesIO

from PIL import Image

from .colours import in_srgb, reduced
from .ingest import orientation_of, turned
from .numbered_colours import profile_of

WIDTH = 16  # pixels: enough for where it is light and dark, and some hundred bytes
QUALITY = 40
LONGEST = 1000  # characters: what the column holds


def placeholder(content):
    """Return a photo as a data: address of a WebP 16 pixels wide; empty for one that is partly transparent.

    Args:
        content: an open file with a picture that Pillow can read.
    """
    content.seek(0)
    with Image.open(content) as image:
        profile, orientation = profile_of(image), orientation_of(image)
        picture = in_srgb(turned(reduced(image, (144, 144)), orientation), profile)
    if picture.mode == "RGBA":
        return ""
    height = max(1, round(WIDTH * picture.height / picture.width))
    buffer = BytesIO()
    picture.convert("RGB").resize((WIDTH, height), Image.Resampling.BOX).save(buffer, "WEBP", quality=QUALITY, method=6)
    address = f"data:image/webp;base64,{b64encode(buffer.getvalue()).decode()}"
    return address if len(address) <= LONGEST else ""
