"""The outsides of picture files: cut out what is not needed to show the picture, by a list of what is allowed to stay.

The compressed picture itself is left as it is. Which way up it lies is the one thing about it that stays.
"""

import re
import zlib

# JPEG (ITU T.81 annex B): application segments hold metadata, except the colour profile (APP2) and Adobe's
# note on how the colours are stored (APP14). COM is a free comment. Content Credentials travel in APP11.
JPEG_MARKER_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
JPEG_START, JPEG_END, JPEG_SCAN, JPEG_COMMENT, JPEG_FILL = b"\xff\xd8", 0xD9, 0xDA, 0xFE, 0xFF
JPEG_APPLICATION = range(0xE0, 0xF0)
JPEG_JFIF, JPEG_JFIF_SIZE = 0xE0, 14
JPEG_KEPT = [(0xE2, b"ICC_PROFILE\x00"), (0xEE, b"Adobe")]

# PNG (W3C, third edition): every other chunk is text, time, EXIF, Content Credentials or an animation.
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"cICP", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"pHYs"}

# WebP (RFC 9649): the flags of VP8X announce the EXIF and XMP chunks.
WEBP_KEPT = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP"}
WEBP_EXIF_FLAG, WEBP_METADATA_FLAGS = 0b0000_1000, 0b0000_1100

# AVIF (ISO 14496-12): a `uuid` box holds Content Credentials, anything after the picture is no picture.
AVIF_BOXES = {b"ftyp", b"meta", b"mdat"}


def exif_of(orientation):
    """Return EXIF that says which way up a picture lies and nothing else: a single entry (EXIF 3.0, 4.6)."""
    entry = b"\x01\x12\x00\x03\x00\x00\x00\x01" + orientation.to_bytes(2, "big") + b"\x00\x00"
    return b"MM\x00\x2a\x00\x00\x00\x08\x00\x01" + entry + bytes(4)


def bare_jpeg(data, orientation):
    """Return the bytes of a JPEG without metadata. Raises IndexError where the file does not follow the standard."""
    kept, position = [JPEG_START], 2
    if orientation != 1:
        payload = b"Exif\x00\x00" + exif_of(orientation)
        kept.append(b"\xff\xe1" + (len(payload) + 2).to_bytes(2) + payload)
    while True:
        while data[position + 1] == JPEG_FILL:
            position += 1
        marker = data[position + 1]
        if marker == JPEG_END:
            return b"".join([*kept, data[position : position + 2]])
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4])
        if marker == JPEG_SCAN:
            next_marker = JPEG_MARKER_AFTER_SCAN.search(data, end)
            end = next_marker.start() if next_marker else len(data)
        if _belongs_to_the_picture(marker, data[position + 4 : min(end, position + 64)], end - position - 4):
            kept.append(data[position:end])
        position = end


def _belongs_to_the_picture(marker, start, size):
    if marker == JPEG_JFIF:
        return start.startswith(b"JFIF\x00") and size == JPEG_JFIF_SIZE  # longer: with a thumbnail
    if marker in JPEG_APPLICATION:
        return any(marker == kept and start.startswith(name) for kept, name in JPEG_KEPT)
    return marker != JPEG_COMMENT


def bare_png(data, orientation):
    """Return the bytes of a PNG without metadata."""
    kept, position = [PNG_SIGNATURE], len(PNG_SIGNATURE)
    while position < len(data):
        end = position + 12 + int.from_bytes(data[position : position + 4])  # length, kind, data, checksum
        kind = data[position + 4 : position + 8]
        if kind in PNG_KEPT:
            kept.append(data[position:end])
        if kind == b"IHDR" and orientation != 1:
            chunk = b"eXIf" + exif_of(orientation)
            kept.append((len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4))
        if kind == b"IEND":
            break
        position = end
    return b"".join(kept)


def bare_webp(data, orientation):
    """Return the bytes of a WebP without metadata."""
    kept, position, riff_end = [], 12, 8 + int.from_bytes(data[4:8], "little")
    while position < riff_end:
        kind, size = data[position : position + 4], int.from_bytes(data[position + 4 : position + 8], "little")
        end = position + 8 + size + size % 2  # chunks are padded to an even length
        chunk = data[position:end]
        if kind == b"VP8X":
            flags = chunk[8] & ~WEBP_METADATA_FLAGS | (WEBP_EXIF_FLAG if orientation != 1 else 0)
            chunk = chunk[:8] + bytes([flags]) + chunk[9:]
        if kind in WEBP_KEPT:
            kept.append(chunk)
        position = end
    if orientation != 1:
        exif = exif_of(orientation)
        kept.append(b"EXIF" + len(exif).to_bytes(4, "little") + exif)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def is_bare_avif(data):
    """Whether an AVIF consists of a picture alone; metadata inside its `meta` box is for the caller to look for."""
    position = 0
    while position < len(data):
        size, kind = int.from_bytes(data[position : position + 4]), data[position + 4 : position + 8]
        if kind not in AVIF_BOXES or size < 8:
            return False
        position += size
    return position == len(data)


BARE = {"JPEG": bare_jpeg, "MPO": bare_jpeg, "PNG": bare_png, "WEBP": bare_webp}
