"""What a medical review covers, in a form that changes exactly when its meaning does."""

import hashlib
import json

from articles.aspects import Aspect, content_by_aspect
from articles.treatments_named import named_treatments
from treatments.changes import Standing
from treatments.models import Treatment

from .models import Scope

PARTS = {
    Scope.EVERYTHING: ["text", "statements", "treatments", "records"],
    Scope.CLAIMS: ["text", "treatments", "records"],
    Scope.STATEMENTS: ["statements"],
}


def treatments_in(story):
    """The treatments that a version names: chosen for the whole story, in a block, or called by a name in its text."""
    return Treatment.objects.filter(pk__in=named_treatments(story))


def records_of(treatment_ids):
    """What readers are told of treatments by their records: what the law says, and the evidence."""
    if not treatment_ids:
        return []
    treatments = Treatment.objects.filter(pk__in=treatment_ids).prefetch_related("statuses", "other_names")
    standings = [(one.pk, Standing.of(one)) for one in treatments.order_by("pk")]
    return [[pk, standing.places, standing.evidence] for pk, standing in standings]


def hashes_of(story):
    """The SHA-256 of each part of a version that a reviewer can sign for, as hexadecimal digits by the part's name.

    Args:
        story: an ArticlePage as it is at hand: for a draft, hand over `revision.as_object()`.
    """
    content, named = content_by_aspect(story), named_treatments(story)
    parts = {
        "text": content[Aspect.TEXT],
        "statements": content[Aspect.STATEMENTS],
        "treatments": sorted(named),
        "records": records_of(named),
    }
    return {name: hashlib.sha256(json.dumps(part, sort_keys=True).encode()).hexdigest() for name, part in parts.items()}


STAMP_LENGTH = 12  # hexadecimal digits of each hash: a screen is compared with one other version, not with all


def stamp_of(hashes):
    """What a screen remembers of the version it shows: enough to tell later whether it still says the same."""
    return "-".join(hashes[name][:STAMP_LENGTH] for name in PARTS[Scope.EVERYTHING])


def covered(hashes, scope):
    """Those of the hashes that a scope is about."""
    return {name: hashes[name] for name in PARTS[scope]}


def holds(review, hashes):
    """Whether a review was given for exactly what a version with these hashes says, or was carried over to it."""
    return any(
        bool(known) and all(hashes.get(name) == digest for name, digest in known.items())
        for known in (review.hashes, review.carried_to)
    )
