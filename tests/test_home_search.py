import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail.models import PageViewRestriction
from wagtail.search.models import IndexEntry

from home.models import HomePage, StandingPage
from home.search import search_words
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]


def found(client, words):
    """Headlines and titles that a search shows, in order."""
    response = client.get("/search/", {"q": words})
    assert response.status_code == 200
    return [page.title for page in [*response.context.get("stories", []), *response.context.get("pages", [])]]


@pytest.mark.parametrize("words", ["Overnight", "velvet finish", "ferment", "Halloran", "Quillfeather", "Makeup lab"])
def test_search_finds_a_story_by_headline_dek_body_writer_expert_and_topic(client, words):
    body = [("paragraph", "<p>A ferment of oats.</p>"), factories.statement(factories.expert(title="Dr. Quillfeather"))]
    writer = factories.person("Nora Halloran")
    topic = factories.topic("Makeup lab")
    factories.article("Overnight masks", dek="For a velvet finish", body=body, writers=[writer], topic=topic)
    factories.article("Something else entirely", topic=factories.topic("Hair"))
    assert "Overnight masks" in found(client, words)
    assert "Something else entirely" not in found(client, words)


def test_search_finds_a_story_by_the_words_and_the_lead_in_of_a_partial_quote(client):
    partial = factories.statement(factories.expert(), "a raincoat for skin", kind="partial", lead_in="She calls it")
    factories.article("The serum", body=[partial])
    assert found(client, "raincoat") == ["The serum"]
    assert found(client, "she calls it a raincoat") == ["The serum"]


def test_search_finds_an_inline_attribution_by_the_experts_name(client):
    speaker = factories.expert(title="Dr. Quillfeather")
    text = f'<p><a linktype="person" id="{speaker.pk}">Her point</a> is that skin is patient.</p>'
    factories.article("Patience", body=[("paragraph", text)])
    assert "Patience" in found(client, "Quillfeather")


def test_what_was_said_verbatim_is_not_in_the_search_index(client):
    said = factories.statement(factories.expert(), verbatim="Off the record: zanzibar.")
    factories.article("The serum", body=[said])
    call_command("update_index", verbosity=0)
    assert found(client, "zanzibar") == []
    index = " ".join(str(entry) for entry in IndexEntry.objects.values_list())
    assert "wake" in index
    assert "zanzibar" not in index


def test_search_never_shows_a_draft_or_a_story_taken_down(client):
    factories.article("Unfinished retinoids", live=False)
    story = factories.article("Published retinoids")
    assert found(client, "retinoids") == ["Published retinoids"]
    story.title = "Rewritten secretly"
    story.save_revision()
    assert found(client, "secretly") == []
    story.unpublish()
    assert found(client, "retinoids") == []


def test_search_never_shows_a_private_page(client):
    topic = factories.topic("Members")
    story = factories.article("Retinoids for members")
    for page in (topic, story):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert found(client, "members") == []


def test_search_shows_people_topics_and_standing_pages_beside_the_stories(client):
    factories.expert(title="Dr. Quillfeather", specialty="Dermatology")
    factories.topic("Quillfeather way")
    factories.add_page(HomePage.objects.get(), StandingPage(title="About", introduction="Founded by Quillfeather"))
    assert sorted(found(client, "quillfeather")) == ["About", "Dr. Quillfeather", "Quillfeather way"]


def test_a_story_is_found_by_its_experts_new_name_once_it_is_published(client):
    speaker = factories.expert(title="Dr. Quillfeather")
    factories.article("The serum", body=[factories.statement(speaker)])
    speaker.title = "Dr. Marlowe-Finch"
    speaker.save_revision().publish()
    assert "The serum" in found(client, "Marlowe-Finch")
    assert "The serum" not in found(client, "Quillfeather")


def test_a_story_is_found_by_a_writer_who_joined_in_the_edition_just_published(client):
    story = factories.article("The serum")
    story.bylines.add(story.bylines.model(person=factories.person("Nora Halloran")))
    story.save_revision()
    factories.publish(story)
    assert "The serum" in found(client, "Halloran")


@pytest.mark.parametrize("words", ["retin", "Mira Quill", "dermatologi", "rainco", "fermen"])
def test_where_no_story_has_the_word_one_that_begins_like_it_will_do(client, words):
    speaker = factories.expert(title="Dr. Mira Quillfeather")
    body = [("paragraph", "<p>Dermatologists like ferments.</p>"), factories.statement(speaker, "A raincoat.")]
    factories.article("Retinoids explained", body=body)
    assert "Retinoids explained" in found(client, words)


def test_where_no_person_has_the_word_one_that_begins_like_it_will_do(client):
    factories.expert(title="Dr. Mira Quillfeather", job_title="Dermatologist", specialty="Mohs surgery")
    assert found(client, "dermatol") == ["Dr. Mira Quillfeather"]
    assert found(client, "surge") == ["Dr. Mira Quillfeather"]


def test_an_empty_search_shows_the_form_and_a_vain_one_says_what_to_do_next(client):
    topic = factories.topic("Hair")
    page = client.get("/search/").content.decode()
    assert 'name="q"' in page
    assert "Nothing here" not in page
    page = client.get("/search/", {"q": "qqqq"}).content.decode()
    assert "Nothing here has all of these words" in page
    assert f'href="{topic.url}"' in page
    page = client.get("/search/", {"q": "🙂"}).content.decode()
    assert "There is no word in that to look for" in page


def test_a_hit_shows_headline_dek_topic_and_byline(client):
    factories.article(
        "The serum",
        dek="What it does",
        topic=factories.topic("Treatments"),
        writers=[factories.person("Nora Halloran"), factories.person("Ivo Lind")],
    )
    page = client.get("/search/", {"q": "serum"}).content.decode()
    for words in ("The serum", "What it does", "Treatments", "Nora Halloran", "Ivo Lind", "1 story with"):
        assert words in page


def test_results_come_in_pages_that_keep_the_words(client):
    for n in range(14):
        factories.article(f"Serum {n}")
    first = client.get("/search/", {"q": "serum"})
    assert len(first.context["stories"]) == 12
    assert "?q=serum&amp;page=2" in first.content.decode()
    second = client.get("/search/", {"q": "serum", "page": "2"})
    assert len(second.context["stories"]) == 2
    assert client.get("/search/", {"q": "serum", "page": "999"}).context["stories"].number == 2


def test_the_number_of_queries_does_not_grow_with_the_hits(client):
    def queries():
        client.get("/search/", {"q": "serum"})  # warms renditions and content types
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get("/search/", {"q": "serum"}).status_code == 200
        return len(captured)

    photo = factories.photo()
    factories.expert(title="Dr. Serum")
    factories.article("Serum one", hero_photo=photo)
    few = queries()
    for n in range(11):
        factories.article(
            f"Serum {n}", hero_photo=factories.photo(), topic=factories.topic(), writers=[factories.person()]
        )
    factories.expert(title="Dr. Serum the second")
    assert queries() == few


def test_search_pages_are_not_for_search_engines(client):
    assert '<meta name="robots" content="noindex">' in client.get("/search/", {"q": "x"}).content.decode()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=250))
@example('"')
@example('a"b')
@example("a\0b")
@example("serum AND NOT (glass OR *) NEAR(skin) ^first: 'x' \\ -y title:z | & ! <-> :*")
@example("x" * 10_000)
@example("🙂 👩🏽‍⚕️")
@example("\u202eعطر 'ورد'\u200f")
@example("0.5% O'Neil d’été micro-needling")
@example("\u0301")
@example("%s %d %(q)s")
def test_nothing_a_reader_types_breaks_the_search(client, typed):
    assert client.get("/search/", {"q": typed}).status_code == 200


@given(st.text())
def test_search_words_hold_nothing_that_a_query_language_could_mistake(typed):
    words = search_words(typed)
    assert not set(words) & set('"\0*^:()\\|&!<>')
    assert words == " ".join(words.split())
    assert len(words) <= 200


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('  "glass   skin" ', "glass skin"),
        ("0.5% retinol", "0.5 retinol"),
        ("O'Neil's -micro-needling-", "O'Neil's micro-needling"),
        ("cre\u0300me", "crème"),
        ("हिन्दी عِطر", "हिन्दी عِطر"),
        ("… — 🙂", ""),
    ],
)
def test_search_words_keep_letters_digits_accents_and_the_marks_inside_words(typed, words):
    assert search_words(typed) == words
