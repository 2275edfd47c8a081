"""A program of its own: take in one picture, make all its sizes, and print the most memory that took, in megabytes.

python -m tests.memory_of_an_upload photo.jpg
"""

import os
import re
import sys
from io import BytesIO
from pathlib import Path


def taken_by(path):
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    django.setup()
    from django.core.exceptions import ValidationError
    from django.core.files import File
    from django.core.files.uploadedfile import TemporaryUploadedFile

    from photos import credentials
    from photos.forms import PhotoField
    from photos.found import found_in
    from photos.ingest import sanitised, upright_size
    from photos.lookalikes import perceptual_hash
    from photos.models import Photo
    from photos.rendering import HouseFilter
    from photos.renditions import FORMATS, specs

    upload = TemporaryUploadedFile(Path(path).name, None, Path(path).stat().st_size, None)
    with Path(path).open("rb") as source:
        while part := source.read(64 * 1024):
            upload.write(part)
    upload.seek(0)
    try:
        upload = PhotoField().clean(upload)
    except ValidationError as refusal:
        return refusal.messages[0]
    found_in(upload, Photo)
    perceptual_hash(upload)
    upload.seek(0)
    credentials.read(upload.read(), upload.name)
    clean = sanitised(upload, upload.name)
    width, height = upright_size(clean)
    photo = Photo(collection_id=1, file=f"original_images/{clean.name}", width=width, height=height)
    for format_name in FORMATS:
        for spec in specs(photo, format_name):
            HouseFilter(spec).run(photo, BytesIO(), File(clean))
    return f"{upload.image.format_name} {photo.width}x{photo.height}"


if __name__ == "__main__":
    print(taken_by(sys.argv[1]))  # noqa: T201
    # Not getrusage: that counts from the most its parent, a process with thousands of tests behind it, ever had.
    most = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    print(int(most[1]) // 1024)  # noqa: T201
