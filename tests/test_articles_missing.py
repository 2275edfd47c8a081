import pytest

from django.urls import reverse

from accounts.roles import Role
from articles.models import ArticlePage, DisclosureAnswer
from people.models import ConflictsAnswer
from photos.models import ReleaseState
from tests import factories

pytestmark = pytest.mark.django_db


def draft(**fields):
    fields = {"live": False, "disclosure_answer": DisclosureAnswer.NONE} | fields
    return factories.article(**fields)


def needed(**fields):
    return [str(sentence) for sentence in draft(**fields).needed_before_submission]


def test_a_complete_story_needs_nothing():
    photo = factories.photo()
    assert needed(hero_photo=photo, body=[factories.statement(factories.expert()), ("photo", {"photo": photo})]) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"dek": ""}, "The dek is empty"),
        (
            {"body": [("statement", {"person": None, "words": "Skin remembers."})]},
            "Expert statement, Who said it: This",
        ),
        ({"body": [("gallery", {"photos": []})]}, "Photo gallery, Photos: The minimum number of items is 2"),
        ({"body": [("photo", {"photo": None})]}, "Reviewer photo, Photo: This field is required"),
        ({"body": [("paragraph", '<p><a linktype="photo" id="987">there</a></p>')]}, "Text: Some words here point to"),
    ],
)
def test_what_would_refuse_the_story_is_said_before_it_is_submitted(fields, sentence):
    assert any(said.startswith(sentence) for said in needed(**fields)), needed(**fields)


def test_a_story_without_topic_or_writer_needs_them():
    story = draft()
    story.topic = None
    story.bylines = []
    assert story.needed_before_submission[:2] == [
        "The byline is empty: say who wrote the story.",
        "The topic is not chosen.",
    ]


def test_a_hero_photo_needs_its_words_and_a_valid_release():
    photo = factories.photo(alt_text="", credit="", release_state=ReleaseState.EXPIRED)
    assert [sentence.split(".")[0] for sentence in needed(hero_photo=photo)] == [
        "The release of this photo has expired or was withdrawn",
        "The hero photo has no alt text",
        "The hero photo has no credit",
    ]


def test_each_person_and_photo_with_gaps_is_named_once():
    speaker = factories.expert(title="Dr. Ida Invented", first_name="", conflicts_answer=ConflictsAnswer.DECLARED)
    photo = factories.photo(title="Noon", release_state=ReleaseState.GRANTED, retouching="none")
    mark = f'<p><a linktype="person" id="{speaker.pk}">She says</a></p>'
    story = draft(
        hero_photo=photo, body=[factories.statement(speaker), ("paragraph", mark), ("photo", {"photo": photo})]
    )
    assert story.missing == [
        "Dr. Ida Invented: first name, credential and specialty not known",
        "Noon: date taken not stored with the photo",
    ]


def test_an_unanswered_disclosure_is_missing():
    assert draft(disclosure_answer=DisclosureAnswer.NOT_ASKED).missing == [
        "Disclosure: the writer was not asked yet whether anything was paid for or given"
    ]


def test_the_editor_shows_both_lists(login, staff):
    writer = staff[Role.WRITER]
    story = draft(dek="", owner=writer, disclosure_answer=DisclosureAnswer.NOT_ASKED)
    page = login(writer).get(reverse("wagtailadmin_pages:edit", args=[story.pk])).content.decode()
    assert "Needed before this can be submitted:" in page
    assert "The dek is empty" in page
    assert "Disclosure: the writer was not asked yet" in page


def test_readers_never_see_what_is_missing(client):
    story = factories.article(body=[factories.statement(factories.expert(first_name=""))])
    page = client.get(story.url).content.decode()
    assert "not known" not in page
    assert ArticlePage.objects.get().missing
