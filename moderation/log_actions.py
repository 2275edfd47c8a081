"""What the audit log says of comments: (action, in the list of actions, in the log)."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = [
    ("comments.access", _("Change who may comment"), _("Who may comment on the story was changed")),
    ("comments.correction", _("Close a correction request"), _("Correction request closed")),
    ("comments.approve", _("Approve comment"), _("Comment approved")),
    ("comments.reject", _("Reject comment"), _("Comment rejected")),
    ("comments.spam", _("Mark comment as spam"), _("Comment marked as spam")),
    ("comments.remove", _("Remove comment"), _("Comment taken off the page")),
    ("comments.undo", _("Undo a decision on a comment"), _("Decision on comment undone")),
    ("comments.escalate", _("Pass comment to an editor"), _("Comment passed to an editor")),
    ("comments.pick", _("Pick comment"), _("Comment made an editor’s pick")),
    ("comments.unpick", _("Unpick comment"), _("Comment no longer an editor’s pick")),
    ("comments.bulk", _("Decide on comments in bulk"), _("Comments decided in bulk")),
    ("comments.undo_bulk", _("Undo a bulk decision"), _("Bulk decision on comments undone")),
    ("comments.measure", _("Take a measure"), _("Measure taken against a commenter")),
    ("comments.lift", _("Lift a measure"), _("Measure against a commenter lifted")),
    ("comments.refuse_appeal", _("Refuse an appeal against a measure"), _("Appeal against a measure not granted")),
    ("comments.topics", _("Give a moderator topics"), _("Topics of a moderator changed")),
    ("comments.rule", _("Change a comment rule"), _("Comment rule changed")),
    ("comments.close", _("Close comments"), _("Comments on the story closed")),
    ("comments.reopen", _("Open comments"), _("Comments on the story opened again")),
]
