"""Django's cache in a folder, which looks through all its files now and then, and not at every write."""

import random

from django.core.cache.backends.filebased import FileBasedCache as DjangosFileBasedCache

LOOK_EVERY = 100  # about so many writes: are there more files than there may be?


class FileBasedCache(DjangosFileBasedCache):
    def _cull(self):
        if random.random() * LOOK_EVERY < 1:  # noqa: S311 - no secret
            super()._cull()  # ty: ignore[missing-attribute]
