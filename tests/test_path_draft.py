"""The way of a story from first draft to print, through Wagtail's own screens, as each role would walk it."""

from datetime import timedelta

import pytest

from django.core import mail
from django.urls import reverse
from django.utils import timezone

from wagtail.models import GroupApprovalTask, TaskState, Workflow, WorkflowState, WorkflowTask

from accounts.roles import Role
from articles.models import ArticlePage, StoryIndexPage
from tests import editor, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(staff):
    return staff[Role.WRITER]


@pytest.fixture
def story(writer):
    return factories.article("A balm for winter", owner=writer, live=False)


@pytest.fixture
def as_(login, staff):
    """as_(Role.COPY_EDITOR): the client, logged in as that role's user."""
    return lambda role: login(staff[role])


def current(story):
    return ArticlePage.objects.get(pk=story.pk)


def desk_of(story):
    task = current(story).current_workflow_task
    return task and task.name


def letters_to(user):
    return [letter for letter in mail.outbox if letter.to == [user.email]]


def test_the_default_road_leads_over_the_copy_desk_to_final_approval():
    workflow = StoryIndexPage.objects.get().get_workflow()
    assert [task.name for task in workflow.tasks] == ["Copy desk", "Final approval"]
    assert Workflow.objects.count() == 1


def test_a_story_is_written_approved_twice_and_published(story, as_):
    editor.submit(as_(Role.WRITER), story)
    assert desk_of(story) == "Copy desk"
    editor.decide(as_(Role.COPY_EDITOR), story, "approve")
    assert desk_of(story) == "Final approval"
    editor.decide(as_(Role.MANAGING_EDITOR), story, "approve")
    assert current(story).live


def test_the_last_approver_needs_no_right_to_publish(story, as_, staff):
    workflow = story.get_workflow()
    workflow.workflow_tasks.get(task__name="Final approval").delete()
    editor.submit(as_(Role.WRITER), story)
    assert not current(story).permissions_for_user(staff[Role.COPY_EDITOR]).can_publish()
    editor.decide(as_(Role.COPY_EDITOR), story, "approve")
    assert current(story).live


def test_approving_on_the_dashboard_works_as_in_the_editor(story, as_):
    editor.submit(as_(Role.WRITER), story)
    for role in (Role.COPY_EDITOR, Role.MANAGING_EDITOR):
        state = current(story).current_workflow_task_state
        as_(role).post(reverse("wagtailadmin_pages:workflow_action", args=(story.pk, "approve", state.pk)))
    assert current(story).live


def test_a_desk_approves_its_own_edits_in_one_step(story, as_):
    editor.submit(as_(Role.WRITER), story)
    editor.decide(as_(Role.COPY_EDITOR), story, "approve", title="A balm for cold days")
    assert desk_of(story) == "Final approval"
    editor.decide(as_(Role.MANAGING_EDITOR), story, "approve")
    assert current(story).title == "A balm for cold days"


def test_a_desk_may_edit_first_and_approve_on_the_dashboard_later(story, as_):
    editor.submit(as_(Role.WRITER), story)
    editor.save(as_(Role.COPY_EDITOR), story, title="A balm for cold days")
    state = current(story).current_workflow_task_state
    as_(Role.COPY_EDITOR).post(reverse("wagtailadmin_pages:workflow_action", args=(story.pk, "approve", state.pk)))
    assert desk_of(story) == "Final approval"


def test_what_the_managing_editor_changes_is_read_by_the_copy_desk_again(story, as_):
    editor.submit(as_(Role.WRITER), story)
    editor.decide(as_(Role.COPY_EDITOR), story, "approve")
    editor.decide(as_(Role.MANAGING_EDITOR), story, "approve", title="A balm for every day")
    assert not current(story).live
    assert desk_of(story) == "Copy desk"
    editor.decide(as_(Role.COPY_EDITOR), story, "approve")
    assert current(story).title == "A balm for every day"
    assert current(story).live


def test_a_story_rewritten_after_final_approval_sent_it_back_starts_at_the_copy_desk(story, as_):
    editor.submit(as_(Role.WRITER), story)
    editor.decide(as_(Role.COPY_EDITOR), story, "approve")
    editor.decide(as_(Role.MANAGING_EDITOR), story, "reject", "Too short.")
    assert current(story).current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    page = as_(Role.WRITER).get(editor.edit_url(story)).content.decode()
    assert "Submit again to Copy desk" in page
    editor.submit(as_(Role.WRITER), story, title="A long balm for winter")
    assert desk_of(story) == "Copy desk"
    editor.decide(as_(Role.COPY_EDITOR), story, "approve")
    assert desk_of(story) == "Final approval"
    editor.decide(as_(Role.MANAGING_EDITOR), story, "approve")
    assert current(story).live


def test_a_writer_can_call_a_story_back_and_submit_it_again(story, as_):
    editor.submit(as_(Role.WRITER), story)
    editor.save(as_(Role.WRITER), story, **{"action-cancel-workflow": "1"})
    assert current(story).current_workflow_state is None
    editor.submit(as_(Role.WRITER), story, title="A better balm")
    assert desk_of(story) == "Copy desk"
    assert current(story).draft_title == "A better balm"


def test_the_writer_cannot_change_a_story_while_a_desk_reads_it(story, as_):
    editor.submit(as_(Role.WRITER), story)
    response = editor.save(as_(Role.WRITER), story, title="Changed behind the desk's back")
    assert "could not be saved as it is locked" in response.content.decode()
    assert current(story).draft_title == "A balm for winter"


def test_approval_of_a_story_with_a_date_schedules_it(story, as_):
    date = timezone.localtime() + timedelta(days=2)
    editor.submit(as_(Role.WRITER), story, go_live_at=date.strftime("%Y-%m-%d %H:%M"))
    editor.decide(as_(Role.COPY_EDITOR), story, "approve")
    editor.decide(as_(Role.MANAGING_EDITOR), story, "approve")
    assert not current(story).live
    assert current(story).scheduled_revision.approved_go_live_at.date() == date.date()


def test_a_change_to_a_live_story_goes_the_same_road_while_readers_see_the_old_one(as_, writer):
    story = factories.article("A balm for winter", owner=writer)
    editor.submit(as_(Role.WRITER), story, title="A balm for spring")
    assert current(story).title == "A balm for winter"
    editor.decide(as_(Role.COPY_EDITOR), story, "approve")
    editor.decide(as_(Role.MANAGING_EDITOR), story, "approve")
    assert current(story).title == "A balm for spring"


# What the screens say -----------------------------------------------------------------------------


def words_after(client, response):
    return " ".join(client.get(response.url).content.decode().split())


def test_each_decision_is_answered_with_where_the_story_is_now(story, as_):
    editor.submit(as_(Role.WRITER), story)
    answer = editor.decide(as_(Role.COPY_EDITOR), story, "reject", "Shorter, please.")
    assert "“A balm for winter” went back to its writer." in words_after(as_(Role.COPY_EDITOR), answer)
    editor.submit(as_(Role.WRITER), story, title="A balm")
    answer = editor.decide(as_(Role.COPY_EDITOR), story, "approve")
    assert "“A balm” is waiting for Final approval now." in words_after(as_(Role.COPY_EDITOR), answer)
    answer = editor.decide(as_(Role.MANAGING_EDITOR), story, "approve", title="Balm")
    assert "“Balm” goes to Copy desk again: it was changed" in words_after(as_(Role.MANAGING_EDITOR), answer)
    state = current(story).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=(story.pk, "approve", state.pk))
    answer = as_(Role.COPY_EDITOR).post(url)
    assert "“Balm” is approved and published." in words_after(as_(Role.COPY_EDITOR), answer)


def test_the_editor_shows_the_writer_the_note_a_story_came_back_with(story, as_, staff):
    editor.submit(as_(Role.WRITER), story)
    editor.decide(as_(Role.COPY_EDITOR), story, "reject", "Who says it “works”?")
    page = as_(Role.WRITER).get(editor.edit_url(story)).content.decode()
    assert f"{staff[Role.COPY_EDITOR].email} (Copy desk) asks for changes: “Who says it “works”?”" in page
    editor.submit(as_(Role.WRITER), story)
    assert "asks for changes" not in as_(Role.COPY_EDITOR).get(editor.edit_url(story)).content.decode()


# Rights -------------------------------------------------------------------------------------------


def test_a_writer_can_submit_but_not_publish(story, as_):
    page = as_(Role.WRITER).get(editor.edit_url(story)).content.decode()
    assert "Submit to Copy desk" in page
    assert "action-publish" not in page
    editor.save(as_(Role.WRITER), story, **{"action-publish": "1"})
    assert not current(story).live


def test_a_writer_cannot_publish_by_creating(as_, writer):
    index = StoryIndexPage.objects.get()
    url = reverse("wagtailadmin_pages:add", args=("articles", "articlepage", index.pk))
    form = editor.form_in(as_(Role.WRITER).get(url))
    topic, person = factories.topic(), factories.person()
    byline = {"bylines-TOTAL_FORMS": "1", "bylines-0-person": person.pk, "bylines-0-ORDER": "1", "bylines-0-id": ""}
    form |= byline | {"title": "Forged", "slug": "forged", "topic": topic.pk, "action-publish": "1"}
    as_(Role.WRITER).post(url, form)
    assert not ArticlePage.objects.get(title="Forged").live


def test_a_writer_cannot_publish_in_bulk(story, as_):
    url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    as_(Role.WRITER).post(f"{url}?id={story.pk}")
    assert not current(story).live


def test_a_managing_editor_cannot_publish_in_bulk_what_stands_with_a_desk(story, as_):
    editor.submit(as_(Role.WRITER), story)
    url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    response = as_(Role.MANAGING_EDITOR).post(f"{url}?id={story.pk}&next=/admin/", follow=True)
    assert "stands with a desk" in response.content.decode()
    assert not current(story).live


@pytest.mark.parametrize("missing", [{"dek": ""}, {"topic": None}])
def test_nothing_incomplete_is_approved_from_the_dashboard(story, as_, missing):
    editor.submit(as_(Role.WRITER), story)
    for name, value in missing.items():
        setattr(story, name, value)
    story.save_revision(clean=False)
    state = current(story).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=(story.pk, "approve", state.pk))
    response = as_(Role.COPY_EDITOR).post(url, follow=True)
    assert "was not approved, and nothing was changed" in response.content.decode()
    assert desk_of(story) == "Copy desk"


def test_a_story_can_be_submitted_again_although_its_workflow_was_given_a_new_first_desk(story, as_):
    editor.submit(as_(Role.WRITER), story)
    editor.decide(as_(Role.COPY_EDITOR), story, "reject", "Shorter, please.")
    facts = GroupApprovalTask.objects.create(name="Facts")
    WorkflowTask.objects.create(workflow=story.get_workflow(), task=facts, sort_order=-1)
    editor.submit(as_(Role.WRITER), story, dek="Shorter now.")
    assert desk_of(story) == "Facts"


def test_a_copy_editor_cannot_publish_around_the_managing_editor(story, as_):
    editor.submit(as_(Role.WRITER), story)
    editor.save(as_(Role.COPY_EDITOR), story, **{"action-publish": "1"})
    assert not current(story).live


@pytest.mark.parametrize("role", [Role.WRITER, Role.MEDICAL_REVIEWER, Role.COMMENT_MODERATOR])
def test_a_draft_belongs_to_its_writer_and_the_desk(as_, role):
    story = factories.article(owner=factories.user(Role.WRITER), live=False)
    response = as_(role).get(editor.edit_url(story))
    assert response.status_code == 302
    assert response.url == reverse("wagtailadmin_home")
    editor_form = {"title": "Taken over", "slug": story.slug, **editor.EMPTY_STREAMS}
    as_(role).post(editor.edit_url(story), editor_form)
    assert current(story).draft_title == story.title


def test_a_desk_cannot_decide_in_the_place_of_another(story, as_):
    editor.submit(as_(Role.WRITER), story)
    state = current(story).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=(story.pk, "approve", state.pk))
    for role in (Role.WRITER, Role.PHOTO_EDITOR, Role.MANAGING_EDITOR, Role.MEDICAL_REVIEWER):
        as_(role).post(url)
    assert desk_of(story) == "Copy desk"
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_IN_PROGRESS


def test_managing_editors_can_change_the_road_in_wagtails_own_screens(as_):
    workflow = StoryIndexPage.objects.get().get_workflow()
    url = reverse("wagtailadmin_workflows:edit", args=(workflow.pk,))
    assert as_(Role.MANAGING_EDITOR).get(url).status_code == 200
    assert as_(Role.COPY_EDITOR).get(url).status_code == 302


# Letters ------------------------------------------------------------------------------------------


def test_every_hand_over_writes_one_letter_to_each_who_waits(story, as_, staff):
    second_copy_editor = factories.user(Role.COPY_EDITOR)
    editor.submit(as_(Role.WRITER), story)
    assert {letter.to[0] for letter in mail.outbox} == {staff[Role.COPY_EDITOR].email, second_copy_editor.email}
    assert len(mail.outbox) == 2
    mail.outbox.clear()
    editor.decide(as_(Role.COPY_EDITOR), story, "approve", "Mind the second paragraph.")
    (letter,) = mail.outbox
    assert letter.to == [staff[Role.MANAGING_EDITOR].email]
    assert "Mind the second paragraph." in letter.body
    mail.outbox.clear()
    editor.decide(as_(Role.MANAGING_EDITOR), story, "approve")
    (letter,) = mail.outbox
    assert letter.to == [staff[Role.WRITER].email]
    assert letter.subject == "“A balm for winter” is published"
    assert current(story).full_url in letter.body


def test_a_story_sent_back_brings_its_note_to_whoever_submitted_it_and_to_its_owner(as_, staff):
    owner = factories.user(Role.WRITER)
    story = factories.article("A balm & more", owner=owner, live=False)
    editor.submit(as_(Role.MANAGING_EDITOR), story)
    mail.outbox.clear()
    editor.decide(as_(Role.COPY_EDITOR), story, "reject", "Who says it “works”?")
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted([owner.email, staff[Role.MANAGING_EDITOR].email])
    letter = letters_to(owner)[0]
    assert letter.subject == "“A balm & more” came back from Copy desk"
    html = letter.alternatives[0][0]
    for part in (letter.body, html):
        assert "Who says it “works”?" in part
        assert editor.edit_url(story) in part
    assert "A balm &amp; more" in html


def test_nobody_gets_a_letter_about_what_they_did_themselves(as_, staff):
    chief = staff[Role.MANAGING_EDITOR]
    story = factories.article(owner=chief, live=False)
    editor.submit(as_(Role.MANAGING_EDITOR), story)
    editor.decide(as_(Role.COPY_EDITOR), story, "approve")
    mail.outbox.clear()
    editor.decide(as_(Role.MANAGING_EDITOR), story, "approve")
    assert current(story).live
    assert mail.outbox == []


def test_the_letter_about_an_approved_story_with_a_date_says_when_it_goes_live(story, as_, writer):
    date = timezone.localtime() + timedelta(days=2)
    editor.submit(as_(Role.WRITER), story, go_live_at=date.strftime("%Y-%m-%d %H:%M"))
    editor.decide(as_(Role.COPY_EDITOR), story, "approve")
    mail.outbox.clear()
    editor.decide(as_(Role.MANAGING_EDITOR), story, "approve")
    (letter,) = letters_to(writer)
    assert date.strftime("%H:%M") in letter.subject
    assert editor.edit_url(story) in letter.body


def test_a_writer_hears_when_an_editor_publishes_the_story_directly(story, as_, writer):
    editor.save(as_(Role.MANAGING_EDITOR), story, **{"action-publish": "1"})
    assert [letter.subject for letter in letters_to(writer)] == ["“A balm for winter” is published"]
    mail.outbox.clear()
    editor.save(as_(Role.MANAGING_EDITOR), story, title="A balm for winters", **{"action-publish": "1"})
    assert mail.outbox == []


def test_the_next_desk_is_told_that_a_story_comes_back_changed(story, as_, staff):
    editor.submit(as_(Role.WRITER), story)
    editor.decide(as_(Role.COPY_EDITOR), story, "reject", "Shorter, please.")
    mail.outbox.clear()
    editor.submit(as_(Role.WRITER), story, title="A balm")
    (letter,) = letters_to(staff[Role.COPY_EDITOR])
    assert "this is the new version" in letter.body
    assert "Shorter, please." in letter.body
