"""What the engine tells whoever listens, always within the transaction in which it happens.

Every signal has `page` (specific or base), `user` (who did it, or None for the system) and what its comment lists.
"""

from django.dispatch import Signal

submitted = Signal()  # note
turn_opened = Signal()  # turn, note: a desk is asked, for the first time or again
signed = Signal()  # turn, sign_off
sent_back = Signal()  # stage (where it was), to_stage (None: to the writer), note, earlier_approvers (users)
fell_away = Signal()  # sign_off: an edit changed what it was given for
assigned = Signal()  # turn: to turn.assignee, by user
published = Signal()  # revision, first (whether it was never public before)
scheduled = Signal()  # revision, when
cancelled = Signal()  # run ended without publication
schedule_failed = Signal()  # revision, reason
