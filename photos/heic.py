"""HEIC, which phones write and no browser but one shows: decoded without ever being twice in memory.

Its decoder hands the picture out in one piece, and an image of Pillow's is a third larger still. So the piece goes
through a file on the way from one to the other.
"""

from tempfile import TemporaryFile

import pillow_heif
from PIL import Image

from .colours import BAND, eight_bits

# What is looked at, hashed and checked is the photo itself, never the small copy that the file may carry beside it.
pillow_heif.options.THUMBNAILS = False  # ty: ignore[invalid-assignment] - meant to be changed


def decoded(content):
    """Return a HEIC as a Pillow image in L or RGB, upright. Raises whatever the decoder raises on a bad file.

    Args:
        content: an open file.
    """
    with TemporaryFile() as pixels:
        mode, (width, height), stride = _written(content, pixels)
        pixels.seek(0)
        picture = Image.new("L" if mode.startswith(("L", "I")) else "RGB", (width, height))
        rows = max(1, BAND // width)
        for top in range(0, height, rows):
            size = (width, min(rows, height - top))
            band = Image.frombytes(mode, size, pixels.read(stride * size[1]), "raw", mode, stride)
            picture.paste(eight_bits(band).convert(picture.mode), (0, top))
    return picture


def read_through(content):
    """Decode the whole picture once. Raises whatever the decoder raises on a bad file."""
    content.seek(0)
    _photo(content).load()


def _photo(content):
    heif = pillow_heif.open_heif(content)
    return heif[heif.primary_index]


def _written(content, pixels):
    """Write the picture's lines to an open file; return (mode, size, bytes of a line). The decoder's copy ends here."""
    content.seek(0)
    photo = _photo(content)
    pixels.write(photo.data)
    return photo.mode, photo.size, photo.stride
