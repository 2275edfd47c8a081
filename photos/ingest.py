"""What happens to an uploaded file before it is stored: nothing private stays in it, and no pixel is harmed.

Cameras and phones write position, owner, serial numbers and a second, uncropped picture into the file. These
pieces are cut out of the container and the compressed picture is left as it is. Only a photo that lies on its
side, or one in a format that browsers cannot show, is encoded again. See docs/decisions/0011-what-an-upload-becomes.md.
"""

import re
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from pathlib import PurePath

import willow  # noqa: F401 - makes Pillow read HEIC
from PIL import Image, ImageOps, JpegImagePlugin
from PIL.ExifTags import IFD, Base

from django.core.files.base import ContentFile

# Photo-quality settings of each encoder, for the few files that must be encoded again.
SAVE_OPTIONS = {
    "AVIF": {"quality": 90},
    "GIF": {},
    "JPEG": {"quality": 93, "subsampling": "4:4:4", "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 93, "method": 4},
}

# JPEG (ITU T.81 annex B): application segments hold metadata, except the colour profile (APP2) and Adobe's
# note on how the colours are stored (APP14). COM is a free comment.
JPEG_MARKER_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
JPEG_END, JPEG_SCAN, JPEG_COMMENT, JPEG_FILL = 0xD9, 0xDA, 0xFE, 0xFF
JPEG_APPLICATION = range(0xE0, 0xF0)
JPEG_JFIF, JPEG_JFIF_SIZE = 0xE0, 14
JPEG_KEPT = [(0xE2, b"ICC_PROFILE\x00"), (0xEE, b"Adobe")]

# PNG (W3C, third edition): every other chunk is text, time, EXIF or an animation.
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"cICP", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"pHYs"}

# WebP (RFC 9649): the flags of VP8X announce the EXIF and XMP chunks.
WEBP_KEPT = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP"}
WEBP_METADATA_FLAGS = 0b0000_1100


def sanitised(content, name):
    """Return the picture as a file without position, owner, serial numbers, comments, thumbnails or extra data.

    The turn that EXIF asked for is made in the pixels; the colour profile stays. HEIC becomes JPEG, because
    browsers cannot show it; of a moving picture the first frame stays. A clean JPEG, PNG or WebP comes back
    byte for byte, so doing it twice changes nothing.

    Args:
        content: an open file with a picture that Pillow can read.
        name: the file's name, with its extension.
    """
    content.seek(0)
    data = content.read()
    with Image.open(BytesIO(data)) as image:
        if image.format == "HEIF":
            name = str(PurePath(name).with_suffix(".jpg"))
        return ContentFile(_without_metadata(image, data), name=name)


def taken_on(content):
    """Return the day the camera says the photo was taken, or None. Ask before sanitising."""
    content.seek(0)
    with suppress(ValueError), Image.open(content) as image:
        written = image.getexif().get_ifd(IFD.Exif).get(Base.DateTimeOriginal)
        return datetime.strptime(str(written), "%Y:%m:%d %H:%M:%S").date()
    return None


def moves(image):
    """Whether a Pillow image is animated. Phones pack several pictures into one JPEG (MPO): these stand still."""
    return getattr(image, "n_frames", 1) > 1 and image.format not in ("MPO", "HEIF")


def _without_metadata(image, data):
    cut_out = CUTTERS.get(image.format)
    if cut_out and not moves(image) and _is_upright(image):
        with suppress(IndexError):  # a container that is not quite to the letter
            return cut_out(data)
    is_clean = not image.info.keys() & {"exif", "xmp"} and _is_upright(image) and not moves(image)
    return data if image.format == "AVIF" and is_clean else _encoded_again(image)


def _is_upright(image):
    return image.getexif().get(Base.Orientation, 1) == 1


def _encoded_again(image):
    file_format = {"MPO": "JPEG", "HEIF": "JPEG"}.get(image.format, image.format)
    options = SAVE_OPTIONS[file_format]
    if image.format in ("JPEG", "MPO"):
        # With the file's own tables a second encoding loses next to nothing.
        sampling = JpegImagePlugin.get_sampling(image)
        options = {
            "qtables": image.quantization,
            "subsampling": sampling if sampling in (0, 2) else 0,
            "optimize": True,
        }
    profile = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(image)
    # `info` is where Pillow keeps what it would write back.
    upright.info = {key: value for key, value in upright.info.items() if key == "transparency"}
    buffer = BytesIO()
    upright.save(buffer, format=file_format, icc_profile=profile, **options)
    return buffer.getvalue()


def _jpeg_without_metadata(data):
    kept, position = [data[:2]], 2
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
        if _belongs_to_the_picture(marker, data[position + 4 : end]):
            kept.append(data[position:end])
        position = end


def _belongs_to_the_picture(marker, payload):
    if marker == JPEG_JFIF:
        return payload.startswith(b"JFIF\x00") and len(payload) == JPEG_JFIF_SIZE  # longer: with a thumbnail
    if marker in JPEG_APPLICATION:
        return any(marker == kept and payload.startswith(start) for kept, start in JPEG_KEPT)
    return marker != JPEG_COMMENT


def _png_without_metadata(data):
    kept, position = [PNG_SIGNATURE], len(PNG_SIGNATURE)
    while position < len(data):
        end = position + 12 + int.from_bytes(data[position : position + 4])  # length, kind, data, checksum
        kind = data[position + 4 : position + 8]
        if kind in PNG_KEPT:
            kept.append(data[position:end])
        if kind == b"IEND":
            break
        position = end
    return b"".join(kept)


def _webp_without_metadata(data):
    kept, position, riff_end = [], 12, 8 + int.from_bytes(data[4:8], "little")
    while position < riff_end:
        kind, size = data[position : position + 4], int.from_bytes(data[position + 4 : position + 8], "little")
        end = position + 8 + size + size % 2  # chunks are padded to an even length
        chunk = data[position:end]
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~WEBP_METADATA_FLAGS]) + chunk[9:]
        if kind in WEBP_KEPT:
            kept.append(chunk)
        position = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


CUTTERS = {
    "JPEG": _jpeg_without_metadata,
    "MPO": _jpeg_without_metadata,
    "PNG": _png_without_metadata,
    "WEBP": _webp_without_metadata,
}
