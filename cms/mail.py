"""E-mail goes out through the task queue, so that a slow or missing mail server never reaches a reader or an editor."""

import logging
import smtplib
from datetime import timedelta
from email.utils import formataddr, formatdate, make_msgid, parseaddr

from django_tasks import task

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from wagtail.models import Site

from home.models import MagazineSettings

logger = logging.getLogger(__name__)

# How long to wait before each further attempt: a restart, a lunch break, a night, a weekend.
RETRY_AFTER = [timedelta(**wait) for wait in ({"minutes": 1}, {"minutes": 10}, {"hours": 1}, {"hours": 8}, {"days": 2})]


class QueuedEmailBackend(BaseEmailBackend):
    """Puts each message on the task queue; settings.MAIL_DELIVERY_BACKEND sends it from the worker.

    The queue is a table of the same database, so a message belongs to the transaction it is written in: rolled
    back, it was never sent; committed, it cannot get lost.
    """

    def send_messages(self, email_messages):
        for message in email_messages:
            message.from_email = from_the_magazine(message.from_email)
            deliver.enqueue(packed(message))
        return len(email_messages)


def from_the_magazine(sender):
    """The house's own sender under the name that readers know; any other stays."""
    if sender != settings.DEFAULT_FROM_EMAIL:
        return sender
    site = Site.objects.filter(is_default_site=True).first()
    name = MagazineSettings.for_site(site).name if site else ""
    return formataddr((name, parseaddr(sender)[1])) if name else sender


@task()
def deliver(message, attempt=1):
    """Send one packed message. Where the mail server cannot be reached, try again later.

    The last failure is raised, so that the queue keeps it as failed, with its message and its reason.
    """
    try:
        get_connection(settings.MAIL_DELIVERY_BACKEND).send_messages([unpacked(message)])
    except OSError as error:  # what smtplib and sockets raise
        message_id = message["headers"]["Message-ID"]
        if attempt > len(RETRY_AFTER) or is_refused_for_good(error):
            logger.exception("Mail %s was not delivered, and will not be tried again", message_id)
            raise
        next_time = timezone.now() + RETRY_AFTER[attempt - 1]
        logger.warning("Mail %s was not delivered (%s); next attempt at %s", message_id, error, next_time)
        deliver.using(run_after=next_time).enqueue(message, attempt + 1)


def is_refused_for_good(error):
    """Whether the mail server took the time to say no to this message (a 5xx reply, RFC 5321 section 4.2.1)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def packed(message):
    """Return a message as JSON can hold it. Raises ValueError for attachments, which nothing here sends."""
    if message.attachments:
        raise ValueError("Queued mail carries no attachments: link to the file instead.")
    headers = {name: str(value) for name, value in message.extra_headers.items()}
    # Fixed now: the date is when it was written, and a repeated attempt is recognised as the same message.
    headers.setdefault("Date", formatdate(localtime=settings.EMAIL_USE_LOCALTIME))
    headers.setdefault("Message-ID", make_msgid(domain=parseaddr(message.from_email)[1].rpartition("@")[2]))
    return {
        "subject": str(message.subject),
        "body": str(message.body),
        "from_email": str(message.from_email),
        "to": [str(address) for address in message.to],
        "cc": [str(address) for address in message.cc],
        "bcc": [str(address) for address in message.bcc],
        "reply_to": [str(address) for address in message.reply_to],
        "headers": headers,
        "subtype": message.content_subtype,
        "alternatives": [[str(part), kind] for part, kind in getattr(message, "alternatives", [])],
    }


def unpacked(data):
    """Return the message that was packed."""
    fields = {name: data[name] for name in ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to", "headers")}
    message = EmailMultiAlternatives(**fields, alternatives=data["alternatives"])
    message.content_subtype = data["subtype"]
    return message
