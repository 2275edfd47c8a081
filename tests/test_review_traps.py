"""The traps of Wagtail 8.0.1's workflow engine. Each of these fails on plain Wagtail; the numbers are those of
docs/decisions/0014-traps-of-the-workflow-engine.md."""

from datetime import timedelta

import pytest

from django.core.management import call_command
from django.db.models import ProtectedError, RestrictedError
from django.urls import reverse
from django.utils import timezone

from wagtail.admin.viewsets.pages import page_viewset_registry
from wagtail.models import (
    Comment,
    GroupApprovalTask,
    Page,
    PageLogEntry,
    Revision,
    Task,
    TaskState,
    WorkflowState,
    WorkflowTask,
)

from accounts.roles import Role
from articles.models import ArticlePage, StoryIndexPage
from readiness.gate import NotReady
from review.decisions import DecisionRefused
from review.models import SignOff, SignOffTask, Stage
from tests import editor, factories, newsroom

pytestmark = pytest.mark.django_db

DESKS = [Role.COPY_EDITOR, Role.FACT_CHECKER]


@pytest.fixture
def story(staff):
    """At the first stage of the default workflow; without photos, so that copy and facts sign."""
    story = factories.article("A balm for winter", live=False, owner=staff[Role.WRITER])
    newsroom.submit(story, staff[Role.WRITER])
    return story


@pytest.fixture
def at_final_approval(story, staff):
    for role in DESKS:
        newsroom.sign(story, staff[role])
    return story


def stage_task(name):
    return SignOffTask.objects.get(name=name)


# 1 The last approver needs a right to publish


def test_1_the_last_desk_publishes_without_a_right_to_publish(story, staff):
    story.get_workflow().workflow_tasks.exclude(task__name="Desks").delete()
    newsroom.edit(story, staff[Role.MANAGING_EDITOR], kicker="New")
    story.current_workflow_state.cancel()
    newsroom.submit(story, staff[Role.WRITER])
    assert not story.permissions_for_user(staff[Role.COPY_EDITOR]).can_publish()
    newsroom.sign(story, staff[Role.FACT_CHECKER])
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    assert newsroom.is_live(story)


# 2 Deactivating the only task publishes


@pytest.mark.parametrize("find", [Task.objects.get, SignOffTask.objects.get])
def test_2_deactivating_the_only_stage_publishes_nothing(story, find):
    story.get_workflow().workflow_tasks.exclude(task__name="Desks").delete()
    task = find(name="Desks")
    try:
        task.deactivate()
    except NotReady:
        assert type(task) is Task  # by way of the base class, Wagtail's own method: the gate stops it
    assert not newsroom.is_live(story)
    assert newsroom.waiting(story) == ["Copy desk", "Facts desk"]


def test_2_a_stage_taken_out_of_use_is_still_asked_by_stories_under_way(story, staff, login):
    url = reverse("wagtailadmin_workflows:disable_task", args=(stage_task("Final approval").pk,))
    response = login(staff[Role.MANAGING_EDITOR]).post(url, follow=True)
    assert "A balm for winter" in response.content.decode()
    assert not stage_task("Final approval").active
    for role in DESKS:
        newsroom.sign(story, staff[role])
    assert newsroom.waiting(story) == ["Managing editors"]


def test_2_a_workflow_taken_out_of_use_lets_stories_under_way_go_on(story, staff, login):
    url = reverse("wagtailadmin_workflows:disable", args=(newsroom.road().pk,))
    login(staff[Role.MANAGING_EDITOR]).post(url)
    assert not newsroom.road().active
    for role in [*DESKS, Role.MANAGING_EDITOR]:
        newsroom.sign(story, staff[role])
    assert newsroom.is_live(story)


def test_2_a_workflow_taken_out_of_use_opens_no_way_around_the_desks_for_stories_under_way(story, staff, login):
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    login(staff[Role.MANAGING_EDITOR]).post(reverse("wagtailadmin_workflows:disable", args=(newsroom.road().pk,)))
    with pytest.raises(NotReady, match="Facts desk"):
        newsroom.newest(story).get_latest_revision().publish()


@pytest.mark.parametrize("doomed", [newsroom.road, lambda: stage_task("Desks")])
def test_2_what_a_story_has_passed_through_cannot_be_deleted(story, doomed):
    with pytest.raises((ProtectedError, RestrictedError)):
        doomed().delete()
    assert not newsroom.is_live(story)


# 3 Removing a stage from a running workflow skips it


def test_3_a_stage_taken_out_of_the_workflow_is_not_skipped_by_stories_under_way(at_final_approval, staff):
    WorkflowTask.objects.get(task__name="Final approval").delete()
    assert newsroom.waiting(at_final_approval) == ["Managing editors"]
    newsroom.sign(at_final_approval, staff[Role.MANAGING_EDITOR])
    assert newsroom.is_live(at_final_approval)


def test_3_a_stage_taken_out_before_its_turn_is_asked_all_the_same(story, staff):
    WorkflowTask.objects.get(task__name="Final approval").delete()
    for role in DESKS:
        newsroom.sign(story, staff[role])
    assert not newsroom.is_live(story)
    assert newsroom.waiting(story) == ["Managing editors"]


def test_3_a_stage_added_meanwhile_is_for_stories_submitted_later(story, staff):
    late = SignOffTask.objects.create(name="Standards")
    late.desks.set(stage_task("Final approval").desks.all())
    WorkflowTask.objects.create(workflow=newsroom.road(), task=late, sort_order=9)
    for role in [*DESKS, Role.MANAGING_EDITOR]:
        newsroom.sign(story, staff[role])
    assert newsroom.is_live(story)


def test_3_desks_and_rules_of_a_stage_are_frozen_too(story, staff):
    desks = stage_task("Desks")
    desks.desks.set(desks.desks.filter(name="Copy desk"))
    SignOffTask.objects.filter(name="Desks").update(quorum="some_desks", desks_needed=1)
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    assert newsroom.waiting(story) == ["Facts desk"]


# 4 An edit after a stage is published on the next stage's word alone; a rewritten story skips the first stage


def test_4_an_edit_after_the_first_stage_is_not_published_on_the_words_of_the_last(at_final_approval, staff):
    newsroom.edit(at_final_approval, staff[Role.WRITER], title="A balm that heals")
    newsroom.sign(at_final_approval, staff[Role.MANAGING_EDITOR])
    assert not newsroom.is_live(at_final_approval)
    assert newsroom.waiting(at_final_approval) == ["Copy desk", "Facts desk"]


def test_4_a_story_rewritten_after_the_last_stage_sent_it_back_starts_at_the_first(at_final_approval, staff):
    newsroom.send_back(at_final_approval, staff[Role.MANAGING_EDITOR])
    newsroom.edit(at_final_approval, staff[Role.WRITER], title="A balm for spring")
    newsroom.submit(at_final_approval, staff[Role.WRITER])
    assert newsroom.waiting(at_final_approval) == ["Copy desk", "Facts desk"]


def test_4_a_story_sent_back_and_left_as_it_was_returns_to_who_sent_it_back(at_final_approval, staff):
    newsroom.send_back(at_final_approval, staff[Role.MANAGING_EDITOR])
    newsroom.submit(at_final_approval, staff[Role.WRITER])
    assert newsroom.waiting(at_final_approval) == ["Managing editors"]


def test_4_what_is_published_is_the_version_that_was_signed(at_final_approval, staff):
    signed = newsroom.newest(at_final_approval).latest_revision_id
    newsroom.sign(at_final_approval, staff[Role.MANAGING_EDITOR])
    assert ArticlePage.objects.get(pk=at_final_approval.pk).live_revision_id == signed


# 5 Autosave rewrites a revision in place, the sign-off stays


def overwrite(story, user, **changes):
    """As autosave does: the newest revision, by the same person, in place."""
    page = newsroom.newest(story)
    for name, value in changes.items():
        setattr(page, name, value)
    return page.save_revision(user=user, overwrite_revision=page.get_latest_revision())


def test_5_a_signed_version_is_never_rewritten(story, staff):
    newsroom.edit(story, staff[Role.MANAGING_EDITOR], kicker="Skin")
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    signed = SignOff.objects.get().revision
    revision = overwrite(story, staff[Role.MANAGING_EDITOR], title="A balm that heals")
    assert revision != signed
    signed.refresh_from_db()
    assert signed.content["title"] == "A balm for winter"


def test_5_even_a_rewritten_row_is_not_published_on_an_old_sign_off(at_final_approval, staff):
    revision = newsroom.newest(at_final_approval).get_latest_revision()
    revision.content = revision.content | {"title": "A balm that heals"}
    Revision.objects.filter(pk=revision.pk).update(content=revision.content)
    newsroom.sign(at_final_approval, staff[Role.MANAGING_EDITOR])
    assert not newsroom.is_live(at_final_approval)
    with pytest.raises(NotReady):
        revision.publish()


def test_5_a_word_changed_in_the_photo_library_is_no_longer_what_was_signed(staff):
    photo = factories.photo(caption="Ten days after", release_state="granted")
    story = factories.article("A balm", live=False, owner=staff[Role.WRITER], hero_photo=photo)
    newsroom.submit(story, staff[Role.WRITER])
    for role in [*DESKS, Role.PHOTO_EDITOR]:
        newsroom.sign(story, staff[role])
    photo.caption = "One day after"
    photo.save()
    assert newsroom.waiting(story) == ["Managing editors", "Photo desk"]  # the worker has looked at once
    newsroom.sign(story, staff[Role.MANAGING_EDITOR])
    assert not newsroom.is_live(story)
    assert newsroom.waiting(story) == ["Photo desk"]


# 6 Publish paths that ignore the workflow: tests/test_readiness_paths.py has every path
# 7 and 8 before_publish_page and Page.publish() are no gates


def test_7_a_story_created_with_publish_stays_a_draft_and_keeps_what_was_typed(staff, login):
    client = login(staff[Role.MANAGING_EDITOR])
    url = reverse("wagtailadmin_pages:add", args=("articles", "articlepage", StoryIndexPage.objects.get().pk))
    form = editor.form_in(client.get(url))
    byline = {"bylines-TOTAL_FORMS": "1", "bylines-0-person": factories.person().pk, "bylines-0-ORDER": "1"}
    form |= byline | {"bylines-0-id": "", "title": "Hasty", "slug": "hasty", "topic": factories.topic().pk}
    response = client.post(url, form | {"action-publish": "1"}, follow=True)
    made = ArticlePage.objects.get(slug="hasty")
    assert not made.live
    assert made.live_revision is None
    assert "No desk has signed off" in response.content.decode()
    assert client.get(f"/stories/{made.slug}/").status_code == 404


def test_8_the_action_the_editor_uses_is_behind_the_gate(story):
    from wagtail.actions.publish_page_revision import PublishPageRevisionAction

    with pytest.raises(NotReady):
        PublishPageRevisionAction(newsroom.newest(story).get_latest_revision()).execute()
    assert not newsroom.is_live(story)


# 9 Scheduling is not blocked


def test_9_an_unsigned_story_cannot_be_scheduled(story):
    revision = newsroom.edit(story, go_live_at=timezone.now() + timedelta(days=1))
    with pytest.raises(NotReady):
        revision.publish()
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()


def test_9_a_refused_publication_leaves_an_earlier_schedule_alone(at_final_approval, staff):
    tomorrow = timezone.now().replace(microsecond=0) + timedelta(days=1)
    newsroom.edit(at_final_approval, staff[Role.WRITER], go_live_at=tomorrow)
    newsroom.sign(at_final_approval, staff[Role.MANAGING_EDITOR])
    hasty = newsroom.edit(at_final_approval, staff[Role.WRITER], go_live_at=None, title="Another")
    with pytest.raises(NotReady):
        hasty.publish()
    assert Revision.objects.get(approved_go_live_at__isnull=False).approved_go_live_at == tomorrow


# 11 An action that raises ends in a server error, or loses its reason


def test_11_a_refused_decision_says_why_and_where(at_final_approval, staff, login):
    newsroom.edit(at_final_approval, staff[Role.WRITER], dek="")
    newsroom.sign(at_final_approval, factories.user(Role.COPY_EDITOR))
    newsroom.sign(at_final_approval, staff[Role.FACT_CHECKER])
    state = at_final_approval.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=(at_final_approval.pk, "approve", state.pk))
    response = login(staff[Role.MANAGING_EDITOR]).post(url, follow=True)
    assert response.status_code == 200
    assert f"{editor.edit_url(at_final_approval)}#:w:contentpath=dek" in response.content.decode()
    assert not newsroom.is_live(at_final_approval)
    assert newsroom.waiting(at_final_approval) == ["Managing editors"]


# 12 The data of an action is taken as it comes


@pytest.mark.parametrize("forged", [{"update": False}, {"unknown": 1}, {"comment": ["x"]}, {"back_to": 99}])
def test_12_forged_data_decides_nothing(story, staff, forged):
    with pytest.raises(DecisionRefused):
        newsroom.act(story, "reject" if "back_to" in forged else "approve", staff[Role.COPY_EDITOR], **forged)
    assert newsroom.waiting(story) == ["Copy desk", "Facts desk"]


def test_12_a_task_state_approved_behind_our_back_does_not_publish(at_final_approval, staff):
    task_state = at_final_approval.current_workflow_task_state
    with pytest.raises(NotReady):
        task_state.approve(user=staff[Role.WRITER])
    assert not newsroom.is_live(at_final_approval)


# 14 A stale form replaces a newer version: tests/test_review_views.py
# 15 purge_revisions deletes approvals


def test_15_sign_offs_survive_the_clearing_away_of_old_revisions(at_final_approval, staff):
    newsroom.sign(at_final_approval, staff[Role.MANAGING_EDITOR])
    for number in range(3):
        newsroom.edit(at_final_approval, staff[Role.WRITER], kicker=f"Version {number}")
    call_command("purge_revisions", verbosity=0)
    assert SignOff.objects.count() == 3
    assert all(Revision.objects.filter(pk=sign_off.revision_id).exists() for sign_off in SignOff.objects.all())
    assert Stage.objects.filter(page=at_final_approval).count() == 3
    assert TaskState.objects.filter(status=TaskState.STATUS_APPROVED).count() == 2


def test_15_a_page_that_was_signed_can_still_be_deleted_and_its_log_stays(at_final_approval):
    Page.objects.get(pk=at_final_approval.pk).delete()
    assert not SignOff.objects.exists()
    assert not WorkflowState.objects.exists()
    assert PageLogEntry.objects.filter(page=at_final_approval.pk, action="review.sign_off").count() == 2


# 18 The author approves if they sit in the group


def test_18_the_writer_does_not_sign_for_their_own_story(story, staff):
    staff[Role.WRITER].groups.add(*staff[Role.COPY_EDITOR].groups.all())
    with pytest.raises(DecisionRefused, match="You wrote"):
        newsroom.sign(story, staff[Role.WRITER])


def test_18_a_person_in_the_byline_does_not_sign(staff):
    colleague = factories.user(Role.COPY_EDITOR)
    person = factories.person(user=colleague)
    story = factories.article(live=False, owner=staff[Role.WRITER], writers=[person])
    newsroom.submit(story, staff[Role.WRITER])
    with pytest.raises(DecisionRefused, match="You wrote"):
        newsroom.sign(story, colleague)


def test_18_who_joins_the_byline_later_has_not_approved(at_final_approval, staff):
    person = factories.person(user=staff[Role.FACT_CHECKER])
    page = newsroom.newest(at_final_approval)
    byline = page._meta.get_field("bylines").related_model
    page.bylines = [*page.bylines.all(), byline(person=person)]
    page.save_revision(user=staff[Role.WRITER])
    newsroom.sign(at_final_approval, factories.user(Role.COPY_EDITOR))
    with pytest.raises(NotReady, match="on their own work"):
        newsroom.sign(at_final_approval, staff[Role.MANAGING_EDITOR])


# 19 Notes beside blocks


def test_19_a_note_beside_a_block_survives_moving_and_reverting_the_block(story, staff):
    page = newsroom.newest(story)
    page.body = [("paragraph", "<p>One.</p>"), ("paragraph", "<p>Two.</p>")]
    before = page.save_revision(user=staff[Role.WRITER])
    page = newsroom.newest(story)
    first, second = page.body.raw_data
    path = f"body.{second['id']}"
    page.wagtail_admin_comments = [Comment(user=staff[Role.COPY_EDITOR], text="Who says?", contentpath=path)]
    page.body = page.body.stream_block.to_python([second, first])
    page.save_revision(user=staff[Role.WRITER])
    reverted = before.as_object()
    reverted.save_revision(user=staff[Role.WRITER], previous_revision=before)
    kept = Comment.objects.get(page=story)
    assert kept.text == "Who says?"
    assert kept.contentpath.rpartition(".")[2] in [block.id for block in newsroom.newest(story).body]


# Other kinds of task


def test_wagtails_own_tasks_work_beside_sign_off_stages(staff):
    workflow = newsroom.road()
    proof = GroupApprovalTask.objects.create(name="Proof")
    proof.groups.set(staff[Role.PHOTO_EDITOR].groups.all())
    WorkflowTask.objects.create(workflow=workflow, task=proof, sort_order=99)
    story = factories.article(live=False, owner=staff[Role.WRITER])
    newsroom.submit(story, staff[Role.WRITER])
    for role in [*DESKS, Role.MANAGING_EDITOR]:
        newsroom.sign(story, staff[role])
    assert not newsroom.is_live(story)
    newsroom.act(story, "approve", staff[Role.PHOTO_EDITOR])
    assert newsroom.is_live(story)


def test_every_type_of_page_is_edited_behind_the_gate():
    reverse("wagtailadmin_home")
    viewset = page_viewset_registry.get_by_type(ArticlePage)
    assert viewset.add_view_class.__module__ == "review.views"
