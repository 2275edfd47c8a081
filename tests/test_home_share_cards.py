from io import BytesIO

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from wagtail.models import PageViewRestriction

from articles.models import Disclosure
from home import card_drawing
from home.card_drawing import DISPLAY, Words, draw
from home.models import ShareCard
from tests import factories
from tests.test_home_meta import Head

pytestmark = pytest.mark.usefixtures("whole_worker")

FIVE_SCRIPTS = "Skin, кожа, بشرة, עור, 皮肤, त्वचा 💄👩🏽‍🔬"


@pytest.fixture
def only_our_fonts(monkeypatch):
    """As on a machine on which nobody has installed any."""
    monkeypatch.setattr(card_drawing, "installed", list)
    card_drawing.font_for.cache_clear()
    yield
    card_drawing.font_for.cache_clear()


def size_of(png):
    with Image.open(BytesIO(png)) as image:
        return image.format, image.size


# The drawing ---------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80), st.text(max_size=40))
@example(FIVE_SCRIPTS, "💄")
@example("W" * 255, "W" * 60)
@example("word " * 50, "")
@example("皮" * 255, "")
@example("e\u0301" * 120, "\u0301")
@example("\u202e\u0000\x07\uffff", "\ud800")
def test_any_headline_gives_a_card(headline, kicker):
    assert size_of(draw(Words("Beauty Desk", headline, kicker))) == ("PNG", (1200, 630))


def test_a_headline_in_letters_that_no_font_has_leaves_the_name_of_the_magazine(only_our_fonts):
    assert draw(Words("Beauty Desk", FIVE_SCRIPTS)) == draw(Words("Beauty Desk"))
    assert draw(Words("Beauty Desk", "Skin")) != draw(Words("Beauty Desk"))


def test_a_machine_that_cannot_shape_writes_what_our_own_fonts_have(monkeypatch):
    monkeypatch.setattr(card_drawing, "CAN_SHAPE", False)
    card_drawing.font_for.cache_clear()
    assert draw(Words("Beauty Desk", "بشرة")) == draw(Words("Beauty Desk"))
    assert size_of(draw(Words("Beauty Desk", "Skin"))) == ("PNG", (1200, 630))
    card_drawing.font_for.cache_clear()


def test_symbols_that_no_font_has_are_left_out(only_our_fonts):
    assert draw(Words("Beauty Desk", "Skin 💄")) == draw(Words("Beauty Desk", "Skin"))


def test_who_paid_stands_on_the_card():
    assert draw(Words("Beauty Desk", "Skin", "", "Advertisement")) != draw(Words("Beauty Desk", "Skin"))


def test_no_line_is_wider_than_the_card():
    for text in ("W" * 200, "The many uses of a balm " * 8, "皮" * 90):
        lines, size = card_drawing.set_headline(text)
        for line in lines:
            assert (
                card_drawing.width(card_drawing.cut(card_drawing.pieces_of(line, DISPLAY), DISPLAY, size), size) <= 1056
            )


# The card of a story -------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_story_without_a_photo_is_shown_by_its_card(client, drawn_cards):
    story = factories.article("The serum")
    card = ShareCard.objects.get(article=story)
    head = Head(client, story.url)
    assert head.meta("og:image") == [f"http://127.0.0.1:8000{card.file.url}"]
    assert head.meta("og:image:alt") == ["The serum"]
    assert head.meta("twitter:card") == ["summary_large_image"]
    response = client.get(card.file.url)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/png")
    assert size_of(b"".join(response.streaming_content)) == ("PNG", (1200, 630))


@pytest.mark.django_db
def test_a_photo_leads_where_there_is_one_that_may_be_shown_there(client):
    photo = factories.photo(file=factories.image_file(size=(2000, 1500)))
    story = factories.article(hero_photo=photo)
    assert Head(client, story.url).meta("og:image")[0].endswith(".jpg")
    type(photo).objects.filter(pk=photo.pk).update(not_for_social_media=True)
    assert Head(client, story.url).meta("og:image")[0].endswith(".png")


@pytest.mark.django_db
def test_another_headline_makes_another_card_and_the_same_none(django_capture_on_commit_callbacks):
    story = factories.article("The serum")
    card = ShareCard.objects.get(article=story)
    with django_capture_on_commit_callbacks(execute=True):
        story.dek = "Another dek."
        story.save_revision()
        factories.publish(story)
    assert ShareCard.objects.get(article=story).file.name == card.file.name
    with django_capture_on_commit_callbacks(execute=True):
        story.title = "The balm"
        story.save_revision()
        factories.publish(story)
    assert ShareCard.objects.get(article=story).file.name != card.file.name
    assert not card.file.storage.exists(card.file.name)


@pytest.mark.django_db
@pytest.mark.parametrize("leave", ["unpublish", "delete"])
def test_a_card_goes_with_its_story(leave, django_capture_on_commit_callbacks):
    story = factories.article("The serum")
    card = ShareCard.objects.get(article=story)
    with django_capture_on_commit_callbacks(execute=True):
        getattr(story, leave)()
    assert not ShareCard.objects.exists()
    assert not card.file.storage.exists(card.file.name)


@pytest.mark.django_db
def test_of_a_story_that_is_not_public_no_card_is_made():
    story = factories.article(live=False)
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    factories.publish(story)
    assert not ShareCard.objects.exists()


@pytest.mark.django_db
def test_what_was_paid_for_says_so_on_the_card():
    paid = [Disclosure(kind="paid_partnership", party="Maison Example")]
    stories = [factories.article("The serum"), factories.article("The serum", disclosures=paid)]
    assert len({ShareCard.objects.get(article=story).made_of for story in stories}) == 2
