from .models import PreviewLink


def forget_dead_links():
    """Delete the links that have been expired or revoked for so long that nobody asks after them.

    The audit log keeps that they were there. Versions they were pinned to may be purged from now on.

    Returns:
        How many were deleted.
    """
    deleted, _by_model = PreviewLink.objects.long_dead().delete()
    return deleted
