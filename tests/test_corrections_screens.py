"""The desk's screens: whoever publishes over a public story is asked what it is."""

import pytest

from django.urls import reverse

from accounts.roles import Role
from articles.models import ArticlePage
from corrections import declaring, retracting
from corrections.models import Correction, Kind, PublishedVersion
from tests import editor, factories, newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(staff):
    return staff[Role.MANAGING_EDITOR]


@pytest.fixture
def story():
    return factories.article("A balm for winter", dek="It lasts two weeks.")


def screen(story, name="change", *rest):
    return reverse(f"story_corrections:{name}", args=[story.pk, *rest])


def changed(story, **fields):
    newsroom.edit(story, **fields or {"dek": "It lasts six weeks."})
    factories.waive_sign_offs(story)


def live(story):
    return ArticlePage.objects.get(pk=story.pk)


def text(response):
    return response.content.decode()


def test_pressing_publish_over_a_public_story_asks_what_the_change_is(login, chief, story):
    client = login(chief)
    answer = editor.save(client, story, dek="It lasts six weeks.", **{"action-publish": "1"})
    assert answer.url == screen(story)
    page = text(client.get(answer.url))
    assert "It lasts <del>two </del><ins>six </ins>weeks." in page
    assert "Nothing that was written is lost." in page
    assert live(story).dek == "It lasts two weeks."
    assert newsroom.newest(story).dek == "It lasts six weeks."


def test_submitting_it_to_the_desks_asks_as_well(login, staff, story):
    client = login(staff[Role.COPY_EDITOR])
    answer = editor.submit(client, story, dek="It lasts six weeks.")
    assert answer.url == screen(story)
    assert newsroom.waiting(story)


def test_a_first_publication_is_not_asked(login, chief):
    story = factories.article(live=False)
    answer = editor.submit(login(chief), story)
    assert answer.url != screen(story)


def test_naming_the_change_publishes_it_in_the_same_breath(login, chief, story):
    changed(story)
    answer = login(chief).post(
        screen(story), {"kind": "correction", "was": "two weeks", "now": "six weeks", "publish": "1"}
    )
    assert answer.url == editor.edit_url(story)
    assert live(story).dek == "It lasts six weeks."
    assert Correction.objects.public().get().by == chief


def test_what_else_keeps_it_is_told_and_what_was_named_is_kept(login, chief, story):
    newsroom.edit(story, dek="It lasts six weeks.")
    client = login(chief)
    client.post(screen(story), {"kind": "update", "text": "It was tested again.", "publish": "1"})
    assert "No desk has signed off on this version." in text(client.get(editor.edit_url(story)))
    assert live(story).dek == "It lasts two weeks."
    assert Correction.objects.pending().get().text == "It was tested again."


def test_the_screen_says_which_desks_must_sign_first_and_leads_to_them_instead_of_refusing(login, chief, story):
    newsroom.edit(story, chief, dek="It lasts six weeks.")
    client = login(chief)
    page = text(client.get(screen(story)))
    assert "No desk has signed off on this version. Submit the story to the desks." in page
    assert "Name it and publish" not in page
    client.post(screen(story), {"kind": "update", "text": "It was tested again.", "submit": "1"})
    assert newsroom.waiting(story) == ["Copy desk", "Facts desk"]
    assert "is waiting for Copy desk and Facts desk now" in text(client.get(editor.edit_url(story)))
    page = text(client.get(screen(story)))
    assert "the last sign-off publishes both" in page
    assert "Name it and submit to the desks" not in page


def test_the_last_sign_off_publishes_the_change_with_what_was_said_of_it(login, chief, story):
    newsroom.edit(story, chief, dek="It lasts six weeks.")
    login(chief).post(screen(story), {"kind": "update", "text": "It was tested again.", "submit": "1"})
    newsroom.sign_until(story, "Managing editors")
    newsroom.sign(story, factories.user(Role.MANAGING_EDITOR))
    assert live(story).dek == "It lasts six weeks."
    assert Correction.objects.public().get().text == "It was tested again."


def test_a_minor_fix_goes_to_the_desks_although_somebody_has_yet_to_confirm_it(login, chief, story):
    newsroom.edit(story, chief, dek="It lasts 2 weeks.")
    page = text(login(chief).post(screen(story), {"kind": "minor_fix", "submit": "1"}, follow=True))
    assert "somebody else has to confirm" in page
    assert newsroom.waiting(story)


def test_a_second_press_submits_nothing_twice(login, chief, story):
    newsroom.edit(story, chief, dek="It lasts six weeks.")
    client = login(chief)
    for _press in range(2):
        client.post(screen(story), {"kind": "update", "text": "It was tested again.", "submit": "1"})
    assert story.workflow_states.count() == 1


def test_the_refusal_leads_to_the_screen_and_is_the_only_answer(login, chief, story):
    client = login(chief)
    page = text(
        client.post(
            editor.edit_url(story),
            editor.open_editor(client, story) | {"dek": "It lasts six weeks.", "action-publish": "1"},
            follow=True,
        )
    )
    assert f'<a href="{screen(story)}">This changes what readers have seen' in page
    assert "has been updated" not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "correction", "text": "We fixed an error."}, "Say what is right."),
        ({"kind": "update"}, "Say what readers are to know."),
        ({"kind": "retraction", "text": "No."}, "Select a valid choice"),
        ({}, "This field is required"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(login, chief, story, typed, sentence):
    changed(story)
    page = text(login(chief).post(screen(story), {"was": "Keep these words"} | typed))
    assert sentence in page
    assert "Keep these words" in page
    assert not Correction.objects.exists()


def test_a_writer_is_asked_when_they_submit_a_change_though_it_is_at_the_desks_then(login, staff):
    writer = staff[Role.WRITER]
    story = factories.article(owner=writer, dek="It lasts two weeks.")
    newsroom.edit(story, writer, dek="It lasts six weeks.")
    newsroom.submit(story, writer)
    client = login(writer)
    assert client.get(screen(story)).status_code == 200
    client.post(screen(story), {"kind": "update", "text": "It was tested again."})
    assert Correction.objects.pending().get().by == writer


def test_who_may_not_publish_names_the_change_and_does_not_publish(login, staff, story):
    changed(story)
    client = login(staff[Role.COPY_EDITOR])
    assert "Name it and publish" not in text(client.get(screen(story)))
    client.post(screen(story), {"kind": "update", "text": "News.", "publish": "1"})
    assert live(story).dek == "It lasts two weeks."


def test_words_of_an_earlier_declaration_are_offered_again_when_the_draft_moves_on(login, chief, story):
    changed(story)
    declaring.declare(story, Kind.UPDATE, by=chief, text="It was tested again.")
    changed(story, dek="It lasts seven weeks.")
    assert "It was tested again." in text(login(chief).get(screen(story)))


def test_a_second_person_confirms_a_minor_fix_on_the_same_page(login, chief, story):
    changed(story, dek="It lasts 2 weeks.")
    client = login(chief)
    page = text(client.post(screen(story), {"kind": "minor_fix", "publish": "1"}, follow=True))
    assert "somebody else has to confirm" in page
    assert "Confirm the minor fix" not in page
    declared = Correction.objects.get()
    assert client.post(screen(story, "confirm", declared.pk)).status_code == 302
    assert Correction.objects.get().confirmed_at is None
    client = login(factories.user(Role.MANAGING_EDITOR))
    assert "Confirm the minor fix" in text(client.get(screen(story)))
    client.post(screen(story, "confirm", declared.pk))
    newsroom.newest(story).get_latest_revision().publish()
    assert live(story).dek == "It lasts 2 weeks."


def test_a_notice_is_put_right_by_another(login, chief, story):
    first = declaring.add_notice(story, Kind.CORRECTION, by=chief, was="It costs 20.", now="It costs 30.")
    client = login(chief)
    assert f"{screen(story, 'notice')}?of={first.pk}" in text(client.get(screen(story)))
    typed = {"kind": "correction", "was": "It costs 30.", "now": "It costs 32.", "of": first.pk}
    client.post(screen(story, "notice"), typed)
    page = text(client.get(story.url))
    assert page.index("It costs 32.") < page.index("It costs 20.")
    assert "This puts an earlier notice right (Correction," in page


def test_a_story_is_retracted_and_the_retraction_lifted_from_its_screen(login, chief, story):
    client = login(chief)
    assert "Text, photos and everything else" in text(client.get(screen(story, "retract")))
    assert "This field is required" in text(client.post(screen(story, "retract"), {"headline": "A balm"}))
    client.post(screen(story, "retract"), {"headline": "Retracted: a balm", "text": "It was made up."})
    assert live(story).title == "Retracted: a balm"
    assert "Lift the retraction" in text(client.get(screen(story)))
    client.post(screen(story, "lift"))
    assert not Correction.objects.standing_retractions().exists()


def test_versions_are_taken_out_of_the_public_history_there(login, chief, story):
    changed(story)
    declaring.declare(story, Kind.UPDATE, by=chief, text="News.")
    newsroom.newest(story).get_latest_revision().publish()
    first = PublishedVersion.objects.first()
    client = login(chief)
    client.post(screen(story, "withhold", first.pk))
    assert PublishedVersion.objects.get(pk=first.pk).withheld_by == chief
    client.post(screen(story, "withhold", first.pk), {"show": "1"})
    assert PublishedVersion.objects.get(pk=first.pk).withheld_at is None


def test_the_log_of_the_story_says_what_was_declared(login, chief, story):
    changed(story)
    declaring.declare(story, Kind.UPDATE, by=chief, text="News.")
    newsroom.newest(story).get_latest_revision().publish(user=chief)
    retracting.retract(story, by=chief, text="It was made up.")
    page = text(login(chief).get(reverse("wagtailadmin_pages:history", args=[story.pk])))
    assert "Change declared: Update" in page
    assert "Story retracted" in page
