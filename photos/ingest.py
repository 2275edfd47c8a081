"""What happens to an uploaded file before it is stored: nothing private stays in it."""

from io import BytesIO

from PIL import Image, ImageOps

from django.core.files.base import ContentFile

# JPEG settings that re-encode with the file's own tables where Pillow can, so that nothing visible changes.
SAVE_OPTIONS = {
    "JPEG": {"quality": 92, "subsampling": "4:4:4", "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 92, "method": 4},
    "AVIF": {"quality": 88},
}


def sanitised(file):
    """Return the image without EXIF, XMP and comments: no position, owner, serial number or thumbnail.

    The turn that EXIF asked for is made in the pixels; the colour profile stays. Animations and formats
    that Pillow does not write here (HEIC) are returned as they are: Wagtail serves only renditions of them.

    Args:
        file: an uncommitted Django file that holds a valid image (the form has checked it).
    """
    file.seek(0)
    with Image.open(file) as image:
        options = SAVE_OPTIONS.get(image.format)
        if options is None or getattr(image, "n_frames", 1) > 1:
            file.seek(0)
            return file
        upright = ImageOps.exif_transpose(image)
        # A fresh image carries pixels only; `info` is where Pillow keeps metadata it would write back.
        upright.info = {}
        if image.format == "JPEG" and upright.mode not in ("L", "RGB", "CMYK"):
            upright = upright.convert("RGB")
        buffer = BytesIO()
        upright.save(buffer, format=image.format, icc_profile=image.info.get("icc_profile"), **options)
    return ContentFile(buffer.getvalue(), name=file.name)
