"""What every letter of the house has in common. Which letters there are, and when they go, their own rooms know."""

import re

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

EMPTY_LINES = re.compile(r"\n{3,}")  # templates leave more of them than a letter wants


def in_language_of(reader=None):
    """Within it, all is said in the language a colleague chose, or else in the magazine's.

    A letter is often written while somebody else is at work, in a language of their own.

    Args:
        reader: the account that gets the letter; None for somebody without one.
    """
    profile = getattr(reader, "wagtail_userprofile", None)
    return override((profile and profile.preferred_language) or settings.LANGUAGE_CODE)


def compose(to, subject, template, context, *, sender=None, **headers):
    """A letter in plain text and HTML, ready to send; it belongs to the running transaction: see cms/mail.py.

    Args:
        to: one address.
        subject: may hold line breaks, as headlines and names can; a header cannot.
        template: the path of two templates without their endings, .txt and .html; they get `subject` besides `context`.
        sender: the address it comes from, if not settings.DEFAULT_FROM_EMAIL.
        headers: more headers by their names, with underscores for hyphens.
    """
    subject = " ".join(subject.split())
    context = {"subject": subject, **context}
    message = EmailMultiAlternatives(
        subject,
        EMPTY_LINES.sub("\n\n", render_to_string(f"{template}.txt", context)).strip() + "\n",
        sender,
        [to],
        # RFC 3834: out-of-office programs must not answer.
        headers={"Auto-Submitted": "auto-generated"}
        | {name.replace("_", "-"): value for name, value in headers.items()},
    )
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return message
