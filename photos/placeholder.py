"""A picture of a few bytes that stands where a photo will be, until it has come, or where an editor may not see one."""

from base64 import b64encode
from io import BytesIO

from PIL import Image

from django.utils.html import escape

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


NO_PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 120" width="160" height="120">
<rect width="160" height="120" fill="#888" fill-opacity=".15"/>
<text x="80" y="65" text-anchor="middle" font-family="sans-serif" font-size="14" fill="#777">{words}</text></svg>"""


def no_picture(words):
    """The attributes of an <img> that shows nothing but these words, which should be few."""
    drawing = NO_PICTURE.format(words=escape(words)).encode()
    address = f"data:image/svg+xml;base64,{b64encode(drawing).decode()}"
    return {"src": address, "width": 160, "height": 120, "alt": str(words)}
