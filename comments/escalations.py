"""The letter that tells managing editors of a comment passed to them."""

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from notices.addresses import in_admin

from .emails import mark
from .moderators import OVERSEE, holders_of


def tell_editors(action):
    """Write to every managing editor, but not to whoever passed the comment on. See cms/mail.py for when it goes."""
    comment, link = action.comment, in_admin("moderation:inspect", action.comment_id)
    context = {"action": action, "comment": comment, "link": link}
    for editor in holders_of(OVERSEE).exclude(pk=action.actor_id):
        message = EmailMultiAlternatives(
            subject=_("A comment needs an editor’s decision"),
            body=render_to_string("comments/emails/escalated.txt", context),
            to=[editor.email],
            headers={"Auto-Submitted": "auto-generated", "References": mark(comment.pk)},
        )
        message.attach_alternative(render_to_string("comments/emails/escalated.html", context), "text/html")
        message.send()
