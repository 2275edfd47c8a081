"""What "my comments" says, and what one can take along of oneself."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .flags import CommentFlag
from .letters import ReplyPreference
from .models import Status, Verb
from .states import ADDRESSED
from .votes import HelpfulVote

COMMENTS_PER_PAGE = 20

# In plain words. A writer of spam learns no more than anybody else whose comment was not published.
STANDING = {
    Status.PENDING: _("Waiting for a moderator. Only you can see it until it is approved."),
    Status.APPROVED: _("On the page."),
    Status.REJECTED: _("A moderator decided not to publish it."),
    Status.SPAM: _("A moderator decided not to publish it."),
    Status.REMOVED: _("A moderator has taken it off the page."),
    Status.UNCONFIRMED: _(
        "Not confirmed yet. Open the link in the e-mail that we sent you, and a moderator will read it."
    ),
    Status.WITHDRAWN: _("You withdrew it."),
}
# What happened to a comment that is its writer's business: what moderators do among themselves is not.
TOLD_OF = [verb for verb in Verb if verb not in {Verb.ESCALATE, Verb.UNDO}]


def page_of(writer, before=None):
    """One page of the writer's comments, newest first: (comments, where the next page starts or None)."""
    found = list(writer.comments.for_their_writer(before)[: COMMENTS_PER_PAGE + 1])
    comments, more = found[:COMMENTS_PER_PAGE], len(found) > COMMENTS_PER_PAGE
    for comment in comments:
        describe(comment, writer)
    return comments, comments[-1].pk if more else None


def describe(comment, writer):
    """Put into words where the comment stands and what its writer can do: `standing`, `words_told`, `places`."""
    comment.standing = STANDING[comment.status]
    if comment.is_approved and comment.edit_body:
        comment.standing = _("On the page. Your edit is waiting for a moderator.")
    comment.words_told = comment.told if comment.status in ADDRESSED else ""
    by_account = bool(writer.account) and comment.author_id == writer.account.pk
    is_public = comment.article.live
    is_shown = by_account and comment.status != Status.WITHDRAWN  # as querysets.visible_to has it
    standing = comment.status in {Status.PENDING, Status.APPROVED, Status.UNCONFIRMED}
    comment.places = {
        "see": comment.get_absolute_url() if is_public and (comment.is_approved or is_shown) else "",
        "edit": writer.place("edit", pk=comment.pk) if is_public and by_account and comment.is_own_to_edit else "",
        "withdraw": writer.place("withdraw", pk=comment.pk) if by_account and standing else "",
        "decision": writer.place("decision", pk=comment.pk) if by_account and comment.status in ADDRESSED else "",
        "erase": writer.place("erase_one", pk=comment.pk),
    }


def export(writer):
    """Everything that is kept of a writer, as JSON can hold it. In a number of queries that does not grow."""
    told = {"exported": timezone.now(), "e_mail": writer.email}
    if account := writer.account:
        told["account"] = {
            "display_name": account.display_name,
            "first_name": account.first_name,
            "last_name": account.last_name,
            "since": account.date_joined,
            "last_login": account.last_login,
        }
        told["letters_about_replies"] = ReplyPreference.of(account).replies
        votes = HelpfulVote.objects.filter(by=account).order_by("pk")
        told["helpful_votes"] = [{"comment": vote.comment_id, "at": vote.at} for vote in votes]
        flags = CommentFlag.objects.filter(by=account)
        told["reports"] = [
            {"comment": flag.comment_id, "reason": flag.reason, "note": flag.note, "at": flag.at} for flag in flags
        ]
    told["measures"] = [
        {
            "kind": measure.kind,
            "ground": measure.code,
            "told": measure.told,
            "since": measure.at,
            "until": measure.ends_at,
            "lifted": measure.lifted_at,
            "appeal": appeal.text if (appeal := getattr(measure, "appeal", None)) else None,
        }
        for measure in writer.measures.select_related("appeal")
    ]
    told["correction_requests"] = [
        {
            "story": request.article_id,
            "passage": request.passage,
            "wrong": request.wrong,
            "source": request.source,
            "at": request.at,
            "status": request.status,
            "answer": request.answer,
        }
        for request in writer.corrections.order_by("pk")
    ]
    comments = writer.comments.select_related("article", "trace", "reply_notice").defer("article__body")
    told["comments"] = [told_of(comment) for comment in comments.prefetch_related("history", "appeals").order_by("pk")]
    return told


def told_of(comment):
    return {
        "number": comment.pk,
        "story": comment.article.title,
        "answers": comment.parent_id,
        "address": comment.get_absolute_url(),
        "name": comment.guest_name,
        "text": comment.body,
        "edited_text_waiting_for_a_moderator": comment.edit_body,
        "status": comment.status,
        "written": comment.created_at,
        "changed": comment.edited_at,
        "decided": comment.decided_at,
        "badge": comment.badge,
        "editors_pick_since": comment.picked_at,
        "helpful_to": comment.helpful,
        "spam_score_percent": comment.score,
        "wants_letters_about_replies": comment.wants_letters,
        "answered_reader_was_told": notice.sent_at if (notice := getattr(comment, "reply_notice", None)) else None,
        "network_token": trace.token if (trace := getattr(comment, "trace", None)) else None,
        "history": [
            {
                "what": action.verb,
                "at": action.at,
                "status": action.to_status,
                "ground": action.code,
                "told": action.told,
                "text_before": action.from_body,
            }
            for action in comment.history.all()
            if action.verb in TOLD_OF
        ],
        "appeals": [{"text": appeal.text, "at": appeal.at} for appeal in comment.appeals.all()],
    }
