"""Colours as screens show them: sRGB with eight bits, whatever a camera, a phone or a printing house stored.

Nothing here makes a picture prettier. The only change of any colour is the conversion that its own ICC profile asks
for, so that skin looks on the page as it does in the file.
"""

from io import BytesIO

from PIL import Image, ImageCms

BAND = 1 << 22  # pixels worked on at a time: a copy of a whole photo takes a quarter of a gigabyte
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
SIXTEEN_BITS = {"I", "I;16", "I;16L", "I;16B"}
# Colours that a screen has stay exactly what they are (relative colorimetric); only those it lacks move.
INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION


def in_srgb(image, profile=None):
    """Return a Pillow image in sRGB, as L, RGB or RGBA. A broken or unfitting profile is ignored.

    Args:
        image: a Pillow image.
        profile: its ICC profile as bytes, or None.
    """
    image = eight_bits(image)
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, source, SRGB, renderingIntent=INTENT, outputMode=mode, flags=FLAGS)
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            pass
    return image if image.mode == "L" else image.convert(mode)


def eight_bits(image):
    """Return a Pillow image as L, RGB, RGBA or CMYK."""
    if image.mode in SIXTEEN_BITS:
        return image.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("L", "RGB", "RGBA", "CMYK"):
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def reduced(image, size):
    """Return a picture brought down by a whole number, to no less than a size, without a second copy of it.

    Args:
        image: a Pillow image; a JPEG that is not loaded yet is decoded at the size that is needed.
        size: the least (width, height) in pixels that the result must have.
    """
    image.draft(None, size)
    image.load()
    factor = min(image.width // size[0], image.height // size[1])
    if factor < 2:
        return eight_bits(image)
    rows = max(1, BAND // image.width // factor) * factor
    result = None
    for top in range(0, image.height, rows):
        band = image.crop((0, top, image.width, min(top + rows, image.height)))
        band = eight_bits(band).reduce(factor)
        if result is None:
            result = Image.new(band.mode, (-(-image.width // factor), -(-image.height // factor)))
        result.paste(band, (0, top // factor))
    return result
