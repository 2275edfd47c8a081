"""Notices of something against the law, by readers: taking them in, and telling who sent them that we have them.

Regulation (EU) 2022/2065, the Digital Services Act, article 16(4) and (5). What came of a notice, a letter says some
minutes after the decision (comments/decision_letters.py), or at once where there is nothing left to decide.
"""

from django.db import transaction
from django.utils import timezone

from . import flags
from .decision_letters import DecisionLetter, plan_letters_on_notices
from .emails import send_notice_decision, send_receipt
from .flags import CommentFlag, FlagReason


@transaction.atomic
def report(comment, reason, **details):
    """Report a comment, as flags.flag does, and confirm to who says that it is against the law that we have it.

    Returns:
        The CommentFlag, or None.
    """
    flag = flags.flag(comment, reason, **details)
    if flag and reason == FlagReason.ILLEGAL and flag.address:
        send_receipt(flag)
        if flag.closed_by_id:  # a moderator has decided the same question before
            plan_letters_on_notices([flag])
    return flag


def tell_gone(comments):
    """Tell who sent notices about these comments, which are gone before anybody decided; nobody twice.

    Called in the transaction that takes them off the page for good.
    """
    waiting = CommentFlag.objects.filter(comment__in=comments, reason=FlagReason.ILLEGAL, closed_by=None)
    for flag in waiting.filter(letters=None).select_related("by", "comment__article"):
        if flag.address:
            now = timezone.now()
            DecisionLetter.objects.create(flag=flag, send_after=now, sent_at=now)
            send_notice_decision(flag.address, [flag])
