"""How pages are compressed, wherever they are kept."""

import gzip
from functools import partial

import brotli

BROTLI_QUALITY, GZIP_LEVEL = 5, 6
COMPRESSED = {  # the best first
    "br": partial(brotli.compress, quality=BROTLI_QUALITY),
    "gzip": partial(gzip.compress, compresslevel=GZIP_LEVEL, mtime=0),
}
