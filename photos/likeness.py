"""How far two photos differ in what no treatment changes: how bright they are, how warm their light is, their shape.

Measured on a small copy, once for each file. Nobody waits for it: the desk's rules ask, never a reader's page.
"""

import logging
from math import log2

from PIL import Image

from django.core.cache import cache

from .colours import in_srgb, reduced
from .numbered_colours import profile_of

logger = logging.getLogger(__name__)

# Cameras set the exposure in thirds of a stop, and two shots of one scene scatter by one such step. Half a stop is
# beyond that, and is seen side by side.
EXPOSURE = 0.5  # stops
# Red to blue, in stops of light. From sun at noon (5,500 K) to an overcast sky (6,500 K) it falls by 0.42: the daylight
# at one window on two days (computed from CIE illuminants D55 and D65 in linear sRGB).
WARMTH = 0.4  # stops
# Beyond a twentieth the edges of the two no longer meet when one is laid over the other.
SHAPE = 1.05  # ratio of the ratios of width to height
# With half the pixels across, pores and lines are gone: skin looks smoother than it was.
SHARPNESS = 2  # ratio of widths
KEPT = 30 * 24 * 3600  # seconds
SMALL = (64, 64)


def tones(photos):
    """Return (exposure, warmth) in stops by the photo's id; nothing of one whose file cannot be read."""
    keys = {photo.pk: f"photos.tone.{photo.file.name}" for photo in photos}
    kept = cache.get_many(keys.values())
    found = {photo.pk: kept.get(keys[photo.pk]) or _measured(photo) for photo in photos}
    new = {keys[pk]: tone for pk, tone in found.items() if tone and keys[pk] not in kept}
    if new:
        cache.set_many(new, KEPT)
    return {pk: tone for pk, tone in found.items() if tone}


def _measured(photo):
    try:
        return _tone(photo)
    except (OSError, ValueError):
        logger.warning("The photo %s cannot be measured: its file is lost or damaged.", photo.pk)
        return None


def _tone(photo):
    with photo.file.open("rb") as file, Image.open(file) as image:
        profile = profile_of(image)
        small = in_srgb(reduced(image, (256, 256)), profile).convert("RGB").resize(SMALL, Image.Resampling.BOX)
    red, green, blue = (
        sum(linear(value) * count for value, count in enumerate(channel.histogram())) / (SMALL[0] * SMALL[1])
        for channel in small.split()
    )
    floor = 1e-4  # a black picture has no tone; it must still have a logarithm
    brightness = 0.2126 * red + 0.7152 * green + 0.0722 * blue  # IEC 61966-2-1, luminance
    return log2(max(brightness, floor)), log2(max(red, floor) / max(blue, floor))


def linear(value):
    """The light behind an sRGB value of 0 to 255, as 0 to 1 (IEC 61966-2-1)."""
    part = value / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def shapes_differ(one, other):
    ratio = (one.width * other.height) / (other.width * one.height)
    return max(ratio, 1 / ratio) > SHAPE


def sharpness_differs(one, other):
    return max(one.width, other.width) >= SHARPNESS * min(one.width, other.width)
