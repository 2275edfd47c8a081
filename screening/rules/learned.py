"""The rule that listens to what the house has learned, see screening/learner.py."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .rule import Mode, house_rule


@house_rule(
    _("What looks like the spam that moderators turned down before"),
    modes=[Mode.HOLD, Mode.HOLD, Mode.HOLD],
    numbers=[60, 60, 50],
    number_label=_("percent likely"),
)
def learned_spam(submission, percent):
    """Holds and never refuses: nobody could tell the writer what to put right."""
    likely = int(submission.spam_score * 100)
    return gettext("Looks like spam: %(likely)s %%") % {"likely": likely} if likely >= percent else None
