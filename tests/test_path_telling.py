"""The letters of a story on its way through the desks, as the engine announces them and the worker sends them."""

from datetime import timedelta

import pytest
import time_machine

from django.core import mail
from django.utils import timezone

from accounts.roles import Role
from articles.house_time import told
from notices.outbox import REST
from notices.posting import deliver_due
from planning.scheduling import publish_due
from review import assignments
from review.models import Turn
from tests import factories, newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(staff):
    return staff[Role.WRITER]


@pytest.fixture
def story(writer):
    return factories.article("A balm for winter", owner=writer, live=False, hero_photo=factories.photo())


@pytest.fixture
def letters(staff):
    """letters(): {role: subject} of everything that goes out now; fails where somebody gets two."""
    roles = {user.email: role for role, user in staff.items()}

    def send(after=timedelta()):
        mail.outbox.clear()
        with time_machine.travel(timezone.now() + after):
            deliver_due()
        addresses = [letter.to[0] for letter in mail.outbox]
        assert len(addresses) == len(set(addresses))
        return {roles.get(letter.to[0], letter.to[0]): letter.subject for letter in mail.outbox}

    return send


def waits_for(desk):
    return f"“A balm for winter” is waiting for {desk}"


def test_every_desk_of_a_stage_is_asked_at_once_and_the_next_one_when_it_has_signed(story, staff, writer, letters):
    newsroom.submit(story, writer)
    assert letters() == {
        Role.COPY_EDITOR: waits_for("Copy desk"),
        Role.FACT_CHECKER: waits_for("Facts desk"),
        Role.PHOTO_EDITOR: waits_for("Photo desk"),
    }
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    newsroom.sign(story, staff[Role.PHOTO_EDITOR])
    assert letters() == {}
    newsroom.sign(story, staff[Role.FACT_CHECKER], "Mind the second paragraph.")
    assert letters() == {Role.MANAGING_EDITOR: waits_for("Managing editors")}
    assert "Mind the second paragraph." in mail.outbox[0].body


def test_a_person_at_two_desks_gets_one_letter_that_names_both(story, staff, writer, letters):
    staff[Role.COPY_EDITOR].groups.add(*staff[Role.FACT_CHECKER].groups.all())
    newsroom.submit(story, writer)
    assert letters()[Role.COPY_EDITOR] == waits_for("Copy desk and Facts desk")


def test_a_story_that_final_approval_sends_back_is_news_to_its_writer_and_to_all_who_signed(
    story, staff, writer, letters
):
    newsroom.submit(story, writer)
    for role in (Role.COPY_EDITOR, Role.PHOTO_EDITOR, Role.FACT_CHECKER):
        newsroom.sign(story, staff[role])
    letters()
    newsroom.send_back(story, staff[Role.MANAGING_EDITOR], "Who says so?")
    later = "“A balm for winter”, which you have signed for or taken, was sent back by Final approval"
    assert letters() == {
        Role.WRITER: "“A balm for winter” came back from Final approval",
        Role.COPY_EDITOR: later,
        Role.PHOTO_EDITOR: later,
        Role.FACT_CHECKER: later,
    }
    assert all("“Who says so?”" in letter.body for letter in mail.outbox)


def test_desks_that_get_a_story_back_are_told_once_that_it_came_and_that_it_waits(story, staff, writer, letters):
    newsroom.submit(story, writer)
    for role in (Role.COPY_EDITOR, Role.PHOTO_EDITOR, Role.FACT_CHECKER):
        newsroom.sign(story, staff[role])
    letters()
    newsroom.send_back(story, staff[Role.MANAGING_EDITOR], "Look again.", to=0)
    back = "“A balm for winter” came back to Desks from Final approval"
    assert letters() == dict.fromkeys([Role.COPY_EDITOR, Role.PHOTO_EDITOR, Role.FACT_CHECKER], back)
    assert all("is waiting for" in letter.body for letter in mail.outbox)
    assert all(letter.body.count("Look again.") == 1 for letter in mail.outbox)


def test_an_edit_is_told_only_to_those_whose_sign_off_it_touches_and_when_the_story_rests(
    story, staff, writer, letters
):
    newsroom.submit(story, writer)
    for role in (Role.COPY_EDITOR, Role.PHOTO_EDITOR):
        newsroom.sign(story, staff[role])
    letters()
    for dek in ("A new dek.", "A newer dek.", "The newest dek."):
        newsroom.edit(story, writer, dek=dek)
    assert letters() == {}
    assert letters(after=REST) == {Role.COPY_EDITOR: "Your sign-off on “A balm for winter” no longer holds"}
    assert "Text and claims" in mail.outbox[0].body
    assert "is waiting for" not in mail.outbox[0].body


def test_an_edit_that_was_undone_is_no_news(story, staff, writer, letters):
    newsroom.submit(story, writer)
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    letters()
    before = newsroom.newest(story).dek
    newsroom.edit(story, writer, dek="A new dek.")
    newsroom.edit(story, writer, dek=before)
    assert letters(after=REST) == {}


def test_a_story_that_is_called_back_is_told_to_the_desks_that_had_it(story, staff, writer, letters):
    newsroom.submit(story, writer)
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    letters()
    newsroom.newest(story).current_workflow_state.cancel(user=writer)
    assert letters() == {
        Role.FACT_CHECKER: "“A balm for winter” no longer waits for Facts desk",
        Role.PHOTO_EDITOR: "“A balm for winter” no longer waits for Photo desk",
    }


def test_a_desk_that_is_passed_by_is_told_so(story, staff, writer, letters):
    newsroom.submit(story, writer)
    letters()
    factories.publish(story, staff[Role.MANAGING_EDITOR])
    told = letters()
    assert told[Role.COPY_EDITOR] == "“A balm for winter” was published without Copy desk"


def test_a_story_that_came_and_went_within_a_moment_is_no_news(story, writer, letters):
    newsroom.submit(story, writer)
    newsroom.newest(story).current_workflow_state.cancel(user=writer)
    assert letters() == {}


def test_a_story_given_to_a_colleague_is_theirs(story, staff, writer, letters):
    newsroom.submit(story, writer)
    letters()
    colleague = factories.user(Role.COPY_EDITOR)
    turn = Turn.objects.get(page=story, desk_name="Copy desk")
    assignments.assign(turn, colleague, staff[Role.MANAGING_EDITOR])
    assert letters() == {colleague.email: "“A balm for winter” was given to you for Copy desk"}


def test_a_desk_whose_only_editor_wrote_the_story_is_the_managing_editors_business(staff, letters):
    story = factories.article("A balm for winter", owner=staff[Role.COPY_EDITOR], live=False)
    newsroom.submit(story, staff[Role.COPY_EDITOR])
    told = letters()
    assert told[Role.MANAGING_EDITOR] == "“A balm for winter” waits for Copy desk, where nobody can sign for it"
    assert Role.COPY_EDITOR not in told


def test_writers_hear_that_their_story_is_out_however_it_got_there(story, staff, writer, letters):
    newsroom.submit(story, writer)
    for role in (Role.COPY_EDITOR, Role.PHOTO_EDITOR, Role.FACT_CHECKER):
        newsroom.sign(story, staff[role])
    letters()
    newsroom.sign(story, staff[Role.MANAGING_EDITOR])
    assert newsroom.is_live(story)
    assert letters() == {Role.WRITER: "“A balm for winter” is published"}
    newsroom.edit(story, writer, dek="A new dek.")
    factories.publish(story, staff[Role.MANAGING_EDITOR])
    assert letters() == {Role.WRITER: "The changes to “A balm for winter” are published"}


def test_writers_hear_of_the_hour_and_then_of_the_publication(story, staff, writer, letters):
    hour = timezone.now().replace(microsecond=0) + timedelta(days=2)
    newsroom.edit(story, writer, go_live_at=hour)
    newsroom.submit(story, writer)
    for role in (Role.COPY_EDITOR, Role.PHOTO_EDITOR, Role.FACT_CHECKER, Role.MANAGING_EDITOR):
        newsroom.sign(story, staff[role])
    assert letters()[Role.WRITER] == f"“A balm for winter” is approved and goes live on {told(hour)}"
    with time_machine.travel(hour + timedelta(seconds=1)):
        assert publish_due() == 1
    assert letters(after=timedelta(days=3)) == {Role.WRITER: "“A balm for winter” is published"}


def test_a_decision_that_is_refused_is_told_to_nobody(story, staff, writer, letters):
    newsroom.submit(story, writer)
    letters()
    with pytest.raises(Exception, match="Say what must change"):
        newsroom.send_back(story, staff[Role.COPY_EDITOR], " ")
    assert letters() == {}
