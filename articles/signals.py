"""What rooms above hear of a story."""

from django.dispatch import Signal

# A version is about to be shown to somebody who may see drafts. Sent with `version`, to which whatever follows from it
# and is no part of it may be set. Nothing is saved.
previewed = Signal()
