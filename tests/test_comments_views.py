import re
import uuid
from datetime import timedelta

import pytest

from django.core import mail, signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.models import PageViewRestriction

from accounts.models import RegistrationSettings
from accounts.roles import Role
from comments import moderation
from comments.emails import SALT, confirmation_token
from comments.models import MAX_LENGTH, CommentSettings, ReaderComment, Status
from comments.views import LONGEST_DRAFT
from tests import factories

pytestmark = pytest.mark.django_db

WhoMayComment = CommentSettings.WhoMayComment


@pytest.fixture
def story():
    return factories.article("Light on glass")


@pytest.fixture
def reader(client):
    """A reader, logged in."""
    person = factories.user(display_name="Rita Example")
    client.force_login(person)
    return person


@pytest.fixture
def who_may_comment(story):
    def set_to(who, **fields):
        CommentSettings.objects.update_or_create(site=story.get_site(), defaults={"who_may_comment": who} | fields)

    return set_to


def box(story):
    return reverse("comments:write", args=[story.pk])


def send(client, story, body="Does it sting?", **fields):
    return client.post(box(story), {"body": body, "submission": uuid.uuid4()} | fields)


def send_as_guest(client, story, body="Does it sting?", **fields):
    return send(client, story, body, **({"name": "Gus Example", "email": "gus@example.org"} | fields))


def text(response):
    return response.content.decode()


# On the page of the story


def test_a_visitor_reads_the_comments_and_gets_no_cookie(client, story):
    factories.comment(story, body="It does not sting.")
    response = client.get(story.url)
    assert "It does not sting." in text(response)
    assert "1 comment" in text(response)
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in text(response)


def test_a_visitor_is_led_to_the_log_in_and_back_to_the_box(client, story):
    page = text(client.get(story.url))
    back = f"{story.url}#write".replace("/", "%2F").replace("#", "%23")
    assert f"{reverse('account_login')}?next={back}" in page
    assert f"{reverse('account_signup')}?next={back}" in page
    assert "<textarea" not in page


def test_where_registration_is_closed_readers_are_told_and_only_staff_learn_of_the_setting(client, story):
    RegistrationSettings.objects.update_or_create(site=story.get_site(), defaults={"registration_open": False})
    page = text(client.get(story.url))
    assert "Registration is closed at present" in page
    assert reverse("account_signup") not in page
    assert "/admin/settings/" not in page
    client.force_login(factories.user())
    assert "Only staff see this note" not in text(client.get(story.url))
    client.force_login(factories.user(Role.WRITER))
    page = text(client.get(story.url))
    assert "Only staff see this note" in page
    assert "/admin/settings/" not in page
    client.force_login(factories.user(Role.MANAGING_EDITOR))
    assert "/admin/settings/accounts/registrationsettings/" in text(client.get(story.url))


def test_where_nobody_may_comment_the_page_says_so(client, story, who_may_comment):
    who_may_comment(WhoMayComment.NOBODY)
    factories.comment(story)
    page = text(client.get(story.url))
    assert "Comments are closed everywhere" in page
    assert "Reply" not in page
    client.force_login(factories.user(Role.MANAGING_EDITOR))
    assert "/admin/settings/comments/commentsettings/" in text(client.get(story.url))


def test_a_closed_story_keeps_its_comments_and_takes_no_more(client, story, reader, staff):
    factories.comment(story, body="Still here.")
    moderation.close_conversation(story, by=staff[Role.COMMENT_MODERATOR])
    page = text(client.get(story.url))
    assert "Still here." in page
    assert "The moderators closed the comments on this story on" in page
    assert "<textarea" not in page


def test_guests_get_the_box_without_a_cookie(client, story, who_may_comment):
    who_may_comment(WhoMayComment.CONFIRMED_EMAIL)
    response = client.get(story.url)
    assert f'action="{box(story)}"' in text(response)
    assert not response.cookies


def test_the_words_around_the_box_are_settings(client, story, reader, who_may_comment):
    rules = factories.article("House rules")
    who_may_comment(
        WhoMayComment.REGISTERED,
        heading="Say something",
        invitation="Go on",
        health_note="Mind your privacy",
        rules_page=rules,
        rules_link_text="The rules",
    )
    page = text(client.get(story.url))
    for words in ("Say something", "Go on", "Mind your privacy", "The rules", rules.url):
        assert words in page


@pytest.mark.parametrize(("language", "words"), [("en-gb", "Join the conversation"), ("de", "Reden Sie mit")])
def test_where_nothing_was_set_the_words_around_the_box_speak_the_pages_language(
    client, story, settings, who_may_comment, language, words
):
    who_may_comment(WhoMayComment.CONFIRMED_EMAIL)
    settings.LANGUAGE_CODE = language
    assert f"<h3>{words}</h3>" in text(client.get(story.url))


def test_a_preview_shows_no_box(story):
    response = story.make_preview_request(preview_mode=story.default_preview_mode)
    assert "0 comments" in text(response)
    assert "<textarea" not in text(response)
    assert reverse("account_login") + "?next" not in text(response).partition('id="comments"')[2]


@pytest.mark.parametrize("window", ["before=x", "thread=-1", "thread=99999999999999999999", "after=%00", "before=0"])
def test_a_broken_window_in_the_address_is_no_error(client, story, window):
    assert client.get(f"{story.url}?{window}").status_code == 200


def test_the_story_page_takes_the_same_queries_with_1_and_200_comments(client, story, django_assert_max_num_queries):
    opening = factories.comment(story)
    client.get(story.url)
    with django_assert_max_num_queries(100) as few:
        client.get(story.url)
    by = factories.user()
    for number in range(200):
        factories.comment(story, by=by, reply_to=opening if number % 2 else None)
    with django_assert_max_num_queries(100) as many:
        client.get(story.url)
    assert len(few) == len(many)


# Writing


def test_a_comment_is_held_shown_to_its_writer_and_to_nobody_else(client, story, reader):
    response = send(client, story, "Does it sting?")
    comment = ReaderComment.objects.get()
    assert response.url == comment.get_absolute_url()
    landing = client.get(response.url)
    assert landing.url == f"{story.url}#comment-{comment.pk}"
    assert "Waiting for a moderator" in text(client.get(landing.url))
    for other in (None, factories.user(), factories.user(Role.COMMENT_MODERATOR)):
        visitor = Client()
        if other:
            visitor.force_login(other)
        page = text(visitor.get(story.url))
        assert "Does it sting?" not in page
        assert "0 comments" in page
        assert visitor.get(comment.get_absolute_url()).status_code == 404


def test_an_approved_comment_is_there_for_everybody_with_a_link_of_its_own(client, story, staff):
    comment = factories.comment(story, by=factories.user(display_name="Rita Example"), status=Status.PENDING)
    moderation.approve(comment, by=staff[Role.COMMENT_MODERATOR])
    page = text(client.get(story.url))
    assert "1 comment" in page
    assert f'id="comment-{comment.pk}"' in page
    assert "Rita Example" in page
    assert client.get(comment.get_absolute_url()).url == f"{story.url}#comment-{comment.pk}"


def test_a_decision_against_it_is_told_to_the_writer_alone(client, story, reader, staff):
    comment = factories.comment(story, by=reader, status=Status.PENDING, body="Buy now")
    moderation.mark_spam(comment, by=staff[Role.COMMENT_MODERATOR])
    assert "decided not to publish" in text(client.get(story.url))
    assert "Buy now" not in text(Client().get(story.url))


def test_a_reply_needs_no_javascript(client, story, reader):
    opening = factories.comment(story, body="I wonder.")
    address = f"{box(story)}?reply_to={opening.pk}"
    assert address in text(client.get(story.url))
    page = text(client.get(address))
    assert "I wonder." in page
    send(client, story, "So do I.", reply_to=opening.pk)
    assert ReaderComment.objects.get(body="So do I.").parent == opening


def test_sent_twice_or_again_after_back_it_is_one_comment(client, story, reader):
    form = uuid.uuid4()
    first = send(client, story, submission=form)
    again = send(client, story, submission=form)
    assert first.url == again.url
    assert ReaderComment.objects.count() == 1


def test_other_words_in_a_form_sent_before_come_back_with_a_fresh_form(client, story, reader):
    form = uuid.uuid4()
    send(client, story, "First words", submission=form)
    response = send(client, story, "Other words", submission=form)
    assert response.status_code == 409
    assert "Other words" in text(response)
    fresh = re.search(r'name="submission" value="([^"]+)"', text(response)).group(1)
    assert fresh != str(form)
    send(client, story, "Other words", submission=fresh)
    assert ReaderComment.objects.count() == 2


# Bad input: each gets a clear message, and nothing typed is lost


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "nothing in the box"),
        (" \n\t ", "nothing in the box"),
        ("\x00\x00", "nothing in the box"),
        ("👏👏🏽", "signs or emoji alone"),
        ("y" * (MAX_LENGTH + 1), "5,000 fit"),
        ("z" * 100_000, "100,000 characters"),
    ],
)
def test_what_cannot_be_published_comes_back_with_the_reason(client, story, reader, body, says):
    response = send(client, story, body)
    assert response.status_code == 400
    assert says in text(response)
    assert body.strip("\x00 \n\t") in text(response)
    assert not ReaderComment.objects.exists()


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (
            "<b>bold</b> & <script>alert(1)</script>",
            "&lt;b&gt;bold&lt;/b&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt;",
        ),
        ("جميل جدا", "جميل جدا"),
        ("safe\u202etxt", "safetxt"),
        ("a\x00b", "ab"),
        ("one\r\n\r\n\r\n\r\ntwo\nthree", '<p dir="auto">one</p>'),
        (
            "see https://example.org.",
            '<a href="https://example.org" rel="ugc nofollow noopener">https://example.org</a>.',
        ),
    ],
)
def test_odd_text_is_shown_as_text(client, story, reader, body, shown):
    assert send(client, story, body).status_code == 302
    assert shown in text(client.get(story.url))


def test_invalid_utf8_is_no_error(client, story, reader):
    response = client.post(box(story), b"body=caf%E9+%ff%fe", content_type="application/x-www-form-urlencoded")
    assert response.status_code == 302
    assert ReaderComment.objects.get().body.startswith("caf")


def test_a_reply_to_a_comment_of_another_story_comes_back(client, story, reader):
    elsewhere = factories.comment(factories.article())
    response = send(client, story, "My words", reply_to=elsewhere.pk)
    assert response.status_code == 400
    assert "belongs to another story" in text(response)
    assert "My words" in text(response)
    assert f'value="{elsewhere.pk}"' not in text(response)


@pytest.mark.parametrize(("number", "status"), [("999999", 404), (str(10**30), 404), ("x", 400), ("-1", 404)])
def test_a_reply_to_nothing_comes_back(client, story, reader, number, status):
    response = send(client, story, "My words", reply_to=number)
    assert response.status_code == status
    assert "does not exist" in text(response)
    assert "My words" in text(response)
    assert client.get(f"{box(story)}?reply_to={number}").status_code == 404


def test_a_reply_to_a_comment_that_was_taken_away_comes_back(client, story, reader, staff):
    opening = factories.comment(story)
    moderation.remove(opening, by=staff[Role.COMMENT_MODERATOR])
    response = send(client, story, "My words", reply_to=opening.pk)
    assert response.status_code == 409
    assert "My words" in text(response)
    assert opening.body not in text(response)


def test_a_thread_closed_while_typing_gives_the_text_back(client, story, reader, staff):
    moderation.close_conversation(story, by=staff[Role.COMMENT_MODERATOR])
    response = send(client, story, "My words")
    assert response.status_code == 403
    assert "The comments on this story are closed" in text(response)
    assert "My words" in text(response)


@pytest.mark.parametrize("how", ["unpublished", "deleted"])
def test_a_story_gone_while_typing_gives_the_text_back_and_no_headline_away(client, story, reader, how):
    story.unpublish() if how == "unpublished" else story.delete()
    response = send(client, story, "My words")
    assert response.status_code == 404
    assert "My words" in text(response)
    assert "Light on glass" not in text(response)


def test_a_private_story_is_not_given_away(client, story, reader):
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.PASSWORD, password="secret")
    comment = factories.comment(story)
    for address in (box(story), reverse("comments:sent", args=[story.pk]), comment.get_absolute_url()):
        response = client.get(address)
        assert response.status_code == 404
        assert "Light on glass" not in text(response)


@pytest.mark.parametrize("what", ["its topic", "the source of its alias"])
def test_a_story_is_as_private_as_what_it_stands_below_and_what_it_is_an_alias_of(client, story, reader, what):
    shown = story if what == "its topic" else story.create_alias(update_slug="elsewhere")
    assert client.get(box(shown)).status_code == 200
    private = story.get_parent() if what == "its topic" else story
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.GROUPS)
    assert client.get(box(shown)).status_code == 404


def test_somebody_elses_private_page_closes_no_story(client, story, reader):
    other = factories.article(title="Elsewhere")
    PageViewRestriction.objects.create(page=other, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(box(story)).status_code == 200


def test_a_comment_takes_the_same_questions_however_many_there_are(client, story, reader):
    def questions(words):
        with CaptureQueriesContext(connection) as captured:
            assert send(client, story, words).status_code == 302
        return sum("SAVEPOINT" not in query["sql"] for query in captured)

    send(client, story, "The first one makes the row that counts them.")
    few = questions("one two three four five six seven")
    for number in range(60):
        factories.comment(story, by=reader, body=f"Number {number}")
    assert questions("eight nine ten eleven twelve thirteen fourteen") == few <= 17


def test_sent_again_it_is_the_same_comment_even_where_nobody_may_write_any_more(client, story, reader, staff):
    form = uuid.uuid4()
    first = send(client, story, "Once", submission=form)
    moderation.close_conversation(story, by=staff[Role.COMMENT_MODERATOR])
    assert send(client, story, "Once", submission=form).url == first.url
    assert send(client, story, "Twice", submission=form).status_code == 409
    assert send(client, story, "Twice").status_code == 403


def test_a_log_in_that_expired_while_typing_costs_nothing(client, story):
    response = send(client, story, "Typed for an hour")
    assert response.status_code == 403
    page = text(response)
    assert "Typed for an hour" in page
    assert reverse("account_login") in page
    reader = factories.user()
    client.post(reverse("account_login"), {"login": reader.email, "password": factories.PASSWORD})
    assert "Typed for an hour</textarea>" in text(client.get(box(story))).replace("\n", "")
    send(client, story, "Typed for an hour")
    assert "Typed for an hour" not in text(client.get(box(story)))


def test_where_guests_may_comment_an_expired_log_in_costs_nothing_either(client, story, who_may_comment):
    who_may_comment(WhoMayComment.CONFIRMED_EMAIL)
    response = send(client, story, "Typed for an hour")
    assert response.status_code == 400
    page = text(response).partition("<main")[2]
    assert reverse("account_login") in page
    assert "You are no longer logged in" in page
    assert "This field is required" not in page
    client.force_login(factories.user())
    assert "Typed for an hour" in text(client.get(box(story)))


def test_a_draft_belongs_to_its_story(client, story):
    send(client, story, "Typed for an hour")
    assert "Typed for an hour" not in text(client.get(box(factories.article())))


def test_without_the_token_against_forgery_nothing_is_stored_and_the_text_comes_back(story):
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(factories.user())
    response = send(visitor, story, "My <b>words</b>")
    assert response.status_code == 403
    assert "My &lt;b&gt;words&lt;/b&gt;" in text(response)
    assert not ReaderComment.objects.exists()


def test_a_damaged_form_comes_back_whole(client, story, reader):
    response = send(client, story, "My words", submission="nonsense")
    assert response.status_code == 400
    assert "My words" in text(response)
    assert 'value="nonsense"' not in text(response)


def test_too_many_comments_of_one_account_have_to_wait(client, story, reader, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"comment": "2/m/user"}
    for number in range(2):
        assert send(client, story, f"Number {number}").status_code == 302
    response = send(client, story, "Number 2")
    assert response.status_code == 429
    assert "Number 2" in text(response)
    assert ReaderComment.objects.count() == 2


def test_too_many_comments_from_one_network_have_to_wait(story, settings, who_may_comment):
    who_may_comment(WhoMayComment.CONFIRMED_EMAIL)
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"comment_from_network": "2/m/key"}
    answers = [
        send_as_guest(Client(REMOTE_ADDR=address), story, f"From {address}", email=f"{number}@example.org").status_code
        for number, address in enumerate(["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:1::1", "192.0.2.1"])
    ]
    assert answers == [302, 302, 429, 302, 302]


def test_ipv4_addresses_written_as_ipv6_are_networks_of_their_own(story, settings, who_may_comment):
    who_may_comment(WhoMayComment.CONFIRMED_EMAIL)
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"comment_from_network": "1/m/key"}
    answers = [
        send_as_guest(Client(REMOTE_ADDR=address), story, f"From {address}", email=f"{number}@example.org").status_code
        for number, address in enumerate(["::ffff:192.0.2.1", "::ffff:192.0.2.2", "192.0.2.1"])
    ]
    assert answers == [302, 302, 429]


def test_forms_that_are_not_taken_count_and_past_the_limit_keep_no_draft(client, story, settings, who_may_comment):
    who_may_comment(WhoMayComment.CONFIRMED_EMAIL)
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"comment_from_network": "1/m/key"}
    assert send(client, story, "The first words").status_code == 400
    response = send(client, story, "The second words")
    assert response.status_code == 429
    assert "The second words" in text(response)
    assert "The first words" in text(client.get(box(story)))


def test_what_is_far_too_long_is_given_back_but_not_kept(client, story, who_may_comment):
    who_may_comment(WhoMayComment.CONFIRMED_EMAIL)
    words = "x" * (LONGEST_DRAFT + 1)
    assert words in text(send(client, story, words))
    assert words not in text(client.get(box(story)))
    send(client, story, words[:MAX_LENGTH])
    assert words[:MAX_LENGTH] in text(client.get(box(story)))


def test_one_address_is_not_flooded_with_letters(story, settings, who_may_comment):
    who_may_comment(WhoMayComment.CONFIRMED_EMAIL)
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"comment_confirmation": "1/h/key"}
    for number, email in enumerate(["gus@example.org", "GUS@example.org"]):
        send_as_guest(Client(REMOTE_ADDR=f"192.0.2.{number}"), story, f"Number {number}", email=email)
    assert len(mail.outbox) == 1


def test_every_limit_is_set(settings):
    assert {"comment", "comment_from_network", "comment_confirmation"} <= settings.ACCOUNT_RATE_LIMITS.keys()


# Guests


def link_in(message):
    return re.search(r"http://testserver(/comments/confirm/\S+)", message.body).group(1)


def test_a_guest_confirms_and_then_waits_for_a_moderator(client, story, who_may_comment, staff):
    who_may_comment(WhoMayComment.CONFIRMED_EMAIL)
    response = send_as_guest(client, story, "My words")
    assert "We have sent an e-mail to gus@example.org." in text(client.get(response.url))
    comment = ReaderComment.objects.get()
    assert comment.status == Status.UNCONFIRMED

    (letter,) = mail.outbox
    assert letter.to == ["gus@example.org"]
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    link = link_in(letter)
    assert link in letter.alternatives[0][0]

    assert "Confirm my comment" in text(client.get(link))
    comment.refresh_from_db()
    assert comment.status == Status.UNCONFIRMED

    assert client.post(link).url == link
    assert "waiting for a moderator" in text(client.get(link))
    comment.refresh_from_db()
    assert comment.status == Status.PENDING

    moderation.approve(comment, by=staff[Role.COMMENT_MODERATOR])
    assert "approved and on the page" in text(client.get(link))
    page = text(client.get(story.url))
    assert "My words" in page
    assert "Gus Example" in page
    assert "gus@example.org" not in page


def test_a_guests_form_sent_twice_makes_one_comment_and_one_letter(client, story, who_may_comment):
    who_may_comment(WhoMayComment.CONFIRMED_EMAIL)
    form = uuid.uuid4()
    assert send_as_guest(client, story, submission=form).url == send_as_guest(client, story, submission=form).url
    assert ReaderComment.objects.count() == len(mail.outbox) == 1


def test_a_guest_who_says_no_name_gets_the_text_back(client, story, who_may_comment):
    who_may_comment(WhoMayComment.CONFIRMED_EMAIL)
    for broken in ({"name": ""}, {"name": "me@example.org"}, {"email": "nonsense"}, {"name": "a\x00b"}):
        response = send_as_guest(client, story, "My words", **broken)
        assert response.status_code == 400
        assert "My words" in text(response)
    assert not mail.outbox


def test_a_forged_a_foreign_and_an_old_link_confirm_nothing(client, story, time_machine):
    comment = factories.guest_comment(story)
    token = confirmation_token(comment)
    foreign = signing.dumps(comment.pk, salt="something.else")
    for bad in (token[:-1], foreign, "nonsense", signing.dumps(comment.pk + 1, salt=SALT)):
        assert client.post(reverse("comments:confirm", args=[bad])).status_code == 404
    time_machine.move_to(timezone.now() + timedelta(hours=49))
    response = client.post(reverse("comments:confirm", args=[token]))
    assert response.status_code == 410
    assert "expired" in text(response)
    comment.refresh_from_db()
    assert comment.status == Status.UNCONFIRMED


def test_a_headline_cannot_add_headers_to_the_letter(client, who_may_comment):
    story = factories.article("Two\nlines")
    who_may_comment(WhoMayComment.CONFIRMED_EMAIL)
    assert send_as_guest(client, story).status_code == 302
    assert "\n" not in mail.outbox[0].subject
