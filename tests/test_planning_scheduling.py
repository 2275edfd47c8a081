import logging
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from wagtail.models import PageLogEntry, Revision
from wagtail.signals import page_published

from accounts.roles import Role
from articles.models import ArticlePage
from planning import embargo, scheduling
from planning.models import Plan, ScheduleFailure
from readiness.findings import Gap
from readiness.gate import NotReady
from readiness.models import Override
from readiness.rules import RULES, rule
from review import signals
from tests import factories

pytestmark = pytest.mark.django_db

DUE = timezone.now().replace(microsecond=0) + timedelta(hours=1)
LATER = DUE + timedelta(minutes=1)


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """Look at the clock, by default when everything is due. Returns how many pages were dealt with."""

    def look(when=LATER):
        with time_machine.travel(when, tick=False), django_capture_on_commit_callbacks(execute=True):
            return scheduling.publish_due()

    return look


@pytest.fixture
def alerts():
    """What listeners to schedule_failed were told, as (page, revision, reason)."""
    told = []

    def listen(page, revision, reason, **kwargs):
        told.append((page.pk, revision and revision.pk, reason))

    signals.schedule_failed.connect(listen)
    yield told
    signals.schedule_failed.disconnect(listen)


@pytest.fixture
def refusal(monkeypatch):
    """A rule of the gate that refuses the titles in the set."""
    titles = set()
    monkeypatch.setattr("readiness.rules.RULES", dict(RULES))

    @rule("articles.ArticlePage")
    def title_is_cursed(page):
        if page.title in titles:
            yield Gap(f"“{page.title}” is cursed.")
            yield Gap("And its moon is wrong.", field="title")

    return titles


def scheduled(title="A balm for winter", at=DUE, **fields):
    """A story that is approved and waits for its time."""
    story = factories.article(title, live=False, go_live_at=at, **fields)
    factories.publish(story)
    return story


def live(expire_at, **fields):
    """A published story that ends at some time."""
    return factories.article(expire_at=expire_at, **fields)


def poison(story):
    """Let another story take the address of a scheduled one. Returns that other story."""
    other = factories.article(live=False)
    ArticlePage.objects.filter(pk=other.pk).update(slug=story.slug)
    return other


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
    story.save_revision()
    factories.publish(story)
    assert current(story).title == "Winter"
    run()
    assert current(story).title == "Spring"


def test_a_story_whose_whole_time_went_by_unseen_is_not_shown_afterwards(run):
    story = scheduled(expire_at=DUE + timedelta(hours=2))
    assert run(DUE + timedelta(days=1)) == 0
    assert not current(story).live
    (failure,) = ScheduleFailure.objects.open()
    assert failure.page_id == story.pk
    assert "was over at" in failure.reason
    assert "before it was published" in failure.reason


def test_a_schedule_cancelled_in_time_does_nothing(run):
    story = scheduled()
    scheduling.unschedule(story.scheduled_revision)
    assert run() == 0


def test_what_another_worker_has_done_meanwhile_is_not_done_again():
    story, ended = scheduled(), live(expire_at=DUE)
    revision = story.latest_revision_id
    with time_machine.travel(LATER, tick=False):
        assert scheduling.attempt(scheduling.publish, story.pk, revision, LATER)
        assert not scheduling.attempt(scheduling.publish, story.pk, revision, LATER)
        assert scheduling.attempt(scheduling.take_down, ended.pk, None, LATER)
        assert not scheduling.attempt(scheduling.take_down, ended.pk, None, LATER)
    assert log_of(story).count("wagtail.publish.scheduled") == 1
    assert not ScheduleFailure.objects.exists()


# What fails


def test_one_poisoned_story_among_a_hundred_leaves_ninety_nine_published(no_rules):
    story = scheduled()
    version, copies = story.get_latest_revision(), factories.copies(story, 99)
    of_all = {"content_type": version.content_type, "base_content_type": version.base_content_type}
    Revision.objects.bulk_create(
        Revision(
            **of_all,
            object_id=str(page.pk),
            created_at=version.created_at,
            content=version.content | {"pk": page.pk, "slug": page.slug, "bylines": []},
            approved_go_live_at=DUE,
        )
        for page in ArticlePage.objects.filter(pk__in=copies)
    )
    poisoned = ArticlePage.objects.get(pk=copies[50])
    poison(poisoned)
    with time_machine.travel(LATER, tick=False):
        assert scheduling.publish_due() == 99
    assert ArticlePage.objects.live().count() == 99
    assert not current(poisoned).live
    assert ScheduleFailure.objects.get().page_id == poisoned.pk


def test_a_failure_is_written_down_logged_and_told_with_its_reason(run, alerts, caplog):
    story = scheduled("Poisoned")
    poison(story)
    run()
    failure = ScheduleFailure.objects.get()
    assert (failure.page_id, failure.revision_id) == (story.pk, story.latest_revision_id)
    assert (failure.attempts, failure.first_at, failure.last_at) == (1, LATER, LATER)
    assert "slug" in failure.reason.lower()
    assert not failure.is_refusal
    assert alerts == [(story.pk, story.latest_revision_id, failure.reason)]
    (record,) = [record for record in caplog.records if record.name == "planning.scheduling"]
    assert record.levelno == logging.ERROR
    assert "“Poisoned” was not published at its time" in record.getMessage()


def test_a_listener_that_breaks_does_not_keep_a_failure_from_being_written_down(run, alerts):
    def broken(**kwargs):
        raise RuntimeError("No mail server")

    signals.schedule_failed.connect(broken)
    poison(scheduled())
    run()
    signals.schedule_failed.disconnect(broken)
    assert ScheduleFailure.objects.count() == len(alerts) == 1


def test_whatever_goes_wrong_in_the_machinery_holds_up_one_story_alone(run, alerts):
    def broken(instance, **kwargs):
        if instance.title == "Unlucky":
            raise RuntimeError("The cache is gone")

    unlucky, other = scheduled("Unlucky"), scheduled("Lucky")
    page_published.connect(broken)
    assert run() == 1
    page_published.disconnect(broken)
    assert current(other).live
    assert not current(unlucky).live
    assert current(unlucky).scheduled_revision
    assert "The cache is gone" in alerts[0][2]


def test_what_failed_is_tried_again_after_one_two_four_minutes_and_at_last_every_hour(run, alerts):
    poison(scheduled())
    when = LATER
    for attempts, minutes in enumerate([1, 2, 4, 8, 16, 32, 60, 60], 1):
        run(when)
        assert ScheduleFailure.objects.get().attempts == attempts
        assert ScheduleFailure.objects.get().next_at == when + timedelta(minutes=minutes)
        run(when + timedelta(minutes=minutes, seconds=-1))
        assert ScheduleFailure.objects.get().attempts == attempts
        when += timedelta(minutes=minutes, seconds=1)
    assert len(alerts) == 1


def test_a_story_that_failed_is_published_once_its_trouble_is_mended(run):
    story = scheduled()
    taken = poison(story)
    assert run() == 0
    taken.delete()
    assert run(LATER + timedelta(minutes=2)) == 1
    assert current(story).live
    assert ScheduleFailure.objects.get().resolved_at == LATER + timedelta(minutes=2)


def test_a_page_that_could_not_be_taken_down_is_told_and_tried_again(run, alerts, monkeypatch):
    story = live(expire_at=DUE)
    with monkeypatch.context() as broken:
        broken.setattr("wagtail.models.Page.unpublish", lambda *args, **kwargs: 1 / 0)
        assert run() == 0
    failure = ScheduleFailure.objects.get()
    assert failure.is_takedown
    assert alerts == [(story.pk, None, failure.reason)]
    assert run(LATER + timedelta(minutes=2)) == 1
    assert not current(story).live
    assert not ScheduleFailure.objects.open().exists()


def test_a_schedule_taken_away_or_moved_is_no_failure_any_more(run, staff):
    cancelled, moved = scheduled("Cancelled"), scheduled("Moved")
    for story in (cancelled, moved):
        poison(story)
    run()
    scheduling.unschedule(cancelled.scheduled_revision)
    Revision.objects.filter(pk=moved.latest_revision_id).update(approved_go_live_at=LATER + timedelta(days=1))
    assert ScheduleFailure.objects.open().count() == 2
    run()
    assert not ScheduleFailure.objects.open().exists()


# What the gate refuses


def test_the_gate_looks_again_at_the_moment_of_publication(run, refusal, alerts):
    story, other = scheduled("Thirteen"), scheduled("Twelve")
    refusal.add("Thirteen")  # since it was scheduled
    assert run() == 1
    assert current(other).live
    assert not current(story).live
    assert current(story).scheduled_revision, "the schedule is kept"
    failure = ScheduleFailure.objects.get()
    assert failure.is_refusal
    assert failure.reasons == ["“Thirteen” is cursed.", "And its moon is wrong."]
    assert len(alerts) == 1


def test_what_the_gate_refused_is_tried_every_hour_and_told_once(run, refusal, alerts):
    story = scheduled("Thirteen")
    refusal.add("Thirteen")
    run()
    run(LATER + timedelta(minutes=59))
    assert ScheduleFailure.objects.get().attempts == 1
    run(LATER + timedelta(minutes=61))
    assert ScheduleFailure.objects.get().attempts == 2
    assert len(alerts) == 1
    refusal.clear()
    assert run(LATER + timedelta(minutes=122)) == 1
    assert current(story).live


def change_draft(story):
    current(story).get_latest_revision_as_object().save_revision()


def waive(story):
    Override.objects.create(page=story, rule="r", key="k", message="m", reason="The moon is right.")


def plan_anew(story):
    Plan.objects.create(page=story, planned_for=DUE.date())


def sign(story):
    signals.signed.send(None, page=story, user=None, turn=None, sign_off=None)


@pytest.mark.parametrize("change", [change_draft, waive, plan_anew, sign], ids=lambda change: change.__name__)
def test_what_the_gate_refused_is_tried_at_once_when_something_about_the_story_changes(run, refusal, change):
    story = scheduled("Thirteen")
    refusal.add("Thirteen")
    run()
    refusal.clear()
    assert run(LATER + timedelta(seconds=10)) == 0
    with time_machine.travel(LATER + timedelta(seconds=11), tick=False):
        change(story)
    assert run(LATER + timedelta(seconds=20)) == 1
    assert current(story).live


# Another hour


def test_a_scheduled_story_is_given_another_hour(run, staff):
    story, new = scheduled(), DUE + timedelta(days=3)
    scheduling.reschedule(story.scheduled_revision, new, by=staff[Role.MANAGING_EDITOR])
    revision = current(story).scheduled_revision
    assert revision.pk == story.latest_revision_id
    assert revision.approved_go_live_at == revision.as_object().go_live_at == current(story).go_live_at == new
    assert log_of(story)[0] == "wagtail.publish.schedule"
    assert run() == 0
    assert run(new + timedelta(minutes=1)) == 1
    assert current(story).live


def test_only_who_may_publish_gives_a_story_another_hour(staff):
    story = scheduled()
    for role in set(Role) - {Role.MANAGING_EDITOR}:
        with pytest.raises(PermissionDenied):
            scheduling.reschedule(story.scheduled_revision, LATER, by=staff[role])
    assert current(story).scheduled_revision.approved_go_live_at == DUE


def test_the_gate_refuses_an_hour_before_the_end_of_an_embargo(staff):
    story, editor = scheduled(at=DUE + timedelta(days=2)), staff[Role.MANAGING_EDITOR]
    embargo.set_embargo(story, DUE + timedelta(days=1), "Maison Example", by=editor)
    with pytest.raises(NotReady):
        scheduling.reschedule(story.scheduled_revision, DUE, by=editor)
    revision = current(story).scheduled_revision
    assert revision.approved_go_live_at == revision.as_object().go_live_at == DUE + timedelta(days=2)


def test_no_hour_that_has_passed_and_no_version_that_is_not_scheduled(staff):
    story, editor = scheduled(), staff[Role.MANAGING_EDITOR]
    revision = story.scheduled_revision
    with pytest.raises(ValidationError, match="has passed"):
        scheduling.reschedule(revision, timezone.now(), by=editor)
    scheduling.unschedule(story.scheduled_revision)
    with pytest.raises(ValidationError, match="not scheduled"):
        scheduling.reschedule(revision, LATER, by=editor)


# Clocks that change


@pytest.mark.parametrize(
    ("zone", "clock", "utc"),
    [
        ("Europe/London", "2027-03-28 00:59", "2027-03-28 00:59"),  # the last minute before the gap
        ("Europe/London", "2027-03-28 02:00", "2027-03-28 01:00"),  # the first after it
        ("Europe/London", "2027-10-31 00:59", "2027-10-30 23:59"),
        ("Europe/London", "2027-10-31 02:00", "2027-10-31 02:00"),
        ("America/New_York", "2027-03-14 01:59", "2027-03-14 06:59"),
        ("America/New_York", "2027-03-14 03:00", "2027-03-14 07:00"),
        ("America/New_York", "2027-11-07 02:00", "2027-11-07 07:00"),
        ("America/Sao_Paulo", "2027-06-01 09:00", "2027-06-01 12:00"),  # a zone without summer time
        ("Australia/Lord_Howe", "2027-10-03 02:30", "2027-10-02 15:30"),  # a gap of half an hour
        ("Africa/Cairo", "2027-04-30 01:00", "2027-04-29 22:00"),  # a gap at midnight
        ("Asia/Kathmandu", "2027-03-28 09:00", "2027-03-28 03:15"),
        ("Pacific/Apia", "2027-03-28 09:00", "2027-03-27 20:00"),  # the day before, in UTC
    ],
)
def test_a_story_goes_live_at_the_hour_on_the_houses_clock(run, settings, zone, clock, utc):
    settings.TIME_ZONE = zone
    at = datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(zone))
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert at == moment
    story = scheduled(at=at)
    assert run(moment - timedelta(seconds=1)) == 0
    assert run(moment + timedelta(seconds=1)) == 1
    assert current(story).live
