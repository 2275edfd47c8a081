"""Rules about who writes, how often, and what they have written before."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .rule import Mode, house_rule

ENOUGH_DECISIONS = 3  # one rejected comment out of one is no history


@house_rule(
    _("Too many from one account in an hour"),
    modes=[Mode.HOLD, Mode.HOLD, Mode.HOLD],
    numbers=[20, 10, 6],
    number_label=_("comments an hour"),
)
def account_rate(submission, most):
    if submission.in_last_hour < most:
        return None
    return gettext("Number %(number)s from this author within an hour") % {"number": submission.in_last_hour + 1}


@house_rule(
    _("Too many from one network in an hour"),
    modes=[Mode.HOLD, Mode.HOLD, Mode.HOLD],
    numbers=[60, 30, 15],
    number_label=_("comments an hour"),
)
def network_rate(submission, most):
    if submission.from_network < most:
        return None
    return gettext("Number %(number)s from this network within an hour") % {"number": submission.from_network + 1}


@house_rule(
    _("The same or nearly the same words as another comment of the last 30 days"),
    modes=[Mode.HOLD, Mode.HOLD, Mode.HOLD],
    numbers=[85, 70, 60],
    number_label=_("percent alike"),
)
def repeats_others(submission, percent):
    if not submission.similar or submission.overlap < percent:
        return None
    return ngettext(
        "About %(overlap)s %% the same as %(number)s other comment",
        "Up to %(overlap)s %% the same as %(number)s other comments",
        submission.similar,
    ) % {"overlap": submission.overlap, "number": submission.similar}


@house_rule(
    _("Authors many of whose comments were turned down in the last 90 days"),
    modes=[Mode.HOLD, Mode.HOLD, Mode.HOLD],
    numbers=[50, 30, 20],
    number_label=_("percent turned down"),
)
def poor_history(submission, percent):
    decided, refused = submission.decided, submission.refused
    if decided < ENOUGH_DECISIONS or refused * 100 < decided * percent:
        return None
    return gettext("%(refused)s of the author’s last %(decided)s comments were turned down (90 days)") % {
        "refused": refused,
        "decided": decided,
    }


@house_rule(
    _("New commenters"),
    modes=[Mode.OFF, Mode.HOLD, Mode.HOLD],
    numbers=[1, 1, 3],
    number_label=_("approved comments needed"),
)
def new_commenter(submission, needed):
    if submission.approved >= needed:
        return None
    if not submission.approved:
        return gettext("No comment of this author has been approved yet")
    return ngettext(
        "Only %(number)s comment of this author has been approved yet",
        "Only %(number)s comments of this author have been approved yet",
        submission.approved,
    ) % {"number": submission.approved}


@house_rule(
    _("Every reader’s comment waits for a moderator"),
    modes=[Mode.OFF, Mode.HOLD, Mode.HOLD],
)
def everyone_waits(submission):
    return gettext("Every comment waits for a moderator")
