"""Rules about how a comment is written and how it was sent, whatever it says."""

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .rule import Mode, house_rule

SHORT_WORD = 4  # letters
ENOUGH_LETTERS = 20  # fewer say nothing about shouting: “OMG”, “SPF 50”, “TCA PEEL”


@house_rule(
    _("Signs or emoji alone"),
    advice=_("Add a few words: a comment of signs or emoji alone is not published."),
    modes=[Mode.REFUSE, Mode.REFUSE, Mode.REFUSE],
)
def no_letters(submission):
    if any(character.isalnum() for character in submission.body):
        return None
    return gettext("Signs or emoji alone")


@house_rule(
    _("The field that people cannot see was filled in"),
    modes=[Mode.HOLD, Mode.HOLD, Mode.HOLD],
)
def honeypot(submission):
    return gettext("Filled in a field that only programs see") if submission.trapped else None


@house_rule(
    _("Sent too quickly after the form was opened"),
    modes=[Mode.HOLD, Mode.HOLD, Mode.HOLD],
    numbers=[2, 3, 5],
    number_label=_("seconds at least"),
)
def too_quick(submission, seconds):
    if submission.form_age is None or submission.form_age >= seconds:
        return None
    return gettext("Sent %(seconds)s seconds after the form was opened") % {"seconds": max(0, int(submission.form_age))}


@house_rule(
    _("Very long comments"),
    advice=_(
        "Your comment is very long. Your text is still in the box: shorten it if you can. If you send it as it is, a "
        "moderator will read it first."
    ),
    modes=[Mode.OFF, Mode.SHADOW, Mode.HOLD],
    numbers=[4000, 3000, 2500],
    number_label=_("characters at most"),
)
def very_long(submission, most):
    length = len(submission.body)
    return gettext("%(length)s characters long") % {"length": f"{length:,}"} if length > most else None


@house_rule(
    _("Mostly capitals"),
    advice=_(
        "Capitals read like shouting. Your text is still in the box: write it in small letters. If you send it as it "
        "is, a moderator will read it first."
    ),
    modes=[Mode.SHADOW, Mode.HOLD, Mode.REFUSE],
    numbers=[80, 70, 60],
    number_label=_("percent of the letters"),
)
def capitals(submission, percent):
    # Short words in capitals are names and abbreviations: NARS, AHA, PDRN.
    long_words = "".join(word for word in re.findall(r"\w+", submission.body) if len(word) > SHORT_WORD)
    upper = sum(character.isupper() for character in long_words)
    letters = upper + sum(character.islower() for character in long_words)
    if letters < ENOUGH_LETTERS or upper * 100 < letters * percent:
        return None
    return gettext("%(percent)s %% capitals") % {"percent": upper * 100 // letters}
