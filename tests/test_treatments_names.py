"""Finding treatments by name in a text."""

import pytest

from django.db import IntegrityError, transaction

from tests import factories
from treatments.names import found_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def laser():
    return factories.treatment("Laser", other_names=["IPL", "light-based resurfacing"])


@pytest.mark.parametrize(
    "text",
    [
        "A LASER does it.",
        "Try the laser, twice",
        "“Laser” is a word",
        "ipl: what for?",
        "light based\nresurfacing",
        "light‑based  resurfacing",
        "La\u00adser in the text",
        "non-laser methods",
    ],
)
def test_a_name_is_found_however_it_is_typed(laser, text):
    assert list(found_in([text])) == [laser.pk]


@pytest.mark.parametrize("text", ["", "lasers", "blaser", "A peel.", "light", "resurfacing"])
def test_part_of_a_word_or_of_a_name_is_no_name(laser, text):
    assert found_in([text]) == {}


def test_the_longest_name_counts(laser):
    hair = factories.treatment("Laser hair removal")
    assert list(found_in(["What laser hair removal costs"])) == [hair.pk]
    assert list(found_in(["What laser hair removal costs", "and a laser"])) == [hair.pk, laser.pk]


def test_names_are_looked_for_as_they_stand_and_never_as_patterns(laser):
    odd = factories.treatment("C+ (20%) [peel]")
    assert list(found_in(["The c+ (20%) [peel] came"])) == [odd.pk]


def test_two_treatments_of_one_name_are_both_found(laser):
    same = factories.treatment("Light based-resurfacing")
    assert set(found_in(["It is light-based resurfacing."])) == {laser.pk, same.pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.treatment("LASER")


def test_it_asks_the_same_number_of_questions_whatever_the_number_of_names(laser, django_assert_num_queries):
    with django_assert_num_queries(2):
        found_in(["laser"])
    for number in range(12):
        factories.treatment(other_names=[f"other {number}", f"another {number}"])
    with django_assert_num_queries(2):
        found_in(["laser"] * 50)
