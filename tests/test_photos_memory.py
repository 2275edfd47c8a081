"""One upload never takes a worker's memory: half a gigabyte is what the smallest servers have for each."""

import os
import subprocess
import sys
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image
from PIL.ExifTags import Base

from tests.test_photos_forms import huge_jpeg, png

BAR = 500  # megabytes, Python, Django and Wagtail included


def wall(path):
    """60 megapixels that lie on their side, as a camera writes them."""
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    grey = Image.linear_gradient("L").resize((9_000, 6_660))
    Image.merge("RGB", [grey] * 3).save(path, "JPEG", quality=90, exif=exif.tobytes())


def gradient(width, height):
    return Image.merge("RGB", [Image.linear_gradient("L").resize((width, height))] * 3)


def heic(path):
    """The 48 megapixels of a phone."""
    pillow_heif.from_pillow(gradient(8064, 6048)).save(path, quality=30, enc_params={"preset": "ultrafast"})


def two_hundred_megabytes(path):
    with path.open("wb") as file:
        file.write(huge_jpeg(1_000))
        file.truncate(200 * 1024 * 1024)


@pytest.mark.parametrize(
    ("name", "write", "outcome"),
    [
        ("wall.jpg", wall, "jpeg 6660x9000"),
        ("phone.heic", heic, "heic 8064x6048"),
        ("wall.png", lambda path: gradient(9_000, 7_000).save(path, compress_level=1), "png 9000x7000"),
        ("wall.webp", lambda path: gradient(4_000, 4_000).save(path, method=0), "webp 4000x4000"),
        ("wall.avif", lambda path: gradient(4_000, 4_000).save(path, speed=10), "avif 4000x4000"),
        ("large.webp", lambda path: gradient(9_000, 7_000).save(path, method=0), "up to 16 megapixels"),
        ("large.avif", lambda path: gradient(9_000, 7_000).save(path, speed=10), "up to 16 megapixels"),
        ("bomb.png", lambda path: path.write_bytes(png(30_000, 30_000)), "too many pixels"),
        ("bomb.jpg", lambda path: path.write_bytes(huge_jpeg(30_000)), "too many pixels"),
        ("film.jpg", two_hundred_megabytes, "too big"),
    ],
    ids=[
        *("60 megapixels", "a HEIC of 48 megapixels", "a PNG of 63", "a WebP of 16", "an AVIF of 16"),
        *("a WebP of 63", "an AVIF of 63"),
        *("a PNG of 30,000 by 30,000", "a JPEG of 30,000 by 30,000", "200 MB"),
    ],
)
def test_an_upload_stays_below_half_a_gigabyte(tmp_path, name, write, outcome):
    path = tmp_path / name
    write(path)
    told = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tests.memory_of_an_upload", path],
        cwd=Path(__file__).parents[1],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "cms.settings.test"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert outcome in told[0]
    assert int(told[1]) < BAR
