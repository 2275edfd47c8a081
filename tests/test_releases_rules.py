"""What a story may not do with the people in its photos."""

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from photos.vocabulary import ReleaseState
from readiness.rules import NOBODY, RULES, findings_in
from releases import rules
from tests import factories
from treatments.models import Treatment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]
OURS = {name for name, one in RULES.items() if one.check.__module__ == rules.__name__}
MINOR = {"age_band": "16_17", "as_treatment_result": True}
WITH_GUARDIAN = MINOR | {"guardian_name": "Dana"}


def shown(**release):
    photo = factories.photo(title="Cheek")
    factories.release(photo, **{"name": "Ada", "state": ReleaseState.GRANTED} | release)
    return photo


def use(photo, elapsed=""):
    return {"photo": photo, "caption": "", "credit": "", "alt_text": "", "elapsed": elapsed}


def story(*blocks, **fields):
    return factories.article("A story", live=False, body=[*blocks], **fields)


def story_with(elapsed="two days", **release):
    return story(("photo", use(shown(**release), elapsed)))


def found_in(story):
    return {finding.rule for finding in findings_in(story)} & OURS


def messages(story, name):
    return [finding.message for finding in RULES[name].findings(story)]


@pytest.mark.parametrize(
    ("release", "rule"),
    [
        (MINOR, "minor_without_guardian"),
        (WITH_GUARDIAN, "minor_with_treatment"),
        ({}, "not_agreed_as_result"),
        ({"as_treatment_result": True, "for_website": False}, "not_agreed_for_website"),
    ],
)
def test_each_is_found_where_the_photo_shows_a_result(release, rule):
    assert found_in(story_with(**release)) == {rule}


def test_nothing_is_amiss_with_consent_to_be_shown_as_a_result():
    assert found_in(story_with(as_treatment_result=True)) == set()


def test_a_photo_that_shows_no_result_needs_no_such_consent():
    assert found_in(story_with(elapsed="")) == set()


def test_what_cannot_be_waived_and_what_a_managing_editor_answers_for():
    assert {name for name in OURS if RULES[name].waiver == NOBODY and RULES[name].severity == "blocker"} == {
        "minor_without_guardian",
        "not_agreed_for_website",
    }
    assert RULES["minor_with_treatment"].waiver


def test_a_hero_photo_that_is_a_result_further_down_is_a_result():
    photo = shown()
    (finding,) = RULES["not_agreed_as_result"].findings(story(("photo", use(photo, "two days")), hero_photo=photo))
    assert finding.field == "body"
    assert found_in(story(factories.pair(photo, factories.photo()))) == {"not_agreed_as_result"}


@pytest.mark.parametrize("place", ["hero", "photo", "gallery", "pair"])
def test_who_agreed_to_print_alone_is_on_no_page_of_the_website(place):
    photo, other = shown(for_website=False, for_print=True, as_treatment_result=True), factories.photo()
    draft = {
        "hero": lambda: story(hero_photo=photo),
        "photo": lambda: story(("photo", use(photo))),
        "gallery": lambda: story(("gallery", {"photos": [{"photo": other}, {"photo": photo}]})),
        "pair": lambda: story(factories.pair(other, photo)),
    }[place]()
    (finding,) = RULES["not_agreed_for_website"].findings(draft)
    assert finding.message == "Ada agreed to the photo “Cheek”, but not to have it on the website."
    assert finding.field == ("hero_photo" if place == "hero" else "body")


@pytest.mark.parametrize("place", ["hero", "photo", "gallery"])
def test_a_minor_is_in_no_photo_of_a_story_about_a_treatment_without_guardian_and_senior(place):
    peel = Treatment.objects.create(name="Peel")

    def draft(photo):
        blocks = {"photo": [("photo", use(photo))], "gallery": [("gallery", {"photos": [{"photo": photo}] * 2})]}
        return story(*blocks.get(place, []), treatments=[peel], hero_photo=photo if place == "hero" else None)

    assert found_in(draft(shown(**MINOR))) == {"minor_without_guardian"}
    assert found_in(draft(shown(**WITH_GUARDIAN))) == {"minor_with_treatment"}
    assert found_in(draft(shown())) == set()


def test_a_treatment_named_in_a_block_counts_as_well_and_a_story_without_any_is_left_alone():
    experience = {"text": "<p>It stung.</p>", "treatment": Treatment.objects.create(name="Peel")}
    photo = shown(**WITH_GUARDIAN)
    assert found_in(story(("experience", experience), hero_photo=photo)) == {"minor_with_treatment"}
    assert found_in(story(hero_photo=photo)) == set()


def test_a_guardian_who_is_named_and_has_not_agreed_is_none():
    draft = story_with(**WITH_GUARDIAN, state=ReleaseState.REQUESTED)
    assert found_in(draft) == {"minor_without_guardian"}


def test_the_note_on_restrictions_says_which():
    draft = story_with("", territory="Portugal", restrictions="Never beside an advertisement.")
    assert messages(draft, "photo_release_restricted") == [
        "Ada agreed to the photo “Cheek” with restrictions: only in Portugal; Never beside an advertisement."
    ]


def test_restrictions_that_only_the_photo_notes_are_told_too():
    photo = factories.photo(title="Cheek", release_state=ReleaseState.RESTRICTED)
    (finding,) = RULES["photo_release_restricted"].findings(story(("photo", use(photo)), hero_photo=photo))
    assert (finding.severity, finding.field) == ("note", "hero_photo")
    assert "not written down here" in finding.message


def test_the_number_of_queries_does_not_grow_with_photos_and_people():
    def queries(draft):
        with CaptureQueriesContext(connection) as asked:
            assert found_in(draft)
        return len(asked)

    one = story_with()
    many = [shown() for _ in range(4)]
    factories.release(many[0], state=ReleaseState.GRANTED)
    assert queries(story(*(("photo", use(photo, "two days")) for photo in many))) == queries(one)
