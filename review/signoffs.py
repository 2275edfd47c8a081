"""Giving a sign-off, and seeing it fall away when what was signed for changes."""

from django.db import IntegrityError, transaction
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log
from wagtail.models import Page, Revision, TaskState, WorkflowState

from articles.aspects import Aspect, hashes_of
from articles.pins import keep_revisions
from readiness.actions import lock_page
from readiness.versions import version_in

from . import signals, stages
from .models.records import Fingerprint, SignOff


def give(run, stage, turn, user, note):
    """Record that a person signs for a desk, for the newest version, word for word."""
    revision = run.page.get_latest_revision()
    sign_off = SignOff.objects.create(
        turn=turn,
        page_id=run.page.pk,
        revision=revision,
        approver=user,
        approver_name=get_user_display_name(user),
        role=turn.group.name,
        hashes={aspect: run.hashes[aspect] for aspect in turn.aspects},
        edited_by=sorted(run.last_editors(turn)),
        note=note,
        given_at=timezone.now(),
    )
    log(
        instance=run.page,
        action="review.sign_off",
        user=user,
        revision=revision,
        data={"desk": turn.desk_name, "stage": stage.name, "note": note, "hashes": sign_off.hashes},
    )
    turn.standing.append(sign_off)
    run.forget()
    signals.signed.send(sender=SignOff, page=run.page, user=user, turn=turn, sign_off=sign_off)
    return sign_off


@keep_revisions
def is_signed(revision):
    """Whether somebody signed for this version: then no autosave may rewrite it in place."""
    return revision.sign_offs.exists()


# What an edit does ----------------------------------------------------------------------------------


def connect():
    post_save.connect(_revision_saved, sender=Revision, dispatch_uid="review.signoffs.newest_version")


def _revision_saved(instance, update_fields=None, **kwargs):
    model = instance.content_type.model_class()
    if update_fields is None and model and issubclass(model, Page):
        _hold_against(instance)


@transaction.atomic
def _hold_against(revision):
    """Hold what was signed against the version that somebody has just saved."""
    lock_page(revision.object_id)
    if not revision.is_latest_revision():
        return
    # The task state that is under way follows the newest version. Those that are over keep theirs.
    TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        workflow_state__base_content_type=revision.base_content_type_id,
        workflow_state__object_id=revision.object_id,
    ).exclude(revision=revision).update(revision=revision)
    follow(version_in(revision), revision.user)


def follow(page, user):
    """Remember who changed what in a page's newest version, and let go of the sign-offs that this touches.

    Args:
        page: the newest version.
        user: who saved it; None for the system.
    """
    run = stages.run_of(page)
    hashes = run.hashes if run else hashes_of(page)
    before, created = Fingerprint.objects.get_or_create(page_id=page.pk)
    changed = [aspect for aspect, digest in hashes.items() if before.hashes.get(aspect) != digest]
    if not changed:
        return
    before.hashes = hashes
    if user:  # what the system does makes nobody's own work a colleague's
        before.changed_by |= dict.fromkeys(changed, user.pk)
    before.save()
    page.fingerprint = before
    if run and not created:
        compare(run, user)


def compare(run, user):
    """Mark the sign-offs of a run that no longer hold, take the mark from those that do again, and go on from there."""
    fell = []
    for turn in (turn for stage in run.stages for turn in stage.turns.all()):
        for sign_off in turn.standing:
            if run.holds(sign_off) == (sign_off.fell_at is None):
                continue
            if sign_off.fell_at:
                _stand_up(sign_off)
            else:
                fell.append(_fall(sign_off, run, user))
    stages.go_on(run, user)
    for sign_off in fell:
        signals.fell_away.send(sender=SignOff, page=run.page, user=user, sign_off=sign_off)


def _fall(sign_off, run, user):
    names = [str(Aspect(name).label) for name, digest in sign_off.hashes.items() if run.hashes[name] != digest]
    because = _("%(aspects)s changed by %(name)s") % {
        "aspects": get_text_list(names, _("and")),
        "name": get_user_display_name(user) if user else _("the system"),
    }
    sign_off.fell_at, sign_off.fell_because = timezone.now(), because[:255]
    sign_off.save(update_fields=["fell_at", "fell_because"])
    log(
        instance=run.page,
        action="review.fell_away",
        user=user,
        revision=sign_off.revision,
        data={"desk": sign_off.turn.desk_name, "approver": sign_off.approver_name, "because": because},
    )
    return sign_off


def _stand_up(sign_off):
    """The story says again what was signed for."""
    sign_off.fell_at, sign_off.fell_because = None, ""
    try:
        with transaction.atomic():
            sign_off.save(update_fields=["fell_at", "fell_because"])
    except IntegrityError:  # the same person has signed again meanwhile; that sign-off counts
        pass
