import datetime
import itertools
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail.models import PageViewRestriction
from wagtail.search.models import IndexEntry

from articles.models import ArticlePage, StoryText, TopicPage
from articles.querysets import ArticleQuerySet
from home import hits
from home.marks import excerpt
from home.models import HomePage, StandingPage
from home.search import search_words
from people.models import PersonPage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("search_index")]


def found(client, words, **asked):
    """Headlines and titles that a search shows, in order."""
    response = client.get("/search/", {"q": words} | asked)
    assert response.status_code == 200
    shown = response.context.get("found")
    if not shown:
        return []
    return [
        page.title
        for page in [*(shown.stories if shown.shows_stories else []), *(shown.pages if shown.shows_pages else [])]
    ]


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


def test_a_story_is_found_by_the_kicker_above_its_headline(client):
    factories.article("How to read a sunscreen", kicker="The label, explained")
    assert found(client, "sunscreen label") == ["How to read a sunscreen"]
    page = BeautifulSoup(client.get("/search/", {"q": "sunscren lable"}).content, "html.parser").main
    assert [mark.text for mark in page.select(".hit .kicker mark")] == ["label"]


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
    for words in ("The <mark>serum</mark>", "What it does", "Treatments", "Nora Halloran", "Ivo Lind", "1 story with"):
        assert words in page


def test_what_advertisers_paid_for_stands_below_everything_the_magazine_says_itself(client):
    factories.advertisement("Velvet velvet velvet")
    story = factories.article("Velvet finish")
    page = BeautifulSoup(client.get("/search/", {"q": "velvet"}).content, "html.parser").main
    shown = [link.text for link in page.select(".hit a[href], .search-pages a")]
    assert shown.index(story.title) < shown.index("Velvet velvet velvet")
    assert page.select_one("#paid-pages").text == "Other pages"


def test_results_come_in_pages_that_keep_the_words(client):
    for n in range(14):
        factories.article(f"Serum {n}")
    first = client.get("/search/", {"q": "serum"})
    assert len(first.context["found"].stories) == 12
    assert "?q=serum&amp;page=2" in first.content.decode()
    second = client.get("/search/", {"q": "serum", "page": "2"})
    assert len(second.context["found"].stories) == 2


def test_a_page_number_that_is_none_shows_the_nearest(client):
    for n in range(13):
        factories.article(f"Serum {n}")
    for number, shown in (("999", 2), ("1" + "0" * 30, 2), ("-1", 2), ("0", 2), ("two", 1), ("", 1), ("1\0", 1)):
        for asked in ({}, {"kind": "story"}):
            response = client.get("/search/", {"q": "serum", "page": number} | asked)
            assert response.context["found"].stories.number == shown


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
    assert queries() == few <= 31


@pytest.fixture
def serums():
    """Three stories with the word: on two topics, by two writers, quoting one expert, of two years."""
    skin, hair = factories.topic("Skin", slug="skin"), factories.topic("Hair", slug="hair")
    nora, ivo = factories.person("Nora Halloran", slug="nora"), factories.person("Ivo Lind", slug="ivo")
    speaker = factories.expert(title="Dr. Quillfeather", slug="quillfeather")
    factories.article("Serum old", topic=skin, writers=[nora], body=[factories.statement(speaker)])
    dated("Serum old", 2024)
    factories.article("Serum new", topic=skin, writers=[ivo])
    factories.article("Serum for hair", topic=hair, writers=[nora])
    for title in ("Serum new", "Serum for hair"):
        dated(title, 2026)


def dated(title, year):
    day = datetime.datetime(year, 6, 1, tzinfo=datetime.UTC)
    ArticlePage.objects.filter(title=title).update(first_published_at=day)


def test_stories_are_narrowed_by_topic_person_and_year(client, serums):
    for asked, titles in [
        ({"topic": "hair"}, {"Serum for hair"}),
        ({"topic": "skin", "year": "2024"}, {"Serum old"}),
        ({"person": "nora"}, {"Serum old", "Serum for hair"}),
        ({"person": "quillfeather"}, {"Serum old"}),
        ({"year": "2026"}, {"Serum new", "Serum for hair"}),
        ({"year": "2025"}, set()),
        ({"topic": "", "person": "", "year": "", "kind": ""}, {"Serum old", "Serum new", "Serum for hair"}),
    ]:
        assert set(found(client, "serum", **asked)) == titles


def test_each_choice_says_to_how_many_stories_it_leads(client, serums):
    facets = client.get("/search/", {"q": "serum", "topic": "skin"}).context["found"].facets
    numbers = {facet.name: {label: number for _value, label, number in facet.options} for facet in facets}
    assert numbers["topic"] == {"Skin": 2, "Hair": 1}  # as if no topic were chosen
    assert numbers["person"] == {"Nora Halloran": 1, "Ivo Lind": 1, "Dr. Quillfeather": 1}
    assert numbers["year"] == {"2026": 1, "2024": 1}


def test_a_choice_that_leaves_nothing_says_so_and_leads_back(client, serums):
    page = client.get("/search/", {"q": "serum", "topic": "hair", "year": "2024"}).content.decode()
    assert "In this choice no story has" in page
    assert "Show all 3 stories" in page


def test_an_unknown_choice_is_left_out_of_account_and_says_so(client, serums):
    values = ["no-such", "' OR 1=1 --", "<script>", "a\0b", "٢٠٢٦", "x" * 10_000]
    for name, value in itertools.product(["topic", "person", "year", "kind"], values):
        response = client.get("/search/", {"q": "serum", name: value})
        assert len(response.context["found"].left) == 3
        page = response.content.decode()
        assert "We do not know this" in page
        assert "<script>" not in page


def test_the_kind_decides_what_is_listed(client, serums):
    factories.expert(title="Dr. Serum")
    factories.topic("Serum and oil")
    assert set(found(client, "serum", kind="person")) == {"Dr. Serum"}
    assert set(found(client, "serum", kind="topic")) == {"Serum and oil"}
    assert len(found(client, "serum", kind="story")) == 3
    assert len(found(client, "serum")) == 5
    page = client.get("/search/", {"q": "serum", "kind": "person", "page": "7"}).content.decode()
    assert "?q=serum&amp;kind=topic" in page


def test_a_private_topic_or_a_person_taken_down_is_no_choice(client, serums):
    PersonPage.objects.get(slug="ivo").unpublish()
    topic = TopicPage.objects.get(slug="hair")
    PageViewRestriction.objects.create(page=topic, restriction_type=PageViewRestriction.LOGIN)
    page = client.get("/search/", {"q": "serum", "topic": "hair"}).content.decode()
    assert "We do not know this" in page
    assert 'value="ivo"' not in page


def test_what_was_retracted_stands_behind_everything_else(client):
    story = factories.article("Serum serum serum", dek="Serum")
    factories.article("Something", body=[("paragraph", "<p>A word on a serum.</p>")])
    ArticlePage.objects.filter(pk=story.pk).update(retracted_at=timezone.now())
    assert found(client, "serum") == ["Something", "Serum serum serum"]
    answer = client.get("/search/", {"q": "serum"})
    assert answer.context["found"].stories[1].excerpt == ""
    standing, retracted = BeautifulSoup(answer.content, "html.parser").select(".hit")
    assert retracted.select_one(".retracted-label").text == "Retracted"
    assert not standing.select(".retracted-label")


def test_hits_are_marked_where_they_stand(client):
    text = "<p>" + "Nothing of note. " * 40 + "Then retinol & peptides come in.</p>" + "<p>More.</p>" * 99
    factories.article("A <b>retinol</b> primer", body=[("paragraph", text.replace(" & ", " &amp; "))])
    page = client.get("/search/", {"q": "retinol"}).content.decode()
    assert "A &lt;b&gt;<mark>retinol</mark>&lt;/b&gt; primer" in page
    assert "… " in page
    assert "Then <mark>retinol</mark> &amp; peptides come in." in page


def test_an_excerpt_is_taken_from_where_most_of_the_words_stand():
    text = f"Serum first. {'Nothing of note. ' * 40} A serum with niacinamide and retinol."
    assert "<mark>serum</mark> with <mark>niacinamide</mark>" in excerpt(text, "serum niacinamide")


def test_twice_the_text_takes_twice_the_steps_even_where_every_word_is_a_hit(monkeypatch):
    steps = []
    monkeypatch.setattr("home.marks.letter_by_letter", lambda word: steps.append(word) or word.casefold())
    counts = []
    for times in (200, 400):
        steps.clear()
        excerpt("a b c d " * times, "a b c d")
        counts.append(len(steps))
    assert counts[1] <= 2 * counts[0]


def test_an_excerpt_has_every_sign_of_the_text(client):
    factories.article("Labels", body=[("paragraph", "<p>Less than 5 &lt; 6 retinol > 2 &amp;amp; no more.</p>")])
    page = client.get("/search/", {"q": "retinol"}).content.decode()
    assert "Less than 5 &lt; 6 <mark>retinol</mark> &gt; 2 &amp;amp; no more." in page


def test_no_words_of_a_story_taken_down_are_kept_for_search():
    story = factories.article("Serum", body=[("paragraph", "<p>Wait.</p>")])
    assert StoryText.objects.get().text == "Wait."
    story.unpublish()
    assert not StoryText.objects.exists()


def test_a_typing_error_is_forgiven(client):
    factories.article("Retinol, slowly")
    for typed in ("retinlo", "retniol", "rettinol", "Retinal", "ritinol", "retinol-", "rétinoll"):
        response = client.get("/search/", {"q": typed})
        assert [story.title for story in response.context["found"].stories] == ["Retinol, slowly"]


def test_a_name_that_is_nearly_right_is_found_and_the_right_one_offered(client):
    factories.expert(title="Dr. Mira Quillfeather")
    factories.article("The serum")
    page = client.get("/search/", {"q": "Mirra Quilfether"}).content.decode()
    assert "Did you mean" in page
    assert '?q=mira+quillfeather"' in page
    assert "Mira" in page


def test_nothing_unpublished_is_ever_offered_as_a_nearer_word(client):
    story = factories.article("Bakuchiol")
    assert client.get("/search/", {"q": "bakuchoil"}).context["near"] == "bakuchiol"
    story.unpublish()
    page = client.get("/search/", {"q": "bakuchoil"}).content.decode()
    assert "bakuchiol" not in page


def test_where_nothing_is_near_the_newest_stories_help(client):
    factories.article("The serum")
    page = client.get("/search/", {"q": "qqqqqqq"}).content.decode()
    assert "Newest stories" in page
    assert "The serum" in page


def test_suggestions_come_while_somebody_types(client):
    factories.expert(title="Dr. Serena Quill")
    factories.article("Serum <first>")
    response = client.get("/search/suggest/", {"q": "ser"})
    page = response.content.decode()
    assert "max-age=300" in response.headers["Cache-Control"]
    assert page.index("Serena") < page.index("Serum")
    assert "<mark>Serum</mark> &lt;first&gt;" in page
    assert "<mark>Serum</mark>" in client.get("/search/suggest/", {"q": "serum"}).content.decode()
    assert "Serum" in client.get("/search/suggest/", {"q": "seurm"}).content.decode()


def test_nothing_typed_breaks_the_suggestions(client):
    for typed in ("", "s", "\0", '"', "x" * 10_000, "<script>", "a AND (b OR *", "' OR 1=1 --"):
        response = client.get("/search/suggest/", {"q": typed})
        assert response.status_code == 200
        assert response.content.decode().strip() == ""


def test_suggestions_cost_the_same_few_queries_however_many_there_are(client):
    def queries():
        client.get("/search/suggest/", {"q": "ser"})
        with CaptureQueriesContext(connection) as captured:
            client.get("/search/suggest/", {"q": "ser"})
        return len(captured)

    factories.article("Serum")
    factories.expert(title="Dr. Serum")
    few = queries()
    for _each in range(4):
        factories.article("Serum")
        factories.expert(title="Dr. Serum")
    assert queries() == few <= 7


def test_of_a_word_that_stands_in_very_many_stories_the_last_are_ranked(client, monkeypatch):
    monkeypatch.setattr("home.hits.RANKED", 2)
    for title in ("Serum serum serum", "A word on serum", "Serum"):
        factories.article(title)
    assert sorted(found(client, "serum", kind="story")) == ["A word on serum", "Serum"]


def test_a_word_is_marked_with_and_without_its_accents():
    assert excerpt("Weiß, İpek, Sérum.", "sérum") == "Weiß, İpek, <mark>Sérum</mark>."
    assert excerpt("Weiß, İpek, Sérum.", "serum weiß") == "<mark>Weiß</mark>, İpek, <mark>Sérum</mark>."


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


def test_before_anything_was_asked_the_newest_stories_are_there(client):
    factories.article("Light on glass")
    html = client.get("/search/").content.decode()
    assert "Light on glass" in html
    assert "Check the spelling" not in html


def test_results_of_a_search_engine_are_taken_as_they_come(settings, monkeypatch):
    """Elsewhere they are no queryset; the index of the database is not asked, which nobody keeps up to date then."""
    settings.SEARCH_URL = "opensearch3+https://search.example:9200/house"
    stories = [factories.article(f"Light {n}") for n in range(3)]
    found = [stories[2], stories[0], SimpleNamespace(pk=0), stories[1]]
    monkeypatch.setattr(ArticleQuerySet, "search", lambda pages, words: found)
    monkeypatch.setattr(ArticleQuerySet, "autocomplete", lambda pages, words: found[1:])
    best = hits.with_words(ArticlePage.objects.live(), [], "light", 3)
    begun = hits.with_words(ArticlePage.objects.live(), [], "lig", 2, ["title"], only_beginning=True)
    assert best == [(stories[2].pk,), (stories[0].pk,)]
    assert begun == [(stories[0].pk, "Light 0")]
