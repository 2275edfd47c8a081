"""Which stages a story is asked at."""

from django.utils.translation import gettext as _

from articles.aspects import Aspect
from articles.models import BodyPage
from articles.rules import names_a_treatment

from .models.records import Condition


def names_treatment(page, content):
    return isinstance(page, BodyPage) and names_a_treatment(page)


MET_BY = {
    Condition.HAS_STATEMENTS: lambda page, content: bool(content[Aspect.STATEMENTS]),
    Condition.HAS_PHOTOS: lambda page, content: bool(content[Aspect.PHOTOS]),
    Condition.NAMES_TREATMENT: names_treatment,
    Condition.CHANGES_LIVE_STORY: lambda page, content: page.live,
}


def why_not_asked(stage, page, content):
    """Return why a story passes a stage by, as one sentence; empty where the stage is asked.

    Args:
        stage: a Stage.
        page: the version at hand.
        content: `articles.aspects.content_by_aspect(page)`.
    """
    if stage.topic_ids and getattr(page, "topic_id", None) not in stage.topic_ids:
        return _("Not asked: the story is in another topic.")
    if stage.only_when and not any(MET_BY[Condition(name)](page, content) for name in stage.only_when):
        names = " · ".join(str(Condition(name).label) for name in stage.only_when)
        return _("Not asked. This stage is only for: %(conditions)s.") % {"conditions": names}
    return ""


# What must have been done before somebody signs for a desk, each as a function; upper rooms add theirs.
BEFORE_SIGNING = []


def ask_before_signing(why_not_yet):
    """Let a room hold back sign-offs.

    Args:
        why_not_yet: is handed the version at hand, and the turns that somebody is about to sign; returns one sentence
            on what is to be done first, or nothing.
    """
    BEFORE_SIGNING.append(why_not_yet)


# What a stage may wait for besides its desks: {Stage.waits_for: what says whether it has come}. Upper rooms add theirs.
SETTLED_BY = {}


def stages_wait_for(name, why_settled):
    """Let stages whose task says `waits_for = name` pass by themselves.

    Args:
        why_settled: is handed the version at hand; returns one sentence on why nothing is left to wait for, or
            nothing while there is.
    """
    SETTLED_BY[name] = why_settled


def why_settled(stage, page):
    """The sentence for a stage; empty where it waits, or waits for its desks alone."""
    return SETTLED_BY[stage.waits_for](page) if stage.waits_for in SETTLED_BY else ""
