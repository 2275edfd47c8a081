"""Telling other systems: a signed message for each event, that the worker delivers. It tries five times.

A delivery is a row with everything about it. Whoever wants to attempt it claims it first by moving its next attempt
into the future, so that no two workers send the same one, and a worker that dies leaves it to be found again.
"""

import hashlib
import hmac
import json
import logging
import uuid
from datetime import timedelta

from django_tasks import task

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.house_time import told

from . import addresses, targets
from .models import DeliveryState, Event, Webhook, WebhookDelivery
from .wording import TAKEDOWN_FAILED, WEBHOOKS

logger = logging.getLogger(__name__)

# How long to wait before each further attempt.
RETRY_AFTER = [timedelta(**wait) for wait in ({"minutes": 1}, {"minutes": 10}, {"hours": 1}, {"hours": 8})]
CLAIM = timedelta(minutes=1)  # longer than an attempt can take (targets.SECONDS)
QUIET = timedelta(minutes=1)  # how long nothing is tried where nobody answered, so that the worker is not held up
LOST_AFTER = timedelta(minutes=10)  # a delivery so long overdue has lost its task
PRIORITY = -10  # below mail and search
NOTE_IN_TEXT = 500  # characters


# What is sent --------------------------------------------------------------------------------------


def announce(event, page, user, details):
    """Write a delivery of this event for every webhook that wants it, and put it on the queue.

    All within the transaction at hand; nothing is sent before it is committed.
    """
    wanted = [webhook for webhook in Webhook.objects.filter(active=True) if event in webhook.events]
    if wanted:
        story = story_of(page)
        body = message(event, story, user, data_of(details))
        enqueue(WebhookDelivery.objects.bulk_create(delivery(webhook, event, body, story) for webhook in wanted))


def announce_test(webhook, user):
    """Send the webhook a message that means nothing, for people to see whether it arrives."""
    story = {"id": None, "title": "", "url": None, "admin_url": addresses.in_admin("wagtailadmin_home")}
    one = delivery(webhook, Event.TEST, message(Event.TEST, story, user, {}), story)
    one.save(force_insert=True)
    enqueue([one])
    return one


def delivery(webhook, event, body, story):
    now = timezone.now()
    return WebhookDelivery(
        webhook=webhook,
        event_id=body["id"],
        event=event,
        story=story["title"][:255],
        body=json.dumps(body, ensure_ascii=False),
        created_at=now,
        next_attempt_at=now,
    )


def enqueue(deliveries):
    for one in deliveries:
        deliver.enqueue(one.pk)


def message(event, story, user, data):
    """The body of a message. docs/notices.md describes it for those who read it."""
    return {
        "id": str(uuid.uuid4()),
        "event": event.value,
        "occurred_at": timezone.now().isoformat(timespec="seconds"),
        "text": text_of(event, story, user, data),
        "story": story,
        "actor": user and {"id": user.pk, "name": name_of(user)},
        "data": data,
    }


def name_of(user):
    """A person's name, for others than colleagues: never the e-mail address."""
    return user.get_full_name() or user.display_name or _("A colleague")


def story_of(page):
    return {
        "id": page.pk,
        "title": page.get_admin_display_title(),
        "url": page.full_url if page.live else None,
        "admin_url": addresses.editor_of(page),
    }


def data_of(details):
    """What a signal of the engine tells, as JSON can hold it."""
    data = {"note": details.get("note") or "", "reason": str(details.get("reason") or "")}
    if turn := details.get("turn"):
        data |= {"desk": turn.desk_name, "stage": turn.stage.name, "due_at": turn.due_at and turn.due_at.isoformat()}
        data["assignee"] = turn.assignee and name_of(turn.assignee)
    if sign_off := details.get("sign_off"):
        data |= {"desk": sign_off.turn.desk_name, "stage": sign_off.turn.stage.name, "role": sign_off.role}
        data |= {"reason": sign_off.fell_because} if sign_off.fell_at else {"note": sign_off.note}
    if stage := details.get("stage"):
        to_stage = details.get("to_stage")
        data |= {"stage": stage.name, "to_stage": to_stage and to_stage.name}
    if revision := details.get("revision"):
        data["revision"] = revision.pk
    if "first" in details:
        data["first"] = bool(details["first"])
    if when := details.get("when"):
        data["when"] = when.isoformat()
    if overrides := details.get("overrides"):
        data["overrides"] = [{"rule": one.rule, "finding": one.message, "reason": one.reason} for one in overrides]
    return {name: value for name, value in data.items() if value not in ("", None)}


def text_of(event, story, user, data):
    """One line for people, as Slack's `text` wants it."""
    with translation.override(settings.LANGUAGE_CODE):
        names = {"title": story["title"], "desk": "", "stage": "", "assignee": _("somebody")} | data
        if "when" in names:
            names["when"] = told(parse_datetime(names["when"]))
        sentence = TAKEDOWN_FAILED if event == Event.SCHEDULE_FAILED and "revision" not in data else WEBHOOKS[event]
        parts = [sentence % names + (f" ({name_of(user)})." if user else ".")]
        if note := data.get("note") or data.get("reason"):
            parts.append(f"“{Truncator(note).chars(NOTE_IN_TEXT)}”")
        parts.append(story["url"] if event == Event.PUBLISHED and story["url"] else story["admin_url"])
        return escaped_for_slack(" ".join(" ".join(parts).split()))


def escaped_for_slack(text):
    """Slack reads "<!channel>" as a call to everybody and "<a|b>" as a link; these three signs switch that off."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def signature(secret, body, at):
    """The header that proves where a message comes from and how old it is.

    Args:
        body: the bytes that are sent.
        at: seconds since 1970 (Unix time), a whole number.
    """
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


# The sending ---------------------------------------------------------------------------------------


@task(priority=PRIORITY)
def deliver(delivery_id):
    """Attempt one delivery, if it is due and nobody else is at it."""
    one = claimed(delivery_id)
    if one is None:
        return
    webhook = one.webhook
    if not webhook.active:
        settle(one, DeliveryState.FAILED, _("The webhook is switched off."))
    elif webhook.quiet_until and webhook.quiet_until > timezone.now():
        record(one, targets.Answer(None, "", _("Not tried: nobody had answered a moment before."), 0))
    else:
        answer = targets.post(webhook.url, one.body.encode(), headers_of(one))
        quiet_until = timezone.now() + QUIET if answer.is_silent else None
        Webhook.objects.filter(pk=webhook.pk).update(quiet_until=quiet_until)
        record(one, answer)


def claimed(delivery_id):
    """The delivery, if this call is the one to attempt it; else None."""
    now = timezone.now()
    due = WebhookDelivery.objects.filter(pk=delivery_id, state=DeliveryState.WAITING, next_attempt_at__lte=now)
    if not due.update(next_attempt_at=now + CLAIM):
        return None
    return WebhookDelivery.objects.select_related("webhook").get(pk=delivery_id)


def headers_of(one):
    at = int(timezone.now().timestamp())
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Beauty-Desk",
        "X-Beauty-Desk-Event": one.event,
        "X-Beauty-Desk-Id": str(one.event_id),
        "X-Beauty-Desk-Signature": signature(one.webhook.secret, one.body.encode(), at),
    }


def record(one, answer):
    """Keep what came of an attempt, and decide when the next one is."""
    now, attempt = timezone.now(), one.attempt + 1
    result = {
        "attempt": attempt,
        "attempted_at": now,
        "status_code": answer.status,
        "duration_ms": answer.milliseconds,
        "response": answer.text.replace("\x00", "")[:500],  # PostgreSQL's text cannot hold a zero byte
    }
    if answer.is_success:
        settle(one, DeliveryState.DELIVERED, **result)
    elif attempt > len(RETRY_AFTER):
        logger.error("Webhook “%s” was not told of event %s: %s", one.webhook, one.event_id, answer.error)
        settle(one, DeliveryState.FAILED, answer.error, **result)
    else:
        postpone(one, now + RETRY_AFTER[attempt - 1], answer.error, **result)


def settle(one, state, error="", **result):
    keep(one, state=state, error=error[:300], next_attempt_at=None, **result)


@transaction.atomic
def postpone(one, until, error, **result):
    keep(one, error=error[:300], next_attempt_at=until, **result)
    deliver.using(run_after=until).enqueue(one.pk)


def keep(one, **changes):
    """By an update, not by saving: meanwhile the webhook may have been deleted, and its deliveries with it."""
    WebhookDelivery.objects.filter(pk=one.pk).update(**changes)


@transaction.atomic
def send_again(one, *, by):
    """Start all over with a delivery, now. The same message goes out: its id tells the receiver that it is no new one.

    Raises:
        PermissionDenied: for whoever may not change webhooks.
    """
    if not by.has_perm("notices.change_webhook"):
        raise PermissionDenied
    keep(one, state=DeliveryState.WAITING, attempt=0, next_attempt_at=timezone.now())
    Webhook.objects.filter(pk=one.webhook_id).update(quiet_until=None)
    enqueue([one])


def resume_lost():
    """Put deliveries back on the queue whose task went lost with its worker. Returns how many there were."""
    overdue = WebhookDelivery.objects.filter(
        state=DeliveryState.WAITING, next_attempt_at__lt=timezone.now() - LOST_AFTER
    )
    found = list(overdue.only("pk")[:100])
    enqueue(found)
    return len(found)
