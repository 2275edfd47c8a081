"""The letters that guests get when they have asked for something: to confirm a comment, to see their own."""

from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from notices.letters import sender_domain

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


def send_answer(correction):
    """Tell the reader what came of a correction request. Returns whether there is anybody to tell."""
    if not correction.address:
        return False
    context = {"correction": correction}
    subject = _("What you told us about “%(story)s”") % {"story": correction.article.title}
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string("comments/emails/answer.txt", context),
        to=[correction.address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("comments/emails/answer.html", context), "text/html")
    message.send()
    return True


def send_link_to_own_comments(writer, site_address: str):
    """Send a guest the link to their own comments.

    Args:
        writer: a Writer with its token.
        site_address: scheme and host, without a slash at the end.
    """
    context = {"link": site_address + writer.place("mine")}
    message = EmailMultiAlternatives(
        subject=_("Your comments"),
        body=render_to_string("comments/emails/own_comments.txt", context),
        to=[writer.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string("comments/emails/own_comments.html", context), "text/html")
    message.send()


def mark(comment_id):
    """Names a comment in the References header of a letter that quotes it, so that erasing it finds the letter."""
    return f"<comment-{comment_id}@{sender_domain()}>"


def confirmation_token(comment):
    return signing.dumps(comment.pk, salt=SALT)


def comment_of(token: str):
    """The comment that a token confirms. Raises signing.BadSignature, or signing.SignatureExpired after two days."""
    number = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    return ReaderComment.objects.filter(pk=number).exclude(guest_email="").first()  # of an erased one nothing is left
