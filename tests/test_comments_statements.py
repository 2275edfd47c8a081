"""An author learns why, in plain words first; the letter leaves time for an undo."""

from datetime import timedelta

import pytest

from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.roles import Role
from comments import decision_mail, flags, moderation, posting, sanctions, statements
from comments.measures import MeasureKind, ReasonCode
from comments.models import DecisionLetter, Status, Verb
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return factories.article("Light on glass")


@pytest.fixture
def reader():
    return factories.user()


@pytest.fixture
def moderator():
    return factories.user(Role.COMMENT_MODERATOR)


def some_minutes_later():
    DecisionLetter.objects.update(send_after=timezone.now() - timedelta(seconds=1))
    call_command("send_decision_letters")
    return mail.outbox


def page_of(client, comment, **expected):
    response = client.get(reverse("comments:decision", args=[comment.pk]))
    assert response.status_code == expected.get("status", 200)
    return response.content.decode()


# The page


def test_the_author_reads_what_was_decided_why_and_what_they_can_do(client, story, reader, moderator):
    comment = factories.comment(story, by=reader, body="You fool.")
    moderation.remove(comment, by=moderator, code=ReasonCode.ABUSE, told="Please argue with the text.")
    client.force_login(reader)
    page = page_of(client, comment)
    for words in (
        "We have taken your comment off the page.",
        "It insults or harasses somebody.",
        "Please argue with the text.",
        "You fool.",
        "Nobody had reported it.",
        "None. A person found the comment, and a person decided.",
        "out-of-court dispute settlement",
        "go to court",
        "Send appeal",
        "article 17",
    ):
        assert words in page
    assert str(moderator) not in page
    assert "no-store" in client.get(reverse("comments:decision", args=[comment.pk]))["Cache-Control"]


def test_a_report_by_readers_and_a_rule_that_held_are_told(story, reader, moderator):
    reported = factories.comment(story, by=reader)
    flags.flag(reported, "abuse", by=factories.user())
    moderation.remove(reported, by=moderator)
    assert "Readers had reported it" in statements.statement_on(reported).found
    held, _new = posting.submit(story, by=reader, body="Look at this, all of you.")
    arrival = held.history.get(verb=Verb.SUBMIT)
    type(arrival).objects.filter(pk=arrival.pk).update(rule="contains_link", reason="Contains a link")
    moderation.reject(held, by=moderator)
    statement = statements.statement_on(held)
    assert "Contains a link" in statement.found
    assert "It decided nothing: a person did." in statement.means


def test_nobody_learns_that_everything_of_theirs_is_held(story, reader, moderator):
    sanctions.take(MeasureKind.SHADOW, by=moderator, code=ReasonCode.SPAM, author=reader)
    comment, _new = posting.submit(story, by=reader, body="Cheap lashes here.")
    moderation.mark_spam(comment, by=moderator)
    statement = statements.statement_on(comment)
    assert "rule" not in statement.found
    assert statement.ground == "It reads like advertising."


def test_against_the_law_names_the_law(client, story, reader, moderator):
    comment = factories.comment(story, by=reader)
    moderation.remove(comment, by=moderator, code=ReasonCode.ILLEGAL, law="German Criminal Code, section 185")
    client.force_login(reader)
    assert "German Criminal Code, section 185" in page_of(client, comment)


def test_no_decision_is_kept_that_calls_something_illegal_without_naming_the_law(story, reader, moderator):
    comment = factories.comment(story, by=reader)
    with pytest.raises(IntegrityError), transaction.atomic():
        moderation.remove(comment, by=moderator, code=ReasonCode.ILLEGAL)
    with pytest.raises(IntegrityError), transaction.atomic():
        sanctions.take(MeasureKind.BAN, by=moderator, code=ReasonCode.ILLEGAL, author=reader)
    moderation.remove(comment, by=moderator, code=ReasonCode.ILLEGAL, law="German Criminal Code, section 185")


def test_what_moderators_and_readers_type_is_shown_as_text(client, story, reader, moderator):
    hostile = "<script>alert(1)</script>"
    comment = factories.comment(story, by=reader, body=hostile)
    moderation.remove(comment, by=moderator, code=ReasonCode.ILLEGAL, law=hostile, told=hostile)
    client.force_login(reader)
    page = page_of(client, comment)
    assert hostile not in page
    assert escape(hostile) in page
    some_minutes_later()
    assert hostile not in mail.outbox[-1].alternatives[0][0]


def test_other_people_find_nothing(client, story, reader, moderator):
    comment = factories.comment(story, by=reader)
    moderation.remove(comment, by=moderator)
    assert client.get(reverse("comments:decision", args=[comment.pk])).url.startswith("/accounts/login/")
    client.force_login(factories.user())
    page_of(client, comment, status=404)
    client.force_login(moderator)
    page_of(client, comment, status=404)


def test_where_nothing_is_decided_the_page_says_so(client, story, reader, moderator):
    comment = factories.comment(story, by=reader, status=Status.PENDING)
    client.force_login(reader)
    assert "Nothing is decided yet" in page_of(client, comment)
    action = moderation.reject(comment, by=moderator)
    assert "named no closer ground" in page_of(client, comment)
    moderation.undo(action, by=moderator)
    assert "Nothing is decided yet" in page_of(client, comment)


def test_the_authors_own_comment_below_the_story_leads_there(client, story, reader, moderator):
    comment = factories.comment(story, by=reader)
    moderation.remove(comment, by=moderator)
    client.force_login(reader)
    assert reverse("comments:decision", args=[comment.pk]) in client.get(story.url).content.decode()


# Letters


def test_the_letter_comes_a_few_minutes_after_a_removal(story, reader, moderator):
    comment = factories.comment(story, by=reader, body="You fool.")
    moderation.remove(comment, by=moderator, code=ReasonCode.ABUSE, told="Please argue with the text.")
    call_command("send_decision_letters")
    assert not mail.outbox
    (letter,) = some_minutes_later()
    assert letter.to == [reader.email]
    assert letter.subject == "About your comment"
    for words in (
        "Light on glass",
        "You fool.",
        "insults or harasses",
        "Please argue",
        f"/comments/{comment.pk}/decision/",
    ):
        assert words in letter.body
        assert words in letter.alternatives[0][0]
    assert len(some_minutes_later()) == 1


def test_an_undo_in_between_stops_the_letter(story, reader, moderator):
    comment = factories.comment(story, by=reader)
    moderation.undo(moderation.remove(comment, by=moderator), by=moderator)
    assert not some_minutes_later()
    assert not DecisionLetter.objects.exists()
    comment.refresh_from_db()
    moderation.remove(comment, by=moderator)
    moderation.approve(comment, by=moderator)
    assert not some_minutes_later()


@pytest.mark.parametrize(
    ("verb", "details", "letters"),
    [
        (Verb.REJECT, {"code": ReasonCode.OFF_TOPIC}, 1),
        (Verb.REJECT, {"told": "Not here."}, 1),
        (Verb.REJECT, {}, 0),
        (Verb.REJECT, {"code": ReasonCode.SPAM}, 0),
        (Verb.SPAM, {"code": ReasonCode.SPAM}, 0),
        (Verb.APPROVE, {}, 0),
    ],
)
def test_which_decisions_on_waiting_comments_are_worth_a_letter(story, reader, moderator, verb, details, letters):
    comment = factories.comment(story, by=reader, status=Status.PENDING)
    moderation.decide(comment, verb, by=moderator, **details)
    assert len(some_minutes_later()) == letters


def test_a_guest_gets_a_link_that_opens_the_page_and_nobody_elses(client, story, moderator):
    comment = factories.guest_comment(story, status=Status.APPROVED, body="From a guest.")
    moderation.remove(comment, by=moderator, code=ReasonCode.OFF_TOPIC)
    (letter,) = some_minutes_later()
    assert letter.to == [comment.guest_email]
    link = next(word for word in letter.body.split() if "/comments/decision/" in word)
    path = link[link.index("/comments/") :]
    assert "From a guest." in client.get(path).content.decode()
    assert client.get(path[:-3] + "xx/").status_code == 404
    assert client.get(reverse("comments:guest_decision", args=["nonsense"])).status_code == 404


def test_many_decisions_about_one_author_make_one_letter(story, reader, moderator):
    for _number in range(3):
        factories.comment(story, by=reader)
    sanctions.take(
        MeasureKind.BAN, by=moderator, code=ReasonCode.ABUSE, author=reader, told="Enough.", with_comments=True
    )
    letters = some_minutes_later()
    assert sorted(letter.subject for letter in letters) == ["About your comments", "You cannot comment at present"]
    ban = next(letter for letter in letters if letter.subject.startswith("You"))
    assert "Enough." in ban.body
    assert "insults or harassment" in ban.body


def test_nobody_is_written_to_about_silence(story, reader, moderator):
    sanctions.take(MeasureKind.SHADOW, by=moderator, code=ReasonCode.SPAM, author=reader, comment=None)
    assert not some_minutes_later()


def test_one_letters_trouble_holds_up_no_other(story, moderator, monkeypatch):
    for _number in range(2):
        moderation.remove(factories.comment(story), by=moderator)
    compose, calls = decision_mail.compose, []

    def broken_once(*args):
        calls.append(args)
        if len(calls) == 1:
            raise ValueError
        return compose(*args)

    monkeypatch.setattr(decision_mail, "compose", broken_once)
    assert len(some_minutes_later()) == 1
    assert DecisionLetter.objects.filter(sent_at=None, send_after__gt=timezone.now()).count() == 1
