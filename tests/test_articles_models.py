import pytest

from django.db import IntegrityError, transaction

from articles.models import ArticlePage, Byline, Disclosure, TopicPage, anchor
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_byline_keeps_its_order():
    first, second = factories.person("Ida Invented"), factories.person("Ada Example")
    assert [person.title for person in factories.article(writers=[first, second]).authors] == [
        "Ida Invented",
        "Ada Example",
    ]


def test_the_database_lets_nobody_sign_a_story_twice():
    writer = factories.person()
    story = factories.article(writers=[writer])
    with pytest.raises(IntegrityError), transaction.atomic():
        Byline.objects.create(article=story, person=writer)


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (100, 1), (400, 2), (2380, 10)])
def test_reading_time_is_counted_from_all_the_text_of_the_body(words, minutes):
    story = factories.article(body=[("paragraph", f"<p>{'word ' * words}</p>")])
    assert story.word_count == words
    assert story.reading_minutes == minutes


def test_words_that_are_not_read_are_not_counted():
    photo = {"photo": factories.photo(), "alt_text": "A cheek seen from the left", "credit": "By hand"}
    story = factories.article(body=[("paragraph", "<p>Two words</p>"), ("photo", photo)])
    assert story.word_count == 2
    photo["caption"] = "And three more"
    assert factories.article(body=[("photo", photo)]).word_count == 3


def test_what_was_left_empty_in_a_block_is_empty_in_a_comparison():
    photo = {"photo": factories.photo()}
    story = factories.article(body=[("photo", photo)])
    story.body[0].value["caption"] = "Day ten"
    story.save_revision()
    one, other = (revision.as_object() for revision in story.revisions.order_by("pk"))
    compared = ArticlePage.get_edit_handler().get_bound_panel(instance=one).get_comparison()
    words = " ".join(str(change(one, other).htmldiff()) for change in compared if change(one, other).has_changed())
    assert "Day ten" in words
    assert "None" not in words


def test_an_anchor_survives_rewording():
    story = factories.article(body=[("heading", {"text": "What does it do?"})])
    before = anchor(story.body[0])
    story.body[0].value["text"] = "What does it really do?"
    story.save_revision()
    factories.publish(story)
    story = ArticlePage.objects.get()
    assert story.headings == [(before, "What does it really do?")]


def test_everyone_cited_is_listed_once_however_they_are_cited():
    speaker = factories.expert()
    mark = f'<p><a linktype="person" id="{speaker.pk}">She adds</a></p>'
    story = factories.article(body=[factories.statement(speaker), factories.statement(speaker), ("paragraph", mark)])
    assert story.cited_people == [speaker]


def test_the_hero_photos_words_fall_back_on_the_photos_own():
    photo = factories.photo(caption="Ten days later", credit="Ada Example", alt_text="A cheek")
    story = factories.article(hero_photo=photo, hero_caption="A week later")
    assert (story.hero_shown_caption, story.hero_shown_credit, story.hero_alt) == (
        "A week later",
        "Ada Example",
        "A cheek",
    )
    assert factories.article().hero_alt == ""


def test_a_decorative_hero_photo_is_silent_to_those_who_cannot_see_it(client):
    photo = factories.photo(alt_text="A cheek", file=factories.image_file(size=(640, 480)))
    story = factories.article(hero_photo=photo, hero_alt_text="A brow", hero_decorative=True)
    html = client.get(story.url).content.decode()
    assert '<img alt="" ' in html[html.index('class="opener-photo"') :]
    assert "A cheek" not in html
    assert "A brow" not in html
    assert "og:image:alt" not in html


def test_a_disclosure_reads_as_its_text_or_as_what_and_who():
    assert str(Disclosure(kind="loan", party="Studio Example")) == "Loan: Studio Example"
    assert (
        str(Disclosure(kind="loan", party="Studio Example", text="They lent us the lamp.")) == "They lent us the lamp."
    )


def test_a_topic_enters_the_menu_when_it_is_made():
    assert TopicPage(title="Nails").show_in_menus
