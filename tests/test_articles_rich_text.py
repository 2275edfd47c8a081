import json
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import ReferenceIndex
from wagtail.rich_text import expand_db_html

from articles.blocks.parts import PARAGRAPH_FEATURES
from articles.models import ArticlePage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


def attribution(person, words="Dr. Example points out"):
    return f'<a linktype="person" id="{person.pk}">{words}</a>'


def photo_reference(photo, words="the photo"):
    return f'<a linktype="photo" id="{photo.pk}">{words}</a>'


def through_the_editor(html):
    converter = ContentstateConverter(PARAGRAPH_FEATURES)
    return converter.to_database_format(converter.from_database_format(html))


def test_marks_survive_the_editor():
    words = f"{attribution(factories.expert())} that {photo_reference(factories.photo())} shows it."
    assert words in through_the_editor(f"<p>{words}</p>")


def test_the_editor_shows_whose_words_they_are():
    converter = ContentstateConverter(PARAGRAPH_FEATURES)
    content = json.loads(
        converter.from_database_format(f"<p>{attribution(factories.expert(title='Dr. Ida Invented'))}</p>")
    )
    assert content["entityMap"]["0"]["data"]["title"] == "Dr. Ida Invented"
    assert content["entityMap"]["0"]["mutability"] == "MUTABLE"


def test_the_editor_says_when_somebody_marked_is_gone():
    content = json.loads(
        ContentstateConverter(PARAGRAPH_FEATURES).from_database_format('<a linktype="person" id="7">She</a>')
    )
    assert content["entityMap"]["0"]["data"] == {"id": 7, "title": "No longer there", "gone": True}


def test_the_editor_has_a_name_for_screen_readers():
    assert "Formatted text" in DraftailRichTextArea(features=PARAGRAPH_FEATURES).render("text", None, {"id": "text"})


def test_words_pasted_with_a_mark_that_means_nothing_stay_as_words():
    content = {
        "blocks": [
            {
                "key": "a",
                "text": "Someone says",
                "type": "unstyled",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 7, "key": 0}],
            }
        ],
        "entityMap": {"0": {"type": "ATTRIBUTION", "mutability": "MUTABLE", "data": {"id": "7 or so"}}},
    }
    html = ContentstateConverter(PARAGRAPH_FEATURES).to_database_format(json.dumps(content))
    assert html == '<p data-block-key="a">Someone says</p>'


def test_an_attribution_links_to_the_persons_page():
    speaker = factories.expert(slug="ida-invented")
    assert expand_db_html(attribution(speaker)) == (
        '<a class="attribution" href="/people/ida-invented/">Dr. Example points out</a>'
    )


def test_the_words_of_somebody_without_a_public_page_are_no_link():
    speaker = factories.expert()
    speaker.unpublish()
    assert "href" not in expand_db_html(attribution(speaker))
    html = attribution(speaker)
    speaker.delete()
    assert expand_db_html(html) == "<a>Dr. Example points out</a>"


def test_a_photo_reference_points_to_the_figure():
    photo = factories.photo()
    html = photo_reference(photo)
    assert expand_db_html(html) == f'<a class="photo-reference" href="#photo-{photo.pk}">the photo</a>'
    photo.delete()
    assert "href" not in expand_db_html(html)


def test_many_marks_cost_one_query_of_each_kind(django_assert_num_queries):
    people, photos = [factories.expert() for _ in range(4)], [factories.photo() for _ in range(3)]
    html = "".join([*map(attribution, people), *map(photo_reference, photos)])
    expand_db_html(html)
    with django_assert_num_queries(2):
        expand_db_html(html)


def test_a_marked_person_and_photo_count_as_used():
    speaker, photo = factories.expert(), factories.photo()
    text = ("paragraph", f"<p>{attribution(speaker)} {photo_reference(photo)}</p>")
    story = factories.article(body=[text], hero_photo=photo)
    for thing in (speaker, photo):
        assert [user.pk for user, _references in ReferenceIndex.get_grouped_references_to(thing)] == [story.pk]


def test_people_who_open_stories_at_the_same_moment_each_see_their_own_text():
    area = ArticlePage.body.field.stream_block.child_blocks["paragraph"].field.widget
    texts = [f"<p>{letter * 40}</p>" * 40 for letter in "abcd"]
    each_alone = [words_in(area, text) for text in texts]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(0.00001)  # seconds: threads take turns in the middle of everything
    try:
        with ThreadPoolExecutor(4) as people:
            together = list(people.map(lambda text: words_in(area, text), texts * 10))
    finally:
        sys.setswitchinterval(usual)
    assert together == each_alone * 10


def words_in(area, html):
    return [block["text"] for block in json.loads(area.format_value(html))["blocks"]]
