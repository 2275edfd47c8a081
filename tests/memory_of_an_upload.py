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
    from photos.placeholder import placeholder
    from photos.rendering import HouseFilter
    from photos.renditions import every_spec

    upload = TemporaryUploadedFile(Path(path).name, None, Path(path).stat().st_size, None)
    with Path(path).open("rb") as source:
        while part := source.read(64 * 1024):
            upload.write(part)
    upload.seek(0)
    try:
        upload = PhotoField().clean(upload)
    except ValidationError as refusal:
        return refusal.messages[0]
    clean = sanitised(upload, upload.name)
    perceptual_hash(clean)
    placeholder(clean)
    found_in(upload, Photo)
    upload.seek(0)
    credentials.read(upload.read(), upload.name)
    width, height = upright_size(clean)
    photo = Photo(collection_id=1, file=f"original_images/{clean.name}", width=width, height=height)
    for spec in every_spec(photo):
        HouseFilter(spec).run(photo, BytesIO(), File(clean))
    return f"{upload.image.format_name} {photo.width}x{photo.height}"


if __name__ == "__main__":
    print(taken_by(sys.argv[1]))  # noqa: T201
    # Not getrusage: that counts from the most its parent, a process with thousands of tests behind it, ever had.
    most = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    print(int(most[1]) // 1024)  # noqa: T201
