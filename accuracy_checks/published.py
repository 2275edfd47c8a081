"""What a source disputes in words that readers see already: the story comes back to the desk (rechecks/)."""

from django.contrib.contenttypes.models import ContentType
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.models import ArticlePage
from rechecks import settling
from rechecks.models import CauseKind, Outcome, Recheck
from rechecks.opening import open_for

from .models import AccuracyCheck, Decision
from .standing import live_words

ROOM = 380  # characters of all that is quoted; a cause has 500


def look_again(check):
    """Have the story looked at again if its source disputes words that readers see.

    The name of somebody who must not be named stays in the check.
    """
    disputed = [one for one in check.statements.all() if one.is_disputed]
    live = live_words(check.story) if disputed else {}
    public = [found for one in disputed if (found := live.get((one.block_id, one.digest)))]
    if not public:
        return
    quoted = [Truncator(one.value.shown_words).chars(ROOM // len(public)) for one in public]
    hides_person = any(one.value.hides_person for one in public)
    words = {
        "name": _("A source") if hides_person else check.person.title,
        "words": " ".join(_("“%(words)s”") % {"words": words} for words in quoted),
    }
    told = _("%(name)s disputes what is published: %(words)s") % words
    open_for(check, CauseKind.STATEMENT_DISPUTED, told, ArticlePage.objects.filter(pk=check.story_id))


def settle(check, by):
    """Once the desk has declined all that was disputed, the story may stand: nobody has to say so twice."""
    disputed = [one for one in check.statements.all() if one.is_disputed]
    if not settling.may_settle(by) or any(one.decision != Decision.DECLINED for one in disputed):
        return
    waiting = Recheck.objects.open().filter(
        cause__content_type=ContentType.objects.get_for_model(AccuracyCheck), cause__object_id=check.pk
    )
    if reasons := [one.reason for one in disputed]:
        settling.settle(waiting.values("pk"), Outcome.STILL_RIGHT, by=by, note=" ".join(reasons))
