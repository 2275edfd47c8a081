"""Uploads are shown, never run: which files of MEDIA_ROOT leave the house, and under which headers."""

import mimetypes
import posixpath

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, Http404, HttpResponseGone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

from releases.models import GoneFile

# What browsers may show in place. Everything else, SVG and HTML before all, can only be downloaded.
PICTURES = {"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"}
# Originals and documents stay inside: every screen shows renditions.
RENDITIONS = "images/"
# The pictures staff choose for the admin, which only staff see.
AVATARS = "avatar_images/"
A_YEAR = 60 * 60 * 24 * 365


@require_safe
def uploaded_file(request, path):
    """Serve a rendition, or to staff an avatar. Raises Http404 for any other file of MEDIA_ROOT."""
    path = posixpath.normpath(path)  # before the folder is looked at: images/../original_images/
    is_public = path.startswith(RENDITIONS)
    if not is_public and not (path.startswith(AVATARS) and request.user.has_perm("wagtailadmin.access_admin")):
        raise Http404
    try:
        response = stored_file(request, path)
    except Http404:
        if is_public and GoneFile.is_gone(path):
            return HttpResponseGone()
        raise
    content_type, encoding = mimetypes.guess_type(path)
    if content_type not in PICTURES or encoding:
        response.headers["Content-Type"] = "application/octet-stream"
        response.headers["Content-Disposition"] = "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # A rendition's name carries its filter and focal point: a changed picture has another name.
    who = {"public": True} if is_public else {"private": True}
    patch_cache_control(response, **who, max_age=A_YEAR, immutable=True)
    return response


def stored_file(request, path):
    """What the storage has under this name, wherever it lies. Raises Http404."""
    if isinstance(default_storage, FileSystemStorage):
        return serve(request, path, document_root=settings.MEDIA_ROOT)
    try:
        return FileResponse(default_storage.open(path), filename=posixpath.basename(path))
    except FileNotFoundError:
        raise Http404 from None
