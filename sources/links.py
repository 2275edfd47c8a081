"""Whether an address still leads anywhere. Only the other end's own word that it does not (404, 410) makes it dead."""

import time
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import gettext as _

from outside.exchange import FAILURES, exchanged, in_words, parsed

from .vocabulary import LinkStatus

SECONDS = 5.0  # for an address with all its redirects
REDIRECTS = 5
GONE = {404, 410}
FOR_GOOD = {301, 308}


@dataclass(frozen=True)
class Found:
    """What came of asking: a LinkStatus, and a sentence where there is something to say."""

    status: LinkStatus
    words: str = ""


def ask(address, *, follow=True):
    """Ask for an address and return what is Found. Raises nothing, whatever the other end does.

    Every redirect is taken apart and looked up anew, so that none leads into the own network. Nothing of the page is
    read.

    Args:
        follow: False: a redirect is an answer. doi.org redirects for every DOI that it knows, and many publishers
            turn away whoever is no browser.
    """
    deadline, moved_to = time.monotonic() + SECONDS, ""
    try:
        for _hop in range(REDIRECTS + 1):
            reply = exchanged("GET", parsed(address, unsecured=True), deadline, headers=headers("*/*"), read_at_most=0)
            if not (300 <= reply.status < 400 and reply.location and follow):
                return judged(reply.status, moved_to)
            address = urljoin(address, reply.location)
            moved_to = address if reply.status in FOR_GOOD else moved_to
    except FAILURES as failure:
        return Found(LinkStatus.NOT_ASKED, in_words(failure, SECONDS))
    return Found(LinkStatus.NOT_ASKED, _("It redirects again and again."))


def judged(status, moved_to=""):
    if status in GONE:
        return Found(LinkStatus.DEAD, _("It answered that there is nothing (%(status)d).") % {"status": status})
    if status >= 400:
        return Found(LinkStatus.NOT_ASKED, _("It answered with the error %(status)d.") % {"status": status})
    return Found(LinkStatus.FOUND, _("It has moved for good: %(address)s") % {"address": moved_to} if moved_to else "")


def headers(accepted):
    """Who asks, and where to complain."""
    return {
        "User-Agent": f"Beauty-Desk (+{settings.WAGTAILADMIN_BASE_URL})",
        "Accept": accepted,
        "Connection": "close",
    }
