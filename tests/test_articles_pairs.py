"""A before/after pair says by itself what differs between its photos, and what nobody stated."""

import datetime
import json

import pytest
from bs4 import BeautifulSoup

from django.utils import timezone

from articles.blocks.photos import BeforeAfterBlock
from articles.models import ArticlePage
from articles.pairs import CONDITIONS
from photos.models import Photo
from photos.vocabulary import Retouching, Sensitivity
from tests import factories
from treatments.models import Treatment

pytestmark = pytest.mark.django_db

STATED = {name: choices.values[0] for name, (choices, _label) in CONDITIONS.items()}
DAYS = {"before_taken_on": datetime.date(2026, 3, 1), "after_taken_on": datetime.date(2026, 3, 11)}


def photo(**fields):
    return factories.photo(**({"retouching": Retouching.NONE} | fields))


def side(shown=None, **values):
    return {"photo": shown or photo()} | STATED | values


def pair(before=None, after=None, **values):
    return BeforeAfterBlock().normalize({"before": before or side(), "after": after or side()} | DAYS | values)


def read(client, value):
    return read_page(client, factories.article(body=[("before_after", value)]))


def read_page(client, story):
    return BeautifulSoup(client.get(story.url).content, "html.parser").select_one(".before-after")


def test_a_pair_that_is_matched_and_stated_carries_no_note(client):
    assert pair().notes == []
    assert read(client, pair()).select(".before-after-notes") == []


@pytest.mark.parametrize("name", CONDITIONS)
def test_each_condition_that_differs_is_told(name):
    choices, label = CONDITIONS[name]
    other = choices.values[1]
    (note,) = pair(after=side(**{name: other})).notes
    assert note == f"Not the same {label}: before, {choices(STATED[name]).label}; after, {choices(other).label}."


def test_what_is_not_stated_is_told_and_on_which_side():
    value = pair(before=side(light=""), after=side(light="", make_up=""), after_taken_on=None)
    assert value.notes == ["Not stated: day (after); light; make-up (after)."]


def test_what_was_done_to_one_photo_only_is_told():
    value = pair(after=side(photo(retouching=Retouching.GLOBAL_ONLY)))
    assert value.notes == ["Not the same retouching: before, Not retouched; after, Crop and tone only."]
    value = pair(before=side(photo(retouching=Retouching.UNKNOWN)))
    assert value.notes == ["Not stated: retouching (before)."]


def test_a_treatment_has_sessions_and_a_cream_has_none():
    peel = Treatment.objects.create(name="Peel")
    assert pair(treatment=peel).notes == ["Not stated: number of sessions."]
    value = pair(before=side(sessions=0), after=side(sessions=2), treatment=peel)
    assert value.notes == []
    assert value.sessions == {"before": "before the first session", "after": "after 2 sessions"}


def test_readers_find_the_notes_beside_the_pair(client):
    shown = read(client, pair(after=side(light="lamp"), note="The week was warmer."))
    assert [note.get_text() for note in shown.select(".before-after-notes p")] == [
        "The week was warmer.",
        "Not the same light: before, daylight at a window; after, a lamp.",
    ]


def test_without_a_script_a_pair_is_two_figures_with_their_labels(client):
    shown = read(client, pair())
    assert [label.get_text().split()[0] for label in shown.select(".before-after-label")] == ["Before", "After"]
    assert len(shown.select("figure picture")) == 2


@pytest.mark.parametrize(
    "fields",
    [{"sensitivity": Sensitivity.BLOOD}, {"file": factories.image_file(size=(48, 64))}],
    ids=["veiled", "tall"],
)
def test_only_photos_seen_at_once_and_cut_alike_are_laid_over_each_other(fields):
    assert pair().can_be_slid
    assert not pair(after=side(photo(**fields))).can_be_slid


def test_a_single_result_is_never_called_a_pair(client):
    story = factories.article(body=[("photo", {"photo": photo(), "elapsed": "ten days later"})])
    html = client.get(story.url).content.decode()
    assert "ten days later" in html
    assert "before-after" not in html
    assert "comparison.js" not in html


@pytest.mark.parametrize("gone", ["before", "after"])
def test_of_a_pair_of_which_one_photo_was_taken_back_readers_see_neither(client, gone):
    sides = {"before": side(caption="The first day"), "after": side(caption="Ten days on", light="lamp")}
    peel = Treatment.objects.create(name="Peel")
    value = pair(**sides, treatment=peel, note="The week was warmer.")
    story = factories.article(body=[("before_after", value)], disclosure_answer="none")
    assert "<picture>" in client.get(story.url).content.decode()
    Photo.objects.filter(pk=sides[gone]["photo"].pk).update(withheld_at=timezone.now())
    shown = read_page(client, story)
    assert [len(shown.select(one)) for one in ("svg.photo-withheld", "picture", "img", "[data-comparison]")] == [
        2,
        0,
        0,
        0,
    ]
    assert shown.get_text(" ", strip=True) == "These two photos are no longer shown."
    assert [figure["id"] for figure in shown.select("figure")] == [f"photo-{sides[name]['photo'].pk}" for name in sides]


def test_a_photo_of_a_withheld_pair_still_stands_where_it_stands_alone(client):
    before, after = photo(), photo(withheld_at=timezone.now())
    story = factories.article(body=[("photo", {"photo": before})])
    ArticlePage.objects.filter(pk=story.pk).update(
        body=json.dumps(
            [
                {"type": "photo", "value": {"photo": before.pk}},
                {"type": "before_after", "value": {"before": {"photo": before.pk}, "after": {"photo": after.pk}}},
            ]
        )
    )
    html = BeautifulSoup(client.get(story.url).content, "html.parser")
    assert html.select(".story-photo picture")
    assert not html.select(".before-after picture")
