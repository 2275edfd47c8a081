"""The letter that tells managing editors of a comment passed to them."""

from django.utils.translation import gettext as _

from notices.addresses import in_admin
from notices.mail import compose, in_language_of

from .emails import mark
from .moderators import OVERSEE, holders_of


def tell_editors(action):
    """Write to every managing editor, but not to whoever passed the comment on. See cms/mail.py for when it goes."""
    comment, link = action.comment, in_admin("moderation:inspect", action.comment_id)
    context = {"action": action, "comment": comment, "link": link}
    for editor in holders_of(OVERSEE).exclude(pk=action.actor_id):
        with in_language_of(editor):
            subject = _("A comment needs an editor’s decision")
            compose(editor.email, subject, "comments/emails/escalated", context, References=mark(comment.pk)).send()
