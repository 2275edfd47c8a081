from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone

from wagtail.admin.viewsets.pages import page_viewset_registry
from wagtail.models import TaskState, get_page_models

from accounts.roles import Role
from articles.models import ArticlePage
from review.views import DeskEditorMixin, PageEditView
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


@pytest.fixture
def autosave(client):
    """Save as the editor's script does in the background."""

    def post(page, form, **changes):
        return client.post(editor.edit_url(page), form | changes, headers={"accept": "application/json"})

    return post


def current(page):
    return type(page).objects.get(pk=page.pk)


def newest_title(page):
    return current(page).get_latest_revision().content["title"]


def text_of(response):
    return " ".join(response.content.decode().split())


def stamp(when):
    return timezone.localtime(when).strftime("%Y-%m-%d %H:%M")


# Two editors at once ------------------------------------------------------------------------------


@pytest.mark.parametrize("model", get_page_models())
def test_every_type_of_page_has_the_editor_that_loses_nothing(model):
    reverse("wagtailadmin_home")  # Wagtail registers its viewsets with its addresses
    viewset = page_viewset_registry.get_by_type(model)
    assert issubclass(viewset.edit_view_class, DeskEditorMixin)
    assert issubclass(viewset.revisions_revert_view_class, DeskEditorMixin)


def test_an_out_of_date_save_does_not_replace_a_newer_version(story, as_, staff):
    opened_early = editor.open_editor(as_(Role.WRITER), story)
    editor.save(as_(Role.COPY_EDITOR), story, title="The copy editor's title")
    response = editor.save(as_(Role.WRITER), story, opened_early, title="The writer's title")
    assert newest_title(story) == "The copy editor's title"
    page = text_of(response)
    assert f"{staff[Role.COPY_EDITOR].email} saved a newer version of this page" in page
    assert "See what changed" in page
    assert editor.form_in(response)["title"] == "The writer's title"


def test_autosave_does_not_decide_an_out_of_date_save_by_itself(story, as_):
    opened_early = editor.open_editor(as_(Role.WRITER), story)
    assert "w-autosave" in text_of(as_(Role.WRITER).get(editor.edit_url(story)))
    editor.save(as_(Role.COPY_EDITOR), story, title="The copy editor's title")
    response = editor.save(as_(Role.WRITER), story, opened_early, title="The writer's title")
    assert 'data-controller="w-init w-unsaved "' in text_of(response)


def test_saving_again_after_the_warning_is_a_decision_and_the_other_version_stays_in_the_history(story, as_):
    opened_early = editor.open_editor(as_(Role.WRITER), story)
    editor.save(as_(Role.COPY_EDITOR), story, title="The copy editor's title")
    refused = editor.save(as_(Role.WRITER), story, opened_early, title="The writer's title")
    editor.save(as_(Role.WRITER), story, editor.form_in(refused))
    titles = [revision.content["title"] for revision in story.revisions.order_by("created_at")]
    assert titles[-2:] == ["The copy editor's title", "The writer's title"]


def test_a_third_version_saved_meanwhile_is_warned_about_as_well(story, as_):
    opened_early = editor.open_editor(as_(Role.WRITER), story)
    editor.save(as_(Role.COPY_EDITOR), story, title="Second")
    refused = editor.save(as_(Role.WRITER), story, opened_early, title="Mine")
    editor.save(as_(Role.MANAGING_EDITOR), story, title="Third")
    response = editor.save(as_(Role.WRITER), story, editor.form_in(refused))
    assert newest_title(story) == "Third"
    assert "saved a newer version" in text_of(response)


@pytest.mark.parametrize("button", ["action-submit", "action-publish"])
def test_an_out_of_date_page_is_neither_submitted_nor_published(story, as_, button):
    opened_early = editor.open_editor(as_(Role.MANAGING_EDITOR), story)
    editor.save(as_(Role.COPY_EDITOR), story, title="The copy editor's title")
    editor.save(as_(Role.MANAGING_EDITOR), story, opened_early, **{button: "1"})
    assert newest_title(story) == "The copy editor's title"
    assert not current(story).live
    assert current(story).current_workflow_state is None


def test_an_out_of_date_approval_does_not_undo_a_colleagues_edit(story, as_, login):
    editor.submit(as_(Role.WRITER), story)
    opened_early = editor.open_editor(as_(Role.COPY_EDITOR), story)
    editor.save(login(factories.user(Role.COPY_EDITOR)), story, title="The colleague's title")
    editor.decide(as_(Role.COPY_EDITOR), story, "approve", form=opened_early)
    assert newest_title(story) == "The colleague's title"
    assert current(story).current_workflow_task.name == "Copy desk"


def test_a_version_rewritten_in_place_by_autosave_counts_as_newer(story, as_, autosave):
    editor.save(as_(Role.WRITER), story, title="First words")
    form = editor.open_editor(as_(Role.WRITER), story)
    as_(Role.WRITER)
    first = autosave(story, form, title="More words").json()
    opened_between = editor.open_editor(as_(Role.MANAGING_EDITOR), story)
    as_(Role.WRITER)
    autosave(story, form, title="Still more words", overwrite_revision_id=first["revision_id"])
    response = editor.save(as_(Role.MANAGING_EDITOR), story, opened_between, title="The chief's words")
    assert newest_title(story) == "Still more words"
    assert "See the newer version" in text_of(response)


def test_a_page_opened_before_it_had_any_version_is_guarded_as_well(as_):
    topic = factories.topic(introduction="As it was")
    opened_early = editor.open_editor(as_(Role.COPY_EDITOR), topic)
    editor.save(as_(Role.MANAGING_EDITOR), topic, introduction="The chief's")
    response = editor.save(as_(Role.COPY_EDITOR), topic, opened_early, introduction="The copy editor's")
    assert "saved a newer version" in text_of(response)
    assert current(topic).get_latest_revision().content["introduction"] == "The chief's"


def test_what_autosave_kept_meanwhile_is_no_conflict(story, as_, autosave):
    form = editor.open_editor(as_(Role.WRITER), story)
    autosave(story, form, title="While typing")
    editor.submit(as_(Role.WRITER), story, form, title="Finished")
    assert newest_title(story) == "Finished"
    assert current(story).current_workflow_task.name == "Copy desk"


@pytest.mark.parametrize("stamp", ["", "not a date", "2026-99-99T00:00", "2099-01-01T00:00"])
def test_a_form_that_does_not_say_when_it_was_opened_replaces_nobodys_work(story, as_, stamp):
    editor.save(as_(Role.COPY_EDITOR), story, title="The copy editor's title")
    form = editor.open_editor(as_(Role.WRITER), story) | {"loaded_revision_created_at": stamp}
    editor.save(as_(Role.WRITER), story, form, title="The writer's title")
    assert newest_title(story) == "The copy editor's title"


def test_saving_twice_in_a_row_is_no_conflict(story, as_):
    editor.save(as_(Role.WRITER), story, title="First")
    editor.save(as_(Role.WRITER), story, title="Second")
    assert newest_title(story) == "Second"


# Approvals and autosave ---------------------------------------------------------------------------


def test_autosave_never_rewrites_a_version_that_a_desk_has_approved(as_, login, autosave):
    both_desks = factories.user(Role.COPY_EDITOR, Role.MANAGING_EDITOR)
    story = factories.article("A balm for winter", owner=factories.user(Role.WRITER), live=False)
    editor.submit(login(both_desks), story)
    form = editor.open_editor(login(both_desks), story)
    saved = autosave(story, form, title="As the copy desk approved it").json()
    state = current(story).current_workflow_task_state
    login(both_desks).post(reverse("wagtailadmin_pages:workflow_action", args=(story.pk, "approve", state.pk)))
    approved = current(story).get_latest_revision()
    assert approved.pk == saved["revision_id"]

    rewritten = autosave(story, form, title="What no copy editor saw", overwrite_revision_id=approved.pk).json()
    assert rewritten["revision_id"] != approved.pk
    approved.refresh_from_db()
    assert approved.content["title"] == "As the copy desk approved it"

    state = current(story).current_workflow_task_state
    login(both_desks).post(reverse("wagtailadmin_pages:workflow_action", args=(story.pk, "approve", state.pk)))
    assert not current(story).live
    assert current(story).current_workflow_task.name == "Copy desk"


@pytest.mark.parametrize(
    "forged", ['{"update": false}', '{"unknown": "x"}', "[]", "null", "not json", '{"comment": {"a": 1}}']
)
def test_forged_data_in_an_action_decides_nothing_and_breaks_nothing(story, as_, forged):
    editor.submit(as_(Role.WRITER), story)
    response = editor.decide(as_(Role.COPY_EDITOR), story, "approve", **{"workflow-action-extra-data": forged})
    assert response.status_code in (200, 302)
    assert current(story).current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS
    assert current(story).current_workflow_task.name == "Copy desk"


def test_a_second_decision_says_who_decided_first(story, as_, staff, login):
    editor.submit(as_(Role.WRITER), story)
    state = current(story).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=(story.pk, "approve", state.pk))
    as_(Role.COPY_EDITOR).post(url)
    response = login(factories.user(Role.COPY_EDITOR)).post(url, follow=True)
    assert f"Copy desk, approved by {staff[Role.COPY_EDITOR].email}. Nothing was changed." in text_of(response)
    assert current(story).current_workflow_task.name == "Final approval"


def test_of_two_decisions_at_the_same_moment_the_first_counts(story, as_, monkeypatch):
    editor.submit(as_(Role.WRITER), story)
    colleague = factories.user(Role.COPY_EDITOR)
    form_valid = PageEditView.form_valid

    def a_colleague_is_quicker(view, form):
        current(story).current_workflow_task_state.approve(user=colleague)
        return form_valid(view, form)

    form = editor.open_editor(as_(Role.COPY_EDITOR), story)
    monkeypatch.setattr(PageEditView, "form_valid", a_colleague_is_quicker)
    response = editor.decide(as_(Role.COPY_EDITOR), story, "approve", form=form)
    assert f"approved by {colleague.email}" in text_of(as_(Role.COPY_EDITOR).get(response.url))
    assert current(story).current_workflow_task.name == "Final approval"
    assert not current(story).live


def test_who_decided_is_told_only_to_the_desk(story, as_):
    editor.submit(as_(Role.WRITER), story)
    state = current(story).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=(story.pk, "approve", state.pk))
    as_(Role.COPY_EDITOR).post(url)
    response = as_(Role.MEDICAL_REVIEWER).post(url, follow=True)
    assert "Nothing was changed" not in text_of(response)


def test_an_approved_version_is_not_submitted_a_second_time(as_, writer):
    story = factories.article("A balm for winter", owner=writer)
    response = editor.submit(as_(Role.WRITER), story)
    assert response.url == editor.edit_url(story)
    assert "There is nothing to submit" in text_of(as_(Role.WRITER).get(response.url))
    assert current(story).current_workflow_state is None
    assert not current(story).has_unpublished_changes


def test_submitting_twice_from_two_windows_keeps_one_road(story, as_):
    opened = editor.open_editor(as_(Role.WRITER), story)
    editor.submit(as_(Role.WRITER), story, opened)
    response = editor.submit(as_(Role.WRITER), story, opened)
    assert "locked" in text_of(response)
    assert story.workflow_states.count() == 1


# Dates and addresses ------------------------------------------------------------------------------


def test_a_story_cannot_be_planned_for_the_past(story, as_):
    response = editor.submit(as_(Role.WRITER), story, go_live_at=stamp(timezone.now() - timedelta(days=1)))
    assert "This time has passed" in text_of(response)
    assert current(story).current_workflow_state is None


def test_a_story_cannot_end_before_it_begins(story, as_):
    tomorrow, today = timezone.now() + timedelta(days=1), timezone.now() + timedelta(hours=1)
    response = editor.save(as_(Role.WRITER), story, go_live_at=stamp(tomorrow), expire_at=stamp(today))
    assert "Go live date/time must be before expiry date/time" in text_of(response)


def test_a_story_cannot_end_in_the_past(story, as_):
    response = editor.save(as_(Role.WRITER), story, expire_at=stamp(timezone.now() - timedelta(days=1)))
    assert "Expiry date/time must be in the future" in text_of(response)


def test_dates_that_have_done_their_work_do_not_stand_in_the_way(story, as_):
    past = timezone.now() - timedelta(days=2)
    story.go_live_at, story.expire_at = past, past + timedelta(days=1)
    story.save_revision()
    form = editor.open_editor(as_(Role.WRITER), story)
    assert form["go_live_at"] == form["expire_at"] == ""
    editor.save(as_(Role.WRITER), story, title="Once more")
    assert newest_title(story) == "Once more"


def test_an_address_that_is_taken_is_refused_and_nothing_is_lost(story, as_):
    other = factories.article(live=False)
    response = editor.save(as_(Role.WRITER), story, slug=other.slug, dek="Typed with care")
    assert f"The slug &#x27;{other.slug}&#x27; is already in use" in text_of(response)
    assert editor.form_in(response)["dek"] == "Typed with care"
    assert ArticlePage.objects.get(pk=story.pk).slug == story.slug
