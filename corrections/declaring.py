"""Saying what a change of a public story is, and confirming that a minor fix is one."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail.log_actions import log

from accuracy_checks.names import finder, hidden_people
from articles import prose
from articles.models import ArticlePage
from readiness.actions import lock_page
from readiness.reports import recheck

from .changes import change_of
from .models import TOLD_IN_TEXT, USUALLY_ON_TOP, Correction, Kind
from .translations import look_again

DECLARED = [Kind.MINOR_FIX, Kind.UPDATE, Kind.CLARIFICATION, Kind.CORRECTION, Kind.EDITORS_NOTE]
# What can be said without a change of the text.
NOTICES = [Kind.CORRECTION, Kind.CLARIFICATION, Kind.EDITORS_NOTE]


def declaration_for(page_id, change):
    """What was declared for exactly this change of a story; None if nothing was."""
    pending = Correction.objects.pending().filter(article=page_id, over=change.over, content=change.content)
    return pending.select_related("by").first()


def may_declare(user, page):
    """Whoever may edit the story, and who has submitted it: they are asked when it is at the desks already."""
    run = page.current_workflow_state
    return page.permissions_for_user(user).can_edit() or bool(run and run.requested_by_id == user.pk)


@transaction.atomic
def declare(page, kind, *, by, **words):
    """Say what the change from what readers see to the newest draft is. Said again, it replaces what was said before.

    Args:
        kind: one of DECLARED.
        by: the user; see `may_declare`.
        words: of `was`, `now`, `text`, `on_top` (None: the usual place), `of` (an earlier notice of the story).

    Returns:
        The Correction, pending.

    Raises:
        PermissionDenied: `by` may not.
        ValidationError: readers would notice no change, or the words do not fit the kind.
    """
    lock_page(page.pk)
    page = ArticlePage.objects.get(pk=page.pk)
    if not may_declare(by, page):
        raise PermissionDenied
    if kind not in DECLARED:
        raise ValidationError(_("A retraction has a screen of its own."))
    change = change_of(page.get_latest_revision_as_object())
    if change is None:
        raise ValidationError(_("The newest draft says what readers see already. There is nothing to declare."))
    fields = checked(page, kind, **words) | {"by": by, "second_person": None, "confirmed_at": None}
    correction, _new = Correction.objects.pending().update_or_create(
        article=page,
        over=change.over,
        content=change.content,
        defaults=fields | {"touches": ",".join(change.touches), "published_at": None},
    )
    recheck([page.pk])
    log(page, "corrections.declare", user=by, revision=page.latest_revision, data={"kind": kind})
    return correction


@transaction.atomic
def confirm(correction, *, by):
    """Confirm that a minor fix is one, although it goes near a statement, claim, number or name.

    Returns:
        Whether it still waited for that.

    Raises:
        PermissionDenied: `by` may not publish the story, or is the one who said so.
    """
    page = correction.article
    lock_page(page.pk)
    correction.refresh_from_db()
    if not page.permissions_for_user(by).can_publish():
        raise PermissionDenied(_("Somebody who may publish the story has to confirm this."))
    if correction.by_id == by.pk:
        raise PermissionDenied(_("You called it a minor fix. Somebody else has to confirm that it is one."))
    if correction.published_at or not correction.needs_second_person:
        return False
    correction.second_person, correction.confirmed_at = by, timezone.now()
    correction.save(update_fields=["second_person", "confirmed_at"])
    recheck([page.pk])
    log(page, "corrections.confirm", user=by, data={"touches": correction.touches})
    return True


@transaction.atomic
def add_notice(page, kind, *, by, **words):
    """Put a notice on a public story without a change of its text: it is public at once.

    Args:
        kind: one of NOTICES.
        by: the user; needs the right to publish the story.
        words: as for `declare`.

    Returns:
        The Correction.

    Raises:
        PermissionDenied: `by` may not.
        ValidationError: the story is not public, or the words do not fit the kind.
    """
    lock_page(page.pk)
    page = ArticlePage.objects.get(pk=page.pk)
    if not page.permissions_for_user(by).can_publish():
        raise PermissionDenied
    if not page.live:
        raise ValidationError(_("Readers cannot see this story. Put the notice on it once it is public again."))
    if kind not in NOTICES:
        raise ValidationError(_("Without a change of the text there is no such notice."))
    now, fields = timezone.now(), checked(page, kind, **words)
    if Correction.objects.public().filter(article=page, **fields).exists():
        raise ValidationError(_("Exactly this notice is public already. Nothing was added."))
    correction = Correction.objects.create(article=page, by=by, published_at=now, revision=page.live_revision, **fields)
    stories(page.pk).update(updated_at=now)
    look_again(page, correction)
    log(page, "corrections.notice", user=by, data={"kind": kind})
    return correction


def stories(page_id):
    """A story and its aliases, which show the same."""
    return ArticlePage.objects.filter(pk=page_id) | ArticlePage.objects.filter(alias_of=page_id)


def checked(page, kind, *, was="", now="", text="", on_top=None, of=None):
    """The fields of a Correction of this kind. Raises ValidationError, by field."""
    if kind == Kind.MINOR_FIX:
        return {"kind": kind, "was": "", "now": "", "text": "", "on_top": False, "of": None}
    was, now, text = was.strip(), now.strip(), text.strip()
    errors = {}
    if kind == Kind.CORRECTION:
        if not was:
            errors["was"] = _("Say what was wrong. “We fixed an error” tells readers nothing.")
        if not now:
            errors["now"] = _("Say what is right.")
    else:
        was = now = ""
        if kind in TOLD_IN_TEXT and not text:
            errors["text"] = _("Say what readers are to know.")
    errors |= names_given_away(page, was=was, now=now, text=text)
    if of and (of.article_id != page.pk or not of.is_public or of.kind == Kind.RETRACTION):
        errors["of"] = _("This is no notice of this story that could be put right.")
    elif of and of.put_right_by.filter(published_at__isnull=False).exists():
        errors["of"] = _("Somebody has put this notice right already. Read theirs, and put that one right if need be.")
    if errors:
        raise ValidationError(errors)
    place = kind in USUALLY_ON_TOP if on_top is None else on_top
    return {"kind": kind, "was": was, "now": now, "text": text, "on_top": place, "of": of}


def names_given_away(page, **texts):
    """Errors by field for texts that would tell readers whom the story, as it is or as it will be, must not name."""
    people = hidden_people(page) | hidden_people(page.get_latest_revision_as_object())
    finders = [finder(person) for person in people.values()]
    message = _("“%(word)s” is a name of somebody who must not be named in this story. Say it without the name.")
    found = ((name, find(prose.plain(text))) for name, text in texts.items() for find in finders)
    return {name: message % {"word": word} for name, word in found if word}
