"""What every page shows is read once for the house, shared by pages for everybody, and never out of date."""

import pytest

from django.core.cache import caches
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from accounts.house_clock import today
from accounts.house_rows import MOST, good_under, is_for_everybody, once, once_each
from accounts.roles import Role
from articles.models import ArticlePage, Disclosure
from cms.kept_pages import Place
from comments.models import CommentSettings
from home.models import HomePage, MagazineSettings, StandingPage
from money.models import AffiliateHost
from photos import renditions
from tests import factories
from treatments.models import RegulatoryStatus
from treatments.vocabulary import Status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_are_kept"), pytest.mark.usefixtures("whole_worker")]


def text(address, visitor=None):
    """A page as it is made now: no other has been kept under its address."""
    text.number += 1
    return (visitor or Client()).get(f"{address}?part={text.number}").content.decode()


text.number = 0


def questions(address):
    with CaptureQueriesContext(connection) as captured:
        text(address)
    return len(captured)


# How many questions pages ask ---------------------------------------------------------------------


def full_story(photo, number):
    """A story with so many of each part, all of the same people and things."""
    doctor, topic = factories.expert(portrait=photo), factories.topic()
    use = {"photo": photo, "decorative": False, "alt_text": "", "caption": "", "credit": ""}
    parts = []
    for n in range(number):
        speakers = [factories.expert(portrait=photo), doctor]
        parts += [
            ("heading", {"text": f"Question {n}?"}),
            *(factories.statement(speaker) for speaker in speakers),
            ("photo", use),
            factories.card(factories.product(photo=photo, offers=[{"price": 12, "checked_on": today()}])),
        ]
    return factories.article(hero_photo=photo, topic=topic, writers=[factories.person()], body=parts)


def test_what_pages_ask_once_others_were_made_is_little_and_does_not_grow():
    photo = factories.photo()
    home, few = HomePage.objects.get(), full_story(photo, 1)
    home.sections = [("river", few.topic)]
    home.save()
    many = full_story(photo, 6)
    pages = {few.url: 12, many.url: 12, "/": 8, few.topic.url: 8, "/feeds/rss.xml": 5}
    for address in pages:
        text(address)
    asked = {address: questions(address) for address in pages}
    assert asked[few.url] == asked[many.url]
    assert {address: number for address, number in asked.items() if number > pages[address]} == {}


# Nothing is out of date ---------------------------------------------------------------------------


def rename_the_magazine(story):
    MagazineSettings.objects.update_or_create(site=Site.objects.get(), defaults={"name": "The Changed Desk"})
    return "The Changed Desk"


def ask_nobody(story):
    settings = CommentSettings.for_site(Site.objects.get())
    settings.heading = "Changed: your turn"
    settings.save()
    return settings.heading


def rename_the_topic(story):
    story.topic.title = "Changed skin"
    story.topic.save_revision().publish()
    return story.topic.title


def rename_the_expert(story):
    person = story.cited_people[0]
    person.title = "Dr. Changed"
    person.save_revision().publish()
    return person.title


def credit_the_photo(story):
    story.hero_photo.credit = "Changed Credit"
    story.hero_photo.save()
    return "Changed Credit"


def warn_of_a_treatment(story):
    row = RegulatoryStatus.objects.filter(jurisdiction="US", status=Status.UNAPPROVED).latest("pk")
    row.note = "Changed: a note of the regulator."
    row.save()
    return row.note


def explain_a_word(story):
    factories.term("Skin", definition="Changed, and signed for.", by=factories.user(Role.MEDICAL_REVIEWER))
    return "Changed, and signed for."


def know_a_shop(story):
    AffiliateHost.objects.create(host="shop.example", network="Changed")
    return 'rel="sponsored nofollow"'


def send_readers_on(story):
    AffiliateHost.objects.create(host="network.example", network="Changed")
    Redirect.objects.create(old_path="/go/cream", redirect_link="https://network.example/1")
    return 'href="/go/cream" rel="sponsored nofollow"'


def put_a_page_into_the_menu(story):
    factories.add_page(HomePage.objects.get(), StandingPage(title="Changed menu", show_in_menus=True))
    return "Changed menu"


CHANGES = [
    rename_the_magazine,
    ask_nobody,
    rename_the_topic,
    rename_the_expert,
    credit_the_photo,
    warn_of_a_treatment,
    explain_a_word,
    know_a_shop,
    send_readers_on,
    put_a_page_into_the_menu,
]


@pytest.fixture
def story():
    factories.treatment("Exosomes", US=Status.UNAPPROVED)
    body = [
        (
            "paragraph",
            '<p>Skin drinks exosomes. <a href="https://shop.example/1">Here</a> and <a href="/go/cream">there</a>.</p>',
        ),
        factories.statement(factories.expert()),
    ]
    return factories.article(hero_photo=factories.photo(), topic=factories.topic(), body=body)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_house_shows_at_once(story, committed, change):
    text(story.url)
    with committed():
        expected = change(story)
    assert expected in text(story.url)


def test_a_page_that_becomes_private_is_nobodys_at_once(story, committed):
    text(story.url), text("/")
    with committed():
        PageViewRestriction.objects.create(page=story.get_parent(), restriction_type="login")
    assert Client().get(story.url).status_code == 302
    assert story.title not in text("/")


def test_whoever_is_logged_in_and_a_preview_get_what_is_there_now(story):
    MagazineSettings.for_site(Site.objects.get())
    before = text(story.url)
    MagazineSettings.objects.update(name="Not told to anybody")  # as no save does
    assert "Not told to anybody" not in before + text(story.url)
    colleague = Client()
    colleague.force_login(factories.user(Role.MANAGING_EDITOR))
    assert "Not told to anybody" in text(story.url, colleague)
    assert "Not told to anybody" in story.make_preview_request().content.decode()


def test_a_photo_is_shared_only_once_all_its_sizes_are_there(story):
    photo = story.hero_photo
    photo.renditions.filter(filter_spec__contains="avif").delete()
    caches["pages"].clear()
    assert "image/avif" not in text(story.url)
    renditions.make_renditions.func(photo.pk)
    assert "image/avif" in text(story.url)


# A card is known by what it shows -----------------------------------------------------------------


def test_everything_that_a_card_shows_is_in_its_key():
    story = factories.article("Light on glass", topic=factories.topic(), hero_photo=factories.photo())
    looks = set()
    keys = set()

    def look():
        looks.add(render_to_string("articles/_card.html", {"story": story, "heading": "h2", "hide_number": True}))
        keys.add(story.on_card)
        story.__dict__.pop("authors", None)

    look()
    changed = {
        "title": "Glass",
        "kicker": "Above",
        "dek": "Below.",
        "hero_alt_text": "A jar",
        "hero_decorative": True,
        "url_path": "/home/stories/else/",
        "first_published_at": timezone.now() + timezone.timedelta(days=400),
        "retracted_at": timezone.now(),
        "hero_photo": factories.photo(),
        "topic": factories.topic(),
        "disclosures": [Disclosure(kind="loan", party="Brand")],
        "bylines": [story.bylines.model(person=factories.person("Another Example"))],
    }
    for number, (name, value) in enumerate(changed.items(), 2):
        setattr(story, name, value)
        look()
        assert len(keys) == number, name
    assert len(keys) >= len(looks)


# In the process -----------------------------------------------------------------------------------


def test_another_stamp_knows_nothing_of_the_last_one():
    with good_under("one"):
        assert once("name", lambda: 1) == 1
        with good_under("other"):
            assert once("name", lambda: 2) == 2
        assert once("name", lambda: 3) == 1  # who began under it goes on with it
    with good_under("one"):
        assert once("name", lambda: 4) == 4
    assert not is_for_everybody()
    assert once("name", lambda: 5) == 5


def test_only_what_is_missing_is_read():
    asked = []

    def read(keys):
        asked.append(sorted(keys))
        return {key: key * 2 for key in keys if key < 9}

    with good_under("each"):
        assert once_each("numbers", [1, 2], read) == {1: 2, 2: 4}
        assert once_each("numbers", [2, 3, 9], read) == {2: 4, 3: 6}
    assert asked == [[1, 2], [3, 9]]


def test_what_leans_on_something_unfinished_is_made_anew():
    def part(number):
        return once("part", lambda: once("photo", lambda: number, is_whole=lambda thing: thing > 1))

    with good_under("unfinished"):
        assert [part(number) for number in (1, 2, 3)] == [1, 2, 2]


def test_what_a_process_knows_has_an_end():
    with good_under("much"):
        once_each("numbers", range(MOST + 1), lambda keys: dict.fromkeys(keys, "old"))
    with good_under("much"):
        assert once_each("numbers", [1], lambda keys: {1: "new"}) == {1: "new"}


# What changes between two questions ---------------------------------------------------------------


@pytest.fixture
def change_once_begun(committed, monkeypatch):
    """change_once_begun(function): what it does is committed after the next page was asked for, before it is made."""
    waiting, claim = [], Place.claim

    def claimed(place):
        while waiting:
            with committed():
                waiting.pop()()
        return claim(place)

    monkeypatch.setattr(Place, "claim", claimed)
    return waiting.append


def test_a_story_that_becomes_private_while_it_is_asked_for_is_shown_to_nobody(change_once_begun):
    story, other = factories.article(), factories.article()
    text(other.url)  # that no page is restricted is known now
    change_once_begun(lambda: PageViewRestriction.objects.create(page=story, restriction_type="login"))
    assert [Client().get(story.url).status_code for _each in range(3)] == [302, 302, 302]


def test_a_name_that_changes_while_a_story_is_asked_for_shows_at_once(change_once_begun):
    story, other = factories.article(), factories.article()
    text(other.url)
    change_once_begun(lambda: rename_the_magazine(story))
    assert "The Changed Desk" in Client().get(story.url).content.decode()
    assert "The Changed Desk" in Client().get(story.url).content.decode()


def test_a_draft_behind_a_link_shares_nothing_with_the_pages_of_readers(monkeypatch):
    story, seen = factories.article(), []
    _link, token = factories.preview_link(story)
    original = ArticlePage.get_preview_context
    monkeypatch.setattr(
        ArticlePage, "get_preview_context", lambda *told: seen.append(is_for_everybody()) or original(*told)
    )
    assert Client().get(reverse("sharing:preview", args=[token])).status_code == 200
    assert seen == [False]
