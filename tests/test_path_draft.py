"""The way of a story from first draft to print, through Wagtail's own screens, as each role would walk it."""

import html
from datetime import timedelta

import pytest

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from wagtail.models import GroupApprovalTask, PageLogEntry, TaskState, Workflow, WorkflowState, WorkflowTask

from accounts.roles import Role
from articles.models import ArticlePage, StoryIndexPage
from notices.posting import deliver_due
from readiness.gate import blockers_in
from readiness.models import Override
from review.models import Fingerprint, SignOff, SignOffTask, Stage, Turn
from tests import editor, factories, newsroom
from treatments.models import Treatment

pytestmark = pytest.mark.django_db

DESKS = [Role.COPY_EDITOR, Role.PHOTO_EDITOR, Role.FACT_CHECKER]
XHR = {"x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def writer(staff):
    return staff[Role.WRITER]


@pytest.fixture
def story(writer):
    """With a photo, so that all three desks have something to sign."""
    return factories.article("A balm for winter", owner=writer, live=False, hero_photo=factories.photo())


@pytest.fixture
def as_(login, staff):
    """as_(Role.COPY_EDITOR): the client, logged in as that role's user."""
    return lambda role: login(staff[role])


@pytest.fixture
def submitted(story, writer):
    newsroom.submit(story, writer)
    return story


@pytest.fixture
def at_final_approval(submitted, staff):
    for role in DESKS:
        newsroom.sign(submitted, staff[role])
    return submitted


def current(story):
    return ArticlePage.objects.get(pk=story.pk)


def stage_of(story):
    """The stage at which a story stands, as Wagtail has it; None with its writer and after publication."""
    task = current(story).current_workflow_task
    return task and task.name


def words(response):
    return " ".join(html.unescape(response.content.decode()).split())


def read(response):
    """What is read on a page, without its tags."""
    return " ".join(html.unescape(strip_tags(response.content.decode())).split())


def words_after(client, response):
    """What the next screen says. Reading it takes the messages away."""
    return words(client.get(response.url))


def post_decision(client, story, action, **data):
    """Decide as the panel of the dashboard does it."""
    return client.post(editor.dialog_url(story, action), data)


# The road -------------------------------------------------------------------------------------------


def test_the_default_road_leads_over_the_desks_to_final_approval():
    workflow = StoryIndexPage.objects.get().get_workflow()
    stages = {task.name: sorted(desk.name for desk in task.desks.all()) for task in workflow.tasks.specific()}
    assert stages == {
        "Desks": ["Copy desk", "Facts desk", "Photo desk"],
        "Medical review": ["Medical desk"],
        "Final approval": ["Managing editors"],
    }
    assert Workflow.objects.filter(workflow_pages__isnull=False).count() == 1


@pytest.mark.parametrize("order", [DESKS, DESKS[::-1], [DESKS[2], DESKS[0], DESKS[1]]])
def test_a_story_is_written_signed_by_three_desks_in_any_order_approved_and_published(story, as_, order):
    editor.submit(as_(Role.WRITER), story)
    for role in order:
        assert stage_of(story) == "Desks"
        editor.decide(as_(role), story, "approve")
    assert stage_of(story) == "Final approval"
    editor.decide(as_(Role.MANAGING_EDITOR), story, "approve")
    assert current(story).live
    assert SignOff.objects.filter(page=story).count() == 4


def test_the_last_approver_needs_no_right_to_publish(story, as_, staff):
    story.get_workflow().workflow_tasks.exclude(task__name="Desks").delete()
    editor.submit(as_(Role.WRITER), story)
    for role in DESKS:
        assert not current(story).permissions_for_user(staff[role]).can_publish()
        editor.decide(as_(role), story, "approve")
    assert current(story).live


def test_a_desk_with_nothing_to_sign_is_not_asked(as_, writer):
    story = factories.article("No picture", owner=writer, live=False)
    editor.submit(as_(Role.WRITER), story)
    assert newsroom.waiting(story) == ["Copy desk", "Facts desk"]
    page = as_(Role.COPY_EDITOR).get(editor.edit_url(story))
    assert "Photo desk: Nothing to sign" in read(page)


def test_a_story_that_names_a_treatment_goes_past_the_medical_desk(story, as_):
    treatment = Treatment.objects.create(name="Microneedling")
    editor.submit(as_(Role.WRITER), story, treatments=[treatment.pk], disclosure_answer="none")
    for role in DESKS:
        editor.decide(as_(role), story, "approve")
    assert stage_of(story) == "Medical review"
    editor.decide(as_(Role.MEDICAL_REVIEWER), story, "approve")
    assert stage_of(story) == "Final approval"
    editor.decide(as_(Role.MANAGING_EDITOR), story, "approve")
    assert current(story).live


def test_a_stage_that_is_passed_by_says_why(at_final_approval, as_):
    page = as_(Role.MANAGING_EDITOR).get(editor.edit_url(at_final_approval))
    assert "Not asked. This stage is only for: stories that name a treatment." in words(page)


@pytest.mark.parametrize("headers", [{}, XHR], ids=["plain", "dialog"])
def test_a_story_is_signed_off_and_published_from_the_dashboard_as_well(story, as_, headers):
    editor.submit(as_(Role.WRITER), story)
    for role in [*DESKS, Role.MANAGING_EDITOR]:
        as_(role).post(editor.dialog_url(story, "approve"), {"comment": "Fine."}, headers=headers)
    assert current(story).live
    assert set(SignOff.objects.values_list("note", flat=True)) == {"Fine."}


def test_what_waits_for_somebody_stands_in_wagtails_own_list(submitted, as_):
    for role in DESKS:
        assert "A balm for winter" in words(as_(role).get(reverse("wagtailadmin_home")))
    assert "Awaiting your review" not in words(as_(Role.MANAGING_EDITOR).get(reverse("wagtailadmin_home")))


def test_a_writer_can_call_a_story_back_and_what_was_signed_holds_where_nothing_has_changed(at_final_approval, as_):
    editor.save(as_(Role.WRITER), at_final_approval, **{"action-cancel-workflow": "1"})
    assert current(at_final_approval).current_workflow_state is None
    editor.submit(as_(Role.WRITER), at_final_approval, title="A better balm")
    assert newsroom.waiting(at_final_approval) == ["Copy desk", "Facts desk"]
    assert current(at_final_approval).draft_title == "A better balm"


def test_a_story_submitted_again_as_it_was_asks_for_the_last_word_and_no_other(at_final_approval, as_):
    editor.save(as_(Role.WRITER), at_final_approval, **{"action-cancel-workflow": "1"})
    editor.submit(as_(Role.WRITER), at_final_approval)
    assert newsroom.waiting(at_final_approval) == ["Managing editors"]


def test_the_writer_cannot_change_a_story_while_a_desk_reads_it(submitted, as_):
    response = editor.save(as_(Role.WRITER), submitted, title="Changed behind the desk's back")
    assert "could not be saved as it is locked" in words(response)
    assert current(submitted).draft_title == "A balm for winter"


def test_approval_of_a_story_with_a_date_schedules_it(story, as_):
    date = timezone.localtime() + timedelta(days=2)
    editor.submit(as_(Role.WRITER), story, go_live_at=date.strftime("%Y-%m-%d %H:%M"))
    for role in DESKS:
        editor.decide(as_(role), story, "approve")
    assert "Sign off and schedule: Managing editors" in words(as_(Role.MANAGING_EDITOR).get(editor.edit_url(story)))
    answer = editor.decide(as_(Role.MANAGING_EDITOR), story, "approve")
    said = words_after(as_(Role.MANAGING_EDITOR), answer)
    assert "has every sign-off and goes live on" in said
    assert not current(story).live
    assert current(story).scheduled_revision.approved_go_live_at.date() == date.date()


def test_a_change_to_a_live_story_goes_the_same_road_while_readers_see_the_old_one(as_, writer):
    story = factories.article("A balm for winter", owner=writer)
    editor.submit(as_(Role.WRITER), story, title="A balm for spring")
    factories.declare(story)
    for role in (Role.COPY_EDITOR, Role.FACT_CHECKER):
        assert current(story).title == "A balm for winter"
        editor.decide(as_(role), story, "approve")
    assert "A balm for spring" not in words(Client().get(story.url))
    editor.decide(as_(Role.MANAGING_EDITOR), story, "approve")
    assert current(story).title == "A balm for spring"


# A second pair of eyes ------------------------------------------------------------------------------


def test_who_changed_a_story_last_does_not_sign_for_the_change_and_loses_nothing(submitted, as_, staff):
    answer = editor.decide(as_(Role.COPY_EDITOR), submitted, "approve", title="A balm for cold days")
    said = words_after(as_(Role.COPY_EDITOR), answer)
    assert "You were the last to change “A balm for cold days”" in said
    assert "your changes are saved" in said
    assert current(submitted).get_latest_revision().content["title"] == "A balm for cold days"
    assert "Copy desk" in newsroom.waiting(submitted)
    editor.decide(as_(Role.FACT_CHECKER), submitted, "approve")
    assert newsroom.waiting(submitted) == ["Copy desk", "Photo desk"]


def test_who_mends_a_caption_may_still_sign_for_the_text(submitted, as_):
    editor.decide(as_(Role.COPY_EDITOR), submitted, "approve", hero_caption="In the morning")
    assert newsroom.waiting(submitted) == ["Facts desk", "Photo desk"]


def test_a_desk_that_mends_the_text_itself_approves_in_one_step_where_its_stage_says_so(story, as_):
    SignOffTask.objects.filter(name="Desks").update(own_edits_count=True)
    editor.submit(as_(Role.WRITER), story)
    editor.decide(as_(Role.COPY_EDITOR), story, "approve", title="A balm for cold days")
    assert newsroom.waiting(story) == ["Facts desk", "Photo desk"]


def test_the_writer_does_not_sign_for_their_own_story_whatever_desk_they_sit_at(submitted, as_, writer):
    writer.groups.add(Group.objects.get(name=Role.COPY_EDITOR))
    SignOffTask.objects.update(own_edits_count=True)
    page = words(as_(Role.WRITER).get(editor.edit_url(submitted)))
    assert "Sign off" not in page
    answer = editor.decide(as_(Role.WRITER), submitted, "approve")
    assert "You wrote “A balm for winter”" in words_after(as_(Role.WRITER), answer)
    assert not SignOff.objects.exists()


def test_an_edit_fells_the_sign_offs_for_what_it_changes_and_the_screen_says_which_and_why(at_final_approval, as_):
    editor.save(as_(Role.MANAGING_EDITOR), at_final_approval, title="A balm for every day")
    assert newsroom.waiting(at_final_approval) == ["Copy desk", "Facts desk", "Managing editors"]
    page = as_(Role.COPY_EDITOR).get(editor.edit_url(at_final_approval))
    assert "fell away: Text and claims changed by" in words(page)
    signed = SignOff.objects.get(turn__desk_name="Copy desk").revision_id
    newest = current(at_final_approval).latest_revision_id
    difference = reverse("wagtailadmin_pages:revisions_compare", args=(at_final_approval.pk, signed, newest))
    assert difference in page.content.decode()
    assert as_(Role.COPY_EDITOR).get(difference).status_code == 200


def test_what_the_managing_editor_changes_is_read_by_desks_and_a_colleague(at_final_approval, as_, login):
    editor.decide(as_(Role.MANAGING_EDITOR), at_final_approval, "approve", title="A balm for every day")
    assert not SignOff.objects.filter(turn__desk_name="Managing editors").exists()
    editor.decide(login(factories.user(Role.MANAGING_EDITOR)), at_final_approval, "approve")
    editor.decide(as_(Role.FACT_CHECKER), at_final_approval, "approve")
    assert not current(at_final_approval).live
    editor.decide(as_(Role.COPY_EDITOR), at_final_approval, "approve")
    assert current(at_final_approval).title == "A balm for every day"
    assert current(at_final_approval).live


def test_photos_taken_out_while_their_desk_reads_let_the_story_go_on(submitted, as_, staff):
    newsroom.sign(submitted, staff[Role.COPY_EDITOR])
    newsroom.sign(submitted, staff[Role.FACT_CHECKER])
    editor.save(as_(Role.PHOTO_EDITOR), submitted, hero_photo="")
    assert stage_of(submitted) == "Final approval"


def test_no_edit_ever_publishes_a_story(at_final_approval, as_, login):
    """Where an edit brings back what everybody had signed, the last stage is asked once more."""
    SignOffTask.objects.update(own_edits_count=True)
    Stage.objects.update(own_edits_count=True)
    Turn.objects.filter(desk_name="Managing editors").update(aspects=["photos"])
    editor.save(as_(Role.MANAGING_EDITOR), at_final_approval, title="Another title")
    editor.decide(as_(Role.MANAGING_EDITOR), at_final_approval, "approve")
    assert newsroom.waiting(at_final_approval) == ["Copy desk", "Facts desk"]
    editor.save(as_(Role.COPY_EDITOR), at_final_approval, title="A balm for winter")
    assert not current(at_final_approval).live
    assert newsroom.waiting(at_final_approval) == ["Managing editors"]
    editor.decide(as_(Role.MANAGING_EDITOR), at_final_approval, "approve")
    assert current(at_final_approval).live


# Sent back ------------------------------------------------------------------------------------------


def test_a_story_goes_back_to_its_writer_with_a_note_and_comes_again(at_final_approval, as_):
    story = at_final_approval
    editor.decide(as_(Role.MANAGING_EDITOR), story, "reject", "Too short.")
    assert current(story).current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    editor.submit(as_(Role.WRITER), story, title="A long balm for winter")
    assert newsroom.waiting(story) == ["Copy desk", "Facts desk"]
    for role in (Role.COPY_EDITOR, Role.FACT_CHECKER):
        editor.decide(as_(role), story, "approve")
    assert stage_of(story) == "Final approval"
    editor.decide(as_(Role.MANAGING_EDITOR), story, "approve")
    assert current(story).live


def test_a_story_goes_back_to_a_chosen_stage_through_the_editors_dialog(at_final_approval, as_):
    client = as_(Role.MANAGING_EDITOR)
    dialog = client.get(editor.dialog_url(at_final_approval, "reject", "collect_workflow_action_data")).json()["html"]
    assert '<option value="0">Desks</option>' in dialog
    assert "Final approval</option>" not in dialog
    sent = editor.fill_dialog(client, at_final_approval, "reject", comment="Who says so?", back_to="0")
    editor.decide(client, at_final_approval, "reject", **sent)
    assert newsroom.waiting(at_final_approval) == ["Copy desk", "Facts desk", "Photo desk"]


def test_a_story_goes_back_to_a_chosen_stage_from_the_dashboard(at_final_approval, as_):
    answer = post_decision(as_(Role.MANAGING_EDITOR), at_final_approval, "reject", comment="Who says so?", back_to="0")
    said = words_after(as_(Role.MANAGING_EDITOR), answer)
    assert "is waiting for Copy desk, Facts desk and Photo desk now" in said
    assert stage_of(at_final_approval) == "Desks"


@pytest.mark.parametrize("headers", [{}, XHR], ids=["plain", "dialog"])
def test_nothing_is_sent_back_without_a_word(submitted, as_, headers):
    client = as_(Role.COPY_EDITOR)
    response = client.post(editor.dialog_url(submitted, "reject"), {"comment": " "}, headers=headers)
    if headers:
        assert "This field is required" in response.json()["html"]
    else:
        assert "This field is required" in words_after(client, response)
    assert stage_of(submitted) == "Desks"


def test_the_editor_shows_the_writer_the_note_a_story_came_back_with(submitted, as_, staff):
    editor.decide(as_(Role.COPY_EDITOR), submitted, "reject", "Who says it “works”?")
    page = words(as_(Role.WRITER).get(editor.edit_url(submitted)))
    assert f"{staff[Role.COPY_EDITOR].email} (Copy desk) asks for changes: “Who says it “works”?”" in page
    editor.submit(as_(Role.WRITER), submitted)
    assert "asks for changes" not in words(as_(Role.COPY_EDITOR).get(editor.edit_url(submitted)))


def test_a_writer_submits_again_to_those_who_still_have_to_sign(submitted, as_):
    editor.decide(as_(Role.PHOTO_EDITOR), submitted, "approve")
    editor.decide(as_(Role.COPY_EDITOR), submitted, "reject", "Shorter, please.")
    page = words(as_(Role.WRITER).get(editor.edit_url(submitted)))
    assert "Submit again to the desks" in page
    assert "Restart workflow" not in page
    response = editor.submit(as_(Role.WRITER), submitted)
    assert "is waiting for Copy desk and Facts desk now" in words(as_(Role.WRITER).get(response.url, follow=True))


# What the screens say -------------------------------------------------------------------------------


def test_each_decision_is_answered_with_where_the_story_is_now(submitted, as_):
    answer = editor.decide(as_(Role.COPY_EDITOR), submitted, "reject", "Shorter, please.")
    assert "“A balm for winter” went back to its writer." in words_after(as_(Role.COPY_EDITOR), answer)
    editor.submit(as_(Role.WRITER), submitted, title="A balm")
    answer = editor.decide(as_(Role.COPY_EDITOR), submitted, "approve")
    assert "“A balm” is waiting for Facts desk and Photo desk now." in words_after(as_(Role.COPY_EDITOR), answer)
    editor.decide(as_(Role.PHOTO_EDITOR), submitted, "approve")
    answer = editor.decide(as_(Role.FACT_CHECKER), submitted, "approve")
    assert "“A balm” is waiting for Managing editors now." in words_after(as_(Role.FACT_CHECKER), answer)
    answer = post_decision(as_(Role.MANAGING_EDITOR), submitted, "approve")
    said = words_after(as_(Role.MANAGING_EDITOR), answer)
    assert "“A balm” has every sign-off and is published." in said
    assert "View live" in said


def test_the_button_says_for_whom_one_signs_and_when_that_publishes(at_final_approval, as_, staff):
    page = words(as_(Role.MANAGING_EDITOR).get(editor.edit_url(at_final_approval)))
    assert "Sign off and publish: Managing editors" in page
    assert "and Publish" not in page
    editor.save(as_(Role.PHOTO_EDITOR), at_final_approval)
    Turn.objects.filter(desk_name="Facts desk").update(group=Group.objects.get(name=Role.COPY_EDITOR))
    editor.save(as_(Role.MANAGING_EDITOR), at_final_approval, title="A balm for every day")
    page = words(as_(Role.COPY_EDITOR).get(editor.edit_url(at_final_approval)))
    assert "Sign off: Copy desk and Facts desk" in page


@pytest.mark.parametrize("role", [Role.FACT_CHECKER, Role.MEDICAL_REVIEWER])
@pytest.mark.parametrize("way", ["editor", "dashboard"])
def test_who_has_signed_is_told_so_and_not_that_they_lack_a_right(story, writer, as_, staff, role, way):
    if role == Role.MEDICAL_REVIEWER:
        newsroom.edit(story, writer, treatments=[Treatment.objects.create(name="Peel")], disclosure_answer="none")
    newsroom.submit(story, writer)
    for earlier in DESKS:
        if role != earlier:
            newsroom.sign(story, staff[earlier])
    decide = editor.decide if way == "editor" else post_decision
    response = decide(as_(role), story, "approve")
    response = as_(role).get(response.url, follow=True)
    assert "is waiting for Managing editors now" in words(response)
    assert "do not have permission" not in words(response)


def test_the_panel_of_the_desks_keeps_the_sign_offs_of_a_published_story(at_final_approval, as_, staff):
    newsroom.sign(at_final_approval, staff[Role.MANAGING_EDITOR])
    assert current(at_final_approval).live
    page = read(as_(Role.MANAGING_EDITOR).get(editor.edit_url(at_final_approval)))
    assert "has not been submitted yet" not in page
    assert "Copy desk: Signed" in page
    assert "Everything that happened to this story" in page


def test_readiness_says_who_is_still_to_sign_where_nothing_is_missing(submitted, as_):
    page = read(as_(Role.COPY_EDITOR).get(editor.edit_url(submitted)))
    assert "Nothing in this version keeps it from being published" not in page
    assert "Not signed off for this version by: Copy desk, Facts desk, Photo desk and Managing editors." in page


def test_the_notes_of_all_who_signed_go_to_the_next_desk(submitted, staff, mailoutbox):
    for role in DESKS:
        newsroom.sign(submitted, staff[role], note=f"Mind this, says {role.label}.")
    deliver_due()
    (letter,) = [one for one in mailoutbox if one.to == [staff[Role.MANAGING_EDITOR].email]]
    for role in DESKS:
        assert f"Mind this, says {role.label}." in letter.body


# Rights ---------------------------------------------------------------------------------------------


def test_a_writer_can_submit_but_not_publish(story, as_):
    page = words(as_(Role.WRITER).get(editor.edit_url(story)))
    assert "Submit to the desks" in page
    assert "action-publish" not in page
    editor.save(as_(Role.WRITER), story, **{"action-publish": "1"})
    assert not current(story).live


def new_story_form(client, **fields):
    url = reverse("wagtailadmin_pages:add", args=("articles", "articlepage", StoryIndexPage.objects.get().pk))
    byline = {"bylines-TOTAL_FORMS": "1", "bylines-0-person": factories.person().pk, "bylines-0-ORDER": "1"}
    form = editor.form_in(client.get(url)) | byline | {"bylines-0-id": "", "topic": factories.topic().pk}
    return url, form | fields


def test_a_writer_cannot_publish_by_creating(as_):
    client = as_(Role.WRITER)
    url, form = new_story_form(client, title="Forged", slug="forged")
    client.post(url, form | {"action-publish": "1"})
    assert not ArticlePage.objects.get(title="Forged").live


def test_a_writer_cannot_publish_in_bulk(story, as_):
    url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    as_(Role.WRITER).post(f"{url}?id={story.pk}")
    assert not current(story).live


def test_a_copy_editor_cannot_publish_around_the_others(submitted, as_):
    editor.save(as_(Role.COPY_EDITOR), submitted, **{"action-publish": "1"})
    assert not current(submitted).live


@pytest.mark.parametrize("is_submitted", [False, True])
def test_a_managing_editor_who_publishes_directly_keeps_a_draft_and_is_told_why(story, as_, staff, is_submitted):
    if is_submitted:
        newsroom.submit(story, staff[Role.WRITER])
        newsroom.sign_until(story, "Managing editors")
    client = as_(Role.MANAGING_EDITOR)
    answer = editor.save(client, story, title="Breaking", dek="Written in a hurry", **{"action-publish": "1"})
    page = client.get(answer.url)
    said = words(page)
    assert "“Breaking” was not published" in said
    if is_submitted:
        assert "Not signed off for this version by: Copy desk, Facts desk and Managing editors." in said
    else:
        assert "No desk has signed off on this version." in said
    assert f'<a href="{editor.edit_url(story)}' in page.content.decode()
    assert not current(story).live
    assert current(story).get_latest_revision().content["dek"] == "Written in a hurry"
    assert bool(current(story).workflow_in_progress) == is_submitted


def test_a_story_created_with_publish_is_kept_as_a_draft_with_its_reasons(as_):
    client = as_(Role.MANAGING_EDITOR)
    url, form = new_story_form(client, title="Hasty", slug="hasty", dek="Now or never")
    answer = client.post(url, form | {"action-publish": "1"})
    assert "No desk has signed off on this version." in words_after(client, answer)
    made = ArticlePage.objects.get(slug="hasty")
    assert not made.live
    assert made.get_latest_revision().content["dek"] == "Now or never"


def test_a_managing_editor_publishes_directly_once_every_blocker_is_overridden(story, as_, staff):
    draft = newsroom.newest(story)
    for found in blockers_in(draft):
        Override.objects.create(
            page=draft, rule=found.rule, key=found.key, message=found.message, reason="A breaking story."
        )
    editor.save(as_(Role.MANAGING_EDITOR), story, **{"action-publish": "1"})
    assert current(story).live


def test_an_override_is_for_one_version(story, as_):
    factories.waive_sign_offs(story)
    editor.save(as_(Role.MANAGING_EDITOR), story, title="Another story", **{"action-publish": "1"})
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


@pytest.mark.parametrize("action", ["approve", "reject"])
@pytest.mark.parametrize("name", ["workflow_action", "collect_workflow_action_data"])
def test_nobody_decides_in_the_place_of_a_desk(submitted, as_, action, name):
    url = editor.dialog_url(submitted, action, name)
    for role in (Role.WRITER, Role.MANAGING_EDITOR, Role.MEDICAL_REVIEWER, Role.COMMENT_MODERATOR):
        for response in (as_(role).post(url, {"comment": "Mine."}), as_(role).get(url)):
            assert response.status_code in (200, 302)
    assert newsroom.waiting(submitted) == ["Copy desk", "Facts desk", "Photo desk"]
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS


@pytest.mark.parametrize("role", [Role.COMMENT_MODERATOR, Role.WRITER])
def test_who_sits_at_no_desk_of_a_story_learns_nothing_of_it(submitted, login, role):
    client = login(factories.user(role))
    for ask in (client.get, client.post):
        response = ask(editor.dialog_url(submitted, "approve"), follow=True)
        assert "A balm for winter" not in words(response)


def test_a_decision_at_one_story_is_not_taken_through_the_address_of_another(submitted, as_, writer):
    other = factories.article("Another", owner=writer, live=False)
    state = current(submitted).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=(other.pk, "approve", state.pk))
    assert as_(Role.COPY_EDITOR).post(url).status_code == 404
    assert not SignOff.objects.exists()


def test_managing_editors_can_change_the_road_in_wagtails_own_screens(as_):
    workflow = StoryIndexPage.objects.get().get_workflow()
    url = reverse("wagtailadmin_workflows:edit", args=(workflow.pk,))
    assert as_(Role.MANAGING_EDITOR).get(url).status_code == 200
    assert as_(Role.COPY_EDITOR).get(url).status_code == 302


def test_a_task_of_wagtails_own_added_meanwhile_is_asked_at_the_end(submitted, as_, staff):
    proof = GroupApprovalTask.objects.create(name="Proof")
    proof.groups.set(staff[Role.COPY_EDITOR].groups.all())
    WorkflowTask.objects.create(workflow=submitted.get_workflow(), task=proof, sort_order=-1)
    editor.decide(as_(Role.COPY_EDITOR), submitted, "reject", "Shorter, please.")
    editor.submit(as_(Role.WRITER), submitted, dek="Shorter now.")
    assert newsroom.waiting(submitted) == ["Copy desk", "Facts desk", "Photo desk"]
    for role in DESKS:
        newsroom.sign(submitted, staff[role])
    answer = editor.decide(as_(Role.MANAGING_EDITOR), submitted, "approve")
    assert "is waiting for Proof now" in words_after(as_(Role.MANAGING_EDITOR), answer)
    assert not current(submitted).live
    forged = {"workflow-action-extra-data": '{"update": false, "comment": "Read."}'}
    editor.decide(as_(Role.COPY_EDITOR), submitted, "approve", **forged)
    assert current(submitted).live


# What else happens to a story while desks read it ---------------------------------------------------


def test_a_desk_with_no_members_is_named_and_an_administrator_can_sign_for_it(story, as_, staff, login):
    staff[Role.FACT_CHECKER].groups.clear()
    newsroom.submit(story, staff[Role.WRITER])
    for role in (Role.COPY_EDITOR, Role.PHOTO_EDITOR):
        newsroom.sign(story, staff[role])
    assert newsroom.waiting(story) == ["Facts desk"]
    page = words(as_(Role.COPY_EDITOR).get(editor.edit_url(story)))
    assert "Nobody at this desk can sign" in page
    editor.decide(login(factories.user(is_superuser=True)), story, "approve")
    assert stage_of(story) == "Final approval"


def test_a_desk_whose_only_member_wrote_the_story_is_named(as_, staff):
    story = factories.article(owner=staff[Role.COPY_EDITOR], live=False)
    editor.submit(as_(Role.COPY_EDITOR), story)
    assert "Nobody at this desk can sign" in words(as_(Role.FACT_CHECKER).get(editor.edit_url(story)))


def test_a_decision_about_a_story_that_was_called_back_is_refused(submitted, as_):
    url = editor.dialog_url(submitted, "approve")
    form = editor.open_editor(as_(Role.COPY_EDITOR), submitted)
    editor.save(as_(Role.WRITER), submitted, **{"action-cancel-workflow": "1"})
    assert "does not stand with a desk any more" in words(as_(Role.COPY_EDITOR).post(url, follow=True))
    answer = editor.decide(as_(Role.COPY_EDITOR), submitted, "approve", form=form, title="Typed with care")
    assert "does not stand with a desk any more" in words_after(as_(Role.COPY_EDITOR), answer)
    assert current(submitted).draft_title == "Typed with care"
    assert not SignOff.objects.exists()


def test_a_live_story_taken_down_while_desks_read_its_change_goes_on_to_print(as_, writer):
    story = factories.article("A balm for winter", owner=writer)
    editor.submit(as_(Role.WRITER), story, title="A balm for spring")
    factories.declare(story)
    editor.decide(as_(Role.COPY_EDITOR), story, "approve")
    as_(Role.MANAGING_EDITOR).post(reverse("wagtailadmin_pages:unpublish", args=(story.pk,)))
    assert not current(story).live
    assert newsroom.waiting(story) == ["Facts desk"]
    editor.decide(as_(Role.FACT_CHECKER), story, "approve")
    editor.decide(as_(Role.MANAGING_EDITOR), story, "approve")
    assert current(story).live
    assert current(story).title == "A balm for spring"


def test_a_story_moved_while_desks_read_it_keeps_its_sign_offs_and_its_road(submitted, as_, staff):
    editor.decide(as_(Role.COPY_EDITOR), submitted, "approve")
    parent = StoryIndexPage.objects.get().get_parent()
    current(submitted).move(parent, pos="last-child")
    assert newsroom.waiting(submitted) == ["Facts desk", "Photo desk"]
    for role in (Role.FACT_CHECKER, Role.PHOTO_EDITOR):
        newsroom.sign(submitted, staff[role])
    editor.decide(as_(Role.MANAGING_EDITOR), submitted, "approve")
    assert current(submitted).live


def test_a_copy_of_a_story_begins_its_road_anew(at_final_approval, as_):
    url = reverse("wagtailadmin_pages:copy", args=(at_final_approval.pk,))
    parent = StoryIndexPage.objects.get().pk
    form = {"new_title": "A copy", "new_slug": "a-copy", "new_parent_page": parent, "publish_copies": "on"}
    as_(Role.MANAGING_EDITOR).post(url, form | {"copy_subpages": "", "alias": ""})
    copy = ArticlePage.objects.get(slug="a-copy")
    assert not copy.live
    assert copy.current_workflow_state is None
    assert not SignOff.objects.filter(page=copy).exists()
    editor.submit(as_(Role.MANAGING_EDITOR), copy)
    assert newsroom.waiting(copy) == ["Copy desk", "Facts desk", "Photo desk"]
    assert stage_of(at_final_approval) == "Final approval"


def test_a_story_deleted_while_desks_read_it_leaves_nothing_but_its_log(at_final_approval, as_):
    url = editor.dialog_url(at_final_approval, "approve")
    as_(Role.MANAGING_EDITOR).post(reverse("wagtailadmin_pages:delete", args=(at_final_approval.pk,)))
    assert not ArticlePage.objects.filter(pk=at_final_approval.pk).exists()
    for model in (SignOff, Turn, Stage, Fingerprint, WorkflowState, TaskState):
        assert not model.objects.exists()
    assert PageLogEntry.objects.filter(page=at_final_approval.pk, action="review.sign_off").count() == 3
    assert as_(Role.MANAGING_EDITOR).post(url).status_code == 404


def test_a_story_whose_address_was_taken_meanwhile_is_not_published_and_says_why(at_final_approval, as_):
    newsroom.edit(at_final_approval, slug="taken")
    other = factories.article(live=False)
    ArticlePage.objects.filter(pk=other.pk).update(slug="taken")
    newsroom.sign(at_final_approval, factories.user(Role.COPY_EDITOR))
    response = post_decision(as_(Role.MANAGING_EDITOR), at_final_approval, "approve")
    assert "was not published, and nothing was signed" in words_after(as_(Role.MANAGING_EDITOR), response)
    assert stage_of(at_final_approval) == "Final approval"
    assert not current(at_final_approval).live
