"""What makes two photos of one person comparable, and the words for what does not.

Matched photographs prove a change; everything else that differs between them is told to readers beside the pair, in
words made from the data (clinical photography: same light, angle, distance, expression, make-up and background).
"""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wagtail.blocks import StructValue

from photos.likeness import shapes_differ
from photos.vocabulary import Retouching


class Light(models.TextChoices):
    WINDOW = "window", gettext_lazy("daylight at a window")
    OUTDOORS = "outdoors", gettext_lazy("daylight outdoors")
    LAMP = "lamp", gettext_lazy("a lamp")
    FLASH = "flash", gettext_lazy("a flash or ring light")


class Angle(models.TextChoices):
    FRONT = "front", gettext_lazy("from the front")
    THREE_QUARTERS = "three_quarters", gettext_lazy("at three quarters")
    SIDE = "side", gettext_lazy("from the side")
    ABOVE = "above", gettext_lazy("from above")
    BELOW = "below", gettext_lazy("from below")


class Distance(models.TextChoices):
    NEAR = "near", gettext_lazy("a patch of skin")
    PART = "part", gettext_lazy("a part of the face or body")
    WHOLE = "whole", gettext_lazy("the whole face or limb")
    FIGURE = "figure", gettext_lazy("the whole figure")


class Expression(models.TextChoices):
    NO_FACE = "no_face", gettext_lazy("no face in the picture")
    NEUTRAL = "neutral", gettext_lazy("a face at rest")
    SMILING = "smiling", gettext_lazy("smiling")
    MOVING = "moving", gettext_lazy("another expression")


class MakeUp(models.TextChoices):
    NONE = "none", gettext_lazy("none")
    LIGHT = "light", gettext_lazy("a little")
    FULL = "full", gettext_lazy("full make-up")


class Background(models.TextChoices):
    LIGHT = "light", gettext_lazy("plain and light")
    DARK = "dark", gettext_lazy("plain and dark")
    ROOM = "room", gettext_lazy("a room")
    OUTDOORS = "outdoors", gettext_lazy("outdoors")


class OtherTreatments(models.TextChoices):
    NONE = "none", gettext_lazy("none")
    PRODUCTS = "products", gettext_lazy("skin-care products")
    PROCEDURE = "procedure", gettext_lazy("another procedure")


# What must be the same on both sides, as the field's name and how readers call it.
CONDITIONS = {
    "light": (Light, gettext_lazy("light")),
    "angle": (Angle, gettext_lazy("angle")),
    "distance": (Distance, gettext_lazy("distance")),
    "expression": (Expression, gettext_lazy("expression")),
    "make_up": (MakeUp, gettext_lazy("make-up")),
    "background": (Background, gettext_lazy("background")),
    "other_treatments": (OtherTreatments, gettext_lazy("other treatments")),
}
SIDES = ("before", "after")


class PairValue(StructValue):
    """A before/after pair with what readers must know to compare its two photos."""

    @property
    def sides(self):
        return [self[side] for side in SIDES]

    @property
    def is_complete(self):
        """One photo alone proves nothing."""
        return all(side.get("photo") for side in self.sides)

    @property
    def is_withheld(self):
        """Whether readers see neither photo: beside an empty space the other would claim what it cannot prove."""
        return any(side["photo"].is_withheld for side in self.sides if side.get("photo"))

    @property
    def can_be_slid(self):
        """Whether one photo may be laid over the other: both are seen at once, and their edges meet."""
        if not self.is_complete or self.is_withheld:
            return False
        photos = [side["photo"] for side in self.sides]
        return not shapes_differ(*photos) and not any(photo.sensitivity for photo in photos)

    @property
    def sessions(self):
        """How many sessions lay behind each side, in words; empty where it is not stated."""
        return {name: _sessions(self[name].get("sessions")) for name in SIDES}

    @property
    def notes(self):
        """A sentence for each thing that differs, then one that lists what is not stated."""
        differing = self.differences
        if one := self._difference_in_retouching():
            differing.append(one)
        if unstated := list(self._unstated()):
            differing.append(_("Not stated: %(things)s.") % {"things": "; ".join(unstated)})
        return differing

    @property
    def differences(self):
        """A sentence for each condition that both sides state, and not the same."""
        return [one for one in map(self._difference, CONDITIONS) if one]

    def _difference(self, name):
        choices, label = CONDITIONS[name]
        before, after = (side.get(name) for side in self.sides)
        return (
            _differs(label, choices(before).label, choices(after).label) if before and after != before and after else ""
        )

    def _difference_in_retouching(self):
        if not self.is_complete:
            return ""
        before, after = (side["photo"].retouching for side in self.sides)
        if before == after or Retouching.UNKNOWN in (before, after):
            return ""
        return _differs(_("retouching"), Retouching(before).label, Retouching(after).label)

    def _unstated(self):
        """Everything one of the sides or both leave open, each with the side if it is only one."""
        open_on = {
            _("day"): [not self.get(f"{side}_taken_on") for side in SIDES],
            **{label: [not side.get(name) for side in self.sides] for name, (_all, label) in CONDITIONS.items()},
        }
        if self.get("treatment"):  # a cream has no sessions
            open_on[_("number of sessions")] = [side.get("sessions") is None for side in self.sides]
        if self.is_complete:
            open_on[_("retouching")] = [side["photo"].retouching == Retouching.UNKNOWN for side in self.sides]
        only = [_("before"), _("after")]
        for thing, (before, after) in open_on.items():
            if before and after:
                yield str(thing)
            elif before or after:
                yield _("%(thing)s (%(side)s)") % {"thing": thing, "side": only[after]}


def _differs(thing, before, after):
    words = {"thing": thing, "before": before, "after": after}
    return _("Not the same %(thing)s: before, %(before)s; after, %(after)s.") % words


def _sessions(number):
    if number is None:
        return ""
    if number == 0:
        return _("before the first session")
    return ngettext("after %(number)d session", "after %(number)d sessions", number) % {"number": number}
