"""What letters and webhooks say, as data: read it from top to bottom as a correspondent would.

%(title)s is the story; the rest is what notices/listeners.py wrote into a notice.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from .models import Event, Kind


@dataclass(frozen=True)
class Wording:
    """The words for one kind of notice.

    Attributes:
        sentence: what happened: the subject of the letter, or a paragraph where something else is.
        who: who did it, for where somebody did.
        more: what else the reader should know or do.
        action: what the link says.
    """

    sentence: Any
    action: Any
    who: Any = ""
    more: Any = ""


LETTERS = {
    Kind.ASKED: Wording(
        _("“%(title)s” is waiting for %(desk)s"),
        action=_("Read it and decide"),
    ),
    Kind.ASKED_AGAIN: Wording(
        _("“%(title)s” was changed and is waiting for %(desk)s again"),
        action=_("Read it and decide"),
    ),
    Kind.ASSIGNED: Wording(
        _("“%(title)s” was given to you for %(desk)s"),
        who=_("%(by)s asks you to take it."),
        action=_("Read it and decide"),
    ),
    Kind.FELL_AWAY: Wording(
        _("Your sign-off on “%(title)s” no longer holds"),
        more=_("Look at what changed, and sign again if it is right."),
        action=_("See what changed since you signed"),
    ),
    Kind.RETURNED: Wording(
        _("“%(title)s” came back to %(desk)s from %(stage)s"),
        who=_("%(by)s has read it and sends it back."),
        action=_("Open the story"),
    ),
    Kind.CANCELLED: Wording(
        _("“%(title)s” no longer waits for %(desk)s"),
        who=_("%(by)s called it back."),
        more=_("There is nothing for you to do."),
        action=_("See the story"),
    ),
    Kind.OVERTAKEN: Wording(
        _("“%(title)s” was published without %(desk)s"),
        who=_("%(by)s published it while it was waiting."),
        more=_("There is nothing for you to do."),
        action=_("See the story"),
    ),
    Kind.SENT_BACK: Wording(
        _("“%(title)s” came back from %(stage)s"),
        who=_("%(by)s has read it and asks for changes."),
        more=_("Nothing was changed or lost. Mend the story and submit it again to the desks."),
        action=_("Open the story"),
    ),
    Kind.SENT_BACK_LATER: Wording(
        _("“%(title)s”, which you have signed for or taken, was sent back by %(stage)s"),
        who=_("%(by)s asks for changes."),
        more=_("There is nothing for you to do now. If it needs you again, you will be asked."),
        action=_("See the story"),
    ),
    Kind.PUBLISHED: Wording(
        _("“%(title)s” is published"),
        action=_("Read it as your readers do"),
    ),
    Kind.CHANGES_PUBLISHED: Wording(
        _("The changes to “%(title)s” are published"),
        action=_("Read it as your readers do"),
    ),
    Kind.RETRACTED: Wording(
        _("“%(title)s” has been retracted"),
        who=_("%(by)s has retracted it. Readers find the reason at its address; its text is gone from there."),
        action=_("Read it as your readers do"),
    ),
    Kind.SCHEDULED: Wording(
        _("“%(title)s” is approved and goes live on %(when)s"),
        more=_("It goes live by itself."),
        action=_("See it in the editor"),
    ),
    Kind.CORRECTION_ASKED: Wording(
        _("A reader says that something in “%(title)s” is wrong"),
        more=_("The request is under Reports, Correction requests."),
        action=_("Open the story"),
    ),
    Kind.WORDS_TO_MEND: Wording(
        _("The words of %(source)s in “%(title)s” are to be mended"),
        who=_("%(by)s has accepted what %(source)s says of them."),
        action=_("Open the story"),
    ),
    Kind.OVERRIDDEN: Wording(
        _("A blocker in “%(title)s” was overridden"),
        who=_("%(by)s lets the story be published although something is missing."),
        action=_("See the place in the story"),
    ),
    Kind.SCHEDULE_FAILED: Wording(
        _("“%(title)s” was not published at its time"),
        more=_("Nothing that was written is lost. Mend what is missing; then publish it, or set a new time."),
        action=_("Open the story"),
    ),
    Kind.TAKEDOWN_FAILED: Wording(
        _("“%(title)s” was not taken down at its time"),
        more=_("Readers can still see it. It will be tried again; you can also unpublish it yourself."),
        action=_("Open the story"),
    ),
    Kind.NOBODY_THERE: Wording(
        _("“%(title)s” waits for %(desk)s, where nobody can sign for it"),
        more=_("Give the desk another member, or give the story to somebody."),
        action=_("Open the story"),
    ),
}

TAKEDOWN_FAILED = _("“%(title)s” was not taken down at its time")
WEBHOOKS = {
    Event.SUBMITTED: _("“%(title)s” was handed in"),
    Event.TURN_OPENED: _("“%(title)s” is waiting for %(desk)s"),
    Event.ASSIGNED: _("“%(title)s” was given to %(assignee)s for %(desk)s"),
    Event.SIGNED: _("%(desk)s signed for “%(title)s”"),
    Event.SENT_BACK: _("“%(title)s” was sent back by %(stage)s"),
    Event.FELL_AWAY: _("The sign-off of %(desk)s on “%(title)s” no longer holds"),
    Event.CANCELLED: _("“%(title)s” was called back"),
    Event.OVERRIDDEN: _("A blocker in “%(title)s” was overridden"),
    Event.SCHEDULED: _("“%(title)s” is approved and goes live on %(when)s"),
    Event.PUBLISHED: _("“%(title)s” is published"),
    Event.SCHEDULE_FAILED: _("“%(title)s” was not published at its time"),
    Event.TEST: _("Beauty Desk can reach this address"),
}
