"""Who is told what: the engine's signals go in, notices come out."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine

from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone

from wagtail.models import Comment, GroupApprovalTask, Workflow, WorkflowState, WorkflowTask

import readiness.signals
from accounts.roles import Role
from notices import listeners
from notices.models import Kind, Notice, NoticePreference
from notices.outbox import REST
from readiness.models import Override
from review import signals
from review.models import TurnStatus
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(staff):
    """The newsroom by short names: two copy editors and two managing editors, the rest once."""
    return {
        "writer": staff[Role.WRITER],
        "copy": staff[Role.COPY_EDITOR],
        "copy2": factories.user(Role.COPY_EDITOR),
        "photo": staff[Role.PHOTO_EDITOR],
        "facts": staff[Role.FACT_CHECKER],
        "chief": staff[Role.MANAGING_EDITOR],
        "chief2": factories.user(Role.MANAGING_EDITOR),
        "moderator": staff[Role.COMMENT_MODERATOR],
    }


@pytest.fixture
def story(people):
    return factories.article("A balm for winter", owner=people["writer"], live=False)


@pytest.fixture
def desks(story):
    return factories.stage(story)


@pytest.fixture
def copy_turn(desks):
    return factories.turn(desks, Role.COPY_EDITOR, "Copy desk")


@pytest.fixture
def told(people):
    """told(): {(short name, kind)} of everything that was written down."""

    def read():
        names = {person.pk: name for name, person in people.items()}
        return {(names.get(pk, pk), kind) for pk, kind in Notice.objects.values_list("recipient", "kind")}

    return read


def send(signal, page, user=None, **details):
    signal.send(sender=None, page=page, user=user, **details)


def to(kind, *names):
    return {(name, kind) for name in names}


# A desk is asked ----------------------------------------------------------------------------------


def test_everybody_at_a_desk_is_told_when_it_is_asked(story, people, copy_turn, told):
    send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="Mind the second paragraph.")
    assert told() == to(Kind.ASKED, "copy", "copy2")
    assert Notice.objects.first().data == {
        "by": str(people["writer"]),
        "note": "Mind the second paragraph.",
        "desk": "Copy desk",
        "stage": "Desks",
        "byline": story.authors[0].title,
        "due": None,
    }


def test_a_turn_that_was_given_to_somebody_is_theirs_alone(story, people, copy_turn, told):
    copy_turn.assignee = people["copy2"]
    send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="")
    assert told() == to(Kind.ASKED, "copy2")


def test_where_the_one_it_was_given_to_has_left_the_desk_is_asked(story, people, copy_turn, told):
    copy_turn.assignee = factories.user(Role.COPY_EDITOR, is_active=False)
    send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="")
    assert told() == to(Kind.ASKED, "copy", "copy2")


@pytest.mark.parametrize("how", ["owner", "byline", "byline of the draft"])
def test_a_writer_at_the_desk_is_not_asked_about_their_own_story(people, told, how):
    writer, person = people["copy2"], factories.person()
    story = factories.article(owner=writer if how == "owner" else people["writer"], live=False, writers=[person])
    if how == "byline":
        person.user = writer
        person.save()
    if how == "byline of the draft":
        new = factories.person()
        new.user = writer
        new.save()
        story.bylines.create(person=new)
        story.save_revision()
    turn = factories.turn(factories.stage(story), Role.COPY_EDITOR)
    send(signals.turn_opened, story, None, turn=turn, note="")
    assert told() == to(Kind.ASKED, "copy")


def test_somebody_whose_name_left_the_byline_is_asked_like_the_others(people, told):
    person = factories.person()
    person.user = people["copy2"]
    person.save()
    story = factories.article(owner=people["writer"], writers=[person], live=False)
    story.bylines.get().delete()
    story.bylines = []
    story.save_revision(clean=False)
    turn = factories.turn(factories.stage(story), Role.COPY_EDITOR)
    send(signals.turn_opened, story, None, turn=turn, note="")
    assert told() == to(Kind.ASKED, "copy", "copy2")


def test_who_has_signed_already_is_not_asked_again_with_the_rest(story, people, copy_turn, told):
    factories.sign_off(copy_turn, people["copy"])
    send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="")
    assert told() == to(Kind.ASKED, "copy2")


@pytest.mark.parametrize(("mending", "asked"), [(False, {"copy"}), (True, {"copy", "copy2"})])
def test_who_changed_the_text_last_is_asked_only_where_the_stage_is_for_mending(
    story, people, desks, told, mending, asked
):
    desks.own_edits_count = mending
    desks.save()
    turn = factories.turn(desks, Role.COPY_EDITOR, aspects=["text", "statements"])
    story.dek = "Mended by the desk."
    story.save_revision(user=people["copy2"])
    send(signals.turn_opened, story, people["writer"], turn=turn, note="")
    assert told() == to(Kind.ASKED, *asked)


def test_a_turn_that_needs_nobody_is_not_among_what_came_back(story, people, copy_turn, told):
    factories.turn(copy_turn.stage, Role.PHOTO_EDITOR, status=TurnStatus.NOTHING_TO_SIGN)
    final = factories.stage(copy_turn.stage.workflow_state, "Final approval")
    send(
        signals.sent_back, story, people["chief"], stage=final, to_stage=copy_turn.stage, note="", earlier_approvers=[]
    )
    assert told() == to(Kind.RETURNED, "copy", "copy2")


def test_nobody_is_told_of_what_they_did_themselves(story, people, copy_turn, told):
    send(signals.turn_opened, story, people["copy"], turn=copy_turn, note="")
    assert told() == to(Kind.ASKED, "copy2")


def test_whoever_left_the_house_is_told_nothing(story, people, copy_turn, told):
    people["copy2"].is_active = False
    people["copy2"].save()
    send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="")
    assert told() == to(Kind.ASKED, "copy")


def test_whoever_may_not_enter_the_desk_any_more_is_told_nothing(story, people, told):
    people["writer"].groups.clear()
    send(signals.published, story, people["chief"], revision=story.latest_revision, first=True)
    assert told() == set()


def test_administrators_get_no_letters_of_the_desks(story, people, copy_turn, told, admin_user):
    send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="")
    assert admin_user.pk not in dict(told())


def test_a_desk_where_nobody_can_sign_is_the_managing_editors_business(story, people, desks, told):
    turn = factories.turn(desks, Role.MEDICAL_REVIEWER, "Medical desk")
    turn.group.user_set.clear()
    send(signals.turn_opened, story, people["chief"], turn=turn, note="")
    assert told() == to(Kind.NOBODY_THERE, "chief", "chief2")


def test_a_desk_that_has_just_lost_its_sign_off_is_asked_again_once_the_story_rests(story, people, copy_turn, told):
    factories.sign_off(copy_turn, people["copy"], fell_at=timezone.now(), fell_because="Text changed")
    send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="")
    assert told() == to(Kind.ASKED_AGAIN, "copy", "copy2")
    assert all(notice.send_after == notice.created_at + REST for notice in Notice.objects.all())


def test_a_story_is_given_to_somebody(story, people, copy_turn, told):
    copy_turn.assignee = people["copy2"]
    send(signals.assigned, story, people["chief"], turn=copy_turn)
    assert told() == to(Kind.ASSIGNED, "copy2")


def test_whoever_takes_a_story_needs_no_letter_about_it(story, people, copy_turn, told):
    copy_turn.assignee = people["copy"]
    send(signals.assigned, story, people["copy"], turn=copy_turn)
    assert told() == set()


# It comes back ------------------------------------------------------------------------------------


def test_writers_are_told_when_a_story_comes_back(people, told):
    person = factories.person()
    person.user = people["facts"]
    person.save()
    story = factories.article(owner=people["writer"], writers=[person], live=False)
    stage = factories.stage(factories.run(story, by=people["chief2"]))
    send(signals.sent_back, story, people["copy"], stage=stage, to_stage=None, note="Shorter.", earlier_approvers=[])
    assert told() == to(Kind.SENT_BACK, "writer", "facts", "chief2")
    assert {notice.data["note"] for notice in Notice.objects.all()} == {"Shorter."}


def test_whoever_signed_before_is_told_that_a_later_desk_sent_it_back(story, people, desks, told):
    final = factories.stage(desks.workflow_state, "Final approval")
    approvers = [people["copy"], people["photo"], people["chief"]]
    send(signals.sent_back, story, people["chief"], stage=final, note="No.", earlier_approvers=approvers)
    assert told() == to(Kind.SENT_BACK, "writer") | to(Kind.SENT_BACK_LATER, "copy", "photo")


def test_a_story_sent_back_to_an_earlier_stage_is_told_to_its_desks_and_not_twice(story, people, copy_turn, told):
    factories.turn(copy_turn.stage, Role.PHOTO_EDITOR, "Photo desk")
    final = factories.stage(copy_turn.stage.workflow_state, "Final approval")
    details = {
        "stage": final,
        "to_stage": copy_turn.stage,
        "note": "Look again.",
        "earlier_approvers": [people["copy"]],
    }
    send(signals.sent_back, story, people["chief"], **details)
    assert told() == to(Kind.RETURNED, "copy", "copy2", "photo")


def test_the_letter_leads_to_the_note_in_the_margin_that_came_with_it(story, people, desks):
    def note(user, **fields):
        return Comment.objects.create(page=story, user=user, text="Who says so?", contentpath="dek", **fields)

    note(people["copy"], resolved_at=timezone.now())
    note(people["photo"])
    wanted = note(people["copy"])
    note(people["copy"])
    send(signals.sent_back, story, people["copy"], stage=desks, to_stage=None, note="", earlier_approvers=[])
    assert Notice.objects.get().data["comment"] == wanted.pk


def test_a_note_from_an_earlier_round_is_not_what_the_letter_leads_to(story, people, desks):
    old = Comment.objects.create(page=story, user=people["copy"], text="Why?", contentpath="dek")
    Comment.objects.filter(pk=old.pk).update(created_at=desks.opened_at - timedelta(days=1))
    send(signals.sent_back, story, people["copy"], stage=desks, to_stage=None, note="", earlier_approvers=[])
    assert Notice.objects.get().data["comment"] is None


def test_whoever_signed_is_told_that_it_no_longer_holds(story, people, copy_turn, told):
    sign_off = factories.sign_off(copy_turn, people["copy"], fell_at=timezone.now(), fell_because="Text and claims")
    send(signals.fell_away, story, people["writer"], sign_off=sign_off)
    assert told() == to(Kind.FELL_AWAY, "copy")
    notice = Notice.objects.get()
    assert (notice.data["because"], notice.data["revision"]) == ("Text and claims", sign_off.revision_id)
    assert notice.send_after == notice.created_at + REST


def test_a_sign_off_of_somebody_who_left_falls_in_silence(story, people, copy_turn, told):
    sign_off = factories.sign_off(copy_turn, people["copy"])
    sign_off.approver = None
    send(signals.fell_away, story, people["writer"], sign_off=sign_off)
    assert told() == set()


# It ends ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "kind"), [(True, Kind.PUBLISHED), (False, Kind.CHANGES_PUBLISHED)])
def test_writers_are_told_that_a_story_is_published(story, people, told, first, kind):
    factories.run(story, by=people["photo"])
    send(signals.published, story, people["chief"], revision=story.latest_revision, first=first)
    assert told() == to(kind, "writer", "photo")


def test_writers_are_told_of_the_hour(story, people, told):
    when = timezone.now() + timedelta(days=2)
    send(signals.scheduled, story, people["chief"], revision=story.latest_revision, when=when)
    assert told() == to(Kind.SCHEDULED, "writer")
    assert Notice.objects.get().data["when"] == when.isoformat()


def test_desks_are_told_that_a_story_was_called_back(story, people, copy_turn, told):
    factories.turn(copy_turn.stage, Role.PHOTO_EDITOR, status=TurnStatus.SIGNED)
    send(signals.cancelled, story, people["writer"])
    assert told() == to(Kind.CANCELLED, "copy", "copy2")


def test_the_engine_may_say_itself_whose_turn_it_was(story, people, copy_turn, told):
    copy_turn.status = TurnStatus.OVER
    copy_turn.save()
    send(signals.cancelled, story, people["writer"], turns=[copy_turn])
    assert told() == to(Kind.CANCELLED, "copy", "copy2")


def test_who_has_not_heard_that_a_story_came_need_not_hear_that_it_went(story, people, copy_turn, told):
    send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="")
    Notice.objects.filter(recipient=people["copy"]).update(sent_at=timezone.now())
    send(signals.cancelled, story, people["writer"])
    assert told() == to(Kind.ASKED, "copy") | to(Kind.CANCELLED, "copy")


def test_an_override_is_told_to_the_other_managing_editors(story, people, told):
    override = Override.objects.create(
        page=story, rule="missing_dek", key="missing_dek:body:b1f2:", message="No dek.", reason="Breaking news today."
    )
    send(readiness.signals.overridden, story, people["chief"], overrides=[override])
    assert told() == to(Kind.OVERRIDDEN, "chief2")
    assert Notice.objects.get().data == {
        "by": str(people["chief"]),
        "note": "Breaking news today.",
        "finding": "No dek.",
        "anchor": "body.b1f2",
    }


@pytest.mark.parametrize(
    ("key", "anchor"), [("rule:dek::", "dek"), ("rule:body:b1:9", "body.b1"), ("rule:::", ""), ("rule", "")]
)
def test_an_override_leads_to_the_place_of_its_finding(key, anchor):
    assert listeners.anchor_of(Override(key=key)) == anchor


def test_a_schedule_that_failed_is_told_to_managing_editors_and_writers_once_a_day(story, people, told):
    people_told = to(Kind.SCHEDULE_FAILED, "writer", "chief", "chief2")
    details = {"revision": story.latest_revision, "reason": "The dek is missing."}
    with time_machine.travel("2026-03-02 06:00Z", tick=False) as clock:
        for minutes in (0, 10, 60):
            clock.move_to(f"2026-03-02 {6 + minutes // 60:02}:{minutes % 60:02}Z")
            send(signals.schedule_failed, story, None, **details)
            Notice.objects.update(sent_at=timezone.now())
        assert told() == people_told
        assert Notice.objects.count() == 3
        clock.move_to("2026-03-03 07:00Z")
        send(signals.schedule_failed, story, None, **details)
        assert Notice.objects.count() == 6


def test_a_story_that_could_not_be_taken_down_is_trouble_too(story, people, told):
    send(signals.schedule_failed, story, None, revision=None, reason="The system failed.")
    assert told() == to(Kind.TAKEDOWN_FAILED, "writer", "chief", "chief2")


@pytest.mark.parametrize("name", ["submitted", "signed"])
def test_handing_in_and_signing_are_told_by_what_comes_of_them(story, people, copy_turn, told, name):
    details = {"sign_off": factories.sign_off(copy_turn, people["copy"]), "turn": copy_turn, "note": ""}
    send(getattr(signals, name), story, people["copy"], **details)
    assert told() == set()


# Once, or not at all ------------------------------------------------------------------------------


def test_nothing_is_told_of_what_was_rolled_back(story, people, copy_turn, told):
    with transaction.atomic():
        send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="")
        assert told()
        transaction.set_rollback(True)
    assert told() == set()


def test_the_same_event_twice_is_one_notice_with_the_newest_note(story, people, copy_turn):
    for note in ("First", "Second"):
        send(signals.turn_opened, story, people["writer"], turn=copy_turn, note=note)
    assert [notice.data["note"] for notice in Notice.objects.all()] == ["Second", "Second"]


def test_after_a_letter_went_out_the_next_event_is_news(story, people, copy_turn):
    send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="")
    Notice.objects.update(sent_at=timezone.now())
    send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="")
    assert Notice.objects.waiting().count() == 2


def test_a_person_in_two_groups_of_a_desk_is_told_once(story, people, copy_turn, told):
    people["copy"].groups.add(*people["chief"].groups.all())
    send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="")
    assert Notice.objects.filter(recipient=people["copy"]).count() == 1


def test_no_letters_means_none_is_written(story, people, copy_turn, told):
    NoticePreference.objects.create(user=people["copy"], waiting="none")
    send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="")
    assert told() == to(Kind.ASKED, "copy2")


def test_a_note_of_any_length_is_bounded(story, people, copy_turn):
    send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="x" * 9000)
    assert len(Notice.objects.first().data["note"]) == 5000


@pytest.mark.parametrize("error", [RuntimeError("No such thing"), DatabaseError("No such table")])
def test_an_approval_stands_although_nobody_could_be_told(story, people, copy_turn, monkeypatch, caplog, error):
    def broken(*args, **kwargs):
        Notice.objects.create(recipient=people["copy"], page=story, kind=Kind.ASKED, send_after=timezone.now())
        raise error

    monkeypatch.setitem(listeners.LETTERS, listeners.Event.TURN_OPENED, broken)
    with transaction.atomic():
        send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="")
        copy_turn.status = TurnStatus.SIGNED
        copy_turn.save()
    copy_turn.refresh_from_db()
    assert copy_turn.status == TurnStatus.SIGNED
    assert not Notice.objects.exists()
    assert "Nobody was told" in caplog.text


def test_fifty_members_of_a_desk_cost_as_many_queries_as_two(
    story, people, copy_turn, django_assert_num_queries, django_assert_max_num_queries
):
    def ask(assertion, number):
        Notice.objects.all().delete()
        with assertion(number) as queries:
            send(signals.turn_opened, story, people["writer"], turn=copy_turn, note="")
        return len(queries)

    few = ask(django_assert_max_num_queries, 12)
    for number in range(48):
        factories.user(Role.COPY_EDITOR, first_name=f"Copy {number}")
    ask(django_assert_num_queries, few)
    assert Notice.objects.count() == 50


# Wagtail's own letters -----------------------------------------------------------------------------


def test_wagtail_writes_no_letters_about_the_workflow_not_even_to_administrators(story, people, settings, admin_user):
    settings.WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = True
    workflow = Workflow.objects.create(name="Wagtail's own")
    task = GroupApprovalTask.objects.create(name="Copy")
    task.groups.set(people["copy"].groups.all())
    WorkflowTask.objects.create(workflow=workflow, task=task)
    state = workflow.start(story, people["writer"])
    state.current_task_state.reject(user=people["copy"])
    state.refresh_from_db()
    state.resume(people["writer"])
    with patch.object(WorkflowState, "on_finish"):
        state.current_task_state.approve(user=people["copy"])
    assert WorkflowState.objects.get(pk=state.pk).status == WorkflowState.STATUS_APPROVED
    assert mail.outbox == []
