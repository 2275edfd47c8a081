"""Desks that decide at the same moment."""

import pytest

from wagtail.models import PageLogEntry, TaskState

from accounts.roles import Role
from articles.models import ArticlePage
from readiness.gate import NotReady
from review import assignments
from review.decisions import DecisionRefused
from review.log_chain import flaws
from review.models import SignOff, Turn
from tests import factories, newsroom
from tests.at_once import at_once

ATTEMPTS = 4
DESKS = [Role.COPY_EDITOR, Role.FACT_CHECKER, Role.PHOTO_EDITOR]


@pytest.fixture
def staff(transactional_db):
    return {role: factories.user(role) for role in Role}


@pytest.fixture
def submitted(staff):
    def make():
        story = factories.article(live=False, owner=staff[Role.WRITER], hero_photo=factories.photo())
        newsroom.submit(story, staff[Role.WRITER])
        return story

    return make


def refusals(results):
    return [result for result in results if isinstance(result, DecisionRefused)]


def test_three_desks_that_sign_at_once_finish_their_stage_exactly_once(submitted, staff):
    for _attempt in range(ATTEMPTS):
        story = submitted()
        results = at_once(*(lambda role=role, story=story: newsroom.sign(story, staff[role]) for role in DESKS))
        assert results == [None, None, None]
        assert newsroom.waiting(story) == ["Managing editors"]
        states = TaskState.objects.filter(workflow_state=story.current_workflow_state)
        assert states.filter(task__name="Desks", status="approved").count() == 1
        assert states.filter(task__name="Final approval").count() == 1


def test_of_two_people_at_one_desk_one_signs_and_the_other_hears_who_did(submitted, staff):
    colleague = factories.user(Role.COPY_EDITOR)
    for _attempt in range(ATTEMPTS):
        story = submitted()
        people = [staff[Role.COPY_EDITOR], colleague]
        results = at_once(*(lambda person=person, story=story: newsroom.sign(story, person) for person in people))
        (refusal,) = refusals(results)
        assert "has signed off on" in str(refusal)
        assert SignOff.objects.filter(page=story).count() == 1


def test_two_final_approvals_publish_once(submitted, staff):
    colleague = factories.user(Role.MANAGING_EDITOR)
    for _attempt in range(ATTEMPTS):
        story = submitted()
        for role in DESKS:
            newsroom.sign(story, staff[role])
        people = [staff[Role.MANAGING_EDITOR], colleague]
        results = at_once(*(lambda person=person, story=story: newsroom.sign(story, person) for person in people))
        assert sum(result is None for result in results) == 1
        assert newsroom.is_live(story)
        assert PageLogEntry.objects.filter(page=story.pk, action="wagtail.publish").count() == 1


def test_a_story_edited_at_the_moment_of_final_approval_is_not_published_unread(submitted, staff):
    for _attempt in range(ATTEMPTS):
        story = submitted()
        for role in DESKS:
            newsroom.sign(story, staff[role])
        results = at_once(
            lambda story=story: newsroom.sign(story, staff[Role.MANAGING_EDITOR]),
            lambda story=story: newsroom.edit(story, staff[Role.WRITER], title="A balm that heals"),
        )
        assert not [one for one in results if isinstance(one, Exception) and not isinstance(one, NotReady)]
        assert ArticlePage.objects.get(pk=story.pk).title != "A balm that heals"


def test_of_two_who_claim_a_story_one_gets_it(submitted, staff):
    colleague = factories.user(Role.COPY_EDITOR)
    for _attempt in range(ATTEMPTS):
        turn = Turn.objects.get(page=submitted(), desk_name="Copy desk")

        def claim(person, pk=turn.pk):
            assignments.claim(Turn.objects.get(pk=pk), person)

        results = at_once(lambda: claim(staff[Role.COPY_EDITOR]), lambda: claim(colleague))
        assert sum(isinstance(result, assignments.AssignmentError) for result in results) == 1
        turn.refresh_from_db()
        assert turn.assignee in (staff[Role.COPY_EDITOR], colleague)


def test_entries_written_at_once_leave_the_log_whole(submitted, staff):
    story = submitted()
    at_once(*(lambda role=role, story=story: newsroom.sign(story, staff[role]) for role in DESKS))
    at_once(*(lambda: story.save_revision(log_action=True) for _number in range(4)))
    assert list(flaws()) == []
