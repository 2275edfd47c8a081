"""The letter that asks guests to confirm their comment."""

from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from .models import ReaderComment

SALT = "comments.confirm"
VALID_FOR = 60 * 60 * 48  # seconds; the letter says "two days"


def send_confirmation(comment: ReaderComment, site_address: str):
    """Ask the guest to confirm. The mail belongs to the running transaction: see cms/mail.py.

    Args:
        site_address: scheme and host, without a slash at the end.
    """
    link = site_address + reverse("comments:confirm", args=[confirmation_token(comment)])
    context = {"comment": comment, "link": link}
    subject = _("Please confirm your comment on “%(story)s”") % {"story": comment.article.title}
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),  # a headline can hold line breaks, a subject cannot
        body=render_to_string("comments/emails/confirm.txt", context),
        to=[comment.guest_email],
        headers={"Auto-Submitted": "auto-generated"},  # RFC 3834: out-of-office programs must not answer
    )
    message.attach_alternative(render_to_string("comments/emails/confirm.html", context), "text/html")
    message.send()


def confirmation_token(comment):
    return signing.dumps(comment.pk, salt=SALT)


def comment_of(token: str):
    """The comment that a token confirms. Raises signing.BadSignature, or signing.SignatureExpired after two days."""
    return ReaderComment.objects.filter(pk=signing.loads(token, salt=SALT, max_age=VALID_FOR)).first()
