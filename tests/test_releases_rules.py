"""What a story may not do with the people in its photos."""

import pytest

from photos.vocabulary import ReleaseState
from readiness.rules import RULES, findings_in
from tests import factories

pytestmark = pytest.mark.django_db
OURS = {"minor_without_guardian", "minor_as_treatment_result", "not_agreed_as_result"}


def story_with(elapsed="two days", **release):
    photo = factories.photo()
    factories.release(photo, **{"state": ReleaseState.GRANTED} | release)
    value = {"photo": photo, "caption": "", "credit": "", "alt_text": "", "elapsed": elapsed}
    return factories.article("A story", live=False, body=[("photo", value)])


def found_in(story):
    return {finding.rule for finding in findings_in(story)} & OURS


@pytest.mark.parametrize(
    ("release", "rule"),
    [
        ({"age_band": "16_17", "as_treatment_result": True}, "minor_without_guardian"),
        ({"age_band": "16_17", "guardian_name": "Dana", "as_treatment_result": True}, "minor_as_treatment_result"),
        ({}, "not_agreed_as_result"),
    ],
)
def test_each_is_found_where_the_photo_shows_a_result(release, rule):
    assert found_in(story_with(**release)) == {rule}


def test_nothing_is_amiss_with_consent_to_be_shown_as_a_result():
    assert found_in(story_with(as_treatment_result=True)) == set()


def test_a_photo_that_shows_no_result_needs_no_such_consent():
    assert found_in(story_with(elapsed="")) == set()


def test_a_minor_without_guardian_cannot_be_waived_and_one_with_can():
    assert RULES["minor_without_guardian"].waiver == ""
    assert RULES["minor_as_treatment_result"].waiver
