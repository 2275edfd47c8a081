"""What people without an account get at the address of a preview link."""

import re
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.models import PageViewRestriction

from accounts.roles import Role
from home.models import HomePage
from planning import embargo
from sharing import links, tokens
from sharing.limits import WRONG_ADDRESSES
from sharing.models import LONGEST_TERM, USUAL_TERM, PreviewLink
from tests import factories
from tests.test_reader_queries import MANY, body, expert

pytestmark = pytest.mark.django_db

SECRET_HEADLINE = "The serum nobody has tried"
HEADERS = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def address(token):
    return reverse("sharing:preview", args=[token])


@pytest.fixture
def story():
    return factories.article(SECRET_HEADLINE, live=False)


def text_of(response):
    return response.content.decode()


# Open ---------------------------------------------------------------------------------------


def test_a_draft_never_published_opens_without_an_account(client, story):
    _link, token = factories.preview_link(story)
    response = client.get(address(token))
    assert response.status_code == 200
    assert SECRET_HEADLINE in text_of(response)
    assert client.get(story.url).status_code == 404


def test_the_draft_says_what_it_is_for_whom_and_until_when(client, story, time_machine):
    time_machine.move_to("2026-11-25T10:00:00Z", tick=False)
    _link, token = factories.preview_link(story, label="Dr. Fern <b>")
    page = " ".join(text_of(client.get(address(token))).split())
    assert "Draft, for Dr. Fern &lt;b&gt;." in page
    assert "Not for publication. Open until 2 December 2026, 10:00 (Europe/London)." in page
    assert f"<title>Draft: {SECRET_HEADLINE}" in page


def test_the_end_is_told_in_the_houses_time_in_summer_too(client, story, time_machine):
    time_machine.move_to("2026-07-01T09:00:00Z", tick=False)
    _link, token = factories.preview_link(story)
    assert "8 July 2026, 10:00 (Europe/London)" in text_of(client.get(address(token)))


def test_a_draft_is_kept_by_no_cache_listed_by_no_search_engine_and_named_to_no_other_site(client, story):
    _link, token = factories.preview_link(story)
    response = client.get(address(token))
    assert HEADERS.items() <= dict(response.headers).items()
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    page = text_of(response)
    assert '<meta name="robots" content="noindex, nofollow, noarchive">' in page
    for trace in ("canonical", "og:", "ld+json", "twitter:card", 'rel="alternate"'):
        assert trace not in page


def test_the_secret_stands_nowhere_in_the_page(client, story):
    _link, token = factories.preview_link(story)
    assert token not in text_of(client.get(address(token)))


@pytest.mark.parametrize("role", [None, "superuser", *Role])
def test_whoever_opens_it_sees_what_a_stranger_sees(client, story, role):
    _link, token = factories.preview_link(story)
    stranger = text_of(client.get(address(token)))
    user = factories.user(is_superuser=True) if role == "superuser" else factories.user(*[role] if role else [])
    client.force_login(user)
    page = text_of(client.get(address(token)))
    assert page == stranger
    for trace in ("/admin/", "/accounts/", "wagtail", "comment-form", 'id="comments"', "csrfmiddlewaretoken"):
        assert trace not in page


def test_no_cookie_is_set_needed_or_changed(client, story):
    _link, token = factories.preview_link(story)
    assert not client.get(address(token)).cookies
    client.force_login(factories.user(is_superuser=True))
    assert not client.get(address(token)).cookies


def test_messages_meant_for_the_desk_are_neither_shown_nor_lost(login, story):
    admin = factories.user(is_superuser=True)
    link, token = factories.preview_link(story)
    client = login(admin)
    client.post(reverse("preview_links", args=[story.pk]), {"verb": "revoke", "link": link.pk, "seen": 1})
    _other, token = factories.preview_link(story)
    assert "is shut" not in text_of(client.get(address(token)))
    answer = client.get(reverse("preview_links", args=[story.pk]))
    assert [str(message) for message in get_messages(answer.wsgi_request)] or "is shut" in text_of(answer)


def test_photos_of_a_draft_are_reachable(client):
    story = factories.article(SECRET_HEADLINE, live=False, hero_photo=factories.photo())
    _link, token = factories.preview_link(story)
    source = re.search(r'<img[^>]* src="([^"]+)"', text_of(client.get(address(token))))[1]
    assert client.get(source).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_an_address_only_answers_those_who_read(client, story, method):
    link, token = factories.preview_link(story)
    response = getattr(client, method)(address(token))
    assert response.status_code == 405
    assert HEADERS.items() <= dict(response.headers).items()
    link.refresh_from_db()
    assert link.times_opened == 0


def test_a_post_from_elsewhere_is_refused_like_any_other(story):
    _link, token = factories.preview_link(story)
    assert Client(enforce_csrf_checks=True).post(address(token)).status_code == 403


def test_openings_are_counted_and_nothing_else_is_kept(client, story, time_machine):
    time_machine.move_to("2026-11-25T10:00:00Z", tick=False)
    link, token = factories.preview_link(story)
    client.head(address(token))
    link.refresh_from_db()
    assert (link.times_opened, link.last_opened_at) == (0, None)
    for _each in range(3):
        client.get(address(token), headers={"user-agent": "Nosy/1.0"})
    link.refresh_from_db()
    assert (link.times_opened, link.last_opened_at) == (3, timezone.now())


def test_head_answers_as_get_does(client, story):
    _link, token = factories.preview_link(story)
    response = client.head(address(token))
    assert response.status_code == 200
    assert HEADERS.items() <= dict(response.headers).items()


def test_a_private_page_opens_by_its_link_alone(client, story):
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    _link, token = factories.preview_link(story)
    assert client.get(address(token)).status_code == 200


def test_a_story_under_embargo_is_shown_to_whom_it_was_sent_and_to_nobody_else(client, staff):
    managing = staff[Role.MANAGING_EDITOR]
    story = factories.article(SECRET_HEADLINE)
    embargo.set_embargo(story, timezone.now() + USUAL_TERM, "Maison Example", by=managing)
    _link, token = factories.preview_link(story, by=managing)
    assert client.get(story.url).status_code == 404
    assert SECRET_HEADLINE in text_of(client.get(address(token)))


def test_every_kind_of_page_can_be_shown(client):
    topic = factories.topic("Skin")
    for page in (HomePage.objects.get(), topic, factories.expert(), factories.article(topic=topic).get_parent()):
        _link, token = factories.preview_link(page.specific)
        response = client.get(address(token))
        assert response.status_code == 200, page
        assert "Draft, for" in text_of(response)


def test_a_story_moved_out_of_the_site_still_opens(client, story):
    _link, token = factories.preview_link(story)
    story.move(HomePage.objects.get().get_parent(), pos="last-child")
    assert SECRET_HEADLINE in text_of(client.get(address(token)))


def test_a_draft_asks_the_database_hardly_more_than_the_story_itself(client):
    photo = factories.photo()
    factories.article(hero_photo=photo)  # to be read next
    story = factories.article(hero_photo=photo, medical_reviewer=expert(photo), body=body(1, photo))
    story.title = "A newer draft"
    story.save_revision()
    _link, token = factories.preview_link(story)
    _pinned, pinned_token = factories.preview_link(story, revision=story.latest_revision)

    def queries(path):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    few = queries(address(token))
    # A public page is found by its whole address, without its site and the tree above it.
    assert few <= queries(story.url) + 14
    assert queries(address(pinned_token)) <= queries(story.url) + 14
    for _each in range(MANY):
        factories.preview_link(story)
    story.body = body(MANY, photo)
    story.save_revision()
    assert queries(address(token)) == few


# Shut ---------------------------------------------------------------------------------------


def test_an_unknown_address_gets_a_page_of_the_magazine_that_says_what_to_do(client):
    response = client.get(address(tokens.new_token()))
    assert response.status_code == 404
    assert "This preview is not here" in text_of(response)
    assert "ask the person who sent it" in text_of(response)
    assert "masthead" in text_of(response)


def test_an_expired_link_says_so_and_nothing_about_the_story(client, story, time_machine):
    _link, token = factories.preview_link(story)
    time_machine.move_to(timezone.now() + USUAL_TERM)
    response = client.get(address(token))
    assert response.status_code == 410
    assert "This preview has closed" in text_of(response)
    assert SECRET_HEADLINE not in text_of(response)
    assert "Dr. Example" not in text_of(response)


def test_a_revoked_link_is_shut_from_the_next_request_on(client, story):
    admin = factories.user(is_superuser=True)
    link, token = factories.preview_link(story, by=admin)
    assert client.get(address(token)).status_code == 200
    links.revoke(link, by=admin)
    response = client.get(address(token))
    assert response.status_code == 410
    assert "This preview was withdrawn" in text_of(response)
    assert SECRET_HEADLINE not in text_of(response)


def test_a_replaced_address_is_unknown_from_the_next_request_on(client, story):
    admin = factories.user(is_superuser=True)
    link, old = factories.preview_link(story, by=admin)
    new = links.rotate(link, by=admin, seen=1)
    assert client.get(address(old)).status_code == 404
    assert client.get(address(new)).status_code == 200


def test_the_link_of_a_deleted_story_is_not_there(client, story):
    _link, token = factories.preview_link(story)
    story.delete()
    response = client.get(address(token))
    assert response.status_code == 404
    assert "the draft may be gone" in text_of(response)


def test_what_does_not_open_is_as_secluded_as_what_does(client, story, time_machine):
    admin = factories.user(is_superuser=True)
    expired = factories.preview_link(story)[1]
    time_machine.move_to(timezone.now() + LONGEST_TERM)
    revoked_link, revoked = factories.preview_link(story, by=admin)
    links.revoke(revoked_link, by=admin)
    client.force_login(admin)
    for token in (expired, revoked, "unknown"):
        response = client.get(address(token))
        assert response.status_code in (404, 410)
        assert HEADERS.items() <= dict(response.headers).items()
        assert not response.cookies
        page = text_of(response)
        assert token not in page
        for trace in ("/admin/", "/accounts/", "canonical", "og:"):
            assert trace not in page


def test_shut_links_count_no_opening(client, story, time_machine):
    link, token = factories.preview_link(story)
    time_machine.move_to(timezone.now() + USUAL_TERM)
    client.get(address(token))
    link.refresh_from_db()
    assert link.times_opened == 0


# Whatever is done to an address, it opens only as it was given out.
several = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
characters = string.ascii_letters + string.digits + "-_"


@pytest.fixture
def given_out(story):
    return factories.preview_link(story)[1]


@several
@given(position=st.integers(0, 42), other=st.sampled_from(characters))
def test_an_address_with_one_wrong_character_opens_nothing(given_out, position, other):
    changed = given_out[:position] + other + given_out[position + 1 :]
    assert (PreviewLink.objects.of_token(changed) is None) == (changed != given_out)


@several
@given(made_up=st.text(alphabet=characters, min_size=1, max_size=80))
def test_a_made_up_address_opens_nothing(given_out, made_up):
    assert PreviewLink.objects.of_token(made_up) is None


@several
@given(typed=st.text(min_size=1, max_size=200).filter(lambda text: "/" not in text and text.strip(".")))
def test_whatever_is_typed_gets_a_page(client, typed):
    response = client.get(address(typed))
    assert response.status_code in (404, 429)
    assert HEADERS.items() <= dict(response.headers).items()


MANGLED = {
    "capitals": str.upper,
    "small letters": str.lower,
    "cut off": lambda token: token[:-1],
    "longer": lambda token: token + "A",
    "beheaded": lambda token: token[1:],
}


@pytest.mark.parametrize("mangle", MANGLED.values(), ids=MANGLED)
def test_a_mangled_address_opens_nothing(client, story, mangle):
    _link, token = factories.preview_link(story)
    assert client.get(address(mangle(token))).status_code == 404


# Guessing -----------------------------------------------------------------------------------


def test_a_network_that_guesses_is_answered_nothing_for_a_while(client, story, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    _link, token = factories.preview_link(story)
    for _each in range(WRONG_ADDRESSES):
        assert client.get(address(tokens.new_token())).status_code == 404
    response = client.get(address(token))
    assert response.status_code == 429
    assert "Wait ten minutes" in text_of(response)
    assert HEADERS.items() <= dict(response.headers).items()
    assert Client(REMOTE_ADDR="198.51.100.7").get(address(token)).status_code == 200
    time_machine.shift(601)
    assert client.get(address(token)).status_code == 200


def test_a_household_of_ipv6_addresses_counts_as_one_network(story):
    _link, token = factories.preview_link(story)
    for n in range(WRONG_ADDRESSES):
        Client(REMOTE_ADDR=f"2001:db8::{n:x}").get(address(tokens.new_token()))
    assert Client(REMOTE_ADDR="2001:db8::ffff").get(address(token)).status_code == 429
    assert Client(REMOTE_ADDR="2001:db8:0:1::1").get(address(token)).status_code == 200


def test_opening_right_addresses_is_never_too_often(client, story):
    _link, token = factories.preview_link(story)
    for _each in range(WRONG_ADDRESSES + 5):
        assert client.get(address(token)).status_code == 200


# The log of the server ----------------------------------------------------------------------


def test_no_log_of_the_server_names_an_address(client, story, caplog):
    link, token = factories.preview_link(story)
    PreviewLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
    client.get(address(token))
    client.post(address(token))
    client.get(address(token) + "?again=1")
    logged = caplog.text
    assert "/preview/…/" in logged
    assert token not in logged
    assert not any(token in str(vars(record)) for record in caplog.records)


def test_a_failure_while_a_draft_is_shown_is_logged_without_the_address(client, story, caplog, monkeypatch):
    _link, token = factories.preview_link(story)

    def fail(link):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("sharing.views.note_opening", fail)
    client.raise_request_exception = False
    assert client.get(address(token)).status_code == 500
    assert "the disk is full" in caplog.text
    assert token not in caplog.text
