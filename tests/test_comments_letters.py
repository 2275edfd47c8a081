"""Who is told by e-mail that somebody answered, when, and how they end it."""

import re
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail.models import Page

from accounts.roles import Role
from comments import moderation, posting, reply_letters, sanctions
from comments.letters import ReplyNotice, ReplyPreference
from comments.measures import MeasureKind, ReasonCode
from comments.models import Status
from notices.models import Frequency
from tests import factories

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> {{ secret }} %(name)s"


@pytest.fixture
def story():
    return factories.article("Light on glass")


@pytest.fixture
def moderator(staff):
    return staff[Role.COMMENT_MODERATOR]


@pytest.fixture
def asked(story):
    """A comment whose writer wants to hear of each reply."""
    reader = factories.user(display_name="Rita Example")
    ReplyPreference.of(reader).choose(Frequency.EACH)
    return factories.comment(story, by=reader, body="Does the glass matter?")


def later(minutes=3):
    """Do what the worker does, some minutes on."""
    for notice in ReplyNotice.objects.filter(sent_at=None):
        notice.send_after -= timedelta(minutes=minutes)
        notice.save()
    call_command("send_reply_letters")
    return mail.outbox


def answer(comment, moderator, **fields):
    """A reply that a moderator has approved."""
    reply = factories.comment(comment.article, reply_to=comment, status=Status.PENDING, **fields)
    moderation.approve(reply, by=moderator)
    return reply


def test_nobody_is_told_of_a_reply_before_it_is_approved(asked, moderator):
    reply = factories.comment(asked.article, reply_to=asked, status=Status.PENDING, body="Less than the sun.")
    assert later() == []
    moderation.approve(reply, by=moderator)
    call_command("send_reply_letters")
    assert mail.outbox == []  # the moderator may think better of it
    (letter,) = later()
    assert letter.to == [asked.author.email]
    assert letter.subject == f"{reply.author.display_name} answered your comment on “Light on glass”"
    html = letter.alternatives[0][0]
    for text in (letter.body, html):
        assert "Does the glass matter?" in text
        assert "Less than the sun." in text
        assert reply.get_absolute_url() in text


def test_what_staff_write_is_told_as_well(asked, staff):
    posting.submit(asked.article, by=staff[Role.WRITER], body="It does.", reply_to=asked.pk)
    assert len(later()) == 1


def test_nobody_is_told_twice(asked, moderator):
    reply = answer(asked, moderator)
    assert len(later()) == 1
    removal = moderation.remove(reply, by=moderator)
    moderation.undo(removal, by=moderator)
    assert len(later()) == 1


def test_a_decision_taken_back_in_time_was_never_told_and_made_again_is_told_once(asked, moderator):
    reply = answer(asked, moderator)
    moderation.undo(reply.history.latest("version"), by=moderator)
    moderation.approve(reply, by=moderator)
    moderation.remove(reply, by=moderator)
    assert later() == []
    assert not ReplyNotice.objects.exists()
    moderation.approve(reply, by=moderator)
    assert len(later()) == 1


def test_replies_that_come_together_stand_in_one_letter(asked, moderator):
    for words in ("First.", "Second."):
        answer(asked, moderator, body=words)
    (letter,) = later()
    assert letter.subject == "2 answers to your comment on “Light on glass”"
    assert "First." in letter.body
    assert "Second." in letter.body


def test_accounts_that_never_chose_get_no_letter(story, moderator):
    answer(factories.comment(story), moderator)
    assert later() == []


def test_nobody_hears_of_their_own_replies(asked, moderator):
    answer(asked, moderator, by=asked.author)
    answer(asked, moderator, by=None, guest_name="Rita", guest_email=asked.author.email)
    assert later() == []


@pytest.mark.parametrize("gone", ["withdrawn", "story taken down", "account closed to log-in", "comment removed"])
def test_a_letter_that_has_lost_its_sense_is_dropped(asked, moderator, gone):
    reply = answer(asked, moderator)
    if gone == "withdrawn":
        posting.withdraw(reply, by=reply.author)
    elif gone == "story taken down":
        asked.article.unpublish()
    elif gone == "comment removed":
        moderation.remove(asked, by=moderator)
    else:
        asked.author.is_active = False
        asked.author.save()
    assert later() == []


def test_a_banned_writer_gets_no_letter(asked, moderator):
    sanctions.take(MeasureKind.BAN, by=moderator, code=ReasonCode.ABUSE, author=asked.author)
    answer(asked, moderator)
    assert later() == []


def test_a_digest_comes_once_a_day_with_everything(story, moderator):
    reader = factories.user()
    ReplyPreference.of(reader).choose(Frequency.DIGEST)
    other = factories.article("A balm & more")
    for place in (story, other):
        answer(factories.comment(place, by=reader), moderator)
    assert later() == []
    ReplyNotice.objects.update(send_after=timezone.now())
    (letter,) = later()
    assert letter.subject == "Your day: 2 answers"
    assert "A balm & more" in letter.body
    assert "Light on glass" in letter.body


def test_a_choice_holds_for_what_waits(asked, moderator):
    answer(asked, moderator)
    ReplyPreference.of(asked.author).choose(Frequency.DIGEST)
    assert ReplyNotice.objects.get().in_digest
    ReplyPreference.of(asked.author).choose(Frequency.NONE)
    assert not ReplyNotice.objects.exists()


def test_guests_are_told_if_they_ticked_the_box(story, moderator):
    for wants in (True, False):
        comment = factories.guest_comment(
            story, status=Status.APPROVED, wants_letters=wants, guest_email=f"{wants}@example.org"
        )
        answer(comment, moderator)
    assert [letter.to for letter in later()] == [["True@example.org"]]


def test_hostile_names_and_words_are_text(asked, moderator):
    title = f"Glass\r\nBcc: everybody@example.org {HOSTILE}"
    Page.objects.filter(pk=asked.article_id).update(title=title)
    answer(asked, moderator, body=HOSTILE, by=factories.user(display_name=HOSTILE))
    (letter,) = later()
    assert "\n" not in letter.subject
    assert HOSTILE in letter.body
    html = letter.alternatives[0][0]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    letter.message().as_bytes()


def test_one_click_unsubscribes_without_log_in_or_token_and_opening_the_page_does_not(asked, moderator):
    answer(asked, moderator)
    (letter,) = later()
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.fullmatch(r"<https?://[^/]+(/.+)>", letter.extra_headers["List-Unsubscribe"]).group(1)
    strict = Client(enforce_csrf_checks=True)
    assert "<button" in strict.get(path).content.decode()
    assert ReplyPreference.objects.get().replies == Frequency.EACH
    response = strict.post(path, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert ReplyPreference.objects.get().replies == Frequency.NONE


def test_a_guest_unsubscribes_for_all_comments_of_the_address(story, client):
    comment, other = (
        factories.guest_comment(story, guest_email="gus@example.org", wants_letters=True) for _each in range(2)
    )
    client.post(f"/comments/letters/stop/{reply_letters.stop_token(comment)}/")
    other.refresh_from_db()
    assert not other.wants_letters


def test_a_made_up_link_unsubscribes_nobody(client):
    assert client.post("/comments/letters/stop/made-up/").status_code == 404


def test_readers_choose_on_their_account_page(login):
    reader = factories.user()
    client = login(reader)
    assert 'href="/comments/letters/"' in client.get("/accounts/").content.decode()
    client.post("/comments/letters/", {"replies": Frequency.DIGEST})
    assert ReplyPreference.objects.get(user=reader).replies == Frequency.DIGEST
    html = " ".join(client.get("/comments/letters/").content.decode().split())
    assert re.search(r'value="digest"[^>]* checked', html)


def test_a_letter_that_cannot_be_written_holds_up_no_other(asked, moderator, monkeypatch):
    other = factories.guest_comment(asked.article, status=Status.APPROVED, wants_letters=True)
    answer(asked, moderator)
    answer(other, moderator)
    real = reply_letters.letter

    def broken(replies, **more):
        if replies[0].parent_id == asked.pk:
            raise RuntimeError("no letter")
        return real(replies, **more)

    monkeypatch.setattr(reply_letters, "letter", broken)
    assert [letter.to for letter in later()] == [[other.guest_email]]
    monkeypatch.undo()
    assert len(later(minutes=70)) == 2


def test_letters_wait_in_the_mail_queue_of_the_same_transaction(asked, moderator, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_BACKEND = "cms.mail.QueuedEmailBackend"
    answer(asked, moderator)
    later()
    assert DBTaskResult.objects.get().args_kwargs["args"][0]["to"] == [asked.author.email]
    assert ReplyNotice.objects.get().sent_at


def test_approving_many_replies_asks_the_database_no_more_often(asked, moderator):
    def queries(number):
        replies = [factories.comment(asked.article, reply_to=asked, status=Status.PENDING) for _each in range(number)]
        seen = {reply.pk: 1 for reply in replies}
        with CaptureQueriesContext(connection) as found:
            moderation.decide_many(dict.fromkeys(seen, "approve"), by=moderator, seen=seen)
        return len(found)

    queries(1)  # what is asked once only
    assert queries(2) == queries(12)
