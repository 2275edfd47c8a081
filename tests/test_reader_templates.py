import datetime
import re

import pytest
from bs4 import BeautifulSoup

from django.template.loader import render_to_string
from django.test import RequestFactory

from articles.models import ArticlePage, Disclosure, StoryIndexPage
from articles.templatetags.stories import player_url
from home.models import HomePage, MagazineSettings, StandingPage
from people.models import ConflictOfInterest, Credential
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


def read(client, page):
    response = client.get(page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


@pytest.fixture
def speaker():
    return factories.expert(title="Dr. Juniper Placeholder", last_name="Placeholder", specialty="Dermatologist")


# What people said


@pytest.mark.parametrize("kind", ["direct", "partial"])
def test_an_exact_quote_stands_in_quotation_marks(client, speaker, kind):
    story = factories.article(body=[factories.statement(speaker, "“It wakes the skin up.”", kind)])
    quote = read(client, story).select_one(".statement blockquote")
    assert quote.get_text() == "“It wakes the skin up.”"


@pytest.mark.parametrize("kind", ["paraphrase", "written", "translated"])
def test_what_is_no_exact_quote_carries_no_marks_but_a_name(client, speaker, kind):
    story = factories.article(body=[factories.statement(speaker, "It wakes the skin up.", kind)])
    statement = read(client, story).select_one(".statement")
    assert not re.search(r"[“”\"‘«]", statement.get_text())
    assert not statement.select("blockquote, q")
    assert statement.select_one("a")["href"] == speaker.url


def test_a_lead_in_stands_outside_the_marks(client, speaker):
    body = [factories.statement(speaker, "a letter", "partial", lead_in="She calls the serum")]
    assert words(read(client, factories.article(body=body)).select_one(".statement-words")) == (
        "She calls the serum “a letter”"
    )


def test_written_and_translated_statements_say_so(client, speaker):
    body = [factories.statement(speaker, kind="written"), factories.statement(speaker, kind="translated")]
    kinds = [words(kind) for kind in read(client, factories.article(body=body)).select(".statement-kind")]
    assert kinds == ["In a written statement", "Translated from another language"]


def test_verbatim_words_never_reach_readers(client, speaker):
    body = [factories.statement(speaker, verbatim="um, well, wakes it up, I guess")]
    response = client.get(factories.article(body=body).url)
    assert "I guess" not in response.content.decode()


def test_a_declared_interest_stands_beside_the_words(client):
    tie = ConflictOfInterest(brand="Maison Example", kind="adviser", text="Paid by a maker of serums.")
    paid = factories.expert(conflicts_answer="declared", interests=[tie])
    story = factories.article(body=[factories.statement(paid)])
    assert "Paid by a maker of serums." in words(read(client, story).select_one(".statement figcaption"))


def test_credentials_are_printed_where_known_and_left_out_where_not(client, speaker):
    known = factories.expert(title="Dr. Idris Fictive")
    known.credentials = [Credential(name="Doctor of Medicine", abbreviation="MD")]
    known.save()
    story = factories.article(body=[factories.statement(known), factories.statement(speaker)])
    names = [words(name) for name in read(client, story).select(".statement .person-name")]
    assert names == ["Dr. Idris Fictive , MD , in our words", "Dr. Juniper Placeholder , in our words"]


def test_a_person_who_is_not_public_is_named_without_a_link(client, speaker):
    story = factories.article(body=[factories.statement(speaker)])
    speaker.unpublish()
    name = read(client, story).select_one(".statement .person-name")
    assert "Dr. Juniper Placeholder" in words(name)
    assert not name.select("a")


def test_only_exact_pull_quotes_stand_in_marks(client):
    speaker = factories.expert(title="Dr. Ida Invented")
    body = [
        ("pull_quote", {"words": "The cherry needs the cake.", "exact": False}),
        ("pull_quote", {"words": "“The cherry needs the cake.”", "exact": True, "person": speaker}),
    ]
    loose, exact = read(client, factories.article(body=body)).select(".pull-quote")
    assert words(loose) == "The cherry needs the cake."
    assert words(exact) == "“The cherry needs the cake.” Dr. Ida Invented"


# Photos


def photo_use(photo, **values):
    return {"photo": photo, "decorative": False, "alt_text": "", "caption": "", "credit": "", **values}


def test_a_photo_has_alt_text_size_sources_caption_and_credit_each_in_its_place(client):
    photo = factories.photo(caption="A cheek.", credit="Odile Example", alt_text="A cheek in morning light")
    story = factories.article(body=[("photo", photo_use(photo, caption="Ten days later."))])
    figure = read(client, story).select_one(".story-photo figure")
    image = figure.select_one("img")
    assert image["alt"] == "A cheek in morning light"
    assert image["width"]
    assert image["height"]
    assert image["loading"] == "lazy"
    assert [source["type"] for source in figure.select("source")] == ["image/avif"]
    assert figure.select_one(".caption").get_text() == "Ten days later."
    assert "Odile Example" in figure.select_one(".credit").get_text()


def test_a_decorative_photo_has_an_empty_alt_text(client):
    story = factories.article(body=[("photo", photo_use(factories.photo(), decorative=True))])
    assert read(client, story).select_one(".story-photo img")["alt"] == ""


def test_a_mark_in_the_text_leads_to_the_first_use_of_its_photo(client):
    photo = factories.photo()
    mark = f'<p><a linktype="photo" id="{photo.pk}">see the photo</a></p>'
    body = [("paragraph", mark), ("photo", photo_use(photo)), ("photo", photo_use(photo))]
    soup = read(client, factories.article(body=body))
    assert len(soup.select(soup.select_one(".prose a")["href"])) == 1


def test_before_and_after_are_labelled_and_dated(client):
    pair = factories.pair(before_taken_on=datetime.date(2026, 9, 14), after_taken_on=None)
    story = factories.article(body=[pair], waived=["pair_without_dates"])
    labels = [words(label) for label in read(client, story).select(".before-after-label")]
    assert labels == ["Before 14 September 2026", "After"]


# Nothing from elsewhere


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ("https://www.youtube.com/watch?t=3&v=abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ("https://youtu.be/abcdefghijk?si=x", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ("https://vimeo.com/123456", "https://player.vimeo.com/video/123456?dnt=1"),
        ("https://example.org/youtube.com/watch?v=abcdefghijk", ""),
        ("https://youtube.com.example.org/watch?v=abcdefghijk", ""),
    ],
)
def test_only_known_players_are_framed(address, player):
    assert player_url(address) == player


def test_a_video_from_an_unknown_site_is_a_plain_link(client):
    story = factories.article(body=[("embed", {"video": "https://example.org/film", "caption": "The hand-piece"})])
    soup = read(client, story)
    assert not soup.select("iframe")
    assert soup.select_one(".video-link a")["href"] == "https://example.org/film"


def test_a_video_waits_inside_a_closed_disclosure(client):
    story = factories.article(body=[("embed", {"video": "https://vimeo.com/123456", "caption": ""})])
    details = read(client, story).select_one("details.video")
    assert not details.has_attr("open")
    assert details.select_one("iframe")["loading"] == "lazy"


def test_pages_load_nothing_from_other_hosts_and_style_nothing_inline(client, speaker):
    story = factories.article(hero_photo=factories.photo(), body=[factories.statement(speaker)])
    soup = read(client, story)
    loaded = [tag.get("src") or tag.get("href") for tag in soup.select("script[src], img, link[rel=stylesheet]")]
    assert all(address.startswith(("/", "data:image/webp;base64,")) for address in loaded)
    assert not soup.select("style, [style]")


# The story


def test_disclosures_stand_before_the_first_paragraph(client):
    story = factories.article(body=[("paragraph", "<p>The vial arrives frozen.</p>")])
    story.disclosures = [Disclosure(kind="gifted_treatment", party="Studio Example", text="Studio Example paid.")]
    story.save_revision()
    factories.publish(story)
    text = words(read(client, story).select_one("article.story"))
    assert text.index("Studio Example paid.") < text.index("The vial arrives frozen.")


def test_the_contents_lead_to_the_headings(client):
    body = [("heading", {"text": "What is it?"}), ("heading", {"text": "Does it hurt?"})]
    soup = read(client, factories.article(body=body))
    assert [words(soup.select_one(link["href"])) for link in soup.select(".contents a")] == [
        "What is it?",
        "Does it hurt?",
    ]


def test_an_update_is_dated_only_from_a_later_day_on(client):
    story = factories.article()
    assert "Updated" not in words(read(client, story).select_one(".dates"))
    before = story.first_published_at - datetime.timedelta(days=3)
    ArticlePage.objects.update(first_published_at=before, updated_at=story.first_published_at)
    assert "Updated" in words(read(client, story).select_one(".dates"))


def test_the_writers_experience_says_whose_it_is_and_who_paid(client):
    body = [("experience", {"text": "<p>It tingled.</p>", "provider": "Studio Example", "paid_by": "magazine"})]
    text = words(read(client, factories.article(body=body)).select_one(".experience"))
    assert "The writer’s own experience" in text
    assert "Provider Studio Example" in text
    assert "Paid for by The magazine" in text


def test_what_is_not_known_of_an_experience_is_left_out(client):
    body = [("experience", {"text": "<p>It tingled.</p>", "paid_by": "unknown"})]
    assert not read(client, factories.article(body=body)).select(".experience dl")


def test_a_warning_is_marked_in_words(client):
    body = [("callout", {"tone": "warning", "title": "", "text": "<p>Not approved.</p>"})]
    assert words(read(client, factories.article(body=body)).select_one(".callout")) == "Warning Not approved."


def test_stories_an_editor_chose_are_read_next_in_that_order_before_what_is_related(client):
    chosen = [factories.article("Second choice"), factories.article("First choice")][::-1]
    story = factories.article()
    factories.article("Only newer")
    story.related_stories = [story.related_stories.model(story=other) for other in chosen]
    story.save_revision()
    factories.publish(story)
    shown = [words(link) for link in read(client, story).select(".shelf--next .card-headline")]
    assert shown == ["First choice", "Second choice", "Only newer"]


def test_an_unsaved_story_previews(speaker):
    story = ArticlePage(title="Not saved yet", slug="not-saved", body=[factories.statement(speaker)])
    response = story.make_preview_request()
    assert response.status_code == 200
    assert "Not saved yet" in response.content.decode()


# Listings, people, errors


def test_the_front_page_greets_before_the_first_story(client):
    assert "The first story will stand here" in client.get("/").content.decode()


def test_a_topic_lists_its_stories_and_pages_through_them(client):
    topic = factories.topic("Skin")
    for _each in range(14):
        factories.article(topic=topic)
    factories.article("On hair", topic=factories.topic("Hair"))
    first = read(client, topic)
    assert len(first.select(".card")) == 12
    assert "On hair" not in words(first)
    second = BeautifulSoup(client.get(topic.url + first.select_one("a[rel=next]")["href"]).content, "html.parser")
    assert len(second.select(".card")) == 2


def test_the_archive_shows_live_stories_only(client):
    factories.article("Out")
    factories.article("Not out", live=False)
    text = words(read(client, StoryIndexPage.objects.get()).select_one("main"))
    assert "Not out" not in text
    assert "Out" in text


def test_a_person_page_says_which_part_they_played(client):
    doctor = factories.expert(is_medical_reviewer=True, is_writer=True)
    factories.article("Wrote it", writers=[doctor])
    factories.article("Reviewed it", medical_reviewer=doctor)
    factories.article("Said it", body=[factories.statement(doctor)])
    factories.article("Draft", live=False, body=[factories.statement(doctor)])
    factories.article("Somebody else’s")
    cards = read(client, doctor).select(".card")
    parts = {words(card.select_one(".card-headline")): words(card.select_one(".kicker")) for card in cards}
    assert parts.keys() == {"Wrote it", "Reviewed it", "Said it"}
    assert (parts["Reviewed it"], parts["Said it"]) == ("Reviewed", "Quoted")


def test_header_and_footer_carry_topics_and_the_pages_ticked_for_menus(client):
    factories.topic("Skin")
    factories.add_page(HomePage.objects.get(), StandingPage(title="About", show_in_menus=True))
    factories.add_page(HomePage.objects.get(), StandingPage(title="Hidden"))
    soup = BeautifulSoup(client.get("/").content, "html.parser")
    assert words(soup.select_one("header nav")) == "Skin"
    assert "About" in words(soup.select_one("footer"))
    assert "Hidden" not in words(soup.select_one("footer"))


def test_a_missing_page_offers_ways_on(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "This page is not here" in response.content.decode()


def test_the_server_error_page_needs_no_database_and_no_context(django_db_blocker):
    with django_db_blocker.block():
        assert "Something went wrong" in render_to_string("500.html")


@pytest.mark.parametrize("template", ["403.html", "403_csrf.html", "404.html", "410.html"])
def test_error_pages_render_with_a_bare_request(template):
    assert "<h1" in render_to_string(template, request=RequestFactory().get("/"))


def test_the_magazines_name_comes_from_its_settings(client):
    MagazineSettings.objects.update_or_create(site_id=HomePage.objects.get().get_site().pk, defaults={"name": "Gloss"})
    soup = BeautifulSoup(client.get("/").content, "html.parser")
    assert words(soup.h1) == "Gloss"
    assert soup.title.get_text().endswith("Gloss")
