"""Uploads are shown, never run: which files of MEDIA_ROOT leave the house, and under which headers."""

import mimetypes
import posixpath

from django.conf import settings
from django.http import Http404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

# What browsers may show in place. Everything else, SVG and HTML before all, can only be downloaded.
PICTURES = {"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"}
# Renditions, and the portraits of staff. Originals and documents stay inside: every screen shows renditions.
PUBLIC_FOLDERS = ("images/", "avatar_images/")
A_YEAR = 60 * 60 * 24 * 365


@require_safe
def uploaded_file(request, path):
    """Serve a public file of MEDIA_ROOT. Raises Http404 for any other."""
    path = posixpath.normpath(path)  # before the folder is looked at: images/../original_images/
    if not path.startswith(PUBLIC_FOLDERS):
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    content_type, encoding = mimetypes.guess_type(path)
    if content_type not in PICTURES or encoding:
        response.headers["Content-Type"] = "application/octet-stream"
        response.headers["Content-Disposition"] = "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # A rendition's name carries its filter and focal point: a changed picture has another name.
    patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    return response
