"""Letters about decisions: what stands in them, and when they go out. comments/decision_letters.py says which.

A letter is put on the mail queue in the transaction that marks it as sent: it goes out exactly once, however many
workers there are. The mail queue tries again where the mail server is down.
"""

import logging
from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notices.mail import compose

from .decision_letters import DecisionLetter
from .emails import send_notice_decision, site_address
from .measure_appeals import measure_path
from .models import ModerationAction, Status
from .statements import decision_path, measure_in_words, statement_on

logger = logging.getLogger(__name__)

LETTERS_AT_A_TIME = 200
COMMENTS_IN_A_LETTER = 20
AFTER_TROUBLE = timedelta(hours=1)


# When ---------------------------------------------------------------------------------------


def send_due():
    """Write the letters whose time has come, one for each reader and kind. The worker does it every ten seconds.

    Letters about what was undone or decided otherwise meanwhile are dropped.

    Returns:
        How many letters were written.
    """
    due = DecisionLetter.objects.filter(sent_at=None, send_after__lte=timezone.now()).order_by("pk")
    groups = defaultdict(list)
    for letter in due.select_related("action__comment__author", "measure__author", "flag")[:LETTERS_AT_A_TIME]:
        groups[kind_of(letter), *whose(letter)].append(letter.pk)
    return sum(attempt(kind, pks) for (kind, *_whose), pks in groups.items())


def kind_of(letter):
    if letter.flag_id:
        return "notice"
    if letter.measure_id:
        return "measure"
    return "appeal" if letter.action.from_appealed else "decision"


def whose(letter):
    """Who a letter is for; those for one reader go out together."""
    if letter.flag_id:
        return letter.flag.by_id, letter.flag.email
    if letter.measure_id:
        return letter.measure.author_id, letter.measure.address
    return letter.action.comment.author_id, letter.action.comment.guest_email


def attempt(kind, pks):
    """Write one letter; where that fails, try again in an hour, so that it holds up no other."""
    try:
        with transaction.atomic():
            return write(kind, pks)
    except Exception:  # whatever it is: one letter's trouble must not hold up the others
        logger.exception("The letter about a decision (%s) was not written and will be tried again in an hour", kind)
        DecisionLetter.objects.filter(pk__in=pks).update(send_after=timezone.now() + AFTER_TROUBLE)
        return False


def write(kind, pks):
    waiting = DecisionLetter.objects.filter(pk__in=pks, sent_at=None).select_for_update(of=("self",)).order_by("pk")
    about = ["action__comment__article", "action__comment__author", "measure__author", "measure__comment"]
    letters = list(waiting.select_related(*about, "flag__comment__article", "flag__by"))
    true = [letter for letter in letters if still_holds(letter)]
    DecisionLetter.objects.filter(pk__in={letter.pk for letter in letters} - {letter.pk for letter in true}).delete()
    address = address_for(true[0]) if true else ""
    if not address:  # nobody to tell: the letter must not wait for ever, before all the others
        DecisionLetter.objects.filter(pk__in=[letter.pk for letter in true]).delete()
        return False
    DecisionLetter.objects.filter(pk__in=[letter.pk for letter in true]).update(sent_at=timezone.now())
    if kind == "notice":
        send_notice_decision(address, [letter.flag for letter in true])
        return True
    words = {"measure": measure_letter, "appeal": appeal_letter, "decision": decision_letter}[kind]
    subject, context = words(true)
    compose(address, subject, f"comments/emails/{kind}", context).send()
    return True


def still_holds(letter):
    if letter.flag_id:
        return letter.flag.closed_by_id is not None
    if letter.measure_id:
        return letter.measure.is_in_force
    action = letter.action
    is_undone = ModerationAction.objects.filter(undoes=action).exists()
    later = ModerationAction.objects.filter(comment=action.comment_id, version__gt=action.version, undone_by=None)
    is_replaced = later.filter(verb__in=["approve", "reject", "spam", "remove"]).exists()
    return not is_undone and not is_replaced and action.comment.status == action.to_status


def address_for(letter):
    if letter.flag_id:
        return letter.flag.address
    if letter.measure_id:
        return letter.measure.reader_address
    comment = letter.action.comment
    if comment.author:
        return comment.author.email if comment.author.is_active else ""
    return comment.guest_email


# What ---------------------------------------------------------------------------------------


def decision_letter(letters):
    comments = [letter.action.comment for letter in letters[:COMMENTS_IN_A_LETTER]]
    entries = [(statement_on(comment), site_address(comment) + decision_path(comment)) for comment in comments]
    context = {"entries": entries, "more": max(0, len(letters) - COMMENTS_IN_A_LETTER)}
    return _("About your comment") if len(letters) == 1 else _("About your comments"), context


def appeal_letter(letters):
    entries = []
    for letter in letters[:COMMENTS_IN_A_LETTER]:
        comment, is_granted = letter.action.comment, letter.action.to_status == Status.APPROVED
        path = comment.get_absolute_url() if is_granted else decision_path(comment)
        entries.append((comment, is_granted, letter.action.told, site_address(comment) + path))
    return _("Your appeal is decided"), {"entries": entries}


def measure_letter(letters):
    measures = [letter.measure for letter in letters]
    subject = _("A warning about your comments") if measures[-1].is_warning else _("You cannot comment at present")
    entries = [
        (measure, measure_in_words(measure), site_address(measure.comment) + measure_path(measure))
        for measure in measures
    ]
    return subject, {"entries": entries}
