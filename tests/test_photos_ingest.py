"""Every file a photo desk may be handed, read back after the house has cleaned it."""

import zlib
from io import BytesIO

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

from photos.ingest import sanitised, upright_size

SECRET = "Ida Invented, 1 Made-up Street"
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><creator>{SECRET}</creator></x:xmpmeta>".encode()
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def picture(size=(48, 32)):
    """A picture whose four corners differ, so that a turn shows."""
    image = Image.new("RGB", size, "tan")
    image.paste("maroon", (0, 0, size[0] // 2, size[1] // 2))
    image.paste("teal", (size[0] // 2, size[1] // 2, *size))
    return image


def private_exif(orientation=1):
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Artist] = SECRET
    exif[Base.Make] = "Invented cameras"
    exif.get_ifd(IFD.Exif)[Base.BodySerialNumber] = SECRET
    exif.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = "2026:05:17 10:30:00"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (51.0, 30.0, 26.0)
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    return exif


def encoded(image_format, orientation=1, image=None, **options):
    """The bytes of a picture full of private data."""
    if image_format == "PNG":
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_text("Author", SECRET)
        options["pnginfo"].add_text("Comment", SECRET, zip=True)
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", XMP.decode())
    elif image_format != "GIF":
        options["xmp"] = XMP
    if image_format in ("JPEG", "GIF"):
        options["comment"] = SECRET
    if image_format != "GIF":
        options |= {"exif": private_exif(orientation).tobytes(), "icc_profile": PROFILE}
    buffer = BytesIO()
    (image or picture()).save(buffer, image_format, **options)
    return buffer.getvalue()


def heic(**options):
    heif = pillow_heif.from_pillow(picture((64, 64)))
    buffer = BytesIO()
    heif.save(buffer, quality=90, exif=private_exif().tobytes(), xmp=XMP, **options)
    return buffer.getvalue()


def clean(data, name="photo.jpg"):
    return sanitised(BytesIO(data), name).read()


def opened(data):
    return Image.open(BytesIO(data))


def pixels(data):
    return opened(data).convert("RGB").tobytes()


ALL_FORMATS = ["JPEG", "PNG", "WEBP", "AVIF", "GIF"]


@pytest.mark.parametrize("orientation", [1, 6])
@pytest.mark.parametrize("image_format", ALL_FORMATS)
def test_nothing_private_is_left_in_any_format(image_format, orientation):
    dirty = encoded(image_format, orientation)
    assert SECRET.encode() in dirty or image_format in ("PNG", "AVIF")
    kept = clean(dirty)
    assert SECRET.encode() not in kept
    image = opened(kept)
    image.load()
    assert image.format == image_format
    assert set(image.getexif()) <= {Base.Orientation}
    assert not image.info.keys() & {"xmp", "comment", "Author", "Comment", "XML:com.adobe.xmp"}


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_an_upright_picture_keeps_every_pixel_and_its_colour_profile(image_format):
    dirty = encoded(image_format)
    kept = clean(dirty)
    assert pixels(kept) == pixels(dirty)
    assert opened(kept).info["icc_profile"] == PROFILE


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_cleaning_twice_changes_nothing(image_format):
    once = clean(encoded(image_format))
    assert clean(once) == once


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_picture_on_its_side_is_looked_at_upright_and_keeps_its_profile(image_format, orientation):
    dirty = encoded(image_format, orientation)
    expected = ImageOps.exif_transpose(opened(dirty)).convert("RGB")
    kept = clean(dirty)
    image = ImageOps.exif_transpose(opened(kept))
    assert image.size == expected.size == upright_size(BytesIO(kept))
    assert image.info["icc_profile"] == PROFILE
    for corner in [(2, 2), (image.width - 3, 2), (2, image.height - 3), (image.width - 3, image.height - 3)]:
        was, now = expected.getpixel(corner), image.convert("RGB").getpixel(corner)
        assert all(abs(a - b) <= 8 for a, b in zip(was, now, strict=True))


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_on_its_side_keeps_every_pixel(image_format):
    dirty = encoded(image_format, orientation=6)
    assert pixels(clean(dirty)) == pixels(dirty)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_does_not_exist_turns_nothing(orientation):
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    buffer = BytesIO()
    picture().save(buffer, "JPEG", exif=exif.tobytes())
    assert not opened(clean(buffer.getvalue())).getexif()
    assert upright_size(buffer) == (48, 32)


def with_credentials(image_format):
    """A picture with a box in which Content Credentials would travel, and a secret in it."""
    data, secret = encoded(image_format), b"jumb" + SECRET.encode()
    if image_format == "JPEG":
        return data[:2] + b"\xff\xeb" + (len(secret) + 2).to_bytes(2) + secret + data[2:]
    if image_format == "PNG":
        chunk = len(secret).to_bytes(4) + b"caBX" + secret + zlib.crc32(b"caBX" + secret).to_bytes(4)
        return data[:33] + chunk + data[33:]
    if image_format == "WEBP":
        body = data[8:] + b"C2PA" + len(secret).to_bytes(4, "little") + secret + b"\x00" * (len(secret) % 2)
        return b"RIFF" + len(body).to_bytes(4, "little") + body
    buffer = BytesIO()
    picture().save(buffer, "AVIF")
    return buffer.getvalue() + (len(secret) + 8).to_bytes(4) + b"uuid" + secret


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_content_credentials_are_left_in_the_master_alone(image_format):
    dirty = with_credentials(image_format)
    opened(dirty).load()
    assert SECRET.encode() not in clean(dirty)


def test_a_picture_packed_behind_the_first_one_is_cut_off():
    with_gain_map = encoded("JPEG") + encoded("JPEG", image=picture((16, 16)))
    several = BytesIO()
    picture().save(several, "MPO", save_all=True, append_images=[picture((16, 16))])
    for dirty in (with_gain_map, several.getvalue()):
        kept = clean(dirty)
        assert kept.count(b"\xff\xd8\xff") == 1
        assert opened(kept).format == "JPEG"


@pytest.mark.parametrize("image_format", [*ALL_FORMATS[:3], "GIF"])
def test_a_script_hung_behind_a_picture_is_cut_off(image_format):
    kept = clean(encoded(image_format) + b"<script>alert(1)</script>")
    assert b"<script>" not in kept
    opened(kept).load()


def test_a_progressive_jpeg_keeps_all_its_scans():
    dirty = encoded("JPEG", image=picture((400, 300)), progressive=True)
    kept = clean(dirty)
    assert pixels(kept) == pixels(dirty)
    assert opened(kept).info["progressive"]


def test_a_jpeg_made_for_print_keeps_its_inks():
    dirty = encoded("JPEG", image=picture().convert("CMYK"))
    kept = clean(dirty)
    assert opened(kept).mode == "CMYK"
    assert opened(kept).tobytes() == opened(dirty).tobytes()


def test_a_transparent_png_stays_transparent():
    for see_through in (Image.new("RGBA", (8, 8), (200, 10, 10, 40)), Image.new("LA", (8, 8), (90, 40))):
        kept = clean(encoded("PNG", image=see_through))
        assert opened(kept).tobytes() == see_through.tobytes()


def test_heic_becomes_a_jpeg_that_browsers_can_show():
    stored = sanitised(BytesIO(heic()), "IMG_1234.HEIC")
    assert stored.name == "IMG_1234.jpg"
    data = stored.read()
    assert SECRET.encode() not in data
    assert opened(data).format == "JPEG"
    assert opened(data).size == (64, 64)


@pytest.mark.parametrize("image_format", ["GIF", "WEBP", "PNG"])
def test_of_a_moving_picture_the_first_frame_stays(image_format):
    buffer = BytesIO()
    Image.new("RGB", (20, 20), "red").save(
        buffer, image_format, save_all=True, append_images=[Image.new("RGB", (20, 20), "blue")]
    )
    image = opened(clean(buffer.getvalue()))
    assert getattr(image, "n_frames", 1) == 1
    assert image.convert("RGB").getpixel((5, 5))[0] > 200


@settings(max_examples=60, deadline=None)
@given(
    width=st.integers(1, 70),
    height=st.integers(1, 70),
    mode=st.sampled_from(["RGB", "L", "CMYK"]),
    progressive=st.booleans(),
    subsampling=st.sampled_from(["4:4:4", "4:2:2", "4:2:0"]),
    restart=st.sampled_from([0, 1, 4]),
    quality=st.integers(5, 100),
)
def test_any_jpeg_comes_out_with_the_same_pixels(width, height, mode, progressive, subsampling, restart, quality):
    options = {"progressive": progressive, "quality": quality, "restart_marker_blocks": restart}
    if mode == "RGB":
        options["subsampling"] = subsampling
    dirty = encoded("JPEG", image=Image.effect_noise((width, height), 90).convert(mode), **options)
    assert opened(clean(dirty)).tobytes() == opened(dirty).tobytes()
