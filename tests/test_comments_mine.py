"""What people see of their own comments, and take along: with an account, or as guests by a signed link."""

import json
import re
from datetime import timedelta

import pytest

from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from comments import flags, moderation, posting, sanctions, votes
from comments.emails import confirmation_token
from comments.measures import MeasureKind, ReasonCode
from comments.mine import COMMENTS_PER_PAGE
from comments.models import CommentSettings, Status
from comments.writers import guest_with_link
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return factories.article("Light on glass")


@pytest.fixture
def reader():
    return factories.user(email="rita@example.org", display_name="Rita Example")


@pytest.fixture
def moderator(staff):
    return staff[Role.COMMENT_MODERATOR]


def page(client, address="/comments/mine/"):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_my_comments_shows_mine_with_what_became_of_them(story, reader, moderator, login):
    held = factories.comment(story, by=reader, body="Held words", status=Status.PENDING)
    shown = factories.comment(story, by=reader, body="Shown words")
    factories.comment(story, reply_to=shown, body="An answer")
    factories.comment(story, reply_to=shown, body="A hidden answer", status=Status.PENDING)
    refused = factories.comment(story, by=reader, body="Refused words", status=Status.PENDING)
    moderation.reject(refused, by=moderator, reason="log only", told="Please name no clinics.")
    factories.comment(story, body="Somebody else’s words")
    html = page(login(reader))
    for words in ("Held words", "Waiting for a moderator", "Shown words", "On the page.", "1 reply", "Refused words"):
        assert words in html
    assert "Please name no clinics." in html
    assert "Light on glass" in html
    for words in ("Somebody else", "An answer", "hidden answer", "log only"):
        assert words not in html
    assert held.get_absolute_url() in html


def test_a_writer_of_spam_reads_what_others_read(story, reader, login):
    factories.comment(story, by=reader, status=Status.SPAM)
    html = page(login(reader))
    assert "decided not to publish it" in html
    assert "Spam" not in html


def test_measures_in_force_are_told_and_silence_is_not(story, reader, moderator, login):
    until = timezone.now() + timedelta(days=3)
    told = {"by": moderator, "author": reader}
    sanctions.take(MeasureKind.SUSPEND, code=ReasonCode.ABUSE, ends_at=until, told="Cool down.", note="secret", **told)
    sanctions.take(MeasureKind.SHADOW, code=ReasonCode.SPAM, told="never read", **told)
    html = page(login(reader))
    assert "You cannot comment until" in html
    assert "Cool down." in html
    assert "secret" not in html
    assert "never read" not in html


def test_erased_comments_are_gone_from_the_page(story, reader, login):
    factories.comment(story, status=Status.ERASED)
    assert "There is nothing here yet." in page(login(reader))


def test_pages_follow_a_cursor_and_cost_the_same_however_many_comments_they_show(story, reader, login):
    client = login(reader)

    def queries():
        with CaptureQueriesContext(connection) as found:
            page(client)
        return len(found)

    factories.comment(story, by=reader)
    page(client)
    few = queries()
    for number in range(COMMENTS_PER_PAGE + 4):
        factories.comment(factories.article() if number < 3 else story, by=reader)
    assert queries() == few
    assert few <= 12
    seen, address = [], "/comments/mine/"
    while address:
        html = page(client, address)
        seen += re.findall(r'id="comment-(\d+)"', html)
        more = re.search(r'href="(\?before=\d+)"', html)
        address = more and f"/comments/mine/{more.group(1)}"
    assert len(seen) == len(set(seen)) == COMMENTS_PER_PAGE + 5


def test_the_newest_stands_on_top_however_late_it_was_taken_in(story, reader, login):
    factories.comment(story, by=reader, body="Of today")
    factories.comment(story, by=reader, body="Of last week", created_at=timezone.now() - timedelta(days=7))
    html = page(login(reader))
    assert html.index("Of today") < html.index("Of last week")


def test_what_was_withdrawn_leads_nowhere(story, reader, login):
    own = factories.comment(story, by=reader)
    client = login(reader)
    assert f'"{own.get_absolute_url()}"' in page(client)
    posting.withdraw(own, by=reader)
    assert f'"{own.get_absolute_url()}"' not in page(client)


def test_strangers_log_in_first(client):
    for address in ("/comments/mine/", "/comments/mine/export/", "/comments/mine/erase/"):
        assert "/accounts/login/" in client.get(address)["Location"]


def test_everything_kept_can_be_taken_along(story, reader, moderator, login):
    comment, _new = posting.submit(story, by=reader, body="My words")
    posting.edit(comment, by=reader, body="My better words")
    moderation.reject(comment, by=moderator, reason="between us", code=ReasonCode.OFF_TOPIC, told="Off the subject.")
    other = factories.comment(story)
    votes.vote(other, True, by=reader)
    flags.flag(other, "spam", by=reader, note="My note")
    sanctions.take(MeasureKind.WARN, by=moderator, author=reader, code=ReasonCode.ABUSE, told="Mind your tone.")
    as_guest = factories.guest_comment(story, guest_email=reader.email, body="Before I had an account")
    response = login(reader).get("/comments/mine/export/")
    assert re.fullmatch(r'attachment; filename="my-comments-[\d-]{10}\.json"', response["Content-Disposition"])
    told = json.loads(response.content)
    assert told["account"]["display_name"] == "Rita Example"
    assert [each["text"] for each in told["comments"]] == ["My better words", as_guest.body]
    assert [(each["what"], each["told"], each["text_before"]) for each in told["comments"][0]["history"]] == [
        ("submit", "", ""),
        ("edit", "", "My words"),
        ("reject", "Off the subject.", ""),
    ]
    assert told["helpful_votes"][0]["comment"] == other.pk
    assert told["reports"][0]["note"] == "My note"
    assert told["measures"][0]["told"] == "Mind your tone."
    assert b"between us" not in response.content


def test_a_guest_reaches_the_same_page_by_a_link_from_a_letter(story, client):
    factories.guest_comment(story, guest_email="gus@example.org", body="Guest words", status=Status.PENDING)
    factories.guest_comment(story, guest_email="other@example.org", body="Other words", status=Status.PENDING)
    asked = client.post("/comments/mine/by-mail/", {"email": "Gus@Example.org"}, follow=True)
    (letter,) = mail.outbox
    assert letter.to == ["gus@example.org"]
    path = re.search(r"https?://[^/]+(/comments/mine/\S+)", letter.body).group(1)
    assert "gus" not in path
    html = page(client, path)
    assert "Guest words" in html
    assert "Other words" not in html
    told = json.loads(client.get(f"{path}export/").content)
    assert [each["text"] for each in told["comments"]] == ["Guest words"]

    mail.outbox.clear()
    unknown = client.post("/comments/mine/by-mail/", {"email": "nobody@example.org"}, follow=True)
    assert mail.outbox == []
    strip = re.compile(r'nonce="[^"]*"|csrf\S*')
    assert strip.sub("", unknown.content.decode()) == strip.sub("", asked.content.decode())


def test_a_guests_link_ends_after_two_days_and_cannot_be_made_up(story, client, time_machine):
    factories.guest_comment(story, guest_email="gus@example.org")
    link = guest_with_link("gus@example.org").place("mine")
    assert client.get(link.replace("/mine/", "/mine/x")).status_code == 404
    time_machine.move_to(timezone.now() + timedelta(hours=49))
    response = client.get(link)
    assert response.status_code == 410
    assert b"Ask for a new link" in response.content


def test_a_confirmation_link_is_no_key_to_the_page(story, client):
    comment = factories.guest_comment(story)
    assert client.get(f"/comments/mine/{confirmation_token(comment)}/").status_code == 404


def test_links_are_sent_a_few_times_an_hour_only(story, client):
    factories.guest_comment(story, guest_email="gus@example.org")
    answers = [client.post("/comments/mine/by-mail/", {"email": "gus@example.org"}).status_code for _n in range(6)]
    assert answers == [302] * 5 + [429]
    assert len(mail.outbox) == 5
    # The same for an address that nobody wrote with.
    answers = [client.post("/comments/mine/by-mail/", {"email": "no@example.org"}).status_code for _n in range(6)]
    assert answers == [302] * 5 + [429]


def test_the_guests_box_has_a_tick_for_letters(story, client):
    CommentSettings.objects.update_or_create(
        site=story.get_site(), defaults={"who_may_comment": CommentSettings.WhoMayComment.CONFIRMED_EMAIL}
    )
    html = page(client, f"/comments/write/{story.pk}/")
    assert "E-mail me when somebody answers" in html
    sent = {"body": "A guest’s words", "name": "Gus", "email": "Gus@Example.org", "wants_letters": "on"}
    client.post(f"/comments/write/{story.pk}/", sent)
    comment = story.reader_comments.get()
    assert comment.wants_letters
    assert comment.guest_email == "gus@example.org"
