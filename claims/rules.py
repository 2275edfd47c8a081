"""Claims that nobody stands behind. Three rules of one kind each: which of them speaks, the story's topic decides."""

from django.utils.translation import gettext as _

from articles.rules import STORY, short
from readiness.findings import Gap, Severity
from readiness.rules import rule

from .models import Strictness, strictness_of
from .reading import State, claims_in


@rule(STORY)
def claim_must_be_supported(story):
    yield from _open_claims(story, Strictness.BLOCKER)


@rule(STORY, Severity.WARNING)
def claim_unsupported(story):
    yield from _open_claims(story, Strictness.WARNING)


@rule(STORY, Severity.NOTE)
def claim_worth_a_look(story):
    yield from _open_claims(story, Strictness.NOTE)


def _open_claims(story, strictness):
    if strictness_of(story) != strictness:
        return
    seen = set()
    for claim in claims_in(story):
        if claim.state == State.OPEN and (claim.block, claim.digest) not in seen:
            seen.add((claim.block, claim.digest))
            message = _("Nobody who is named stands behind the claim “%(words)s”.") % {"words": short(claim.words)}
            mend = _(
                "%(why)s Name a person or a source, say less, or accept it with a reason: menu of the page, Claims."
            )
            # A part of the digest is enough to tell sentences apart, and leaves room for the rest of the key.
            yield Gap(
                message, mend % {"why": claim.flags[0].ground.reason}, claim.field, claim.block, claim.digest[:16]
            )
