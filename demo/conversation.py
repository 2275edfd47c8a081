"""The demo readers' comments, taken through the same doors as anybody's."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import F

from wagtail.models import ModelLogEntry

from comments import flags, moderation, posting, votes
from comments.models import ReaderComment, Verb

from .content import age, read

DECISION_AFTER = timedelta(minutes=25)

# What leads to each state; a comment that is removed was approved first.
DECISIONS = {
    "approved": [moderation.approve],
    "rejected": [moderation.reject],
    "removed": [moderation.approve, moderation.remove],
    "spam": [moderation.mark_spam],
    "pending": [],
    "unconfirmed": [],
}


def create_comments(stories, users):
    """Write every comment, decide it and move it to its time."""
    made, later = {}, []
    for entry in read("comments")["comments"]:
        comment = write(entry, stories, users, made)
        made[entry["key"]] = comment
        if comment.is_guest and entry["state"] != "unconfirmed":
            posting.confirm(comment)
        first, *rest = DECISIONS[entry["state"]] or [None]
        if first and not comment.is_approved:
            first(comment, by=users["moderator"], reason=entry.get("reason", ""))
        later += [(verb, comment, entry["reason"]) for verb in rest]
    # After everything was written: nobody can answer a comment that is no longer shown.
    for verb, comment, reason in later:
        verb(comment, by=users["moderator"], reason=reason)
    for entry in read("comments")["comments"]:
        answer_as_readers_do(made[entry["key"]], entry, users)
        move_back(made[entry["key"]], age(entry["ago"]))


def answer_as_readers_do(comment, entry, users):
    """Votes, flags and the editor's pick."""
    for reader in entry.get("helpful", []):
        votes.vote(comment, True, by=users[reader])
    if entry.get("pick"):
        moderation.decide(comment, Verb.PICK, by=users["moderator"])
    for reader, reason in entry.get("flags", {}).items():
        flags.flag(comment, reason, by=users[reader])


def write(entry, stories, users, made):
    guest = {}
    by = users.get(entry["by"])
    if by is None:
        by = AnonymousUser()
        _guest, guest["guest_name"], guest["guest_email"] = entry["by"].split(":")
    parent = made.get(entry.get("reply_to"))
    comment, _is_new = posting.submit(
        stories[entry["story"]], by=by, body=entry["text"].strip(), reply_to=parent and parent.pk, **guest
    )
    return comment


def move_back(comment, time):
    """Move a comment and its history into the past: written `time` ago, decided a little later."""
    decided = time - DECISION_AFTER
    ReaderComment.objects.filter(pk=comment.pk).update(
        created_at=F("created_at") - time, ranked_at=F("ranked_at") - time, decided_at=F("decided_at") - decided
    )
    written, *decisions = comment.history.order_by("version").values_list("pk", flat=True)
    comment.history.filter(pk=written).update(at=F("at") - time)
    comment.history.filter(pk__in=decisions).update(
        at=F("at") - decided, from_decided_at=F("from_decided_at") - decided
    )
    log_entries = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(ReaderComment), object_id=str(comment.pk)
    )
    log_entries.update(timestamp=F("timestamp") - decided)
