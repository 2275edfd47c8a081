from datetime import timedelta

import pytest
import time_machine

from django.core import mail
from django.utils import timezone

from wagtail.models import PageLogEntry, Revision

from accounts.roles import Role
from articles.models import ArticlePage
from review import scheduling
from tests import factories

pytestmark = pytest.mark.django_db

DUE = timezone.now() + timedelta(hours=1)
LATER = DUE + timedelta(minutes=1)


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """Look at the clock, by default when everything is due. Returns how many pages were dealt with."""

    def look(when=LATER):
        with time_machine.travel(when, tick=False), django_capture_on_commit_callbacks(execute=True):
            return scheduling.publish_due()

    return look


def scheduled(title="A balm for winter", **fields):
    """A story that is approved and waits for its time."""
    story = factories.article(title, live=False, go_live_at=DUE, **fields)
    story.get_latest_revision().publish()
    return story


def live(expire_at, **fields):
    """A published story that ends at some time."""
    return factories.article(expire_at=expire_at, **fields)


def current(story):
    return ArticlePage.objects.get(pk=story.pk)


def log_of(story):
    return list(
        PageLogEntry.objects.filter(page=story.pk).order_by("-timestamp", "-pk").values_list("action", flat=True)
    )


def test_a_story_goes_live_when_its_time_has_come(run):
    story = scheduled()
    assert run(DUE - timedelta(minutes=1)) == 0
    assert not current(story).live
    assert run() == 1
    assert current(story).live
    assert log_of(story)[0] == "wagtail.publish.scheduled"


def test_a_story_is_published_once(run):
    story = scheduled()
    run()
    assert run() == 0
    assert log_of(story).count("wagtail.publish.scheduled") == 1


def test_the_writer_hears_that_the_story_is_live(run):
    writer = factories.user(Role.WRITER)
    story = scheduled(owner=writer)
    mail.outbox.clear()
    run()
    (letter,) = mail.outbox
    assert letter.to == [writer.email]
    assert current(story).full_url in letter.body


def test_a_letter_that_cannot_be_written_does_not_keep_the_story_back(run, monkeypatch):
    def broken(**kwargs):
        raise RuntimeError("No template")

    monkeypatch.setattr(scheduling, "tell_published", broken)
    story = scheduled()
    assert run() == 1
    assert current(story).live


def test_a_story_is_taken_down_when_its_time_is_over(run):
    story = live(expire_at=DUE)
    assert run(DUE - timedelta(minutes=1)) == 0
    assert run() == 1
    assert not current(story).live
    assert current(story).expired
    assert log_of(story)[0] == "wagtail.unpublish.scheduled"


def test_a_change_to_a_live_story_replaces_it_on_time(run):
    story = factories.article("Winter")
    story.title, story.go_live_at = "Spring", DUE
    story.save_revision().publish()
    assert current(story).title == "Winter"
    run()
    assert current(story).title == "Spring"


def test_one_story_that_cannot_be_published_does_not_hold_up_the_others(run, caplog):
    before, poisoned, after = scheduled("Before"), scheduled("Poisoned"), scheduled("After")
    revision = poisoned.get_latest_revision()
    taken = factories.article(live=False).slug
    Revision.objects.filter(pk=revision.pk).update(content=revision.content | {"slug": taken})
    assert run() == 2
    assert current(before).live
    assert current(after).live
    assert not current(poisoned).live
    assert "will be tried again" in caplog.text


def test_a_story_that_failed_is_published_once_its_trouble_is_mended(run):
    story = scheduled()
    revision = story.get_latest_revision()
    taken = factories.article(live=False)
    Revision.objects.filter(pk=revision.pk).update(content=revision.content | {"slug": taken.slug})
    assert run() == 0
    taken.delete()
    assert run() == 1
    assert current(story).live


def test_a_story_whose_whole_time_went_by_unseen_is_not_shown_afterwards(run):
    story = scheduled(expire_at=DUE + timedelta(hours=2))
    assert run(DUE + timedelta(days=1)) == 0
    assert not current(story).live
    assert log_of(story)[0] == "wagtail.schedule.cancel"
    assert current(story).scheduled_revision is None


def test_a_schedule_cancelled_in_time_does_nothing(run):
    story = scheduled()
    revision = story.scheduled_revision
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    assert run() == 0


def test_what_another_worker_has_done_meanwhile_is_not_done_again():
    story, ended = scheduled(), live(expire_at=DUE)
    with time_machine.travel(LATER, tick=False):
        assert scheduling.publish(story.get_latest_revision().pk, LATER)
        assert not scheduling.publish(story.get_latest_revision().pk, LATER)
        assert scheduling.take_down(ended.pk, LATER)
        assert not scheduling.take_down(ended.pk, LATER)
