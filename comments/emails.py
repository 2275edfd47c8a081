"""The letters that somebody gets who has asked for something, or told us something: each is one function."""

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from wagtail.models import Site

from notices.letters import sender_domain
from notices.mail import compose, in_language_of

from .models import ReaderComment
from .states import ADDRESSED

SALT = "comments.confirm"
VALID_FOR = 60 * 60 * 48  # seconds; the letter says "two days"


def send_confirmation(comment: ReaderComment, site_address: str):
    """Ask the guest to confirm. The mail belongs to the running transaction: see cms/mail.py.

    Args:
        site_address: scheme and host, without a slash at the end.
    """
    link = site_address + reverse("comments:confirm", args=[confirmation_token(comment)])
    mine = site_address + reverse("comments:mine_by_mail")
    context = {"comment": comment, "link": link, "mine": mine}
    subject = _("Please confirm your comment on “%(story)s”") % {"story": comment.article.title}
    compose(comment.guest_email, subject, "comments/emails/confirm", context).send()


def send_answer(correction):
    """Tell the reader what came of a correction request. Returns whether there is anybody to tell."""
    if not correction.address:
        return False
    notice, link = correction.notice, ""
    if notice and notice.is_public and correction.article.live:
        link = f"{correction.article.full_url}#notice-{notice.pk}"
    context = {"correction": correction, "link": link}
    with in_language_of():  # of the magazine: the reader's
        subject = _("What you told us about “%(story)s”") % {"story": correction.article.title}
        compose(correction.address, subject, "comments/emails/answer", context).send()
    return True


def send_link_to_own_comments(writer, site_address: str):
    """Send a guest the link to their own comments.

    Args:
        writer: a Writer with its token.
        site_address: scheme and host, without a slash at the end.
    """
    context = {"link": site_address + writer.place("mine")}
    compose(writer.email, _("Your comments"), "comments/emails/own_comments", context).send()


def send_receipt(flag):
    """Confirm that we have a notice of something against the law (Digital Services Act, article 16(4)).

    Like the letter about its outcome it names neither who wrote the comment nor its words, and, since anybody can type
    any address, nothing that was typed.
    """
    compose(
        flag.address, _("We have your report"), "comments/emails/notice_received", {"notice": entry_on(flag)}
    ).send()


def send_notice_decision(address, flags):
    """Tell somebody what came of their notices, and how they can object (Digital Services Act, article 16(5))."""
    notices = [entry_on(flag) for flag in flags]
    with in_language_of():
        subject = _("Your report is decided") if len(notices) == 1 else _("Your reports are decided")
        compose(address, subject, "comments/emails/notice_decided", {"notices": notices}).send()


def entry_on(flag):
    """What letters say of a notice: where it was about, and what came of it."""
    comment = flag.comment
    link = site_address(comment) + comment.get_absolute_url()
    return {"flag": flag, "comment": comment, "link": link, "outcome": outcome_of(flag)}


def outcome_of(flag):
    """What a report has come to: "waits", "stays", "taken" off the page by a moderator, or "gone" otherwise."""
    if flag.comment.is_approved:
        return "stays" if flag.closed_by_id else "waits"
    return "taken" if flag.comment.status in ADDRESSED else "gone"


def send_outcome(appeal, measure, path):
    """Tell whoever appealed against a measure what a moderator answered."""
    context = {"appeal": appeal, "measure": measure, "link": site_address(measure.comment) + path}
    with in_language_of():
        subject = _("Your appeal is decided")
        compose(measure.reader_address, subject, "comments/emails/measure_appeal", context).send()


def site_address(comment=None):
    """Scheme and host of the story's site, without a slash at the end."""
    site = comment.article.get_site() if comment else Site.objects.filter(is_default_site=True).first()
    return site.root_url if site else ""


def mark(comment_id):
    """Names a comment in the References header of a letter that quotes it, so that erasing it finds the letter."""
    return f"<comment-{comment_id}@{sender_domain()}>"


def confirmation_token(comment):
    return signing.dumps(comment.pk, salt=SALT)


def comment_of(token: str):
    """The comment that a token confirms. Raises signing.BadSignature, or signing.SignatureExpired after two days."""
    number = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    return ReaderComment.objects.filter(pk=number).exclude(guest_email="").first()  # of an erased one nothing is left
