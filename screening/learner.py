"""What this house has learned of spam: a hand-written pack to begin with, and what moderators decided since."""

import hashlib
import logging
import zlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from .spam_model import Example, Model, features, trained

logger = logging.getLogger(__name__)

PACK = Path(__file__).parent / "pack"
PACK_WEIGHTS = PACK / "weights"
MOST_DECISIONS = 1000  # of each kind, the newest: a few seconds of training
DECISION_WEIGHT = 4.0  # against one text of the pack
PACK_HALVED_BY = 300  # decisions: what happens here outgrows what we imagined
CAUTION = 1.3  # taken off every margin while nothing is known of this house: 85 % are said to be 60 %
CAUTION_HALVED_BY = 25  # decisions
METHOD = "1"  # changed with spam_model.py, so that every house trains anew


class LearnedWeights(models.Model):
    """The model in use; one row. `version` tells what it was learned from: the same decisions, the same version."""

    version = models.CharField(max_length=64)
    weights = models.BinaryField()
    bias = models.FloatField()
    spam = models.PositiveIntegerField(help_text="Decisions learned from.")
    innocent = models.PositiveIntegerField(help_text="Decisions learned from.")
    trained_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="screening_weights_one_row")]

    def __str__(self):
        return self.version


def pack():
    """The texts written for a house that has decided nothing yet, as (text, is_spam)."""
    return [
        (line, is_spam)
        for name, is_spam in (("spam.txt", True), ("innocent.txt", False))
        for line in (PACK / name).read_text(encoding="utf-8").splitlines()
        if line
    ]


@lru_cache(maxsize=1)
def pack_features():
    return [(features(text), is_spam) for text, is_spam in pack()]


@lru_cache(maxsize=1)
def pack_model():
    """What is known without any decision. It is read, since to learn it takes seconds; learned of other texts.

    `manage.py comments_score pack` writes the file.
    """
    if not PACK_WEIGHTS.exists():
        return learned_from([])
    version, bias, content = PACK_WEIGHTS.read_bytes().split(b"\n", 2)
    if version.decode() != version_of([]):
        return learned_from([])
    return Model.from_bytes(zlib.decompress(content), float.fromhex(bias.decode()))


def write_pack_model():
    model = learned_from([])
    head = f"{version_of([])}\n{model.bias.hex()}\n"
    PACK_WEIGHTS.write_bytes(head.encode() + zlib.compress(model.to_bytes(), 9))


def learned_from(decisions):
    """A model of the pack and of decisions, as (text, is_spam). The more decisions, the less the pack counts."""
    pack_weight = 1 / (1 + len(decisions) / PACK_HALVED_BY)
    examples = [Example(seen, is_spam, pack_weight) for seen, is_spam in pack_features()]
    examples += [Example(features(text), is_spam, DECISION_WEIGHT) for text, is_spam in decisions]
    model = trained(examples)
    return replace(model, bias=model.bias - CAUTION / (1 + len(decisions) / CAUTION_HALVED_BY))


# The model in use ---------------------------------------------------------------------------

in_memory = (None, None)  # (version, Model) of this process


def current_model():
    """The model that the house has learned, in one small query; the pack's, until the worker has stored one."""
    return model_of(LearnedWeights.objects.values_list("version", flat=True).first())


def model_of(version):
    """The same for whoever knows its version, without a query as long as that stays; None: nothing is stored."""
    global in_memory
    if version is None:
        return pack_model()
    if in_memory[0] != version:
        row = LearnedWeights.objects.first()
        if row is None:
            return pack_model()
        try:
            in_memory = (row.version, Model.from_bytes(bytes(row.weights), row.bias))
        except ValueError:
            logger.exception("The stored weights of the spam model cannot be read; the pack's are used")
            in_memory = (version, pack_model())
    return in_memory[1]


def reasons_for(body, most=6):
    """The words that moved a comment's score, strongest first, as (word, weight): above zero towards spam."""
    return current_model().reasons(body, most)


# Learning -----------------------------------------------------------------------------------


def relearn(comments):
    """Train on what moderators have decided by now, if that has changed since. Returns the new row, or None.

    A decision that was undone is not among them any more, so that nothing of it is left in the weights.

    Args:
        comments: the queryset of all comments: their `version`, `body`, and which are `judged(is_spam)`.
    """
    decisions = sorted(
        (pk, is_spam, version)
        for is_spam in (True, False)
        for pk, version in comments.judged(is_spam).values_list("pk", "version")[:MOST_DECISIONS]
    )
    version = version_of(decisions)
    if LearnedWeights.objects.filter(version=version).exists():
        return None
    bodies = dict(comments.filter(pk__in=[pk for pk, *_rest in decisions]).values_list("pk", "body"))
    judged = [(bodies[pk], is_spam) for pk, is_spam, _version in decisions if pk in bodies]
    model = learned_from(judged)
    spam = sum(is_spam for _body, is_spam in judged)
    with transaction.atomic():
        row, _created = LearnedWeights.objects.update_or_create(
            pk=1,
            defaults={
                "version": version,
                "weights": model.to_bytes(),
                "bias": model.bias,
                "spam": spam,
                "innocent": len(judged) - spam,
                "trained_at": timezone.now(),
            },
        )
    return row


def version_of(decisions):
    told = hashlib.sha256(METHOD.encode())
    for name in ("spam.txt", "innocent.txt"):
        told.update((PACK / name).read_bytes())
    told.update(repr(decisions).encode())
    return told.hexdigest()
