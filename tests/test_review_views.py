import json
import re
from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone

from wagtail.admin.viewsets.pages import page_viewset_registry
from wagtail.models import TaskState, get_page_models

from accounts.roles import Role
from articles.models import ArticlePage
from home.models import HomePage
from review.models import SignOff, Stage
from review.views import DeskEditorMixin, PageEditView
from tests import editor, factories, newsroom

pytestmark = pytest.mark.django_db

ALL_DESKS = ["Copy desk", "Facts desk", "Photo desk"]


@pytest.fixture
def writer(staff):
    return staff[Role.WRITER]


@pytest.fixture
def story(writer):
    """With a photo, so that all three desks have something to sign."""
    return factories.article("A balm for winter", owner=writer, live=False, hero_photo=factories.photo())


@pytest.fixture
def submitted(story, writer):
    newsroom.submit(story, writer)
    return story


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


# Where a sign-off would be ------------------------------------------------------------------------


def test_who_may_not_sign_reads_why_on_opening_the_editor(submitted, as_, staff):
    newsroom.edit(submitted, staff[Role.COPY_EDITOR], title="A balm for cold days")
    reason = "You were the last to change “A balm for cold days”, so somebody else at the desk must sign off."
    assert text_of(as_(Role.COPY_EDITOR).get(editor.edit_url(submitted))).count(reason) == 2  # and under Desks
    assert reason not in text_of(as_(Role.FACT_CHECKER).get(editor.edit_url(submitted)))


def test_the_button_in_sight_signs_for_who_may_sign_and_saves_for_everybody_else(submitted, as_, staff):
    page = text_of(as_(Role.COPY_EDITOR).get(editor.edit_url(submitted)))
    assert page.index("Sign off: Copy desk") < page.index("Save draft")
    newsroom.edit(submitted, staff[Role.COPY_EDITOR], title="A balm for cold days")
    page = text_of(as_(Role.COPY_EDITOR).get(editor.edit_url(submitted)))
    assert "Sign off: Copy desk" not in page
    assert page.index("Save draft") < page.index("Send back")


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


def test_an_out_of_date_sign_off_does_not_undo_a_colleagues_edit(submitted, as_, login):
    opened_early = editor.open_editor(as_(Role.COPY_EDITOR), submitted)
    colleague = factories.user(Role.COPY_EDITOR)
    editor.save(login(colleague), submitted, title="The colleague's title")
    response = editor.decide(as_(Role.COPY_EDITOR), submitted, "approve", form=opened_early)
    said = text_of(as_(Role.COPY_EDITOR).get(response.url))
    assert f"{colleague.email} has changed “The colleague&#x27;s title” since you opened it (Text and claims)" in said
    assert newest_title(submitted) == "The colleague's title"
    assert newsroom.waiting(submitted) == ALL_DESKS


def test_who_signs_for_photos_is_not_held_up_by_a_colleague_who_mends_the_text(submitted, as_):
    opened_early = editor.open_editor(as_(Role.PHOTO_EDITOR), submitted)
    editor.save(as_(Role.COPY_EDITOR), submitted, title="The copy editor's title")
    editor.decide(as_(Role.PHOTO_EDITOR), submitted, "approve", form=opened_early)
    assert newest_title(submitted) == "The copy editor's title"
    assert newsroom.waiting(submitted) == ["Copy desk", "Facts desk"]


def test_who_has_typed_something_sees_it_again_before_it_replaces_a_newer_version(submitted, as_):
    opened_early = editor.open_editor(as_(Role.PHOTO_EDITOR), submitted)
    editor.save(as_(Role.COPY_EDITOR), submitted, title="The copy editor's title")
    changes = {"form": opened_early, "hero_caption": "In the morning"}
    response = editor.decide(as_(Role.PHOTO_EDITOR), submitted, "approve", **changes)
    assert editor.form_in(response)["hero_caption"] == "In the morning"
    assert newest_title(submitted) == "The copy editor's title"
    assert newsroom.waiting(submitted) == ALL_DESKS


def test_autosave_never_decides_whatever_a_pressed_button_has_left_in_the_form(submitted, as_, autosave):
    form = editor.open_editor(as_(Role.PHOTO_EDITOR), submitted)
    pressed = {"action-workflow-action": "1", "workflow-action-name": "approve"}
    assert autosave(submitted, form, **pressed).status_code == 200
    assert newsroom.waiting(submitted) == ALL_DESKS


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
    assert newsroom.waiting(story) == ALL_DESKS


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


# Decisions ----------------------------------------------------------------------------------------


def test_what_autosave_writes_after_a_sign_off_is_not_signed_for(submitted, as_, autosave):
    Stage.objects.update(own_edits_count=True)
    form = editor.open_editor(as_(Role.COPY_EDITOR), submitted)
    saved = autosave(submitted, form, title="As the copy desk signed it").json()
    newsroom.sign(submitted, current(submitted).latest_revision.user)
    signed = SignOff.objects.get()
    assert signed.revision_id == saved["revision_id"]
    autosave(submitted, form, title="What nobody signed", overwrite_revision_id=signed.revision_id)
    signed.refresh_from_db()
    assert signed.fell_because.startswith("Text and claims changed by")
    assert "Copy desk" in newsroom.waiting(submitted)


def test_a_dialog_opened_before_autosave_rewrote_the_version_in_place_signs_nothing(submitted, as_, login, autosave):
    colleague = factories.user(Role.COPY_EDITOR)
    form = editor.open_editor(login(colleague), submitted)
    first = autosave(submitted, form, title="First words").json()
    url = editor.dialog_url(submitted, "approve")
    dialog = as_(Role.COPY_EDITOR).get(url).json()["html"]
    seen = re.search(r'name="seen" value="([\w-]+)"', dialog)[1]
    login(colleague)
    autosave(submitted, form, title="Other words", overwrite_revision_id=first["revision_id"])
    response = as_(Role.COPY_EDITOR).post(url, {"seen": seen}, follow=True)
    assert f"{colleague.email} has changed “Other words” since you opened it" in text_of(response)
    assert newsroom.waiting(submitted) == ALL_DESKS


FORGED = [
    '{"update": false}',
    '{"unknown": "x"}',
    '{"user": 1}',
    '{"task_state": 1, "action_name": "reject"}',
    '{"comment": {"a": 1}}',
    '{"comment": ["x"]}',
    '{"comment": 7}',
    '{"comment": "half a character: \\ud800"}',
    '{"comment": "nothing: \\u0000"}',
    '{"back_to": "x"}',
    '{"back_to": true}',
    "[]",
    "null",
    '"text"',
    "not json",
    "[" * 100_000,
]


@pytest.mark.parametrize("action", ["approve", "reject"])
@pytest.mark.parametrize("forged", FORGED, ids=lambda forged: forged[:40])
def test_forged_data_in_a_decision_decides_nothing_and_breaks_nothing(submitted, as_, forged, action):
    response = editor.decide(as_(Role.COPY_EDITOR), submitted, action, **{"workflow-action-extra-data": forged})
    assert response.status_code == 302
    assert current(submitted).current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS
    assert newsroom.waiting(submitted) == ALL_DESKS


@pytest.mark.parametrize("seen", ["x", "a-b-c-d-e-f", "\0", "5" * 5000])
def test_a_dialog_that_shows_no_version_of_the_story_signs_nothing(submitted, as_, seen):
    response = as_(Role.COPY_EDITOR).post(editor.dialog_url(submitted, "approve"), {"seen": seen})
    assert response.status_code == 302
    assert newsroom.waiting(submitted) == ALL_DESKS


@pytest.mark.parametrize("position", [0, 2, 99, -1, 10**30])
def test_a_story_is_not_sent_to_a_stage_it_has_not_been_at(submitted, as_, position):
    forged = json.dumps({"comment": "To the end.", "back_to": position})
    response = editor.decide(as_(Role.COPY_EDITOR), submitted, "reject", **{"workflow-action-extra-data": forged})
    assert "has not been at that stage" in text_of(as_(Role.COPY_EDITOR).get(response.url))
    as_(Role.COPY_EDITOR).post(editor.dialog_url(submitted, "reject"), {"comment": "x", "back_to": position})
    assert newsroom.waiting(submitted) == ALL_DESKS


def test_opening_a_story_and_saving_it_as_it_is_fells_no_sign_off(as_, writer):
    """Whatever its blocks leave open: code leaves it out, and a form sends it empty."""
    speaker, photos = factories.expert(), [factories.photo(), factories.photo()]
    pair = {"before": {"photo": photos[0]}, "after": {"photo": photos[1]}}
    body = [
        ("paragraph", f'<p>Warm. <a linktype="person" id="{speaker.pk}">Ada says</a> so.</p><p><b>And</b> soft.</p>'),
        ("heading", {"text": "Why?"}),
        factories.statement(speaker),
        ("photo", {"photo": photos[0]}),
        ("before_after", pair),
        ("gallery", {"photos": [{"photo": photo} for photo in photos]}),
        ("experience", {"text": "<p>Fine.</p>"}),
        ("key_points", {"points": ["<p>One.</p>"]}),
        ("question_answer", {"question": "Does it?", "answer": "<p>It does.</p>"}),
        ("pull_quote", {"words": "And soft."}),
        ("callout", {"text": "<p>Mind the step.</p>"}),
        ("embed", {"video": "https://vimeo.com/1"}),
        ("source_list", {"sources": [{"title": "A paper"}]}),
    ]
    story = factories.article(owner=writer, live=False, hero_photo=photos[0], body=body)
    newsroom.submit(story, writer)
    newsroom.sign_until(story, "Managing editors")
    client = as_(Role.MANAGING_EDITOR)
    assert client.post(editor.edit_url(story), editor.whole_form(client, story)).status_code == 302
    assert newsroom.waiting(story) == ["Managing editors"]
    assert not SignOff.objects.exclude(fell_at=None).exists()


@pytest.mark.parametrize("action", ["publish", "cancel", "", "x" * 5000])
def test_a_decision_that_does_not_exist_is_not_taken_and_what_was_typed_is_kept(submitted, as_, action):
    response = editor.decide(as_(Role.COPY_EDITOR), submitted, action, title="Typed with care")
    assert "There is no such decision" in text_of(as_(Role.COPY_EDITOR).get(response.url))
    assert newest_title(submitted) == "Typed with care"
    assert newsroom.waiting(submitted) == ALL_DESKS


@pytest.mark.parametrize("ask", ["get", "post"])
@pytest.mark.parametrize("name", ["workflow_action", "collect_workflow_action_data"])
def test_a_decision_that_does_not_exist_has_no_dialog(submitted, as_, ask, name):
    url = editor.dialog_url(submitted, "publish", name)
    assert getattr(as_(Role.COPY_EDITOR), ask)(url).status_code == 302
    assert newsroom.waiting(submitted) == ALL_DESKS


@pytest.mark.parametrize("step", ["", "x", "0", "9" * 40, "٣"])
def test_a_step_that_never_was_is_taken_for_the_one_at_hand(submitted, as_, step):
    editor.decide(as_(Role.COPY_EDITOR), submitted, "approve", at_step=step)
    assert newsroom.waiting(submitted) == ["Facts desk", "Photo desk"]


@pytest.mark.parametrize("way", ["editor", "dashboard"])
def test_a_button_pressed_twice_signs_for_one_stage_and_not_for_the_next(submitted, login, way):
    client = login(factories.user(is_superuser=True))
    url, form = editor.dialog_url(submitted, "approve"), editor.open_editor(client, submitted)
    for _press in range(2):
        response = editor.decide(client, submitted, "approve", form=form) if way == "editor" else client.post(url)
    assert "already. Nothing was changed" in text_of(client.get(response.url))
    assert not current(submitted).live
    assert newsroom.waiting(submitted) == ["Managing editors"]


def test_a_second_decision_says_who_decided_first(submitted, as_, staff, login):
    url = editor.dialog_url(submitted, "approve")
    as_(Role.COPY_EDITOR).post(url)
    for headers in ({}, {"x-requested-with": "XMLHttpRequest"}):
        client = login(factories.user(Role.COPY_EDITOR))
        response = client.post(url, headers=headers)
        said = text_of(client.get(response.json()["redirect"] if headers else response.url))
        assert f"{staff[Role.COPY_EDITOR].email} has signed off on “A balm for winter” for Copy desk already" in said
    assert SignOff.objects.count() == 1


def test_a_dialog_opened_too_late_says_who_decided_first(submitted, staff, login):
    url = editor.dialog_url(submitted, "approve")
    newsroom.sign(submitted, staff[Role.COPY_EDITOR])
    client = login(factories.user(Role.COPY_EDITOR))
    answer = client.get(url, headers={"x-requested-with": "XMLHttpRequest"}).json()
    assert answer["step"] == "success"
    assert "has signed off on" in text_of(client.get(answer["redirect"]))


def test_who_decides_about_a_story_sent_back_or_published_meanwhile_hears_of_it(submitted, staff, login):
    colleague = factories.user(Role.COPY_EDITOR)
    url = editor.dialog_url(submitted, "approve")
    newsroom.send_back(submitted, staff[Role.COPY_EDITOR])
    sentence = f"{staff[Role.COPY_EDITOR].email} has sent “A balm for winter” back already. Nothing was changed."
    assert sentence in text_of(login(colleague).post(url, follow=True))
    newsroom.submit(submitted, staff[Role.WRITER])
    url = editor.dialog_url(submitted, "approve")
    newsroom.sign_until(submitted, "Managing editors")
    newsroom.sign(submitted, staff[Role.MANAGING_EDITOR])
    assert "for Copy desk already. Nothing was changed." in text_of(login(colleague).post(url, follow=True))


def test_of_two_decisions_at_the_same_moment_the_first_counts(submitted, as_, monkeypatch):
    colleague = factories.user(Role.COPY_EDITOR)
    form_valid = PageEditView.form_valid

    def a_colleague_is_quicker(view, form):
        newsroom.sign(submitted, colleague)
        return form_valid(view, form)

    form = editor.open_editor(as_(Role.COPY_EDITOR), submitted)
    monkeypatch.setattr(PageEditView, "form_valid", a_colleague_is_quicker)
    response = editor.decide(as_(Role.COPY_EDITOR), submitted, "approve", form=form)
    assert f"{colleague.email} has signed off on" in text_of(as_(Role.COPY_EDITOR).get(response.url))
    assert SignOff.objects.get().approver == colleague


def test_a_version_saved_at_the_moment_of_signing_is_not_signed_unread(submitted, as_, monkeypatch):
    colleague = factories.user(Role.FACT_CHECKER)
    form_valid = PageEditView.form_valid

    def a_colleague_is_quicker(view, form):
        newsroom.edit(submitted, colleague, title="Quickly changed")
        return form_valid(view, form)

    form = editor.open_editor(as_(Role.COPY_EDITOR), submitted)
    monkeypatch.setattr(PageEditView, "form_valid", a_colleague_is_quicker)
    response = editor.decide(as_(Role.COPY_EDITOR), submitted, "approve", form=form)
    assert f"{colleague.email} has changed “Quickly changed”" in text_of(as_(Role.COPY_EDITOR).get(response.url))
    assert not SignOff.objects.exists()
    assert newest_title(submitted) == "Quickly changed"


def test_a_form_that_is_locked_by_now_says_who_decided(submitted, as_, staff, login):
    form = editor.open_editor(as_(Role.FACT_CHECKER), submitted)
    newsroom.sign_until(submitted, "Managing editors")
    response = editor.decide(as_(Role.FACT_CHECKER), submitted, "approve", form=form)
    assert response.status_code == 302
    copy = as_(Role.COPY_EDITOR)  # may open every story, but not while another desk reads it
    response = editor.decide(copy, submitted, "approve", form=form)
    assert "has signed off on “A balm for winter” for Copy desk already" in text_of(response)


def test_who_decided_is_told_only_to_the_desk(submitted, as_):
    url = editor.dialog_url(submitted, "approve")
    as_(Role.COPY_EDITOR).post(url)
    response = as_(Role.COMMENT_MODERATOR).post(url, follow=True)
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


def test_an_address_that_is_taken_is_refused_for_a_published_story_and_nothing_is_lost(as_):
    story, other = factories.article(), factories.article(live=False)
    response = editor.save(as_(Role.MANAGING_EDITOR), story, slug=other.slug, dek="Typed with care")
    assert f"The slug &#x27;{other.slug}&#x27; is already in use" in text_of(response)
    assert editor.form_in(response)["dek"] == "Typed with care"
    assert ArticlePage.objects.get(pk=story.pk).slug == story.slug


def test_the_panel_of_the_desks_stands_beside_what_desks_read_and_not_beside_the_front_page(as_, story):
    client = as_(Role.MANAGING_EDITOR)
    assert "The story has not been submitted yet" in text_of(client.get(editor.edit_url(story)))
    assert "has not been submitted yet" not in text_of(client.get(editor.edit_url(HomePage.objects.get())))
