"""What of a treatment's record matters to the stories that name it, and what changed in it, in plain sentences."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .vocabulary import EvidenceLevel, Jurisdiction, Status


@dataclass
class Standing:
    """The part of a record that sends stories back to the desk when it changes. Typing errors elsewhere do not.

    Attributes:
        places: (status, note) by jurisdiction.
        evidence: an EvidenceLevel, or empty.
        names: every name of the treatment, in lower case.
    """

    places: dict = field(default_factory=dict)
    evidence: str = ""
    names: list = field(default_factory=list)

    @classmethod
    def of(cls, treatment):
        """The standing as it is at hand in a treatment and its rows."""
        return cls(
            {row.jurisdiction: [row.status, " ".join(row.note.split())] for row in treatment.statuses.all()},
            treatment.evidence_level,
            sorted({name.lower() for name in [treatment.name, *(row.name for row in treatment.other_names.all())]}),
        )

    @classmethod
    def from_dict(cls, kept):
        return cls(**(kept or {}))

    def as_dict(self):
        return {"places": self.places, "evidence": self.evidence, "names": self.names}

    def changes_since(self, before):
        """Return what a story leaning on this must know, each as words without a full stop; a new name is nothing."""
        places = [code for code in Jurisdiction.values if self.places.get(code) != before.places.get(code)]
        changes = [_place_changed(code, before.places.get(code), self.places.get(code)) for code in places]
        if self.evidence != before.evidence:
            was, now = (_evidence(standing.evidence) for standing in (before, self))
            changes.append(_("best evidence: %(was)s, now %(now)s") % {"was": was, "now": now})
        return changes


def _place_changed(code, was, now):
    words = {"place": Jurisdiction(code).label, "was": _status(was), "now": _status(now)}
    if was and now and was[0] == now[0]:
        return _("%(place)s: the note was changed, the status is still “%(now)s”") % words
    return _("%(place)s: “%(was)s”, now “%(now)s”") % words


def _status(row):
    return Status(row[0]).label if row else _("no entry")


def _evidence(level):
    return EvidenceLevel(level).label if level else _("not looked for")
