"""Colours that a file names by number (CICP, ITU-T H.273) in place of a profile, as phones and AVIF encoders do.

LittleCMS reads profiles alone, so the numbers are written out as one: a matrix and a curve (ICC.1:2022, 8.3.3).
"""

import re
import struct
from contextlib import suppress

# Red, green and blue as XYZ under D50: the chromaticities of H.273 table 2, adapted from D65 by Bradford (ICC.1:2022,
# annex E). What else there is, BT.709 above all, is shown as it is: sRGB has the same colours.
PRIMARIES = {
    9: ((0.67348, 0.27904, -0.00193), (0.16567, 0.67534, 0.02998), (0.12505, 0.04561, 0.79685)),  # BT.2020
    12: ((0.51512, 0.24119, -0.00105), (0.29198, 0.69224, 0.04188), (0.15710, 0.06657, 0.78407)),  # Display P3
}
# H.273 table 3, turned round: light = (a × value + b)^gamma from d on, c × value below it, as (gamma, a, b, c, d).
BT709 = (1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081)
CURVES = {1: BT709, 6: BT709, 13: (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045), 14: BT709, 15: BT709}
D50 = (0.9642, 1.0, 0.8249)
START = 1 << 20  # bytes: both stand in front of the picture
PNG_NUMBERS = re.compile(rb"\x00\x00\x00\x04cICP(.)(.)", re.DOTALL)  # PNG third edition, 11.3.2.6
BOX_NUMBERS = re.compile(rb"colrnclx\x00(.)\x00(.)", re.DOTALL)  # ISO 14496-12, 12.1.5


def profile_of(image):
    """Return the ICC profile of a picture as bytes: its own, or one made of its numbers; None for sRGB or nothing said.

    Light of more than a screen's brightness (PQ, HLG) is passed over.

    Args:
        image: a Pillow image, opened and not loaded yet.
    """
    profile = image.info.get("icc_profile")
    if profile and image.format != "PNG":  # there the numbers go before (11.3.2)
        return profile
    numbers = _numbers(image)
    return made_of(*numbers) if numbers and numbers[0] in PRIMARIES and numbers[1] in CURVES else profile


def _numbers(image):
    """(primaries, curve) as the file has them, or None."""
    if image.format == "HEIF":
        said = image.info.get("nclx_profile") or {}
        return (said.get("color_primaries"), said.get("transfer_characteristics"))
    pattern = {"PNG": PNG_NUMBERS, "AVIF": BOX_NUMBERS}.get(image.format)
    found = pattern and pattern.search(_start(image))
    return (found[1][0], found[2][0]) if found else None


def _start(image):
    """The first part of an open picture's file, up to the picture itself."""
    with suppress(AttributeError, OSError, ValueError):  # loaded, and its file closed
        here = image.fp.tell()
        image.fp.seek(0)
        start = image.fp.read(START)
        image.fp.seek(here)
        return start.partition(b"IDAT")[0] if image.format == "PNG" else start
    return b""


def made_of(primaries, curve):
    """Return an ICC profile as bytes. Raises KeyError for numbers that PRIMARIES or CURVES do not list."""
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0) + _fixed(*CURVES[curve])
    colours = [b"XYZ " + bytes(4) + _fixed(*colour) for colour in PRIMARIES[primaries]]
    name = b"CICP"
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(name) + 1) + name + bytes(1 + 78),
        b"wtpt": b"XYZ " + bytes(4) + _fixed(*D50),
        **dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), colours, strict=True)),
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    directory, body = struct.pack(">I", len(tags)), b""
    offset = 128 + 4 + 12 * len(tags)
    for tag, value in tags.items():
        directory += tag + struct.pack(">II", offset + len(body), len(value))
        body += value.ljust(-(-len(value) // 4) * 4, b"\x00")
    header = struct.pack(">I", offset + len(body)) + bytes(4) + b"\x04\x20\x00\x00mntrRGB XYZ "
    header += bytes(12) + b"acsp" + bytes(28) + _fixed(*D50)
    return header.ljust(128, b"\x00") + directory + body


def _fixed(*numbers):
    """s15Fixed16Number (ICC.1:2022, 4.6)."""
    return struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))
