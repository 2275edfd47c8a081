"""What becomes of people besides what is published about them."""

from django.dispatch import Signal

# Somebody was put in doubt or cleared, or a credential of theirs was judged or has run out. Sent within the
# transaction, by the class PersonPage, with `person`.
standing_changed = Signal()
