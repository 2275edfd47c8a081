"""Forgetting people: their words, names and addresses, wherever they were kept. What others wrote stays.

An erased comment leaves a tombstone, whether or not anybody answered it: its place in the thread, and the dates and
verbs of its history, without words and without its writer. docs/decisions/0019-tombstones.md says why.
"""

from django_tasks_db.models import DBTaskResult

from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import transaction
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat
from django.dispatch import Signal
from django.utils.translation import gettext as _

from wagtail.models import ModelLogEntry

from notices.models import Notice
from readiness.reports import recheck

from . import moderation
from .access import is_staff
from .appeals import Appeal, MeasureAppeal
from .arrivals import NetworkTrace, TextSample
from .conversations import refresh_pages
from .corrections import CorrectionRequest
from .decision_letters import DecisionLetter
from .emails import mark
from .flags import CommentFlag
from .legal_notices import tell_gone
from .letters import ReplyNotice
from .limits import forget_attempts
from .measures import AuthorMeasure, MeasureKind, address_key
from .models import ModerationAction, ModerationBatch, ReaderComment, ScreeningNote, Status, Verb
from .votes import HelpfulVote
from .writers import Writer

# Sent within the transaction, for what upper rooms keep: comments (primary keys of comments erased just now), and
# writer (a Writer, or None where only comments are erased).
erased = Signal()

MAIL_TASK = "cms.mail.deliver"  # by its name: it belongs to the project above
MOST_AT_ONCE = 500  # comments
GONE = "gone-"  # begins what stands for a reader whom nobody can tell any more
BY_WRITER = [Verb.SUBMIT, Verb.CONFIRM, Verb.EDIT, Verb.WITHDRAW, Verb.APPEAL]
OUTLIVES_ACCOUNT = [MeasureKind.SUSPEND, MeasureKind.BAN, MeasureKind.SHADOW]
LOGGED = {"from", "to", "kind", "code", "number", "comments"}  # what the site's log may keep of a comment: no words

TOMBSTONE = {
    "status": Status.ERASED,
    "body": "",
    "edit_body": "",
    "author": None,
    "guest_name": "",
    "guest_email": "",
    "wants_letters": False,
    "badge": "",
    "person": None,
    "picked_at": None,
    "edited_at": None,
    "is_escalated": False,
    "is_appealed": False,
    "open_flags": 0,
    "helpful": 0,
    "score": None,
}


# Comments -----------------------------------------------------------------------------------


@transaction.atomic
def erase(*, author=None, guest_email=""):
    """Erase everything that an account, or a guest's address, has left: comments, votes, notes, letters.

    Measures in force stay, without their words; they are bound to the account, or to a keyed hash of the address.

    Returns:
        How many comments were erased.
    """
    writer = Writer(account=author, guest_email=guest_email.lower())
    own = list(writer.comments.exclude(status=Status.ERASED).order_by("pk").values_list("pk", flat=True))
    voted = list(HelpfulVote.objects.filter(by=author).values_list("comment", flat=True)) if author else []
    reports = reports_of(writer, own)
    # All at once, so that two transactions never wait for each other: votes and reports belong to their comments.
    ReaderComment.objects.locked({*own, *voted, *reports.values_list("comment", flat=True)})
    part_with_flags(reports)
    if author:
        take_votes_back(author, voted)
    wipe(own)  # all at once: the counts come last, in their order
    against = AuthorMeasure.objects.against(author.pk if author else None, writer.email)
    MeasureAppeal.objects.filter(measure__in=against.values("pk")).update(text="", told="")
    against.update(told="", note="")
    forget_mail(writer.email, own, forget_corrections(writer))
    forget_attempts(writer.email)
    forget_kept_pages()
    erased.send(ReaderComment, comments=own, writer=writer)
    return len(own)


@transaction.atomic
def erase_one(comment, *, by: Writer):
    """Erase one comment at its writer's wish. Returns whether there was anything left of it.

    Raises:
        PermissionDenied: it is not theirs.
    """
    if not by.owns(comment):
        raise PermissionDenied
    if comment.is_approved:
        forget_kept_pages()
    return erase_comments([comment.pk])


@transaction.atomic
def erase_comments(pks):
    """Erase these comments and the letters that quote them. Returns how many there were."""
    gone = wipe(pks)
    forget_mail("", gone)
    erased.send(ReaderComment, comments=gone, writer=None)
    return len(gone)


def wipe(pks):
    """Turn comments into tombstones. Returns the primary keys of those that were none yet."""

    def values_for(comment, now):
        return None if comment.status == Status.ERASED else TOMBSTONE | {"decided_at": now}

    actions, _others = moderation.move(dict.fromkeys(pks), values_for, Verb.ERASE)
    pks = [action.comment_id for action in actions]
    history = ModerationAction.objects.filter(comment__in=pks)
    history.update(from_body="", from_edit="", reason="", told="", from_edited_at=None)
    history.filter(verb__in=BY_WRITER).update(actor=None)
    Appeal.objects.filter(comment__in=pks).update(text="")
    # A search that found them may have named the writer, or quoted the words.
    ModerationBatch.objects.filter(actions__comment__in=pks).exclude(found_by="").update(found_by="")
    DecisionLetter.objects.filter(action__comment__in=pks, sent_at=None).delete()
    for model in (ScreeningNote, TextSample, NetworkTrace, HelpfulVote):
        model.objects.filter(comment__in=pks).delete()
    tell_gone(pks)
    flags = CommentFlag.objects.filter(comment__in=pks)
    flags.filter(closed_by=None).delete()  # there is nothing left to decide
    flags.update(note="")  # they quote
    ReplyNotice.objects.filter(reply__in=pks).delete()
    ReplyNotice.objects.filter(reply__parent__in=pks).delete()
    CorrectionRequest.objects.filter(comment__in=pks).update(passage="")  # it may be the comment's
    forget_log(ReaderComment, pks)
    return pks


def forget_log(model, pks):
    """Take the words out of what the site's log says of these objects."""
    content_type = ContentType.objects.get_for_model(model)
    entries = list(ModelLogEntry.objects.filter(content_type=content_type, object_id__in=[str(pk) for pk in pks]))
    for entry in entries:
        entry.data = {name: value for name, value in (entry.data or {}).items() if name in LOGGED}
    ModelLogEntry.objects.bulk_update(entries, ["data"], batch_size=MOST_AT_ONCE)


def forget_mail(address, comment_ids, texts=()):
    """Delete queued and delivered mail from the task queue: to an address, and what quotes these comments or texts."""
    marks, gone = {mark(pk) for pk in comment_ids}, []
    kept = "args_kwargs__args__0"
    columns = ["pk", f"{kept}__to", f"{kept}__headers__References", *([f"{kept}__body"] if texts else [])]
    rows = DBTaskResult.objects.filter(task_path=MAIL_TASK).order_by().values_list(*columns)
    for pk, to, references, *body in rows.iterator():
        is_to_them = address in {each.lower() for each in to or []}
        quotes = not marks.isdisjoint((references or "").split()) or any(text in (body[0] or "") for text in texts)
        if is_to_them or quotes:
            gone.append(pk)
    DBTaskResult.objects.filter(pk__in=gone).delete()


def forget_kept_pages():
    """Once committed, let no page that was kept for readers hold the words any longer."""
    # By its name: it belongs to the project above.
    transaction.on_commit(lambda: call_command("empty_front_cache"), robust=True)


# What readers left beside their comments ----------------------------------------------------


def take_votes_back(user, locked):
    """Delete an account's votes for comments that are locked, and count them no more."""
    votes = HelpfulVote.objects.filter(by=user, comment__in=locked)
    comments = ReaderComment.objects.filter(pk__in=list(votes.values_list("comment", flat=True)))
    votes.delete()
    comments.update(helpful=F("helpful") - 1)
    refresh_pages(comments.values_list("article", flat=True))


def part_with_flags(flags):
    """Let reports stand without their reader and note: what was reported still has to be decided."""
    # Each row keeps a network of its own, so that no two visitors' reports of one comment become the same.
    flags.update(by=None, note="", name="", email="", network=Concat(Value(GONE), Cast("pk", CharField())))


def forget_corrections(writer):
    """Delete what somebody told the desk about facts. Returns the words, by which the letters to the desk are found."""
    found = dict(writer.corrections.values_list("pk", "wrong"))
    Notice.objects.filter(key__in=[f"correction:{pk}" for pk in found]).delete()
    recheck(list(CorrectionRequest.objects.filter(pk__in=found).values_list("article", flat=True)))
    CorrectionRequest.objects.filter(pk__in=found).delete()
    return [f"“{wrong}”" for wrong in found.values()]  # as templates/notices/_story.txt quotes a note


def reports_of(writer, comment_ids):
    """What a writer has reported: by account or address, or as a visitor from the network of their comments."""
    tokens = NetworkTrace.objects.filter(comment__in=comment_ids).values_list("token", flat=True)
    theirs = Q(email__iexact=writer.email) | Q(network__in=list(tokens))
    return CommentFlag.objects.filter(theirs | Q(by=writer.account) if writer.account else theirs)


# Accounts -----------------------------------------------------------------------------------


@transaction.atomic
def close_account(user, *, with_comments):
    """Delete a reader's account. The comments stay under “A former reader”, or are erased along with it.

    Raises:
        PermissionDenied: the person works here. Whoever gives out such accounts takes them back.
    """
    if is_staff(user):
        raise PermissionDenied
    if with_comments:
        erase(author=user)
    log_out_everywhere(user)
    user.delete()


def part_with_account(sender, instance, **kwargs):
    """Receiver of pre_delete: whichever way an account goes, the counts stay right and a ban outlives it."""
    voted = list(HelpfulVote.objects.filter(by=instance).values_list("comment", flat=True))
    own = list(ReaderComment.objects.filter(author=instance).values_list("pk", flat=True))
    reports = CommentFlag.objects.filter(by=instance)
    ReaderComment.objects.locked({*own, *voted, *reports.values_list("comment", flat=True)})
    take_votes_back(instance, voted)
    part_with_flags(reports)
    bind_measures_to_address(instance)
    forget_mail(instance.email.lower(), own)
    forget_attempts(instance.email)
    if not is_staff(instance):  # what staff did stays in the log under their names
        content_type = ContentType.objects.get_for_model(sender)
        entries = ModelLogEntry.objects.filter(content_type=content_type, object_id=str(instance.pk))
        entries.update(label=_("A former reader"), data={})


def bind_measures_to_address(user):
    """Let a ban or suspension in force hold for the address, as a keyed hash, once the account is gone."""
    for measure in AuthorMeasure.objects.filter(author=user, kind__in=OUTLIVES_ACCOUNT).in_force():
        batch = measure.batch
        AuthorMeasure.objects.filter(pk=measure.pk).update(batch=None)
        # A new row: the old one goes with the account, whatever happens to it now.
        measure.pk, measure.author, measure.address = None, None, address_key(user.email)
        measure.told = measure.note = ""
        measure.batch = batch
        measure.save(force_insert=True)


def log_out_everywhere(user):
    """End every session of the account: they hold its address."""
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
