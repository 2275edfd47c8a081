"""Files in a bucket of an S3-compatible store, where STORAGE_URL names one. Nobody reads from there but the house."""

from storages.backends.s3 import S3Storage

from django.conf import settings
from django.utils.encoding import filepath_to_uri


class MediaBucket(S3Storage):
    """Uploads and their sizes, under the addresses they have on a disk: cms/media.py decides which of them leave."""

    def url(self, name, parameters=None, expire=None, http_method=None):
        return settings.MEDIA_URL + filepath_to_uri(name)


class PrivateBucket(S3Storage):
    """Masters and signed releases: no address leads there."""

    def url(self, name, parameters=None, expire=None, http_method=None):
        raise ValueError("This file is not accessible via a URL.")  # as Django's storage says without a base_url
