"""Where readers are told: on the story, in the log, in feeds and in structured data."""

import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from corrections import declaring, views
from corrections.models import Correction, Kind
from tests import factories

pytestmark = pytest.mark.django_db

LOG = "/corrections/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def chief(staff):
    return staff[Role.MANAGING_EDITOR]


@pytest.fixture
def story():
    return factories.article("A balm for winter", dek="It lasts six weeks.")


def correct(story, by, was="It costs 20.", now="It costs 30.", **fields):
    return declaring.add_notice(story, Kind.CORRECTION, by=by, was=was, now=now, **fields)


def note(story, by, text="The writer has left."):
    return declaring.add_notice(story, Kind.EDITORS_NOTE, by=by, text=text)


def text(response):
    return response.content.decode()


def body(response):
    return text(response).partition("<body")[2]


def data_of(page):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


def test_a_correction_stands_above_the_text_and_a_note_below_it(client, story, chief):
    correct(story, chief)
    note(story, chief)
    page = body(client.get(story.url))
    assert page.index("It costs 30.") < page.index('<div class="story-text">') < page.index("The writer has left.")


def test_the_desk_chooses_another_place(client, story, chief):
    correct(story, chief, on_top=False)
    page = body(client.get(story.url))
    assert page.index('<div class="story-text">') < page.index("It costs 30.")


def test_a_notice_has_its_date_in_the_houses_zone(client, story, chief):
    notice = correct(story, chief)
    Correction.objects.filter(pk=notice.pk).update(published_at=datetime(2026, 7, 3, 8, 0, tzinfo=UTC))
    assert "3 July 2026, 09:00 (Europe/London)" in text(client.get(story.url))


def test_structured_data_has_as_many_corrections_as_the_page(client, story, chief):
    correct(story, chief)
    note(story, chief)
    page = text(client.get(story.url))
    data = data_of(page)
    assert len(data["correction"]) == page.count('id="notice-') == 2
    assert {one["@type"] for one in data["correction"]} == {"CorrectionComment"}
    assert data["publisher"]["correctionsPolicy"].endswith(LOG)
    assert datetime.fromisoformat(data["dateModified"]).utcoffset() is not None


def test_without_a_notice_nothing_is_said(client, story):
    page = text(client.get(story.url))
    assert "correction" not in data_of(page)
    assert 'class="notice' not in page


@pytest.mark.parametrize(
    "address", ["/feeds/rss.xml", "/feeds/atom.xml", "/corrections/rss.xml", "/corrections/atom.xml"]
)
def test_feeds_carry_the_notice(client, story, chief, address):
    correct(story, chief)
    feed = text(client.get(address))
    ElementTree.fromstring(feed)  # noqa: S314 - our own
    assert "It said: It costs 20. Right is: It costs 30." in feed


def test_a_notice_moves_the_feeds_updated_and_a_minor_fix_does_not(client, story, chief):
    def updated():
        tree = ElementTree.fromstring(text(client.get("/feeds/atom.xml")))  # noqa: S314 - our own
        return tree.find(f"{ATOM}entry/{ATOM}updated").text

    before = updated()
    Correction.objects.all().delete()
    story.save_revision().publish()
    assert updated() == before
    note(story, chief)
    type(story).objects.update(updated_at=story.first_published_at + timedelta(hours=1))
    assert updated() > before


def test_the_log_lists_the_newest_first_and_leads_to_the_notice(client, story, chief):
    correct(story, chief)
    later = note(factories.article("Peels"), chief)
    page = text(client.get(LOG))
    assert page.index("Peels") < page.index("A balm for winter")
    assert f"#notice-{later.pk}" in page


def test_every_page_leads_to_the_log(client, story):
    assert f'href="{LOG}"' in text(client.get(story.url))


def test_what_is_not_public_is_not_in_the_log(client, chief, story):
    correct(story, chief)
    private = factories.article("Behind a password")
    correct(private, chief)
    private.view_restrictions.create(restriction_type="password", password="x")
    story.unpublish()
    for address in (LOG, "/corrections/rss.xml"):
        page = text(client.get(address))
        assert "A balm for winter" not in page
        assert "Behind a password" not in page


def test_minor_fixes_and_pending_declarations_are_not_in_the_log(client, story, chief):
    Correction.objects.create(article=story, kind="update", text="Not out yet.", over="a", content="b")
    Correction.objects.create(
        article=story, kind="minor_fix", over="a", content="b", published_at=story.first_published_at
    )
    assert "Nothing has been corrected yet." in text(client.get(LOG))
    assert "Not out yet." not in text(client.get(story.url))


def test_a_long_log_has_pages_and_costs_the_same(client, story, chief):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(LOG, headers={"authorization": "x"})  # past the kept pages
        return len(captured)

    note(story, chief)
    queries()
    few = queries()
    for _number in range(views.ON_A_PAGE):
        note(factories.article(), chief)
    assert queries() == few
    assert "?page=2" in text(client.get(LOG))
    assert "The writer has left." in text(client.get(f"{LOG}?page=2"))


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 40, "²"])
def test_any_page_number_gives_a_page(client, number):
    assert client.get(LOG, {"page": number}).status_code == 200


def test_hostile_words_in_a_notice_are_only_words(client, story, chief):
    correct(story, chief, was="<script>alert(1)</script>", now="</script><b>x\x0b")
    for address in (story.url, LOG):
        page = text(client.get(address))
        assert "<script>alert" not in page
        assert "<b>x" not in page
    ElementTree.fromstring(text(client.get("/corrections/rss.xml")))  # noqa: S314 - our own


def test_the_story_page_asks_once_for_its_notices(client, story, chief):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(story.url, headers={"authorization": "x"})
        return [query["sql"] for query in captured if "corrections_correction" in query["sql"]]

    note(story, chief)
    for number in range(4):
        note(story, chief, f"Note {number}")
    assert len([sql for sql in queries() if "published_at" in sql]) <= 1


def test_a_new_notice_empties_the_kept_pages(client, story, chief, django_capture_on_commit_callbacks):
    client.get(story.url)
    with django_capture_on_commit_callbacks(execute=True):
        note(story, chief)
    assert "The writer has left." in text(client.get(story.url))
