"""In which forms an editor can look at a draft: the page, the page on paper, and what upper rooms add."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Mode:
    """
    Attributes:
        view: is handed the request and the version, and returns the response; None: the story's own page.
    """

    label: Any
    view: Any = None


PAGE, PRINT = "", "print"
MODES = {PAGE: Mode(_("As readers see it")), PRINT: Mode(_("On paper"))}


def add_mode(name, label, view):
    """Offer another form, for the `ready` of an upper room."""
    MODES[name] = Mode(label, view)
