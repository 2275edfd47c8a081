"""What a rule has found in a version of a page."""

from dataclasses import asdict, dataclass

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    """A blocker keeps a page from being published; the others only tell."""

    BLOCKER = "blocker", _("Blocker")
    WARNING = "warning", _("Warning")
    NOTE = "note", _("Note")


@dataclass(frozen=True)
class Gap:
    """What a rule yields: one thing that is not as it should be.

    Attributes:
        message: what is wrong, one plain sentence.
        mend: how to mend it, one plain sentence.
        field: the model field concerned ("dek", "body"), where an editor would mend it; empty for none.
        block: the id of the stream block concerned, within `field`.
        subject: what tells this gap from another of the same rule at the same place: the photo's id, a link.
        url: the address of the screen where it is mended, if that is not the page's editor.
    """

    message: str
    mend: str = ""
    field: str = ""
    block: str = ""
    subject: str = ""
    url: str = ""


@dataclass(frozen=True)
class Finding:
    """A gap with what its rule says of it.

    Attributes:
        waiver: the permission of those who may waive it ("readiness.add_override"); empty: nobody may.
        listed: whether panels and counts show it; the gate looks at all of them.
    """

    rule: str
    severity: str
    message: str
    mend: str
    field: str
    block: str
    subject: str
    waiver: str
    listed: bool = True
    url: str = ""

    @property
    def key(self):
        """What an override remembers. Another photo in the same block is another finding."""
        return ":".join([self.rule, self.field, self.block, str(self.subject)])[:255]

    @property
    def anchor(self):
        """Wagtail's "content path" of the place, as the editor's elements carry it: "dek", "body.<block id>"."""
        return f"{self.field}.{self.block}" if self.block else self.field

    @property
    def is_blocker(self):
        return self.severity == Severity.BLOCKER

    def url_in(self, page):
        """The address of the place in the page's editor, or of the screen where it is mended."""
        if self.url:
            return self.url
        address = reverse("wagtailadmin_pages:edit", args=(page.pk,))
        return f"{address}{fragment(self.anchor)}"

    def as_dict(self):
        """As JSON has it: plain text, whatever was translated lazily or is a number."""
        plain = {name: str(value) for name, value in asdict(self).items()}
        return plain | {"listed": self.listed, "key": self.key, "anchor": self.anchor}


def fragment(anchor):
    """What leads to a place within an editor's address. Wagtail's own reports of usage write it like this."""
    return f"#:w:contentpath={anchor}" if anchor else ""
