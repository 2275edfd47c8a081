"""Photos that look the same although their files differ: the same shot, smaller or as another format."""

from base64 import b64decode
from io import BytesIO

from PIL import Image

from .colours import reduced
from .ingest import orientation_of, turned

# Measured on the demo's 29 photos: other exports of one (half or a quarter of the size, JPEG of quality 40, WebP,
# AVIF, PNG) differ from it in 0 to 7 of the 64 bits, two photos from each other in 13 or more. Only before and after,
# taken with the same lamp and angle, and simple pictures are as close as exports are: the colours of those differ.
CLOSE = 8
GRID = (9, 8)
# Of 255, on average, in the channel that differs most. Measured on the placeholders of the same photos: other exports
# 5.9 at most, before and after of one forearm 7.4.
SAME_COLOURS = 6.5
SMALL = (16, 12)


def perceptual_hash(content):
    """Return 16 hexadecimal digits, which differ little where pictures do (dHash: is it brighter to the right?).

    Args:
        content: an open file with a picture that Pillow can read.
    """
    content.seek(0)
    with Image.open(content) as image:
        orientation = orientation_of(image)
        small = turned(reduced(image, (144, 144)), orientation)
        grey = small.convert("L").resize(GRID, Image.Resampling.BOX)
    light = grey.tobytes()
    width, height = GRID
    bits = [light[row * width + x] < light[row * width + x + 1] for row in range(height) for x in range(width - 1)]
    return f"{sum(bit << place for place, bit in enumerate(bits)):016x}"


def distance(one, other):
    """In how many of 64 bits two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def has_colours_of(one, other):
    """Whether two placeholders (photos/placeholder.py) have the same colours in the same places. Of a photo that is
    partly transparent there is none, and nothing speaks against it."""
    if not one or not other:
        return True
    pixels = [_pixels(address) for address in (one, other)]
    apart = (
        sum(abs(mine - theirs) for mine, theirs in zip(*(some[channel::3] for some in pixels), strict=True))
        for channel in range(3)
    )
    return max(apart) / (SMALL[0] * SMALL[1]) <= SAME_COLOURS


def _pixels(address):
    with Image.open(BytesIO(b64decode(address.partition(",")[2]))) as image:
        return image.convert("RGB").resize(SMALL, Image.Resampling.BOX).tobytes()


def lookalikes(photo, among):
    """Return the photos that look like this one, the closest first, those with the very same file before all.

    Every hash is compared: a hundred thousand take some tens of milliseconds.

    Args:
        photo: the photo that was just added.
        among: a query set of the photos that whoever asks may see.
    """
    others = among.exclude(pk=photo.pk)
    close = {
        pk: distance(photo.perceptual_hash, known)
        for pk, known in others.exclude(perceptual_hash="").values_list("pk", "perceptual_hash")
        if photo.perceptual_hash and distance(photo.perceptual_hash, known) <= CLOSE
    }
    same = set(others.filter(file_hash=photo.file_hash).values_list("pk", flat=True))
    found = [
        other
        for other in others.filter(pk__in=close.keys() | same)
        if other.pk in same or has_colours_of(other.placeholder, photo.placeholder)
    ]
    return sorted(found, key=lambda other: (other.pk not in same, close.get(other.pk, 0), -other.pk))
