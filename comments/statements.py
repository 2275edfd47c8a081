"""What an author is told of a decision or a measure: the statement of reasons on its page. Letters lead there.

The parts are those of article 17(3) of the Digital Services Act, Regulation (EU) 2022/2065: what was decided and how
far it goes (a), the facts and whether somebody reported it (b), automated means (c), the ground in law (d) or in the
house's rules (e), and what one can do (f). Plain words come first.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from screening.rules.rule import HOUSE_RULES

from .appealing import can_be_appealed, decision_against
from .appeals import TIME_TO_APPEAL, Appeal
from .measure_appeals import measure_path
from .measures import AuthorMeasure, MeasureKind, ReasonCode
from .models import ModerationAction, ReaderComment, Status, Verb

SALT = "comments.decision"
LINK_VALID_FOR = TIME_TO_APPEAL + timedelta(days=31)  # the letter goes out after the decision, and an answer takes time
NOT_A_JUDGEMENT = {"everyone_waits", "held_in_silence"}  # rules that say nothing of the comment itself

GROUNDS = {
    ReasonCode.OFF_TOPIC: gettext_lazy("It has nothing to do with the story. Comments here are about the story."),
    ReasonCode.ABUSE: gettext_lazy(
        "It insults or harasses somebody. Disagree with what was said, not with who said it."
    ),
    ReasonCode.HATE: gettext_lazy("It is hateful towards a group of people."),
    ReasonCode.PERSONAL_DATA: gettext_lazy("It gives away personal details of somebody, who cannot take them back."),
    ReasonCode.UNSAFE_ADVICE: gettext_lazy("It gives treatment advice that can hurt whoever follows it."),
    ReasonCode.PROMOTION: gettext_lazy("It promotes something without saying who gains from it."),
    ReasonCode.SPAM: gettext_lazy("It reads like advertising."),
    ReasonCode.COPYRIGHT: gettext_lazy("It repeats a text that belongs to somebody else."),
    ReasonCode.ILLEGAL: gettext_lazy("We take it to be against the law."),
    ReasonCode.OTHER: gettext_lazy("It is against the rules of this house for comments."),
}


@dataclass(frozen=True)
class Statement:
    """The reasons of one decision, in sentences for the author.

    Attributes:
        decision: what was decided.
        ground: why, as the kind of ground has it; `told` has the moderator's own words.
        law: the legal ground, where the comment is taken to be against the law.
        found: how it came before a moderator.
        means: whether programs had a part in it.
        appeal: the Appeal against it, if there is one.
        may_appeal: whether there can still be one; until `appeal_until`.
    """

    comment: ReaderComment
    action: ModerationAction
    decision: str
    ground: str
    law: str
    told: str
    found: str
    means: str
    appeal: Appeal | None
    may_appeal: bool
    appeal_until: datetime


def statement_on(comment):
    """The Statement on why the comment is not on the page, or None if no decision keeps it off."""
    action = decision_against(comment)
    if action is None:
        return None
    by_program = held_by(comment, action)
    return Statement(
        comment=comment,
        action=action,
        decision=decision_in_words(action),
        ground=ground_in_words(action),
        law=action.law if action.code == ReasonCode.ILLEGAL else "",
        told=action.told,
        found=found_in_words(action, by_program),
        means=means_in_words(by_program),
        appeal=Appeal.objects.filter(decision=action).select_related("answer").first(),
        may_appeal=can_be_appealed(action),
        appeal_until=action.at + TIME_TO_APPEAL,
    )


def decision_in_words(action):
    if action.from_status == Status.APPROVED:
        return _("We have taken your comment off the page.")
    return _("We have not published your comment.")


def ground_in_words(action):
    code = ReasonCode.SPAM if action.verb == Verb.SPAM and not action.code else action.code
    if not code and action.to_status == Status.REJECTED:
        return _("The moderator named no closer ground: it was not chosen for publication.")
    return str(GROUNDS[ReasonCode(code or ReasonCode.OTHER)])


def held_by(comment, action):
    """What the rule said that held the comment for this decision, or "" if none did."""
    if action.from_status != Status.PENDING:
        return ""
    arrivals = comment.history.filter(verb__in=[Verb.SUBMIT, Verb.CONFIRM, Verb.EDIT], version__lt=action.version)
    arrival = arrivals.order_by("-version").first()
    if arrival and arrival.rule in HOUSE_RULES and arrival.rule not in NOT_A_JUDGEMENT:
        return arrival.reason
    return ""


def found_in_words(action, by_program):
    if action.closed_flags.exists():
        return _("Readers had reported it. A moderator then read it.")
    if by_program:
        return _("One of our rules had held it for a moderator to read. What it noted: “%(note)s”.") % {
            "note": by_program
        }
    if action.from_status == Status.PENDING:
        return _("A moderator read it before publication. Nobody had reported it.")
    return _("A moderator came upon it. Nobody had reported it.")


def means_in_words(by_program):
    if by_program:
        return _("A program picked the comment out for reading. It decided nothing: a person did.")
    return _("None. A person found the comment, and a person decided.")


# Links --------------------------------------------------------------------------------------


def decision_path(comment):
    """Where the author reads the statement: by login, or for guests by a link that only their letters have."""
    if comment.author_id:
        return reverse("comments:decision", args=[comment.pk])
    return reverse("comments:guest_decision", args=[signing.dumps(comment.pk, salt=SALT)])


def comment_of(token):
    """The comment of a guest's link. Raises signing.BadSignature, or signing.SignatureExpired."""
    number = signing.loads(token, salt=SALT, max_age=LINK_VALID_FOR)
    return ReaderComment.objects.filter(pk=number, author=None).select_related("article").first()


# Measures -----------------------------------------------------------------------------------


def measure_in_words(measure):
    """What a measure means for the author, and why: a list of sentences."""
    first = {
        MeasureKind.WARN: _("A moderator asks you to keep to the comment rules. You can go on commenting."),
        MeasureKind.SUSPEND: _("You cannot comment here for some time."),
        MeasureKind.BAN: _("You cannot comment here any more."),
    }[MeasureKind(measure.kind)]
    sentences = [first, str(OF_AUTHORS[ReasonCode(measure.code)])]
    if measure.law:
        sentences.append(_("Legal ground: %(law)s.") % {"law": measure.law})
    return sentences


# Why a measure was taken: about what somebody writes, where GROUNDS is about one comment.
OF_AUTHORS = {
    ReasonCode.OFF_TOPIC: gettext_lazy("Why: comments that had nothing to do with the stories."),
    ReasonCode.ABUSE: gettext_lazy("Why: insults or harassment."),
    ReasonCode.HATE: gettext_lazy("Why: hatred of a group of people."),
    ReasonCode.PERSONAL_DATA: gettext_lazy("Why: personal details of other people."),
    ReasonCode.UNSAFE_ADVICE: gettext_lazy("Why: treatment advice that can hurt whoever follows it."),
    ReasonCode.PROMOTION: gettext_lazy("Why: promotion that did not say who gains from it."),
    ReasonCode.SPAM: gettext_lazy("Why: advertising."),
    ReasonCode.COPYRIGHT: gettext_lazy("Why: texts that belong to somebody else."),
    ReasonCode.ILLEGAL: gettext_lazy("Why: what we take to be against the law."),
    ReasonCode.OTHER: gettext_lazy("Why: comments against the rules of this house."),
}


def told_to(user):
    """The measures an account is told of, with sentences and page: [(AuthorMeasure, sentences, path)]."""
    if not user.is_authenticated:
        return []
    measures = AuthorMeasure.objects.told_to(user.pk)
    return [(measure, measure_in_words(measure), measure_path(measure)) for measure in measures]
