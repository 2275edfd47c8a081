"""What the newsroom's letters are about: one function for each signal of the engine that anybody is told of.

The engine sends its signals within its transaction, and so are notices and deliveries written: rolled back, nothing
was told. What goes wrong here is logged and stops nothing: no approval waits for a letter.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from wagtail.models import Comment, Page, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

import readiness.signals
import review.signals
from articles.models import ArticlePage

from . import recipients, webhooks
from .models import Event, Kind, Notice
from .outbox import tell

logger = logging.getLogger(__name__)

# A desk that is asked so soon after its sign-off fell is asked because of that.
JUST_FELL = timedelta(minutes=1)
SAME_TROUBLE = timedelta(days=1)  # a schedule that fails is tried again and again, and told of once a day


def turn_opened(page, user, turn, note="", **_more):
    people = list(recipients.asked_at(turn, page))
    names = {
        "desk": turn.desk_name,
        "stage": turn.stage.name,
        "byline": byline_of(page),
        "due": turn.due_at and turn.due_at.isoformat(),
    }
    if people:
        fell = turn.sign_offs.filter(fell_at__gte=timezone.now() - JUST_FELL).exists()
        kind = Kind.ASKED_AGAIN if fell else Kind.ASKED
        tell(people, kind, page, by=user, key=f"asked:{turn.pk}", turn=turn, note=note, **names)
    else:
        editors = recipients.managing_editors()
        tell(editors, Kind.NOBODY_THERE, page, by=None, key=f"nobody:{turn.pk}", turn=turn, **names)


def byline_of(page):
    writers = page.bylines.all() if isinstance(page, ArticlePage) else []
    return get_text_list([str(byline.person) for byline in writers], _("and"))


def assigned(page, user, turn, **_more):
    tell(
        recipients.colleagues().filter(pk=turn.assignee_id),
        Kind.ASSIGNED,
        page,
        by=user,
        key=f"assigned:{turn.pk}",
        turn=turn,
        desk=turn.desk_name,
        stage=turn.stage.name,
        due=turn.due_at and turn.due_at.isoformat(),
    )


def sent_back(page, user, stage, to_stage=None, note="", earlier_approvers=(), **_more):
    names = {"stage": stage.name, "note": note}
    if to_stage is None:
        told = set(recipients.writers_of(page))
        comment = first_comment(page, user, stage)
        tell(told, Kind.SENT_BACK, page, by=user, key=f"sent_back:{stage.pk}", comment=comment, **names)
    else:
        turns = recipients.open_turns(page).filter(stage=to_stage.pk).select_related("stage")
        told = {person for turn in turns for person in recipients.asked_at(turn, page)}
        names["desk"] = to_stage.name
        tell(told, Kind.RETURNED, page, by=user, key=f"returned:{to_stage.pk}", **names)
    signers = recipients.colleagues().filter(pk__in={approver.pk for approver in earlier_approvers})
    others = [signer for signer in signers if signer not in told]
    tell(others, Kind.SENT_BACK_LATER, page, by=user, key=f"sent_back_later:{stage.pk}", **names)


def first_comment(page, user, stage):
    """The first note in the margin that came with sending a story back, or None: there the letter leads."""
    notes = Comment.objects.filter(page=page.pk, user=user, resolved_at__isnull=True)
    if stage.opened_at:
        notes = notes.filter(created_at__gte=stage.opened_at)
    return notes.order_by("pk").values_list("pk", flat=True).first()


def fell_away(page, user, sign_off, **_more):
    turn = sign_off.turn
    tell(
        recipients.colleagues().filter(pk=sign_off.approver_id),
        Kind.FELL_AWAY,
        page,
        by=user,
        key=f"fell_away:{turn.pk}",
        turn=turn,
        desk=turn.desk_name,
        because=sign_off.fell_because,
        revision=sign_off.revision_id,
    )


def published(page, user, revision, first=True, **_more):
    kind = Kind.PUBLISHED if first else Kind.CHANGES_PUBLISHED
    if ArticlePage.objects.filter(pk=page.pk, retracted_at__isnull=False).exists():
        kind = Kind.RETRACTED
    tell(recipients.writers_of(page), kind, page, by=user, key=f"published:{revision.pk}")


def scheduled(page, user, revision, when, **_more):
    key = f"scheduled:{revision.pk}"
    tell(recipients.writers_of(page), Kind.SCHEDULED, page, by=user, key=key, when=when.isoformat())


def cancelled(page, user, turns=None, **_more):
    """`turns` are those that were open; where the engine does not say, those that are open still.

    Publishing ends a run, too: then the desks were passed by.
    """
    kind = Kind.OVERTAKEN if is_public(page) else Kind.CANCELLED
    for turn in recipients.open_turns(page).select_related("stage") if turns is None else turns:
        # Who has not heard yet that the story came need not hear that it went.
        unaware = Notice.objects.waiting().filter(turn=turn, kind__in=[Kind.ASKED, Kind.ASKED_AGAIN, Kind.ASSIGNED])
        spared = set(unaware.values_list("recipient", flat=True))
        unaware.delete()
        told = [person for person in recipients.asked_at(turn, page) if person.pk not in spared]
        tell(told, kind, page, by=user, key=f"{kind}:{turn.pk}", desk=turn.desk_name, stage=turn.stage.name)


def is_public(page):
    """Whether readers see the newest version."""
    return Page.objects.filter(pk=page.pk, live=True, live_revision=F("latest_revision")).exists()


def overridden(page, user, overrides, **_more):
    editors = list(recipients.managing_editors())
    for override in overrides:
        tell(
            editors,
            Kind.OVERRIDDEN,
            page,
            by=user,
            key=f"overridden:{override.pk}",
            finding=override.message,
            note=override.reason,
            anchor=anchor_of(override),
        )


def anchor_of(override):
    """Where in the editor the finding is (readiness.Finding.anchor), out of the key that the override remembers."""
    _rule, field, block, *_subject = [*override.key.split(":"), "", ""]
    return f"{field}.{block}" if block else field


def schedule_failed(page, user, revision, reason="", **_more):
    """Without a revision, it is its taking down that failed."""
    kind = Kind.SCHEDULE_FAILED if revision else Kind.TAKEDOWN_FAILED
    key = f"{kind}:{revision.pk if revision else page.pk}"
    told_lately = Notice.objects.filter(key=key, created_at__gte=timezone.now() - SAME_TROUBLE)
    people = {*recipients.managing_editors(), *recipients.writers_of(page)}
    heard = set(told_lately.values_list("recipient", flat=True))
    people = [person for person in people if person.pk not in heard]
    tell(people, kind, page, by=user, key=key, reason=str(reason))


LETTERS = {
    Event.TURN_OPENED: turn_opened,
    Event.ASSIGNED: assigned,
    Event.SENT_BACK: sent_back,
    Event.FELL_AWAY: fell_away,
    Event.PUBLISHED: published,
    Event.SCHEDULED: scheduled,
    Event.CANCELLED: cancelled,
    Event.OVERRIDDEN: overridden,
    Event.SCHEDULE_FAILED: schedule_failed,
}


def listener(event):
    """The receiver for one signal of the engine."""

    def hear(sender, page, user=None, signal=None, **details):
        try:
            with transaction.atomic():
                if event in LETTERS:
                    LETTERS[event](page, user, **details)
                webhooks.announce(event, page, user, details)
        except Exception:  # whatever it is: the approval stands
            logger.exception("Nobody was told that page %s was %s", page.pk, event)

    return hear


def connect():
    for value, _label in Event.to_choose():
        source = readiness.signals if value == Event.OVERRIDDEN else review.signals
        getattr(source, value).connect(listener(Event(value)), weak=False, dispatch_uid=f"notices.{value}")
    silence_wagtail()


# By these names Wagtail connects its own notifiers. A signal keeps the first receiver that comes under a name, and
# `notices` stands above `wagtail.admin` in INSTALLED_APPS.
WAGTAILS_NOTIFIERS = [
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
]


def silence_wagtail():
    """Take the places of Wagtail's own letters about the workflow: ours say the same, and nobody wants it twice."""
    for signal, sender, name in WAGTAILS_NOTIFIERS:
        signal.connect(_say_nothing, sender=sender, dispatch_uid=name)


def _say_nothing(sender, **kwargs):
    pass
