"""The clock and people at the same moment."""

from datetime import timedelta

import pytest

from django.utils import timezone

from wagtail.models import PageLogEntry, Revision

from accounts.roles import Role
from articles.models import ArticlePage
from planning import embargo, scheduling
from planning.models import ScheduleFailure
from readiness.gate import NotReady
from tests import factories
from tests.at_once import at_once

ATTEMPTS = 6


@pytest.fixture
def editor(transactional_db):
    return factories.user(Role.MANAGING_EDITOR)


@pytest.fixture
def due(transactional_db):
    """due(): a story whose hour has just come."""
    topic, writer = factories.topic(), factories.person()

    def make():
        story = factories.article(live=False, topic=topic, writers=[writer])
        factories.waive_sign_offs(story)
        Revision.objects.filter(pk=story.latest_revision_id).update(
            approved_go_live_at=timezone.now() - timedelta(seconds=1)
        )
        return story

    return make


def publications(story):
    return PageLogEntry.objects.filter(page=story.pk, action__startswith="wagtail.publish.scheduled").count()


def test_two_workers_publish_a_story_once(due):
    for _attempt in range(ATTEMPTS):
        story = due()
        results = at_once(scheduling.publish_due, scheduling.publish_due, scheduling.publish_due)
        assert sum(results) == 1
        assert publications(story) == 1
    assert not ScheduleFailure.objects.exists()


def test_two_workers_write_one_failure_down_once(due):
    for attempt in range(ATTEMPTS):
        story, other = due(), factories.article(live=False)
        ArticlePage.objects.filter(pk=other.pk).update(slug=story.slug)
        at_once(scheduling.publish_due, scheduling.publish_due)
        (failure,) = ScheduleFailure.objects.filter(page=story)
        assert failure.attempts == 1, f"attempt {attempt}"


def set_embargo(story, editor):
    return embargo.set_embargo(story, timezone.now() + timedelta(days=1), "Maison Example", by=editor)


def is_kept(story, results):
    """Whether the story is held back, and whatever was refused was refused by the gate."""
    refusals = [result for result in results if isinstance(result, Exception)]
    assert all(isinstance(refusal, NotReady) for refusal in refusals), refusals
    return story.plan.under_embargo() and not ArticlePage.objects.get(pk=story.pk).live


def test_an_embargo_that_comes_while_the_clock_publishes_is_kept(due, editor):
    for _attempt in range(ATTEMPTS):
        story = due()
        results = at_once(lambda story=story: set_embargo(story, editor), scheduling.publish_due)
        assert is_kept(story, results)
        scheduling.publish_due()
        assert is_kept(story, [])


def test_an_embargo_that_comes_while_somebody_publishes_is_kept(due, editor):
    for _attempt in range(ATTEMPTS):
        story = due()
        revision = story.get_latest_revision()
        results = at_once(
            lambda story=story: set_embargo(story, editor),
            lambda revision=revision: revision.publish(user=editor),
        )
        assert is_kept(story, results)
