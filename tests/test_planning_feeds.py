import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from articles.models import ArticlePage
from planning import icalendar, tokens
from planning.models import CalendarToken, Plan
from tests import factories

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 17, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def editor(staff):
    return staff[Role.MANAGING_EDITOR]


@pytest.fixture
def read(client):
    """read(token): the feed as another program reads it, without a session."""
    return lambda token: client.get(reverse("calendar_feed", args=[token]))


def lines_of(response):
    """The content lines, unfolded as RFC 5545 section 3.1 says."""
    text = response.content.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def events_of(response):
    """The events as dicts, {name with its parameters: value}, with a strict eye on their shape."""
    lines, events = lines_of(response), []
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    for line in lines[1:-1]:
        name, _colon, value = line.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[A-Z0-9-]+)*", name)
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and line != "END:VEVENT":
            assert name not in events[-1]
            events[-1][name] = value
    return events


def unescaped(value):
    return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), value)


def planned(title="A balm for winter", **plan):
    story = factories.article(title, live=False)
    Plan.objects.create(page=story, **plan)
    return story


# What it says


def test_the_feed_tells_what_the_calendar_tells(read, editor):
    due = planned("Due", deadline=NOW + timedelta(days=1))
    day = planned("Some day", planned_for=date(2027, 3, 31))
    first, second = events_of(read(tokens.renew(editor)))
    assert first == {
        "UID": f"due-{due.pk}@127.0.0.1",
        "DTSTAMP": "20270317T120000Z",
        "DTSTART": "20270318T120000Z",
        "DURATION": "PT15M",
        "SUMMARY": "Due: Due",
        "URL": f"http://127.0.0.1:8000/admin/pages/{due.pk}/edit/",
        "TRANSP": "TRANSPARENT",
    }
    assert second["UID"] == f"planned-{day.pk}@127.0.0.1"
    assert (second["DTSTART;VALUE=DATE"], second["DTEND;VALUE=DATE"]) == ("20270331", "20270401")


def test_times_are_in_utc_on_both_sides_of_the_change_of_clocks(read, editor):
    planned("Winter", deadline=datetime(2027, 3, 27, 9, tzinfo=UTC))
    planned("Summer", deadline=datetime(2027, 3, 29, 8, tzinfo=UTC))  # nine o'clock on the house's clock as well
    starts = [event["DTSTART"] for event in events_of(read(tokens.renew(editor)))]
    assert starts == ["20270327T090000Z", "20270329T080000Z"]


def test_an_event_keeps_its_name_when_it_moves(read, editor):
    story, token = planned(deadline=NOW + timedelta(days=1)), tokens.renew(editor)
    (before,) = events_of(read(token))
    Plan.objects.update(deadline=NOW + timedelta(days=3))
    (after,) = events_of(read(token))
    assert before["UID"] == after["UID"] == f"due-{story.pk}@127.0.0.1"
    assert before["DTSTART"] != after["DTSTART"]


@pytest.mark.parametrize(
    "title",
    [
        "Commas, semicolons; and \\ backslashes: all “escaped”",
        "Schön lang: " + "Äußerst feuchtigkeitsspendende Gesichtscreme für den Winter, " * 3,
        "👩🏽‍🔬" * 40,
        "BEGIN:VEVENT",
        "a" * 200,
    ],
)
def test_whatever_a_headline_holds_arrives_as_it_was_written(read, editor, title):
    planned(title, deadline=NOW)
    (event,) = events_of(read(tokens.renew(editor)))
    assert unescaped(event["SUMMARY"]) == f"Overdue: {title}" or unescaped(event["SUMMARY"]) == f"Due: {title}"


def test_no_headline_adds_lines_of_its_own():
    text = icalendar.text("One\r\nATTACH:evil\x00\x07\x7f, two")
    assert text == "One\\nATTACH:evil\\, two"


def test_a_folded_line_breaks_no_character_and_no_limit():
    line = "SUMMARY:" + "é" * 100 + "👩" * 50
    pieces = icalendar.folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line


def test_the_calendar_names_itself_and_says_how_often_to_look(read, editor):
    lines = lines_of(read(tokens.renew(editor)))
    assert {"VERSION:2.0", "CALSCALE:GREGORIAN", "X-WR-CALNAME:Beauty Desk"} <= set(lines)
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT15M" in lines
    assert any(line.startswith("PRODID:-//") for line in lines)


def test_the_feed_reaches_a_month_back_and_half_a_year_ahead(read, editor):
    for days in (-40, -30, 180, 190):
        planned(f"{days} days", planned_for=NOW.date() + timedelta(days=days))
    summaries = [event["SUMMARY"] for event in events_of(read(tokens.renew(editor)))]
    assert summaries == ["Planned: -30 days", "Planned: 180 days"]


def test_the_feed_tells_no_more_of_people_than_headlines_do(read, staff, editor):
    story = planned(embargo_until=NOW + timedelta(days=1), embargo_agreed_with="Ottilie Secret")
    ArticlePage.objects.filter(pk=story.pk).update(owner=staff[Role.WRITER])
    text = read(tokens.renew(editor)).content.decode()
    assert "Embargo ends: A balm for winter" in text
    people = [staff[Role.WRITER], editor, editor.email, story.people_names]
    assert all(str(name) not in text for name in ["Ottilie", "Secret", *people])


# Who reads it


def test_the_feed_shows_only_what_its_owner_may_see(read, staff):
    planned(deadline=NOW)
    token = tokens.renew(staff[Role.WRITER])
    assert len(events_of(read(token))) == 1
    staff[Role.WRITER].groups.first().page_permissions.all().delete()
    assert events_of(read(token)) == []


@pytest.mark.parametrize("token", ["x", "a" * 43, "é", "..", "%00", "a" * 5000])
def test_a_token_that_nobody_made_leads_nowhere(read, token):
    assert read(token).status_code == 404


def test_a_token_that_was_changed_by_one_sign_leads_nowhere(read, editor):
    token = tokens.renew(editor)
    changed = ("B" if token[0] == "A" else "A") + token[1:]
    assert read(changed).status_code == 404
    assert read(token.swapcase()).status_code == 404
    assert read(token).status_code == 200


def test_a_revoked_token_leads_nowhere_at_once(read, editor):
    token = tokens.renew(editor)
    assert tokens.revoke(editor)
    assert read(token).status_code == 404
    assert not tokens.revoke(editor)


def test_a_new_token_ends_the_one_before(read, editor):
    old, new = tokens.renew(editor), tokens.renew(editor)
    assert read(old).status_code == 404
    assert read(new).status_code == 200


def leaves(user):
    user.is_active = False
    user.save()


def loses_the_desk(user):
    user.groups.clear()


@pytest.mark.parametrize("what", [leaves, loses_the_desk], ids=lambda what: what.__name__)
def test_somebody_who_left_the_desk_reads_nothing_any_more(read, editor, what):
    token = tokens.renew(editor)
    what(editor)
    assert read(token).status_code == 404


def test_only_the_hash_of_a_token_of_256_bits_is_kept(editor):
    token = tokens.renew(editor)
    assert len(token) == 43  # 32 bytes in base 64
    (row,) = CalendarToken.objects.all()
    assert token not in str(vars(row))
    assert row.token_hash == tokens.hashed(token)
    assert tokens.renew(editor) != token


def test_the_feed_is_kept_by_its_reader_alone_and_by_no_search_engine(read, editor):
    response = read(tokens.renew(editor))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Cache-Control"] == "private, max-age=900"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies


def test_the_feed_is_read_and_never_written(client, editor):
    address = reverse("calendar_feed", args=[tokens.renew(editor)])
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


# The screen


def address_in(response):
    found = re.search(r'value="(http://127\.0\.0\.1:8000/calendar/([\w-]{43})\.ics)"', response.content.decode())
    return found and found[2]


def test_an_address_is_shown_once(login, read, editor):
    client, screen = login(editor), reverse("planning:calendar_address")
    token = address_in(client.post(screen, {"action": "renew"}))
    assert read(token).status_code == 200
    page = client.get(screen).content.decode()
    assert token not in page
    assert "You have an address since 17 March 2027." in page


def test_an_address_is_revoked_on_the_screen(login, read, editor):
    client, screen = login(editor), reverse("planning:calendar_address")
    token = address_in(client.post(screen, {"action": "renew"}))
    response = client.post(screen, {"action": "revoke"})
    assert "leads nowhere any more" in " ".join(map(str, get_messages(response.wsgi_request)))
    assert read(token).status_code == 404


def test_looking_at_the_screen_changes_nothing(login, editor):
    login(editor).get(reverse("planning:calendar_address"))
    assert not CalendarToken.objects.exists()


def test_nobody_gets_an_address_without_a_calendar(login, staff):
    response = login(staff[Role.COMMENT_MODERATOR]).post(reverse("planning:calendar_address"), {"action": "renew"})
    assert response.url == reverse("wagtailadmin_home")
    assert not CalendarToken.objects.exists()


def test_few_stories_and_many_cost_the_feed_the_same(read, editor, django_assert_num_queries):
    token = tokens.renew(editor)
    topic, writer = factories.topic(), factories.person()

    def more(number):
        for _n in range(number):
            story = factories.article(live=False, topic=topic, writers=[writer])
            Plan.objects.create(page=story, deadline=timezone.now())

    more(1)
    read(token)  # which kinds of content there are is known then
    with django_assert_num_queries(5):
        assert len(events_of(read(token))) == 1
    more(9)
    with django_assert_num_queries(5):
        assert len(events_of(read(token))) == 10
