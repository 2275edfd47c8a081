"""Letters about replies: what stands in them, and when they go out. The worker calls `deliver_due`.

A letter is put on the mail queue in the transaction that marks its notices as sent: it goes out exactly once, however
many workers there are. The mail queue tries again where the mail server is down.
"""

import logging
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from notices.mail import compose
from notices.models import Frequency

from .emails import mark
from .letters import ReplyNotice, ReplyPreference, frequency_for, is_own_reply
from .measures import MeasureKind, measures_against
from .models import ReaderComment

logger = logging.getLogger(__name__)

LETTERS_AT_A_TIME = 100  # then the worker looks after other things first
AFTER_TROUBLE = timedelta(hours=1)
MOST_QUOTED = 30  # replies in one letter
LONGEST_QUOTE = 1000  # characters; the rest is on the page
LONGEST_TITLE = 120  # characters of a headline or a name in a subject
SALT = "comments.letters.stop"


# When ---------------------------------------------------------------------------------------


def deliver_due():
    """Write every letter whose time has come, each in a transaction of its own.

    One that cannot be written is logged, tried again in an hour and holds up no other.

    Returns:
        How many letters were written by this call.
    """
    now = timezone.now()
    due = ReplyNotice.objects.due(now)
    answered = due.filter(in_digest=False).order_by("reply__parent").values_list("reply__parent", flat=True).distinct()
    readers = due.filter(in_digest=True).order_by("recipient").values_list("recipient", flat=True).distinct()
    jobs = [{"in_digest": False, "reply__parent": pk} for pk in answered[:LETTERS_AT_A_TIME]]
    jobs += [{"in_digest": True, "recipient": pk} for pk in readers[:LETTERS_AT_A_TIME]]
    return sum(attempt(now, which) for which in jobs)


def attempt(now, which):
    try:
        with transaction.atomic():
            return write(now, which)
    except Exception:  # whatever it is: one letter's trouble must not hold up the others
        logger.exception("The letter for %s was not written and will be tried again in an hour", which)
        pks = list(ReplyNotice.objects.due(now).filter(**which).values_list("pk", flat=True))
        ReplyNotice.objects.filter(pk__in=pks).update(send_after=now + AFTER_TROUBLE)
        return False


def write(now, which):
    """Write one letter out of what is due, if anything of it is still worth telling. Returns whether it was."""
    due = ReplyNotice.objects.due(now).filter(**which).for_letter().order_by("pk")
    # A letter that another worker has at hand is left to it.
    notices = list(due.select_for_update(skip_locked=True, of=("self",)))
    telling = [notice for notice in notices if is_worth_telling(notice.reply)]
    moot = {notice.pk for notice in notices} - {notice.pk for notice in telling}
    ReplyNotice.objects.filter(pk__in=moot).delete()
    if not telling:
        return False
    letter([notice.reply for notice in telling], in_digest=which["in_digest"]).send()
    ReplyNotice.objects.filter(pk__in=[notice.pk for notice in telling]).update(sent_at=now)
    return True


def is_worth_telling(reply):
    """Whether reply and comment are on a public page, and the reader still wants to, and may, hear of it."""
    parent, story = reply.parent, reply.article
    if not (reply.is_approved and parent.is_approved and story.live) or frequency_for(parent) == Frequency.NONE:
        return False
    by_themselves = is_own_reply(reply, parent) or address_of(reply) == address_of(parent)
    if by_themselves or (parent.author and not parent.author.is_active):
        return False
    banned = MeasureKind.BAN in measures_against(parent.author_id, address_of(parent))
    return not banned and not story.get_view_restrictions().exists()


def address_of(comment):
    return comment.author.email if comment.author else comment.guest_email


# What ---------------------------------------------------------------------------------------


def letter(replies, *, in_digest):
    """One letter about replies to one reader. Everything that people wrote in it is text."""
    parent, story = replies[0].parent, replies[0].article
    site_address = story.get_site().root_url
    stop = site_address + reverse("comments:stop_letters", args=[stop_token(parent)])
    context = {
        "replies": [entry(reply, site_address) for reply in replies[:MOST_QUOTED]],
        "more": len(replies[MOST_QUOTED:]),
        "stop": stop,
        "choose": site_address + reverse("comments:letters") if parent.author_id else "",
        "in_digest": in_digest,
    }
    quoted = [comment for reply in replies[:MOST_QUOTED] for comment in (reply.parent, reply)]
    return compose(
        address_of(parent),
        subject_of(replies, in_digest),
        "comments/emails/replies",
        context,
        # RFC 8058: mail programs show a button that unsubscribes with one click, without opening a page.
        List_Unsubscribe=f"<{stop}>",
        List_Unsubscribe_Post="List-Unsubscribe=One-Click",
        In_Reply_To=mark(parent.pk),
        # What the letter quotes. comments/erasing.py finds it by this.
        References=" ".join(dict.fromkeys(mark(comment.pk) for comment in quoted)),
    )


def subject_of(replies, in_digest):
    names = {
        "name": Truncator(replies[0].public_name).chars(LONGEST_TITLE),
        "story": Truncator(replies[0].article.title).chars(LONGEST_TITLE),
        "number": len(replies),
    }
    if in_digest:
        return ngettext("Your day: %(number)d answer", "Your day: %(number)d answers", len(replies)) % names
    if len(replies) == 1:
        return _("%(name)s answered your comment on “%(story)s”") % names
    return _("%(number)d answers to your comment on “%(story)s”") % names


def entry(reply, site_address):
    return {
        "name": reply.public_name,
        "story": reply.article.title,
        "own": reply.parent.excerpt,
        "words": Truncator(reply.body).chars(LONGEST_QUOTE),
        "url": site_address + reply.get_absolute_url(),
    }


# No more ------------------------------------------------------------------------------------


def stop_token(comment):
    """Stands, signed, for whoever wrote the comment, without naming them. It works for good."""
    return signing.dumps(["account", comment.author_id] if comment.author_id else ["guest", comment.pk], salt=SALT)


@transaction.atomic
def stop_letters(token):
    """Write no more letters about replies to the reader of this one. Later calls change nothing.

    Raises:
        signing.BadSignature: the token is none of ours.
    """
    kind, pk = signing.loads(token, salt=SALT)
    if kind == "account":
        for user in User.objects.filter(pk=pk):
            ReplyPreference.of(user).choose(Frequency.NONE)
        return
    for guest_email in (
        ReaderComment.objects.filter(pk=pk).exclude(guest_email="").values_list("guest_email", flat=True)
    ):
        ReaderComment.objects.filter(guest_email=guest_email).update(wants_letters=False)
