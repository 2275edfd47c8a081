"""Where webhooks may go, and the going there."""

import time
from dataclasses import dataclass

from django.utils.translation import gettext as _

from outside.exchange import FAILURES, Refused, exchanged, in_words, parsed, public_addresses

SECONDS = 5.0  # for everything together: name, connection, TLS, request, answer
READ_AT_MOST = 2000  # bytes of an answer; 500 characters of it are kept


@dataclass(frozen=True)
class Answer:
    """What came back, or why nothing did (`error`, a sentence). `text` is at most READ_AT_MOST bytes long."""

    status: int | None
    text: str
    error: str
    milliseconds: int

    @property
    def is_success(self):
        return not self.error

    @property
    def is_silent(self):
        """Whether nobody is there: trying the next event at once would take as long and bring as little."""
        return self.status is None


def check(url):
    """Raise Refused where a webhook may not go to this address, as it leads today. Asks the name server."""
    try:
        public_addresses(parsed(url), time.monotonic() + SECONDS)
    except TimeoutError as error:
        raise Refused(_("The name of this address could not be looked up in time. Try again later.")) from error


def post(url, body, headers):
    """Post `body` (bytes) and return the Answer. Raises nothing, whatever the other end does."""
    began = time.monotonic()
    status, text = None, ""
    try:
        reply = exchanged("POST", parsed(url), began + SECONDS, headers=headers, body=body, read_at_most=READ_AT_MOST)
        status, text = reply.status, reply.body.decode("utf-8", "replace")
        error = problem_with(status)
    except FAILURES as failure:
        error = in_words(failure, SECONDS)
    return Answer(status, text, error, round((time.monotonic() - began) * 1000))


def problem_with(status):
    if 300 <= status < 400:
        return _("It answered with a redirect (%(status)d). Redirects are not followed: enter the final address.") % {
            "status": status
        }
    return "" if 200 <= status < 300 else _("It answered with the error %(status)d.") % {"status": status}
