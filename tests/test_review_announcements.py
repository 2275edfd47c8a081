"""What Wagtail does is announced once, in the transaction in which it happens, whichever way it was done."""

from datetime import timedelta

import pytest

from django.utils import timezone

from accounts.roles import Role
from review import signals
from tests import factories, newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    """[(signal's name, user, what else)] of everything announced from now on."""
    found = []
    receivers = []
    for name in ("submitted", "published", "scheduled"):

        def hear(sender, signal, page, user, name=name, **details):
            found.append((name, user, details))

        receivers.append((getattr(signals, name), hear))
        getattr(signals, name).connect(hear)
    yield found
    for signal, hear in receivers:
        signal.disconnect(hear)


@pytest.fixture
def story(staff):
    return factories.article(live=False, owner=staff[Role.WRITER])


def test_handing_in_is_announced_the_first_time_and_again(heard, story, staff):
    writer = staff[Role.WRITER]
    newsroom.submit(story, writer)
    newsroom.send_back(story, staff[Role.COPY_EDITOR])
    newsroom.submit(story, writer)
    assert heard == [("submitted", writer, {"note": ""})] * 2


def test_publication_is_announced_and_whether_it_is_the_first(heard, story, staff):
    chief = staff[Role.MANAGING_EDITOR]
    factories.publish(story, chief)
    first = newsroom.newest(story).latest_revision
    newsroom.edit(story, chief, dek="A new dek.")
    factories.publish(story, chief)
    assert heard == [
        ("published", chief, {"revision": first, "first": True}),
        ("published", chief, {"revision": newsroom.newest(story).latest_revision, "first": False}),
    ]


@pytest.mark.parametrize("was_live", [False, True])
def test_a_set_hour_is_announced_and_no_publication(heard, story, staff, was_live):
    if was_live:
        factories.publish(story)
        heard.clear()
    hour = timezone.now().replace(microsecond=0) + timedelta(days=1)
    newsroom.edit(story, go_live_at=hour)
    factories.publish(story, staff[Role.MANAGING_EDITOR])
    ((name, user, details),) = heard
    assert (name, user, details["when"]) == ("scheduled", staff[Role.MANAGING_EDITOR], hour)


def test_an_alias_announces_nothing(heard, story):
    factories.publish(story)
    story.refresh_from_db()
    heard.clear()
    story.create_alias(parent=story.get_parent(), update_slug="alias")
    newsroom.edit(story, dek="A new dek.")
    factories.publish(story)
    assert [name for name, _user, _details in heard] == ["published"]
