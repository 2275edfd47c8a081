"""Changing desks and stages while stories are under way."""

import pytest

from django.db import connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wagtail.models import WorkflowTask

from accounts.roles import Role
from review import definitions
from review.models import Desk, SignOffTask
from tests import factories, newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(staff):
    story = factories.article("A balm for winter", live=False, owner=staff[Role.WRITER])
    newsroom.submit(story, staff[Role.WRITER])
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    return story


@pytest.fixture
def chief(login, staff):
    return login(staff[Role.MANAGING_EDITOR])


def add_stage(name, *desks, position=9):
    task = SignOffTask.objects.create(name=name)
    task.desks.set(Desk.objects.filter(name__in=desks))
    WorkflowTask.objects.create(workflow=newsroom.road(), task=task, sort_order=position)
    return task


def test_a_story_moved_to_the_changed_stages_keeps_the_sign_offs_that_hold(story, staff):
    add_stage("Standards", "Medical desk", position=1)
    definitions.move(story.current_workflow_state, staff[Role.MANAGING_EDITOR])
    assert newsroom.waiting(story) == ["Facts desk"]
    newsroom.sign(story, staff[Role.FACT_CHECKER])
    assert newsroom.waiting(story) == ["Medical desk"]


def test_a_moved_story_that_is_with_its_writer_gets_the_new_stages_when_submitted_again(story, staff):
    newsroom.send_back(story, staff[Role.FACT_CHECKER])
    add_stage("Standards", "Medical desk", position=-1)
    definitions.move(story.current_workflow_state, staff[Role.MANAGING_EDITOR])
    assert newsroom.waiting(story) == []
    newsroom.submit(story, staff[Role.WRITER])
    assert newsroom.waiting(story) == ["Medical desk"]


def test_after_a_change_of_a_stage_the_stories_under_way_are_listed_and_can_be_moved(story, chief):
    task = SignOffTask.objects.get(name="Desks")
    url = reverse("wagtailadmin_workflows:edit_task", args=(task.pk,))
    desks = [desk.pk for desk in task.desks.exclude(name="Facts desk")]
    response = chief.post(url, {"name": "Desks", "desks": desks, "quorum": "each_desk"}, follow=True)
    page = response.content.decode()
    assert "keep the stages they began with" in page
    assert "A balm for winter" in page
    assert newsroom.waiting(story) == ["Facts desk"]
    state = story.current_workflow_state
    chief.post(reverse("review_under_way", args=(state.workflow_id,)), {"run": [state.pk, "999", "x"]})
    assert newsroom.waiting(story) == ["Managing editors"]


def test_a_change_with_no_story_under_way_asks_nothing(chief):
    task = SignOffTask.objects.get(name="Desks")
    url = reverse("wagtailadmin_workflows:edit_task", args=(task.pk,))
    desks = [desk.pk for desk in task.desks.all()]
    response = chief.post(url, {"name": "Desks", "desks": desks, "quorum": "each_desk"})
    assert response.url == reverse("wagtailadmin_workflows:task_index")


def test_a_stage_with_a_number_of_desks_needs_the_number(chief):
    task = SignOffTask.objects.get(name="Desks")
    url = reverse("wagtailadmin_workflows:edit_task", args=(task.pk,))
    desks = [desk.pk for desk in task.desks.all()]
    response = chief.post(url, {"name": "Desks", "desks": desks, "quorum": "some_desks"})
    assert "Say how many desks must sign." in response.content.decode()


def test_a_managing_editor_makes_a_desk(chief, staff):
    group = staff[Role.FACT_CHECKER].groups.get()
    form = {"name": "Standards desk", "group": group.pk, "aspects": ["text", "disclosures"]}
    chief.post(reverse("desks:add"), form)
    assert Desk.objects.get(name="Standards desk").aspects == ["text", "disclosures"]
    assert "Standards desk" in chief.get(reverse("desks:index")).content.decode()


@pytest.mark.parametrize("aspects", [[], ["words"]])
def test_a_desk_answers_for_something_that_exists(chief, staff, aspects):
    group = staff[Role.FACT_CHECKER].groups.get()
    chief.post(reverse("desks:add"), {"name": "Standards desk", "group": group.pk, "aspects": aspects})
    assert not Desk.objects.filter(name="Standards desk").exists()


@pytest.mark.parametrize("role", [Role.WRITER, Role.COPY_EDITOR, Role.FACT_CHECKER])
def test_only_managing_editors_change_the_road(login, staff, story, role):
    client = login(staff[role])
    workflow = newsroom.road()
    for url in (reverse("review_under_way", args=(workflow.pk,)), reverse("desks:index")):
        assert client.get(url).status_code == 302
    client.post(reverse("review_under_way", args=(workflow.pk,)), {"run": [story.current_workflow_state.pk]})
    client.post(reverse("wagtailadmin_workflows:disable", args=(workflow.pk,)))
    workflow.refresh_from_db()
    assert workflow.active
    assert newsroom.waiting(story) == ["Facts desk"]


def test_a_desk_at_which_a_stage_signs_is_not_deleted(chief):
    desk = Desk.objects.get(name="Managing editors")
    answer = chief.post(reverse("desks:delete", args=(desk.pk,)), follow=True)
    assert "was not deleted: it signs at Final approval" in answer.content.decode()
    with pytest.raises(ProtectedError), transaction.atomic():
        Desk.objects.filter(pk=desk.pk).delete()
    assert Desk.objects.filter(pk=desk.pk).exists()


def test_after_a_change_of_a_desk_the_stories_under_way_are_listed(story, chief):
    desk = Desk.objects.get(name="Copy desk")
    form = {"name": "Copy and style desk", "group": desk.group_id, "aspects": desk.aspects}
    answer = chief.post(reverse("desks:edit", args=(desk.pk,)), form)
    assert answer.url == reverse("review_under_way", args=(newsroom.road().pk,))
    assert newsroom.run(story).stages[0].turns.filter(desk_name="Copy desk").exists()


def test_the_list_of_stories_under_way_asks_as_much_for_many_as_for_few(story, chief, staff):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            chief.get(reverse("review_under_way", args=(newsroom.road().pk,)))
        return len(captured)

    queries()
    few = queries()
    for _number in range(4):
        newsroom.submit(factories.article(live=False, owner=staff[Role.WRITER]), staff[Role.WRITER])
    assert queries() == few


def test_a_desk_that_signs_at_two_stages_signs_for_each_when_a_story_comes_again(staff):
    add_stage("Once more", "Copy desk", position=9)
    story = factories.article(live=False, owner=staff[Role.WRITER])
    newsroom.submit(story, staff[Role.WRITER])
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    story.refresh_from_db()
    story.current_workflow_state.cancel(user=staff[Role.WRITER])
    newsroom.submit(story, staff[Role.WRITER])
    signed = [
        (sign_off.turn.stage.name, sign_off.turn.desk_name)
        for *_place, sign_off in newsroom.run(story).counted_sign_offs
    ]
    assert signed == [("Desks", "Copy desk")]
