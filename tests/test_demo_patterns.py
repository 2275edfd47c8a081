"""The pattern page, and the stories at the edge of a layout: people and photos are all they need of a house."""

import pytest

from articles.models import ArticlePage
from demo.edges import EDGES
from demo.patterns import ERRORS
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """A house with one story, one expert and one photo."""
    factories.article(topic=factories.topic("Skin"))
    factories.expert()
    factories.photo()


def test_the_pattern_page_shows_every_block_of_a_story(client, house):
    page = client.get("/patterns/").content.decode()
    for block in ArticlePage._meta.get_field("body").stream_block.child_blocks.values():
        assert f'<p class="pattern-name">{block.label}</p>' in page


@pytest.mark.parametrize("pattern", EDGES)
def test_edge_stories_show_in_a_house_with_and_without_content(client, pattern):
    assert client.get(f"/patterns/{pattern}/").status_code == 200
    factories.expert()
    factories.photo()
    assert client.get(f"/patterns/{pattern}/").status_code == 200


@pytest.mark.parametrize(("pattern", "status"), [(name, status) for name, (_template, status) in ERRORS.items()])
def test_error_pages_are_shown_with_their_status(client, pattern, status):
    assert client.get(f"/patterns/{pattern}/").status_code == status


def test_edge_stories_are_never_saved(client, house):
    before = ArticlePage.objects.count()
    client.get("/patterns/forty-quotes/")
    assert ArticlePage.objects.count() == before


def test_no_search_engine_is_told_of_patterns(client, house):
    assert '<meta name="robots" content="noindex">' in client.get("/patterns/").content.decode()
    assert '<meta name="robots" content="noindex">' in client.get("/patterns/no-comments/").content.decode()


def test_a_pattern_that_does_not_exist_is_not_found(client, house):
    assert client.get("/patterns/no-such-thing/").status_code == 404


def test_what_reads_from_right_to_left_says_so(client, house):
    assert '<html lang="ar" dir="rtl">' in client.get("/patterns/right-to-left/").content.decode()
    assert "dir=" not in client.get("/patterns/no-comments/").content.decode().partition("<head>")[0]
