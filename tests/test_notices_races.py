"""Several workers at the same moment: each has a connection of its own, so the rows must really be in the database."""

from functools import partial

import pytest

from django.core import mail
from django.utils import timezone

from accounts.roles import Role
from notices.models import Kind, Notice, Webhook, WebhookDelivery
from notices.outbox import tell
from notices.posting import deliver_due
from notices.webhooks import claimed
from tests import factories
from tests.at_once import at_once

ATTEMPTS = 10


@pytest.fixture
def webhook(transactional_db):
    made = Webhook.objects.create(name="Slack", url="https://hooks.example.org/", events=["signed"])
    yield made
    made.delete()


@pytest.fixture
def story(transactional_db):
    return factories.article(live=False)


@pytest.fixture
def editor(transactional_db):
    return factories.user(Role.COPY_EDITOR)


def test_of_two_workers_one_sends_a_letter(story, editor):
    for number in range(ATTEMPTS):
        tell([editor], Kind.CANCELLED, story, by=None, key=f"{number}", desk="Copy desk")
        written = at_once(deliver_due, deliver_due)
        assert sum(written) == 1
        assert len(mail.outbox) == number + 1
    assert not Notice.objects.waiting().exists()


def test_of_two_workers_one_attempts_a_delivery(webhook):
    for number in range(ATTEMPTS):
        one = WebhookDelivery.objects.create(
            webhook=webhook,
            event_id=f"7f1c0f0e-8f0a-4f9e-9d2a-0c5b8f6f7a1{number}",
            event="signed",
            story="A balm",
            body="{}",
            next_attempt_at=timezone.now(),
        )
        found = at_once(partial(claimed, one.pk), partial(claimed, one.pk))
        assert sorted(result is None for result in found) == [False, True]


def test_two_events_at_once_that_one_notice_is_enough_for_are_one(story, editor):
    for number in range(ATTEMPTS):
        write = partial(tell, [editor], Kind.CANCELLED, story, by=None, key=f"{number}", desk="Copy desk")
        at_once(write, write)
        assert Notice.objects.filter(key=f"{number}").count() == 1
