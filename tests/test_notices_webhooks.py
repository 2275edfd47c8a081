"""What other systems are told, and what happens where they do not listen."""

import json
import re
import textwrap
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import readiness.signals
from accounts.roles import Role
from notices import targets, webhooks
from notices.models import DeliveryState, Event, Webhook, WebhookDelivery
from notices.webhooks import RETRY_AFTER
from readiness.models import Override
from review import signals
from tests import factories
from tests.receiver import receiver

pytestmark = pytest.mark.django_db

SECRET = "whsec_0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def queue(settings):
    """Deliveries wait in the database, for `work` to make them."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return DBTaskResult.objects.filter(task_path="notices.webhooks.deliver")


@pytest.fixture
def work(queue):
    """work(): do what a worker does now. Returns how many tasks there were."""

    def run():
        ready = list(queue.ready())
        for task in ready:
            task.delete()
            webhooks.deliver.call(*task.args_kwargs["args"])
        return len(ready)

    return run


@pytest.fixture
def here(settings):
    settings.ALLOW_PRIVATE_TARGETS = True
    with receiver() as made:
        yield made


@pytest.fixture
def webhook(here):
    events = [value for value, _label in Event.to_choose()]
    return Webhook.objects.create(name="Slack", url=here.url(), events=events, secret=SECRET)


@pytest.fixture
def writer():
    return factories.user(Role.WRITER, first_name="Ada", last_name="Example")


@pytest.fixture
def story(writer):
    return factories.article("A balm & <b>more</b>", owner=writer, live=False)


@pytest.fixture
def publish(story, writer):
    """publish(): the engine says that the story is published."""

    def send():
        signals.published.send(sender=None, page=story, user=writer, revision=story.latest_revision, first=True)

    return send


def sent_to(here):
    """(headers, body) of the newest request."""
    head, _gap, body = here.requests[-1].partition(b"\r\n\r\n")
    return dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:]), body


def the_check_in_the_guide():
    """The function that docs/notices.md gives to the other side."""
    guide = (settings.BASE_DIR / "docs" / "notices.md").read_text()
    code = re.search(r"^    import hashlib.*?(?=^\S)", guide, re.M | re.S)[0]
    names = {}
    exec(textwrap.dedent(code), names)  # noqa: S102 - our own guide
    return names["is_from_the_desk"]


# What is told -------------------------------------------------------------------------------------


def test_a_message_says_what_happened_to_which_story_and_who_did_it(here, webhook, work, story, publish, writer):
    publish()
    assert work() == 1
    headers, body = sent_to(here)
    message = json.loads(body)
    assert message | {"id": "", "occurred_at": "", "text": ""} == {
        "id": "",
        "event": "published",
        "occurred_at": "",
        "text": "",
        "story": {
            "id": story.pk,
            "title": "A balm & <b>more</b>",
            "url": None,
            "admin_url": f"http://127.0.0.1:8000/admin/pages/{story.pk}/edit/",
        },
        "actor": {"id": writer.pk, "name": "Ada Example"},
        "data": {"revision": story.latest_revision_id, "first": True},
    }
    assert datetime.fromisoformat(message["occurred_at"]).tzinfo == UTC
    assert headers["X-Beauty-Desk-Id"] == message["id"]
    assert headers["X-Beauty-Desk-Event"] == "published"
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.status_code, delivery.response) == (DeliveryState.DELIVERED, 200, "ok")
    assert delivery.attempt == 1
    assert delivery.duration_ms is not None


def test_a_live_story_is_given_with_the_address_that_readers_use(here, webhook, work, writer):
    story = factories.article()
    signals.published.send(sender=None, page=story, user=None, revision=story.latest_revision, first=True)
    work()
    message = json.loads(sent_to(here)[1])
    assert message["story"]["url"] == story.full_url
    assert message["text"].endswith(f"is published. {story.full_url}")
    assert message["actor"] is None


def test_the_signature_proves_sender_content_and_time(here, webhook, work, publish):
    check = the_check_in_the_guide()
    publish()
    work()
    headers, body = sent_to(here)
    signed = headers["X-Beauty-Desk-Signature"]
    assert check(SECRET, signed, body)
    assert not check("whsec_another", signed, body)
    assert not check(SECRET, signed, body + b" ")
    assert not check(SECRET, signed.replace("t=", "t=1"), body)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert not check(SECRET, signed, body)


def test_the_signature_is_the_one_in_the_guide():
    assert webhooks.signature("whsec_example", b'{"event":"test"}', 1767225600) == (
        "t=1767225600,v1=76c0f5473c30b2ced2e0166553f24a45109d71bfd17f0cd2e0437ca32f64a414"
    )


def test_the_text_is_what_slack_shows_and_cannot_call_everybody(here, webhook, work, story, writer):
    story.title = story.draft_title = "<!channel> & <http://evil.example|balm>"
    story.save()
    stage = factories.stage(story)
    details = {"stage": stage, "to_stage": None, "note": "Who says\n<@U1> so?", "earlier_approvers": []}
    signals.sent_back.send(sender=None, page=story, user=writer, **details)
    work()
    assert json.loads(sent_to(here)[1])["text"] == (
        "“&lt;!channel&gt; &amp; &lt;http://evil.example|balm&gt;” was sent back by Desks (Ada Example). "
        f"“Who says &lt;@U1&gt; so?” http://127.0.0.1:8000/admin/pages/{story.pk}/edit/"
    )


def test_nobodys_e_mail_address_is_told(here, webhook, work, story):
    nameless = factories.user(Role.COPY_EDITOR, display_name="")
    turn = factories.turn(factories.stage(story), Role.COPY_EDITOR, assignee=nameless)
    signals.assigned.send(sender=None, page=story, user=nameless, turn=turn)
    work()
    assert b"@" not in sent_to(here)[1]


def details_of(event, story, writer):
    """What the engine says with each event, and the part of it that arrives."""
    stage = factories.stage(story)
    turn = factories.turn(stage, Role.COPY_EDITOR, "Copy desk", due_at=datetime(2026, 7, 1, 12, tzinfo=UTC))
    turn.assignee = writer
    holds = factories.sign_off(turn, writer, note="Good.")
    fell = factories.sign_off(turn, None, fell_at=timezone.now(), fell_because="Text", note="Good.")
    override = Override.objects.create(page=story, rule="no_dek", key="no_dek", message="No dek.", reason="Breaking!!!")
    revision = story.latest_revision
    when = datetime(2026, 7, 1, 7, tzinfo=UTC)
    of_turn = {"desk": "Copy desk", "stage": "Desks", "due_at": "2026-07-01T12:00:00+00:00", "assignee": "Ada Example"}
    of_sign_off = {"desk": "Copy desk", "stage": "Desks", "role": "Copy editors"}
    return {
        Event.SUBMITTED: ({"note": "Here."}, {"note": "Here."}),
        Event.TURN_OPENED: ({"turn": turn, "note": "Here."}, of_turn | {"note": "Here."}),
        Event.ASSIGNED: ({"turn": turn}, of_turn),
        Event.SIGNED: ({"turn": turn, "sign_off": holds}, of_turn | of_sign_off | {"note": "Good."}),
        Event.SENT_BACK: (
            {"stage": stage, "to_stage": stage, "note": "No.", "earlier_approvers": [writer]},
            {"stage": "Desks", "to_stage": "Desks", "note": "No."},
        ),
        Event.FELL_AWAY: ({"sign_off": fell}, of_sign_off | {"reason": "Text"}),
        Event.CANCELLED: ({}, {}),
        Event.OVERRIDDEN: (
            {"overrides": [override]},
            {"overrides": [{"rule": "no_dek", "finding": "No dek.", "reason": "Breaking!!!"}]},
        ),
        Event.SCHEDULED: (
            {"revision": revision, "when": when},
            {"revision": revision.pk, "when": "2026-07-01T07:00:00+00:00"},
        ),
        Event.PUBLISHED: ({"revision": revision, "first": False}, {"revision": revision.pk, "first": False}),
        Event.SCHEDULE_FAILED: (
            {"revision": revision, "reason": "The dek is missing."},
            {"revision": revision.pk, "reason": "The dek is missing."},
        ),
    }[event]


@pytest.mark.parametrize("event", [Event(value) for value, _label in Event.to_choose()])
def test_every_event_of_the_engine_is_told(here, webhook, work, story, writer, event):
    details, data = details_of(event, story, writer)
    source = readiness.signals if event == Event.OVERRIDDEN else signals
    getattr(source, event).send(sender=None, page=story, user=None, **details)
    assert work() == 1
    message = json.loads(sent_to(here)[1])
    assert message["event"] == event
    assert message["data"] == data
    assert "A balm" in message["text"]
    assert "%(" not in message["text"]
    assert "  " not in message["text"]


def test_a_story_that_was_not_taken_down_is_named_so(here, webhook, work, story):
    signals.schedule_failed.send(sender=None, page=story, user=None, revision=None, reason="The system failed.")
    work()
    text = json.loads(sent_to(here)[1])["text"]
    assert text.startswith(
        "“A balm &amp; &lt;b&gt;more&lt;/b&gt;” was not taken down at its time. “The system failed.”"
    )


def test_a_webhook_is_told_only_what_it_asked_for(here, webhook, work, publish):
    webhook.events = ["sent_back", "signed"]
    webhook.save()
    publish()
    assert work() == 0


def test_a_webhook_that_is_switched_off_is_told_nothing(here, webhook, work, publish):
    publish()
    webhook.active = False
    webhook.save()
    publish()
    assert work() == 1
    assert here.requests == []
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.error) == (DeliveryState.FAILED, "The webhook is switched off.")


def test_every_webhook_gets_the_same_event_under_the_same_id(here, webhook, work, publish):
    Webhook.objects.create(name="Archive", url=here.url(), events=["published"])
    publish()
    assert work() == 2
    assert len({json.loads(request.partition(b"\r\n\r\n")[2])["id"] for request in here.requests}) == 1


# When it is told ----------------------------------------------------------------------------------


def test_nothing_goes_out_within_the_request(here, webhook, publish, queue):
    publish()
    assert here.requests == []
    assert queue.count() == 1


def test_nothing_goes_out_of_what_was_rolled_back(here, webhook, publish, work):
    with transaction.atomic():
        publish()
        transaction.set_rollback(True)
    assert work() == 0
    assert not WebhookDelivery.objects.exists()


def test_a_delivery_is_attempted_by_one_worker_only(here, webhook, publish):
    publish()
    (delivery,) = WebhookDelivery.objects.all()
    assert webhooks.claimed(delivery.pk) == delivery
    webhooks.deliver.call(delivery.pk)
    assert here.requests == []


def test_a_delivery_whose_worker_died_is_found_again(here, webhook, publish, work, queue):
    publish()
    webhooks.claimed(WebhookDelivery.objects.get().pk)
    queue.all().delete()
    assert webhooks.resume_lost() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=12)):
        assert webhooks.resume_lost() == 1
        assert work() == 1
        assert webhooks.resume_lost() == 0
    assert len(here.requests) == 1


def test_a_delivery_of_a_webhook_that_was_deleted_is_nobodys(here, webhook, publish, work):
    publish()
    webhook.delete()
    assert work() == 1
    assert here.requests == []


def test_a_webhook_deleted_while_it_is_called_leaves_nothing_behind(here, webhook, publish, work, monkeypatch):
    def post(*args):
        webhook.delete()
        return targets.Answer(500, "", "It answered with the error 500.", 1)

    monkeypatch.setattr(targets, "post", post)
    publish()
    assert work() == 1
    assert not WebhookDelivery.objects.exists()


# Where it does not arrive -------------------------------------------------------------------------


def test_what_fails_is_tried_again_and_given_up_in_the_end(here, webhook, publish, work, caplog):
    here.answer = b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"
    with time_machine.travel("2026-03-02 09:00Z", tick=False) as clock:
        publish()
        for wait in RETRY_AFTER:
            assert work() == 1
            delivery = WebhookDelivery.objects.get()
            assert delivery.state == DeliveryState.WAITING
            assert delivery.next_attempt_at == timezone.now() + wait
            assert (delivery.status_code, delivery.response) == (503, "busy")
            clock.shift(wait - timedelta(seconds=1))
            assert work() == 0
            clock.shift(timedelta(seconds=1))
        assert work() == 1
        clock.shift(timedelta(days=9))
        assert work() == 0
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempt) == (DeliveryState.FAILED, len(RETRY_AFTER) + 1)
    assert delivery.next_attempt_at is None
    assert "error 503" in delivery.error
    assert "was not told" in caplog.text


def test_every_attempt_carries_the_same_message_under_a_fresh_signature(here, webhook, publish, work):
    here.answer = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
    with time_machine.travel("2026-03-02 09:00Z", tick=False) as clock:
        publish()
        work()
        clock.shift(RETRY_AFTER[0])
        work()
        (first, body), (second, again) = (request.split(b"\r\n\r\n") for request in here.requests)
        assert body == again
        assert first != second
        assert the_check_in_the_guide()(SECRET, sent_to(here)[0]["X-Beauty-Desk-Signature"], again)


def test_a_second_try_that_arrives_ends_it(here, webhook, publish, work):
    arriving, here.answer = here.answer, b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
    with time_machine.travel("2026-03-02 09:00Z", tick=False) as clock:
        publish()
        work()
        here.answer = arriving
        clock.shift(RETRY_AFTER[0])
        work()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempt, delivery.error) == (DeliveryState.DELIVERED, 2, "")


def test_where_nobody_answers_the_worker_waits_once_and_not_for_every_event(here, webhook, publish, work, monkeypatch):
    monkeypatch.setattr(targets, "SECONDS", 0.2)
    arriving, here.answer = here.answer, None
    with time_machine.travel("2026-03-02 09:00Z", tick=False) as clock:
        for _n in range(5):
            publish()
        assert work() == 5
        assert len(here.requests) == 1
        assert {delivery.attempt for delivery in WebhookDelivery.objects.all()} == {1}
        monkeypatch.undo()
        here.answer = arriving
        clock.shift(RETRY_AFTER[0])
        work()
    assert {delivery.state for delivery in WebhookDelivery.objects.all()} == {DeliveryState.DELIVERED}


def test_a_private_address_is_refused_when_it_is_called_although_it_was_saved(here, webhook, publish, work, settings):
    settings.ALLOW_PRIVATE_TARGETS = False
    Webhook.objects.update(url=here.url(scheme="https"))
    publish()
    work()
    assert here.requests == []
    delivery = WebhookDelivery.objects.get()
    assert "not on the public internet" in delivery.error
    assert delivery.state == DeliveryState.WAITING


def test_of_a_long_answer_the_beginning_is_kept(here, webhook, publish, work):
    here.answer = b"HTTP/1.1 200 OK\r\n\r\n" + b"\x00" + "ö".encode() * 5000
    publish()
    work()
    assert WebhookDelivery.objects.get().response == "ö" * 500


# Sending again ------------------------------------------------------------------------------------


def test_a_failed_delivery_can_be_sent_again(here, webhook, publish, work, staff):
    publish()
    WebhookDelivery.objects.update(state=DeliveryState.FAILED, attempt=5, next_attempt_at=None)
    work()
    assert here.requests == []
    delivery = WebhookDelivery.objects.get()
    webhooks.send_again(delivery, by=staff[Role.MANAGING_EDITOR])
    assert work() == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempt) == (DeliveryState.DELIVERED, 1)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGING_EDITOR])
def test_only_who_may_change_webhooks_sends_again(webhook, publish, staff, role):
    publish()
    with pytest.raises(PermissionDenied):
        webhooks.send_again(WebhookDelivery.objects.get(), by=staff[role])


def test_a_test_is_sent_whatever_the_webhook_is_told_of(here, webhook, work, writer):
    webhook.events = ["signed"]
    webhook.save()
    webhooks.announce_test(webhook, writer)
    work()
    message = json.loads(sent_to(here)[1])
    assert (message["event"], message["story"]["id"], message["data"]) == ("test", None, {})
    assert message["text"].startswith("Beauty Desk can reach this address (Ada Example).")


# The rules of a webhook ---------------------------------------------------------------------------


@pytest.mark.parametrize("events", [[], ["published", "invented"], ["test"]])
def test_a_webhook_is_told_of_something_that_happens(here, events):
    webhook = Webhook(name="Slack", url=here.url(), events=events)
    with pytest.raises(ValidationError, match="Choose what it is told of"):
        webhook.full_clean()


def test_a_webhook_that_leads_into_the_network_is_not_saved(settings):
    webhook = Webhook(name="Inside", url="https://127.0.0.1/", events=["published"])
    with pytest.raises(ValidationError, match="not on the public internet"):
        webhook.full_clean()
    webhook.active = False
    webhook.full_clean()  # switching off is always possible


def test_every_webhook_has_a_secret_of_its_own():
    secrets = {Webhook().secret for _n in range(20)}
    assert len(secrets) == 20
    assert all(len(secret) > 40 for secret in secrets)


def test_an_event_costs_one_query_where_there_is_no_webhook(story, writer, queue):
    with CaptureQueriesContext(webhooks.transaction.get_connection()) as queries:
        webhooks.announce(Event.SIGNED, story, writer, {})
    assert len(queries) == 1
