"""Files of photos that no row names: whatever came while a row was being stored, and the row then was not.

`Photo.save` cleans up after itself; when the request around it fails later, the database takes the row back and the
files stay. A face that nobody answers for must not lie about.
"""

import logging
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from .models import Photo
from .private import private_storage

logger = logging.getLogger(__name__)

KEPT = timedelta(days=1)  # a row that is still to come comes within the seconds of a request
AT_A_TIME = 500  # names asked for at once


def delete_leftovers():
    """Delete the masters and pictures older than a day that belong to no photo. Returns how many there were."""
    masters = _without_row(private_storage(), "masters", "master")
    pictures = _without_row(default_storage, "original_images", "file")
    return _delete(private_storage(), masters) + _delete(default_storage, pictures)


def _without_row(storage, folder, field):
    names = list(files_below(storage, folder))
    for start in range(0, len(names), AT_A_TIME):
        some = names[start : start + AT_A_TIME]
        known = set(Photo.objects.filter(**{f"{field}__in": some}).values_list(field, flat=True))
        yield from (name for name in some if name not in known)


def files_below(storage, folder):
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing has come yet
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from files_below(storage, f"{folder}/{name}")


def _delete(storage, names):
    count = 0
    for name in names:
        if timezone.now() - storage.get_modified_time(name) > KEPT:
            logger.warning("Deleting %s: no photo names it.", name)
            storage.delete(name)
            count += 1
    return count
