"""The only home of prefetching for stages, turns and sign-offs."""

from django.db.models import Prefetch

from .models.records import SignOff, Stage, Turn


def stages_with_sign_offs():
    """What a run needs of a WorkflowState: its stages, their turns, and on each turn `standing`, the sign-offs that
    nobody has withdrawn."""
    sign_offs = SignOff.objects.filter(withdrawn_at=None).select_related("approver")
    turns = Turn.objects.select_related("group", "assignee").prefetch_related(
        Prefetch("sign_offs", sign_offs, "standing")
    )
    return Prefetch("stages", Stage.objects.select_related("task").prefetch_related(Prefetch("turns", turns)))
