"""When letters go out, to whom they no longer need to, and what happens where they cannot."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult

from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from wagtail.models import Page

from accounts.roles import Role
from cms.mail import deliver
from notices import posting
from notices.models import Kind, Notice, NoticePreference, Webhook, WebhookDelivery
from notices.outbox import LONGEST_WAIT, REST, tell
from notices.posting import deliver_due
from notices.retention import KEEP_NOTICES
from review import signals
from review.models import TurnStatus
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(staff):
    return staff[Role.COPY_EDITOR]


@pytest.fixture
def story(staff):
    return factories.article("A balm for winter", owner=staff[Role.WRITER], live=False)


@pytest.fixture
def turn(story):
    return factories.turn(factories.stage(story), Role.COPY_EDITOR, "Copy desk")


@pytest.fixture
def ask(story, turn, staff):
    """ask(): the copy desk is asked, by the writer."""

    def send(note="", turn=turn):
        signals.turn_opened.send(sender=None, page=story, user=staff[Role.WRITER], turn=turn, note=note)

    return send


@pytest.fixture
def queue(settings):
    """Mail goes to the database queue."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_BACKEND = "cms.mail.QueuedEmailBackend"
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return DBTaskResult.objects.filter(task_path="cms.mail.deliver")


def subjects():
    return [letter.subject for letter in mail.outbox]


def edited(story, ago):
    Page.objects.filter(pk=story.pk).update(latest_revision_created_at=timezone.now() - ago)


def test_a_letter_goes_out_once(ask, editor):
    ask("Mind the second paragraph.")
    assert deliver_due() == 1
    assert deliver_due() == 0
    (letter,) = mail.outbox
    assert letter.to == [editor.email]
    assert "Mind the second paragraph." in letter.body


def test_two_turns_of_one_person_are_one_letter(ask, turn):
    ask()
    ask(turn=factories.turn(turn.stage, Role.COPY_EDITOR, "Style desk"))
    assert deliver_due() == 1
    assert subjects() == ["“A balm for winter” is waiting for Copy desk and Style desk"]


def test_two_stories_are_two_letters(ask, editor, staff):
    ask()
    other = factories.article("A serum", owner=staff[Role.WRITER], live=False)
    ask_other = factories.turn(factories.stage(other), Role.COPY_EDITOR)
    signals.turn_opened.send(sender=None, page=other, user=None, turn=ask_other, note="")
    assert deliver_due() == 2


def test_letters_are_handed_to_the_queue_and_wait_there_for_the_mail_server(queue, ask, monkeypatch):
    def down(self, messages):
        raise smtplib.SMTPServerDisconnected("The server is down.")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", down)
    ask()
    assert deliver_due() == 1
    waiting = queue.get()
    waiting.delete()
    deliver.call(*waiting.args_kwargs["args"])
    again = queue.get()
    assert again.status == "READY"
    assert again.run_after > timezone.now()
    assert again.args_kwargs["args"][0]["headers"]["Auto-Submitted"] == "auto-generated"
    assert Notice.objects.waiting().count() == 0  # it is the queue's now


def test_a_letter_and_the_mark_that_it_is_sent_belong_together(queue, ask):
    ask()
    with transaction.atomic():
        assert deliver_due() == 1
        transaction.set_rollback(True)
    assert not queue.exists()
    assert Notice.objects.waiting().count() == 1


def test_a_letter_that_cannot_be_written_holds_up_no_other_and_is_tried_again(ask, editor, staff, monkeypatch, caplog):
    second = factories.user(Role.COPY_EDITOR)
    write = posting.letter

    def broken(recipient, notices):
        if recipient == editor:
            raise RuntimeError("No template")
        return write(recipient, notices)

    monkeypatch.setattr(posting, "letter", broken)
    ask()
    assert deliver_due() == 1
    assert mail.outbox[0].to == [second.email]
    assert "was not written" in caplog.text
    assert deliver_due() == 0
    monkeypatch.undo()
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)):
        assert deliver_due() == 1
    assert mail.outbox[1].to == [editor.email]


# What is over by now ------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [TurnStatus.SIGNED, TurnStatus.OVER, TurnStatus.WAITING, TurnStatus.NOTHING_TO_SIGN])
def test_nobody_is_asked_for_a_turn_that_is_over(ask, turn, status):
    ask()
    turn.status = status
    turn.save()
    assert deliver_due() == 0
    assert not Notice.objects.exists()


def test_nobody_is_asked_for_what_somebody_else_took(ask, turn, editor):
    colleague = factories.user(Role.COPY_EDITOR)
    ask()
    turn.assignee = colleague
    turn.save()
    assert deliver_due() == 1
    assert mail.outbox[0].to == [colleague.email]


def test_nobody_is_asked_for_what_they_have_signed(ask, turn, editor):
    ask()
    factories.sign_off(turn, editor)
    assert deliver_due() == 0


def test_what_was_given_to_somebody_and_taken_back_is_not_told(story, turn, editor):
    tell([editor], Kind.ASSIGNED, story, by=None, key="assigned", turn=turn, desk="Copy desk")
    assert deliver_due() == 0


@pytest.mark.parametrize("how", ["inactive", "no role", "deleted"])
def test_whoever_has_left_gets_no_letter_that_still_waited(ask, editor, how):
    ask()
    if how == "inactive":
        editor.is_active = False
        editor.save()
    elif how == "no role":
        editor.groups.clear()
    else:
        editor.delete()
    assert deliver_due() == 0
    assert not Notice.objects.exists()


def test_whoever_has_left_the_desk_is_not_asked_any_more(ask, editor):
    ask()
    editor.groups.set(Group.objects.filter(name=Role.WRITER.value))
    assert deliver_due() == 0
    assert not mail.outbox


def test_a_story_called_back_and_submitted_again_is_no_news_of_a_call_back(ask, turn, story, editor, staff):
    ask()
    deliver_due()
    signals.cancelled.send(sender=None, page=story, user=staff[Role.WRITER], turns=[turn])
    ask("Here it is again.")
    deliver_due()
    assert "no longer waits" not in mail.outbox[-1].body
    assert "Here it is again." in mail.outbox[-1].body


def test_a_story_deleted_meanwhile_brings_no_letter(ask, story):
    ask()
    story.delete()
    assert deliver_due() == 0
    assert not Notice.objects.exists()


# While somebody writes ----------------------------------------------------------------------------


@pytest.fixture
def fall(story, turn, staff, editor):
    """fall(): the writer's edit makes the copy editor's sign-off fall, and the desk is asked again."""

    def edit():
        sign_off = factories.sign_off(turn, editor, fell_at=timezone.now(), fell_because="Text and claims")
        signals.fell_away.send(sender=None, page=story, user=staff[Role.WRITER], sign_off=sign_off)
        signals.turn_opened.send(sender=None, page=story, user=staff[Role.WRITER], turn=turn, note="")

    return edit


def test_several_falls_within_minutes_are_one_letter_to_each(story, turn, staff, editor, fall):
    colleague = factories.user(Role.COPY_EDITOR)
    with time_machine.travel("2026-03-02 09:00Z", tick=False) as clock:
        for minute in range(3):
            clock.move_to(f"2026-03-02 09:0{minute}Z")
            fall()
            edited(story, timedelta())
        assert deliver_due() == 0
        clock.move_to("2026-03-02 09:06:30Z")  # the story has rested for less than five minutes
        assert deliver_due() == 0
        clock.move_to("2026-03-02 09:07:01Z")
        assert deliver_due() == 2
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert letters[editor.email].subject == "Your sign-off on “A balm for winter” no longer holds"
    assert "is waiting for" not in letters[editor.email].body
    assert letters[colleague.email].subject == "“A balm for winter” was changed and is waiting for Copy desk again"


def test_somebody_who_writes_on_and_on_keeps_the_news_back_for_an_hour_at_most(story, fall):
    began = timezone.now()
    fall()
    with time_machine.travel(began, tick=False) as clock:
        for minutes in range(1, 60):
            clock.move_to(began + timedelta(minutes=minutes))
            edited(story, timedelta())
            assert deliver_due() == 0
        clock.move_to(began + LONGEST_WAIT + REST)
        edited(story, timedelta())
        assert deliver_due() == 1


def test_a_fall_that_was_undone_is_not_told(turn, fall, editor):
    fall()
    turn.sign_offs.update(fell_at=None)
    with time_machine.travel(timezone.now() + 2 * REST):
        assert deliver_due() == 0


# Once a day ---------------------------------------------------------------------------------------


def at(zone_time):
    return datetime.fromisoformat(zone_time).astimezone(UTC)


@pytest.mark.parametrize(
    ("hour", "now", "due"),
    [
        (8, "2026-01-10T07:59:00+00:00", "2026-01-10T08:00:00+00:00"),
        (8, "2026-01-10T08:00:00+00:00", "2026-01-11T08:00:00+00:00"),
        (8, "2026-01-10T23:59:00+00:00", "2026-01-11T08:00:00+00:00"),
        # Clocks go forward on 29 March 2026 at 01:00 and back on 25 October at 02:00.
        (8, "2026-03-28T12:00:00+00:00", "2026-03-29T08:00:00+01:00"),
        (8, "2026-10-24T12:00:00+01:00", "2026-10-25T08:00:00+00:00"),
        (1, "2026-03-28T12:00:00+00:00", "2026-03-29T02:00:00+01:00"),  # the hour that does not exist
        (1, "2026-10-24T12:00:00+01:00", "2026-10-25T01:00:00+01:00"),  # the first of the two
        (1, "2026-10-25T01:30:00+01:00", "2026-10-26T01:00:00+00:00"),  # not once more in the second
        (0, "2026-06-30T23:30:00+01:00", "2026-07-01T00:00:00+01:00"),
    ],
)
def test_the_digest_comes_at_its_hour_by_the_clock_on_the_wall(hour, now, due):
    assert NoticePreference(digest_hour=hour).next_digest(at(now)) == at(due)


def test_the_hour_is_the_houses(settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    assert NoticePreference().next_digest(at("2026-01-10T00:00:00+00:00")) == at("2026-01-10T23:00:00+00:00")


def test_a_day_is_one_letter_and_a_day_without_news_is_none(ask, story, editor, staff):
    NoticePreference.objects.create(user=editor, waiting="digest", mine="digest")
    with time_machine.travel("2026-03-02 09:00Z", tick=False) as clock:
        ask()
        other = factories.article("A serum", owner=editor, live=False)
        signals.published.send(sender=None, page=other, user=None, revision=other.latest_revision, first=True)
        assert deliver_due() == 0
        clock.move_to("2026-03-03 07:59Z")
        assert deliver_due() == 0
        clock.move_to("2026-03-03 08:00Z")
        assert deliver_due() == 1
        assert subjects() == ["Your day: 2 stories"]
        clock.move_to("2026-03-04 08:00Z")
        assert deliver_due() == 0


def test_a_day_whose_news_are_all_over_brings_no_letter(ask, turn, editor):
    NoticePreference.objects.create(user=editor, waiting="digest")
    with time_machine.travel("2026-03-02 09:00Z", tick=False) as clock:
        ask()
        turn.status = TurnStatus.SIGNED
        turn.save()
        clock.move_to("2026-03-03 08:00Z")
        assert deliver_due() == 0


def test_a_worker_that_slept_through_the_hour_sends_the_digest_later(ask, editor):
    NoticePreference.objects.create(user=editor, waiting="digest")
    with time_machine.travel("2026-03-02 09:00Z", tick=False) as clock:
        ask()
        clock.move_to("2026-03-03 11:30Z")
        assert deliver_due() == 1


# Many ---------------------------------------------------------------------------------------------


def test_a_letter_costs_as_many_queries_with_thirty_notices_as_with_two(
    story, editor, django_assert_num_queries, django_assert_max_num_queries
):
    stage = factories.stage(story)

    def queries(assertion, limit, notices):
        for _n in range(notices):
            turn = factories.turn(stage, Role.COPY_EDITOR, f"Desk {next(factories.number)}")
            tell([editor], Kind.ASKED, story, by=None, key=f"asked:{turn.pk}", turn=turn, desk=turn.desk_name)
        with assertion(limit) as captured:
            assert deliver_due() == 1
        return len(captured)

    few = queries(django_assert_max_num_queries, 12, notices=2)
    queries(django_assert_num_queries, few, notices=30)


# The worker's commands ----------------------------------------------------------------------------


def test_the_worker_sends_letters_and_finds_lost_deliveries(ask, queue):
    ask()
    webhook = Webhook.objects.create(name="Lost", url="https://hooks.example.org/", events=["signed"])
    lost = {"event_id": "7f1c0f0e-8f0a-4f9e-9d2a-0c5b8f6f7a11", "event": "signed", "story": "A balm", "body": "{}"}
    WebhookDelivery.objects.create(webhook=webhook, next_attempt_at=timezone.now() - timedelta(minutes=11), **lost)
    call_command("send_notices")
    assert queue.count() == 1
    assert DBTaskResult.objects.filter(task_path="notices.webhooks.deliver").count() == 1


def test_what_is_over_is_forgotten_after_its_time(ask, story, editor):
    now = timezone.now()
    for number, sent_at in enumerate([now - KEEP_NOTICES - timedelta(days=1), now - timedelta(days=80), None]):
        tell([editor], Kind.CANCELLED, story, by=None, key=f"{number}", desk="Copy desk")
        Notice.objects.filter(key=f"{number}").update(sent_at=sent_at, created_at=now - timedelta(days=100))
    webhook = Webhook.objects.create(name="Old", url="https://hooks.example.org/", events=["signed"])
    for number, (state, days) in enumerate([("delivered", 31), ("failed", 31), ("waiting", 31), ("failed", 29)]):
        WebhookDelivery.objects.create(
            webhook=webhook,
            event_id=f"7f1c0f0e-8f0a-4f9e-9d2a-0c5b8f6f7a1{number}",
            event="signed",
            story="A balm",
            body="{}",
            state=state,
            created_at=now - timedelta(days=days),
            next_attempt_at=now if state == "waiting" else None,
        )
    call_command("forget_notices")
    assert sorted(Notice.objects.values_list("key", flat=True)) == ["1", "2"]
    assert sorted(WebhookDelivery.objects.values_list("state", flat=True)) == ["failed", "waiting"]
