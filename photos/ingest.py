"""What becomes of an uploaded file: what is shown of it carries nothing private, and no pixel is harmed.

Cameras and phones write position, owner, serial numbers and a second, uncropped picture into the file. These
pieces are cut out of the container and the compressed picture is left as it is; only one in a format that browsers
cannot show is encoded again. The untouched file is the photo's master, in private storage.
See docs/decisions/0011-what-an-upload-becomes.md.
"""

from contextlib import suppress
from io import BytesIO
from pathlib import PurePath

import willow  # noqa: F401 - makes Pillow know HEIC
from PIL import Image, ImageOps
from PIL.ExifTags import Base

from django.core.files.base import ContentFile

from . import heic
from .containers import BARE, is_bare_avif
from .numbered_colours import profile_of

# Photo-quality settings of each encoder, for the few files that must be encoded again. JPEG neither progressive nor
# optimised: both hold the whole picture once more, at six bytes a pixel, and no reader gets this file.
SAVE_OPTIONS = {
    "AVIF": {"quality": 90},
    "GIF": {},
    "JPEG": {"quality": 93, "subsampling": "4:4:4"},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 93, "method": 4},
}
UPRIGHT = 1  # EXIF 3.0, 4.6.5: orientations are 1 to 8
# What undoes each.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
MIRRORED_ACROSS, MIRRORED_DOWN = {2, 3, 6, 7}, {3, 4, 7, 8}
LYING = range(5, 9)  # width and height change places


def sanitised(content, name):
    """Return the picture as a file without position, owner, serial numbers, comments, thumbnails or extra data.

    Colour profile and orientation stay. HEIC becomes JPEG, because browsers cannot show it; of a moving picture the
    first frame stays. A clean JPEG, PNG or WebP comes back byte for byte, so doing it twice changes nothing.

    Args:
        content: an open file with a picture that Pillow can read.
        name: the file's name, with its extension.
    """
    content.seek(0)
    with Image.open(content) as image:
        if image.format != "HEIF":
            content.seek(0)
            return ContentFile(_without_metadata(image, content.read()), name=name)
        profile = profile_of(image)
    name = str(PurePath(name).with_suffix(".jpg"))
    return ContentFile(_encoded(heic.decoded(content), "JPEG", profile), name=name)


def upright_size(content):
    """Return (width, height) of a picture as it is looked at, in pixels."""
    content.seek(0)
    with Image.open(content) as image:
        return image.size[::-1] if orientation_of(image) in LYING else image.size


def orientation_of(image):
    """Return how a picture must be turned before it is looked at, 1 to 8. Formats without EXIF turn it themselves."""
    orientation = UPRIGHT
    with suppress(Exception):  # hostile EXIF can raise anything
        orientation = image.getexif().get(Base.Orientation, UPRIGHT)
    return orientation if orientation in range(1, 9) else UPRIGHT


def turned(image, orientation):
    """Return a Pillow image the way it is looked at, given how it must be turned for that, 1 to 8."""
    return image if orientation == UPRIGHT else image.transpose(TURNS[orientation])


def as_stored(box, size, orientation):
    """Return where a box lies in the file, as (left, top, right, bottom).

    Args:
        box: the same in the picture as it is looked at, in pixels.
        size: (width, height) of the picture as it is looked at.
        orientation: how it must be turned for that, 1 to 8.
    """
    left, top, right, bottom = box
    if orientation in MIRRORED_ACROSS:
        left, right = size[0] - right, size[0] - left
    if orientation in MIRRORED_DOWN:
        top, bottom = size[1] - bottom, size[1] - top
    return (top, left, bottom, right) if orientation in LYING else (left, top, right, bottom)


def moves(image):
    """Whether a Pillow image is animated. Phones pack several pictures into one JPEG (MPO): these stand still."""
    return getattr(image, "n_frames", 1) > 1 and image.format not in ("MPO", "HEIF")


def _without_metadata(image, data):
    cut_out = BARE.get(image.format)
    if cut_out and not moves(image):
        with suppress(IndexError):  # a container that is not quite to the letter
            return cut_out(data, orientation_of(image))
    is_clean = not image.info.keys() & {"exif", "xmp"} and orientation_of(image) == UPRIGHT and not moves(image)
    return data if image.format == "AVIF" and is_clean and is_bare_avif(data) else _encoded_again(image)


def _encoded_again(image):
    file_format = {"MPO": "JPEG"}.get(image.format, image.format)
    profile = profile_of(image)
    ImageOps.exif_transpose(image, in_place=True)
    # `info` is where Pillow keeps what it would write back.
    image.info = {key: value for key, value in image.info.items() if key == "transparency"}
    if file_format == "JPEG" and image.mode not in ("RGB", "L", "CMYK"):
        image = image.convert("RGB")
    return _encoded(image, file_format, profile)


def _encoded(image, file_format, profile):
    buffer = BytesIO()
    image.save(buffer, format=file_format, icc_profile=profile, **SAVE_OPTIONS[file_format])
    return buffer.getvalue()
