"""Appeals against measures: how their subject makes one, and how a moderator answers it.

Silence is not told, so nobody can appeal against it: see measures.py. Rows are in comments/appeals.py.
"""

from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.log_actions import log

from .appeals import TIME_TO_APPEAL, AppealRefused, MeasureAppeal
from .emails import send_outcome
from .measures import AuthorMeasure, MeasureKind
from .moderators import MODERATE, NotTheirs, check_moderator, holders_of

SALT = "comments.measure"
LINK_VALID_FOR = TIME_TO_APPEAL + timedelta(days=31)  # the letter goes out after the measure, and an answer takes time
OWN_MEASURE = _("You took the measure that is appealed against: another moderator answers the appeal.")


# Appealing ----------------------------------------------------------------------------------


def can_be_appealed(measure):
    """Whether the measure was told and still stands, there is still time, and it was not appealed before."""
    if measure.kind == MeasureKind.SHADOW or measure.lifted_at or measure.at + TIME_TO_APPEAL <= timezone.now():
        return False
    return not MeasureAppeal.objects.filter(measure=measure).exists()


@transaction.atomic
def appeal(measure, text):
    """Put the measure before a moderator once more.

    Args:
        measure: the AuthorMeasure; the caller has checked that it is against them.
        text: what they say, cleaned, at most LONGEST_APPEAL characters.

    Raises:
        AppealRefused: there is nothing to appeal against, it is too late, or it was done before.
    """
    locked = AuthorMeasure.objects.select_for_update().get(pk=measure.pk)
    if not can_be_appealed(locked):
        raise AppealRefused
    return MeasureAppeal.objects.create(measure=locked, text=text)


def measure_path(measure):
    """Where its subject reads about a measure: by login, or for guests by a link that only they have."""
    if measure.author_id:
        return reverse("comments:measure", args=[measure.pk])
    return reverse("comments:guest_measure", args=[signing.dumps(measure.pk, salt=SALT)])


def measure_of(token):
    """The measure of a guest's link, or None. Raises signing.BadSignature, or signing.SignatureExpired."""
    number = signing.loads(token, salt=SALT, max_age=LINK_VALID_FOR)
    return AuthorMeasure.objects.filter(pk=number, author=None).exclude(kind=MeasureKind.SHADOW).first()


# Answering ----------------------------------------------------------------------------------


def why_not_answer(user, measure):
    """Why this moderator leaves the answer to another, as a sentence, or ""."""
    return OWN_MEASURE if measure.by_id == user.pk and another_could_answer(user, measure) else ""


def another_could_answer(user, measure):
    """Whether somebody else may. In a house with one moderator, that one answers all appeals."""
    others = holders_of(MODERATE).exclude(pk=user.pk)
    if others.filter(moderated_topics=None).exists():
        return True
    return bool(measure.comment) and others.filter(moderated_topics__topic=measure.comment.article.topic_id).exists()


@transaction.atomic
def refuse(measure, *, by, told=""):
    """Let the measure stand against an appeal, and tell its subject. Returns False if it was answered before.

    Args:
        told: what they read of it, besides that it stands.

    Raises:
        PermissionDenied: `by` may not moderate, or (NotTheirs) leaves the answer to another.
    """
    check_moderator(by)
    if why := why_not_answer(by, measure):
        raise NotTheirs(why)
    answered = answer(measure, False, by=by, told=told)
    if answered:
        log(measure, "comments.refuse_appeal", user=by)
    return answered


@transaction.atomic
def lift(measure, *, by, told=""):
    """End a measure now. An appeal that waits is granted by it, and its writer is told.

    What was decided along with it stays: see moderation.undo_many.
    """
    measure.lift(by=by)
    answer(measure, True, by=by, told=told)


def answer(measure, is_granted, *, by, told):
    answered = MeasureAppeal.objects.filter(measure=measure, answered_at=None).update(
        is_granted=is_granted, answered_by=by, answered_at=timezone.now(), told=told
    )
    if answered and measure.reader_address:
        send_outcome(MeasureAppeal.objects.get(measure=measure), measure, measure_path(measure))
    return bool(answered)
