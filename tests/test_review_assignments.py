"""Whose desk a story lies on."""

from datetime import timedelta

import pytest

from django.utils import timezone

from wagtail.models import PageLogEntry

from accounts.roles import Role
from review import assignments
from review.assignments import AssignmentError
from review.models import Turn, TurnStatus
from tests import factories, newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def turn(staff):
    story = factories.article(live=False, owner=staff[Role.WRITER])
    newsroom.submit(story, staff[Role.WRITER])
    return Turn.objects.get(page=story, desk_name="Copy desk")


@pytest.fixture
def colleague(staff):
    return factories.user(Role.COPY_EDITOR)


def test_somebody_at_the_desk_takes_a_story(turn, staff):
    assignments.claim(turn, staff[Role.COPY_EDITOR])
    turn.refresh_from_db()
    assert turn.assignee == staff[Role.COPY_EDITOR]
    assert PageLogEntry.objects.filter(page=turn.page_id, action="review.assign").count() == 1


def test_who_comes_second_hears_who_has_it(turn, staff, colleague):
    assignments.claim(turn, staff[Role.COPY_EDITOR])
    with pytest.raises(AssignmentError, match="has taken this story already"):
        assignments.claim(turn, colleague)


def test_taking_a_story_twice_changes_nothing(turn, staff):
    for _time in range(2):
        assignments.claim(turn, staff[Role.COPY_EDITOR])
    assert PageLogEntry.objects.filter(page=turn.page_id, action="review.assign").count() == 1


@pytest.mark.parametrize("role", [Role.WRITER, Role.FACT_CHECKER, Role.MANAGING_EDITOR])
def test_nobody_takes_a_story_from_a_desk_they_are_not_at(turn, staff, role):
    with pytest.raises(AssignmentError, match="You are not at Copy desk"):
        assignments.claim(turn, staff[role])


def test_a_story_is_handed_on_to_a_colleague_or_back_to_the_desk(turn, staff, colleague):
    assignments.claim(turn, staff[Role.COPY_EDITOR])
    assignments.hand_on(turn, colleague, staff[Role.COPY_EDITOR])
    turn.refresh_from_db()
    assert turn.assignee == colleague
    assignments.hand_on(turn, None, colleague)
    turn.refresh_from_db()
    assert turn.assignee is None


def test_only_who_has_a_story_hands_it_on(turn, staff, colleague):
    assignments.claim(turn, staff[Role.COPY_EDITOR])
    with pytest.raises(AssignmentError, match="can hand this story on"):
        assignments.hand_on(turn, colleague, colleague)


def test_a_managing_editor_gives_a_story_to_somebody_with_a_deadline(turn, staff, colleague):
    due = timezone.now() + timedelta(hours=4)
    assignments.assign(turn, colleague, staff[Role.MANAGING_EDITOR], due)
    turn.refresh_from_db()
    assert (turn.assignee, turn.due_at) == (colleague, due)


def test_nobody_is_given_a_story_of_another_desk(turn, staff):
    with pytest.raises(AssignmentError, match="is not at Copy desk"):
        assignments.assign(turn, staff[Role.PHOTO_EDITOR], staff[Role.MANAGING_EDITOR])


def test_only_managing_editors_give_stories_to_others(turn, staff, colleague):
    with pytest.raises(AssignmentError, match="Only a managing editor"):
        assignments.assign(turn, colleague, staff[Role.COPY_EDITOR])


def test_a_story_that_was_signed_is_not_taken_any_more(turn, staff, colleague):
    newsroom.sign(turn.page, staff[Role.COPY_EDITOR])
    with pytest.raises(AssignmentError, match="is not asked about this story any more"):
        assignments.claim(turn, colleague)


def test_the_writer_does_not_take_their_own_story_nor_is_given_it(turn, staff):
    staff[Role.WRITER].groups.add(turn.group)
    with pytest.raises(AssignmentError, match="somebody else signs"):
        assignments.claim(turn, staff[Role.WRITER])
    with pytest.raises(AssignmentError, match="somebody else signs"):
        assignments.assign(turn, staff[Role.WRITER], staff[Role.MANAGING_EDITOR])
    turn.refresh_from_db()
    assert turn.assignee is None


def test_a_deadline_that_somebody_has_set_outlasts_a_sign_off_that_fell_away(turn, staff, colleague):
    deadline = timezone.now() + timedelta(hours=5)
    assignments.assign(turn, colleague, staff[Role.MANAGING_EDITOR], deadline)
    story = turn.page.specific
    newsroom.sign(story, colleague)
    newsroom.edit(story, staff[Role.MANAGING_EDITOR], dek="Another one.")
    turn.refresh_from_db()
    assert turn.status == TurnStatus.OPEN
    assert turn.due_at == deadline


def test_a_story_called_back_and_submitted_again_lies_with_whoever_had_it(turn, staff, colleague):
    assignments.claim(turn, colleague)
    story = turn.page.specific
    story.current_workflow_state.cancel(user=staff[Role.WRITER])
    newsroom.submit(story, staff[Role.WRITER])
    assert Turn.objects.get(page=story, desk_name="Copy desk", status=TurnStatus.OPEN).assignee == colleague
