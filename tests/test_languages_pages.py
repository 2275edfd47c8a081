"""A magazine in German, and one that is written from right to left: what readers, sources and colleagues get."""

import json
import re

import pytest
from bs4 import BeautifulSoup

from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override

from wagtail.users.models import UserProfile

from accounts.roles import Role
from cms.front_cache import key_of
from cms.settings import base
from home.models import HomePage
from notices.mail import in_language_of
from releases.letters import send_request
from tests import factories

pytestmark = pytest.mark.django_db

ENGLISH = ["Skip to the content", "Comments", "Search", "Log in", "minute to read", "Published", "By topic", "Send"]


@pytest.fixture
def german(settings):
    settings.LANGUAGE_CODE = "de"


@pytest.fixture
def story(german):
    speaker = factories.expert(title="Dr. Juniper Placeholder")
    return factories.article("Licht auf Glas", body=[factories.statement(speaker, "Es weckt die Haut.", "direct")])


def read(client, address):
    return BeautifulSoup(client.get(address).content, "html.parser")


def words(page):
    """What is read and what is read out."""
    for element in page(["script", "style"]):
        element.decompose()
    named = [element[name] for name in ("aria-label", "placeholder") for element in page.select(f"[{name}]")]
    return " ".join([*page.body.get_text(" ").split(), *named])


def test_pages_for_readers_have_no_english_in_them(client, story):
    for address in ["/", story.url, "/search/?q=Glas", "/search/", reverse("corrections:log")]:
        page = read(client, address)
        assert page.html["lang"] == "de"
        said = words(page)
        assert "Zum Inhalt springen" in said
        assert not [word for word in ENGLISH if word in said], address


def test_what_is_kept_and_what_a_button_does_is_said_in_german(client, story):
    assert read(client, "/search/").select_one("main button[type=submit]").text == "Suchen"
    assert read(client, story.url).select_one("[data-save] .when-on").text == "Gemerkt"


def test_a_quote_stands_in_german_quotation_marks_and_a_day_is_written_as_germans_do(client, story):
    story.first_published_at = story.first_published_at.replace(2026, 12, 3)
    story.save()
    page = read(client, story.url)
    assert "„Es weckt die Haut.“" in page.select_one(".statement blockquote").get_text()
    assert "3. Dezember 2026" in words(page)


def test_search_engines_and_feeds_are_told_the_language(client, story):
    page = read(client, story.url)
    assert page.select_one('[property="og:locale"]')["content"] == "de_DE"
    data = [json.loads(one.string) for one in read(client, "/").select('[type="application/ld+json"]')]
    assert "de" in [one.get("inLanguage") for one in data]
    assert "<language>de</language>" in client.get(reverse("feed_rss")).content.decode()


def test_a_page_kept_in_one_language_is_not_given_out_in_another(rf, settings):
    english = key_of(rf.get("/"))
    settings.LANGUAGE_CODE = "de"
    assert key_of(rf.get("/")) != english


def test_a_colleague_works_in_the_language_of_their_choice(login, staff, story):
    editor = staff[Role.MANAGING_EDITOR]
    UserProfile.objects.create(user=editor, preferred_language="en-gb")
    address = reverse("wagtailadmin_pages:edit", args=[story.pk])
    assert '<html lang="en-gb"' in login(editor).get(address).content.decode()
    page = login(staff[Role.COPY_EDITOR]).get(address).content.decode()
    assert '<html lang="de"' in page
    assert "Vorspann" in page


def test_the_preview_speaks_the_language_of_the_magazine(rf, story):
    with override("en-gb"):
        request = rf.get("/")
        request.user = factories.user(Role.MANAGING_EDITOR)
        preview = story.make_preview_request(request)
    assert '<html lang="de"' in preview.content.decode()


def test_letters_are_in_the_language_of_who_reads_them(story):
    editor = factories.user(Role.MANAGING_EDITOR)
    UserProfile.objects.create(user=editor, preferred_language="en-gb")
    with in_language_of(editor):
        assert get_language() == "en-gb"
        send_request(factories.release(email="shown@example.org"), editor)
    letter = mail.outbox[-1]
    assert letter.subject == "Dürfen wir dieses Foto von Ihnen zeigen?"
    assert '<html lang="de">' in letter.alternatives[0][0]


def test_a_quoted_comment_names_its_story_in_german(client, german):
    home = HomePage.objects.get()
    home.sections = [("picks", None)]
    home.save()
    factories.comment(factories.article("Die Salbe"), picked_at=timezone.now())
    page = client.get("/").content.decode()
    assert "zu „Die Salbe“" in page
    assert "am Die Salbe" not in page


# Four values, of which the second is the right side and the fourth the left.
SIDES = re.compile(r"(?:padding|margin|inset): ([^\s;()]+) ([^\s;()]+) ([^\s;()]+) ([^\s;()]+);")


def test_no_sheet_of_the_readers_tells_left_from_right():
    sheets = [sheet.read_text() for sheet in (base.BASE_DIR / "static/css").glob("*.css")]
    assert not [sides[0] for sheet in sheets for sides in SIDES.finditer(sheet) if sides[2] != sides[4]]


def test_what_is_written_from_right_to_left_says_so(client, settings):
    settings.LANGUAGES = [("ar", "العربية")]
    settings.LANGUAGE_CODE = "ar"
    assert client.get("/").content.decode().count('<html lang="ar" dir="rtl">') == 1
