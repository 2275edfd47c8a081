"""A draft, in the forms in which an editor can look at it."""

import pytest

from articles.disclosures import DisclosureKind
from articles.models import ArticlePage, Disclosure
from articles.preview_modes import MODES
from tests import factories

pytestmark = pytest.mark.django_db


def preview(story, mode):
    response = story.make_preview_request(preview_mode=mode)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def story():
    made = factories.article("Clay & water", live=False, dek="A week of it.", hero_photo=factories.photo())
    made.disclosures = [Disclosure(kind=DisclosureKind.GIFTED_PRODUCT, party="Moth & Marrow")]
    return made


def test_a_draft_is_shown_as_page_on_paper_in_a_feed_reader_and_as_a_card(story):
    assert [str(label) for _name, label in story.preview_modes] == [
        "As readers see it",
        "On paper",
        "In a feed reader",
        "As a card in a messenger",
    ]
    assert "as_printed" not in preview(story, "")
    assert "as_printed" in preview(story, "print")


def test_a_subscriber_reads_who_paid(story):
    page = preview(story, "feed")
    assert "Clay &amp; water" in page
    assert "A week of it." in page
    assert "Moth &amp; Marrow" in page


def test_a_card_has_the_photo_or_one_that_is_drawn_and_says_who_paid(story):
    page = preview(story, "card")
    assert "Moth &amp; Marrow" in page
    assert "data:image/png" not in page
    story.hero_photo = None
    assert "data:image/png" in preview(story, "card")


@pytest.mark.parametrize("mode", [*MODES, "nothing"])
def test_a_story_that_was_never_saved_is_shown_too(mode):
    assert "Begun" in preview(ArticlePage(title="Begun", slug="begun"), mode)
