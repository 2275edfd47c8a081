"""Thousands of hostile texts, wherever readers type: shown, they are text, and nothing breaks."""

import html
import json
import re
import uuid
from collections import Counter

import html5lib
import pytest

from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from comments import flags, moderation
from comments.emails import send_confirmation
from comments.models import CommentSettings, ReaderComment, Status
from comments.states import Queue
from comments.text import cleaned, linked
from tests import factories
from tests.hostile import BROKEN_BYTES, GIANTS, PAYLOADS, storable, together

pytestmark = pytest.mark.django_db

ADDRESSES = {"href", "src", "action", "formaction", "data", "srcset", "poster", "cite", "background", "ping"}
OURS = re.compile(
    r"https?://|/(?!/)|[?#]|\./|$|data:image/svg\+xml|mailto:\?subject=", re.IGNORECASE
)  # what our own templates lead to
# A comment that has all that a comment may turn into: lines, paragraphs and a link.
HARMLESS = "One\ntwo\n\nhttps://example.org/"
PER_TEXT = 40


def elements(markup):
    """Every element as (name, names of its attributes), as a browser would build them."""
    tree = html5lib.parse(markup, namespaceHTMLElements=False)
    return [(element.tag, *sorted(map(str, element.attrib))) for element in tree.iter() if isinstance(element.tag, str)]


def links(markup):
    """Where the page leads or reaches to."""
    tree = html5lib.parse(markup, namespaceHTMLElements=False)
    return [
        address for element in tree.iter() for name, address in element.attrib.items() if str(name).lower() in ADDRESSES
    ]


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def assert_nothing_came_to_life(page, harmless):
    """The page has no element or attribute that the same page without harm has not, and leads nowhere else.

    Paragraphs, lines and links are what a text may become: as many as it likes, but of no other make.
    """
    found, known = Counter(elements(page)), Counter(elements(harmless))
    assert set(found) <= set(known)
    free = {element for element in known if element[0] in {"p", "br", "a"}}
    grown = {element: (number, known[element]) for element, number in found.items() if number > known[element]}
    assert set(grown) <= free
    assert [address for address in links(page) if not OURS.match(address)] == []
    for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S):
        json.loads(script)


@pytest.fixture
def story():
    return factories.article()


@pytest.fixture
def moderator(client):
    person = factories.user(Role.COMMENT_MODERATOR)
    client.force_login(person)
    return person


def fill(story, texts, names, status=Status.APPROVED):
    """Comments of guests, with whatever the form and the rules would have stopped."""
    for number, (body, name) in enumerate(zip(texts, names, strict=True)):
        factories.comment(
            story,
            body=storable(body, 5_000),
            status=status,
            guest_name=storable(name, 60),
            guest_email=f"g{number}@example.org",
        )


def hostile_bodies():
    return list(together(PER_TEXT, 5_000))


def hostile_names(how_many):
    return PAYLOADS[:: len(PAYLOADS) // how_many][:how_many]


def test_the_list_is_long_and_of_every_kind():
    assert len(set(PAYLOADS)) >= 5_000


def test_of_each_text_nothing_is_left_but_text_and_links_to_the_web():
    """The one function that makes HTML of what readers type, asked for each text alone."""
    link = re.compile(r'<a href="(https?://[^"<>\s]+)" rel="ugc nofollow noopener">([^<>]*)</a>', re.IGNORECASE)
    for payload in PAYLOADS:
        made = linked(payload)
        rest = link.sub(r"\2", made)
        assert not re.search(r"[<>\"']", rest), payload
        assert html.unescape(rest) == payload
        assert all(
            found.lower().startswith(("http://", "https://")) and "@" not in found.split("/")[2]
            for found, _text in link.findall(made)
        )


def test_a_browser_makes_only_links_of_them():
    page = elements("".join(f"<p>{linked(storable(payload))}</p>" for payload in PAYLOADS))
    assert set(page) == {("html",), ("head",), ("body",), ("p",), ("a", "href", "rel")}
    assert Counter(page)[("p",)] == len(PAYLOADS)


def test_story_pages_and_their_structured_data_keep_their_shape(client, story):
    bodies, plain = hostile_bodies(), factories.article()
    fill(story, bodies, hostile_names(len(bodies)))
    fill(plain, [HARMLESS] * len(bodies), ["Gus"] * len(bodies))
    seen, addresses = 0, [story.url, plain.url]
    while all(addresses):
        page, harmless = (text_of(client.get(address)) for address in addresses)
        assert_nothing_came_to_life(page, harmless)
        seen += page.count('<article class="comment"')
        addresses = [next_window(story, page), next_window(plain, harmless)]
    assert seen == len(bodies)


def next_window(story, page):
    found = re.search(r"[?;&]before=(\d+)", page)
    return found and f"{story.url}?before={found[1]}"


def test_queue_and_log_keep_their_shape(client, story, moderator):
    bodies = hostile_bodies()
    fill(story, bodies, hostile_names(len(bodies)), status=Status.PENDING)
    pages = queue_pages(client)
    comments = list(ReaderComment.objects.order_by("pk"))
    reasons = hostile_names(len(comments))
    for comment, reason in zip(comments, reasons, strict=True):
        moderation.approve(comment, by=moderator, reason=storable(reason, 300), told=storable(reason, 500))
        flags.flag(comment, "other", by=moderator, note=storable(reason, 300))
    pages += queue_pages(client, Queue.FLAGGED)
    inspected = [text_of(client.get(reverse("moderation:inspect", args=[comment.pk]))) for comment in comments[:20]]

    ReaderComment.objects.all().delete()
    fill(story, [HARMLESS] * len(bodies), ["Gus"] * len(bodies), status=Status.PENDING)
    plain = queue_pages(client)
    for comment in ReaderComment.objects.all():
        moderation.approve(comment, by=moderator, reason="Because", told="Because")
        flags.flag(comment, "other", by=moderator, note="Look")
    plain += queue_pages(client, Queue.FLAGGED)
    comment = ReaderComment.objects.order_by("pk").first()
    plain_inspected = text_of(client.get(reverse("moderation:inspect", args=[comment.pk])))
    for page, harmless in zip(pages, plain, strict=True):
        assert_nothing_came_to_life(page, harmless)
    for page in inspected:
        assert_nothing_came_to_life(page, plain_inspected)


def queue_pages(client, queue=Queue.PENDING):
    """A few pages of a queue, which has the same on each."""
    address = reverse("moderation:queue", args=[queue])
    return [text_of(client.get(f"{address}?p={number}")) for number in (1, 2, 5)]


@pytest.mark.parametrize("address", ["moderation:index", "search"])
def test_search_boxes_take_anything(client, moderator, address):
    client = client if address == "moderation:index" else Client()
    harmless = text_of(client.get(reverse(address), {"q": "nothing has this"}))
    for words in together(150):
        page = text_of(client.get(reverse(address), {"q": words}))
        assert_nothing_came_to_life(page, harmless)
    for words in BROKEN_BYTES:
        assert client.get(f"{reverse(address)}?q={words.decode('latin-1')}").status_code == 200


def test_forms_take_anything(client, story):
    """Each text is stored as it was cleaned, or given back with a reason; the form around it stays whole."""
    client.force_login(factories.user())
    harmless = client.post(reverse("comments:write", args=[story.pk]), {"body": "", "submission": uuid.uuid4()}).content
    answers = Counter()
    for number, words in enumerate(together(100)):
        sender = Client(REMOTE_ADDR=f"192.0.2.{number}")
        sender.force_login(factories.user())
        body = f"Number {number}\n{words}"
        response = sender.post(reverse("comments:write", args=[story.pk]), {"body": body, "submission": uuid.uuid4()})
        answers[response.status_code] += 1
        if response.status_code == 302:
            assert ReaderComment.objects.latest("pk").body == cleaned(body)
        else:
            page = response.content.decode()
            assert set(elements(page)) <= set(elements(harmless.decode()))
            assert html.escape(body[-50:]) in page
    assert set(answers) <= {302, 400}
    assert answers[302]


@pytest.mark.parametrize("giant", GIANTS.values(), ids=GIANTS)
def test_what_is_far_too_big_is_stored_small_or_given_back(client, story, giant):
    client.force_login(factories.user())
    response = client.post(reverse("comments:write", args=[story.pk]), {"body": giant, "submission": uuid.uuid4()})
    assert response.status_code in {302, 400}
    if response.status_code == 302:
        assert len(ReaderComment.objects.get().body) <= 5_000


@pytest.mark.parametrize("body", BROKEN_BYTES)
def test_bytes_that_are_no_text_are_no_error(client, story, body):
    client.force_login(factories.user())
    for field in (b"body", b"reply_to", b"submission", b"told", b"opened", b"homepage"):
        form = b"body=words&" + field + b"=" + body
        response = client.post(
            reverse("comments:write", args=[story.pk]), form, content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code < 500


def test_guests_names_and_addresses_add_nothing_to_a_letter(client, story):
    CommentSettings.objects.update_or_create(site=story.get_site(), defaults={"who_may_comment": "confirmed_email"})
    for number, payload in enumerate(map(storable, hostile_names(30))):
        sender = Client(REMOTE_ADDR=f"192.0.2.{number}")
        for guest in (
            {"name": payload, "email": f"g{number}@example.org"},
            {"name": "Gus", "email": f"{payload}@example.org"},
        ):
            form = {"body": f"Words {number}", "submission": uuid.uuid4()} | guest
            assert sender.post(reverse("comments:write", args=[story.pk]), form).status_code in {302, 400, 409}
    assert mail.outbox
    for letter in mail.outbox:
        assert {"to", "from", "subject", "auto-submitted"} <= {name.lower() for name in letter.message()}
        assert not {"bcc", "cc", "location", "set-cookie"} & {name.lower() for name in letter.message()}
        assert len(letter.recipients()) == 1


def test_letters_show_names_as_text(story):
    plain = factories.guest_comment(story, guest_name="Gus")
    send_confirmation(plain, "http://testserver")
    for words in together(PER_TEXT):
        plain.guest_name = words
        send_confirmation(plain, "http://testserver")
    harmless, *letters = [letter.alternatives[0][0] for letter in mail.outbox]
    for letter in letters:
        assert_nothing_came_to_life(letter, harmless)


def test_a_flags_note_and_a_decisions_reason_take_anything(story, moderator):
    comment = factories.comment(story)
    for payload in hostile_names(40):
        flags.flag(comment, "other", by=factories.user(), note=storable(payload))
    assert comment.flags.count() == 40
