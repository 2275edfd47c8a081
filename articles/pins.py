"""Versions of a page that are kept word for word, because something outside them points at exactly what they say.

Wagtail's autosave writes into the newest revision again and again; what was signed, scheduled or shown to somebody
would change under them. Apps above register what they point at: review its sign-offs, sharing its preview links.
"""

from collections.abc import Callable

from django.db.models import CASCADE, ProtectedError
from django.utils.translation import gettext as _

from wagtail.models import Revision

KEPT_BY: list[Callable[[Revision], bool]] = []


def keep_revisions(is_pinned):
    """Register a function that tells whether a revision must stay as it is; usable as a decorator."""
    KEPT_BY.append(is_pinned)
    return is_pinned


def is_kept(revision):
    """Whether anything points at what this revision says."""
    return any(is_pinned(revision) for is_pinned in KEPT_BY)


@keep_revisions
def is_scheduled(revision):
    return revision.approved_go_live_at is not None


def keep_from_purging(collector, field, pointers, using):
    """on_delete: a revision that something points at is not purged; it goes only with the whole page.

    Django's RESTRICT means the same, but its error is one that Wagtail's `purge_revisions` does not skip.
    """
    model = getattr(collector.origin, "model", type(collector.origin))
    if model is field.remote_field.model and pointers:
        raise ProtectedError(_("This version is kept because something points at it."), set(pointers))
    CASCADE(collector, field, pointers, using)
