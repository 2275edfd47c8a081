"""The registry of rules. A rule is a function over one version of a page that yields a Gap for each thing amiss.

Apps register theirs in a module `rules.py`, imported by their AppConfig.ready(); docs/readiness.md shows how.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import wraps

from django.db import DatabaseError
from django.utils.translation import gettext as _

from .findings import Finding, Gap, Severity

MANAGING_EDITORS = "readiness.add_override"  # the permission; granted to their group
NOBODY = ""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rule:
    name: str
    model: str
    severity: str
    waiver: str
    listed: bool
    check: Callable[..., Iterable[Gap]]

    def findings(self, page):
        try:
            gaps = list(self.check(page))
        except DatabaseError:  # nothing can be asked of the database until the transaction is over
            raise
        except Exception:
            logger.exception("Rule %s failed on page %s", self.name, page.pk)
            return [self.failure]
        return [self.finding(self.severity, self.waiver, self.listed, gap) for gap in gaps]

    def finding(self, severity, waiver, listed, gap):
        return Finding(rule=self.name, severity=severity, waiver=waiver, listed=listed, **asdict(gap))

    @property
    def failure(self):
        """What a rule that breaks finds: the story cannot be published unseen, and the editor still opens."""
        message = _("The check “%(rule)s” broke off, so nobody knows whether it would have found something.")
        mend = _("Tell your administrator; the server’s log has the details.")
        return self.finding(Severity.BLOCKER, NOBODY, True, Gap(message % {"rule": self.name}, mend))


RULES: dict[str, Rule] = {}


def rule(model, severity=Severity.BLOCKER, *, waiver=MANAGING_EDITORS, listed=True):
    """Register the decorated function as a rule under its own name.

    Args:
        model: the label of the page model it is about, e.g. "articles.ArticlePage"; subclasses included.
        severity: a Severity.
        waiver: the permission that lets somebody waive a blocker of this rule, or NOBODY.
        listed: whether panels and counts show its findings. The road of a story has a panel of its own.
    """

    def register(check):
        RULES[check.__name__] = Rule(check.__name__, model, severity, waiver, listed, check)
        return check

    return register


def rules_for(model):
    """The rules about a page model, in the order in which they were registered."""
    labels = {parent._meta.label for parent in model.__mro__ if hasattr(parent, "_meta")}
    return [one for one in RULES.values() if one.model in labels]


def read_once(read):
    """Decorate what several rules read of a page: while the rules are run over it, it is read for all of them.

    Args:
        read: a function of a page alone. What it returns is shared, so nobody may change it, and no generator.
    """

    @wraps(read)
    def reading(page):
        known = page.__dict__.get("_readings")
        if known is None:
            return read(page)
        if read not in known:
            known[read] = read(page)
        return known[read]

    return reading


def findings_in(page):
    """Return every finding in a page as it is at hand: for a draft, hand over `revision.as_object()`.

    Blockers come first, then warnings, then notes.
    """
    page._readings = {}
    try:
        found = [finding for one in rules_for(type(page)) for finding in one.findings(page)]
    finally:
        del page._readings
    order = list(Severity)
    return sorted(found, key=lambda finding: order.index(finding.severity))
