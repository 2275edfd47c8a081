"""What readiness tells whoever listens, always within the transaction in which it happens."""

from django.dispatch import Signal

overridden = Signal()  # page, user, overrides: the list of those that are new
