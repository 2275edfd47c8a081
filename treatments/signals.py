"""What treatments tell whoever listens, always within the transaction in which it happens."""

from django.dispatch import Signal

status_changed = Signal()  # treatment, words: one plain sentence, by: the user or None. Returns: stories sent back
names_changed = Signal()  # treatment: texts may call it otherwise than before, or it is new
found_in_live = Signal()  # treatment, page_ids: live pages found to name it, since its names changed
