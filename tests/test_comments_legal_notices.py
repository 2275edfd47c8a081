"""Whoever says that something is against the law hears that we have the notice, and what came of it."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from cms.settings import base
from comments import erasing, moderation, posting
from comments.flags import CommentFlag
from comments.legal_notices import report
from comments.measures import ReasonCode
from comments.models import DecisionLetter, ReaderComment
from comments.retention import forget_old
from planning.management.commands import worker
from tests import factories

pytestmark = pytest.mark.django_db

IVY = {"name": "Ivy Example", "email": "ivy@example.org", "in_good_faith": True}


@pytest.fixture
def author():
    return factories.user(display_name="Rita Example", email="rita@example.org")


@pytest.fixture
def comment(author):
    return factories.comment(factories.article("Light on glass"), by=author, body="A quokka of a claim.")


@pytest.fixture
def moderator():
    return factories.user(Role.COMMENT_MODERATOR)


def notice(comment, **details):
    details = IVY | {"network": "a visitor", "note": "It names my doctor."} | details
    return report(comment, "illegal", **details)


def fresh(comment):
    return ReaderComment.objects.get(pk=comment.pk)


def letters_later():
    """The letters that go out once the time to undo is over."""
    mail.outbox.clear()
    DecisionLetter.objects.update(send_after=timezone.now() - timedelta(seconds=1))
    call_command("send_decision_letters")
    return mail.outbox


def both_parts(letter):
    return letter.subject + letter.body + letter.alternatives[0][0]


def assert_says_nothing_of_the_author(letter):
    for secret in ("Rita", "rita@", "quokka"):
        assert secret not in both_parts(letter)


# That we have it


def test_the_form_brings_a_letter_that_we_have_it(client, comment):
    fields = {"reason": "illegal", "note": "It names my doctor.", "name": "Ivy Example", "email": "ivy@example.org"}
    client.post(reverse("comments:report", args=[comment.pk]), fields | {"in_good_faith": "on"})
    (letter,) = mail.outbox
    assert letter.to == ["ivy@example.org"]
    assert letter.subject == "We have your report"
    for words in ("Light on glass", f"/comments/{comment.pk}/", "A moderator, not a program", "against the law"):
        assert words in letter.body
        assert words in letter.alternatives[0][0]
    assert "doctor" not in both_parts(letter)
    assert_says_nothing_of_the_author(letter)


def test_readers_with_an_account_are_written_to_at_its_address(comment):
    reader = factories.user(email="olga@example.org")
    report(comment, "illegal", by=reader, note="It names my doctor.", in_good_faith=True)
    assert [letter.to for letter in mail.outbox] == [["olga@example.org"]]


@pytest.mark.parametrize("details", [{"email": ""}, {"reason": "abuse"}])
def test_other_reports_bring_no_letter(comment, moderator, details):
    details = {"reason": "illegal", "network": "a visitor", "note": "x"} | IVY | details
    report(comment, details.pop("reason"), **details)
    moderation.remove(fresh(comment), by=moderator, code=ReasonCode.SPAM)
    assert not mail.outbox
    assert not letters_later()


def test_the_same_report_sent_twice_brings_one_letter(comment):
    assert notice(comment)
    assert notice(comment) is None
    assert len(mail.outbox) == 1


def test_nobodys_letter_box_is_filled_by_others(client, comment, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"comment_notice": "1/m/key"}
    fields = {"reason": "illegal", "note": "My note", "email": "ivy@example.org", "in_good_faith": "on"}
    client.post(reverse("comments:report", args=[comment.pk]), fields)
    answer = client.post(reverse("comments:report", args=[factories.comment(comment.article).pk]), fields)
    assert answer.status_code == 429
    assert "My note" in answer.content.decode()
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_down_loses_nothing(comment, settings):
    settings.TASKS = base.TASKS
    settings.EMAIL_BACKEND = "cms.mail.QueuedEmailBackend"
    notice(comment)
    waiting = DBTaskResult.objects.get()
    assert waiting.args_kwargs["args"][0]["to"] == ["ivy@example.org"]


# What came of it


@pytest.mark.parametrize(
    ("decide", "words"), [("approve", "leaves the comment on the page"), ("remove", "taken the comment off the page")]
)
def test_the_outcome_is_told_once_with_the_ways_to_object(comment, moderator, decide, words):
    notice(comment)
    getattr(moderation, decide)(fresh(comment), by=moderator)
    call_command("send_decision_letters")
    assert len(mail.outbox) == 1  # there is time to undo
    letter = next(letter for letter in letters_later() if letter.to == ["ivy@example.org"])
    assert letter.subject == "Your report is decided"
    for expected in (words, "Light on glass", "out-of-court dispute settlement", "go to court", "A person decided"):
        assert expected in letter.body
        assert expected in letter.alternatives[0][0]
    assert_says_nothing_of_the_author(letter)
    assert str(moderator) not in both_parts(letter)
    assert not letters_later()


def test_an_undo_stops_the_letter_and_the_next_decision_brings_another(comment, moderator):
    notice(comment)
    moderation.undo(moderation.approve(fresh(comment), by=moderator), by=moderator)
    assert not letters_later()
    moderation.approve(fresh(comment), by=moderator)
    assert len(letters_later()) == 1
    moderation.undo(fresh(comment).history.latest("version"), by=moderator)
    moderation.remove(fresh(comment), by=moderator)
    told = [letter for letter in letters_later() if letter.to == ["ivy@example.org"]]
    assert ["taken the comment off" in letter.body for letter in told] == [True]


def test_what_was_decided_before_is_told_anew(comment, moderator):
    notice(comment)
    moderation.approve(fresh(comment), by=moderator)
    notice(comment, network="another visitor", email="pia@example.org")
    assert sorted(letter.to[0] for letter in letters_later()) == ["ivy@example.org", "pia@example.org"]


@pytest.mark.parametrize("how", ["withdrawn", "erased"])
def test_where_the_author_was_quicker_that_is_told_at_once_and_no_more(comment, author, how):
    notice(comment)
    mail.outbox.clear()
    if how == "withdrawn":
        posting.withdraw(fresh(comment), by=author)
    erasing.erase(author=author)
    (letter,) = mail.outbox
    assert "not on the page any more" in letter.body
    assert f"/comments/{comment.pk}/" not in letter.body
    assert_says_nothing_of_the_author(letter)
    assert not letters_later()


def test_an_address_is_kept_until_its_letter_has_gone(comment, moderator):
    notice(comment)
    CommentFlag.objects.update(at=timezone.now() - timedelta(days=99))
    moderation.approve(fresh(comment), by=moderator)
    forget_old()
    assert len(letters_later()) == 1
    forget_old()
    flag = CommentFlag.objects.get()
    assert (flag.name, flag.email, flag.note) == ("", "", "")


def test_who_has_themselves_erased_gets_no_more_letters(comment, moderator):
    notice(comment)
    moderation.approve(fresh(comment), by=moderator)
    erasing.erase(guest_email="ivy@example.org")
    assert not letters_later()
    assert not DecisionLetter.objects.exists()


def test_the_worker_sends_them(comment, moderator):
    notice(comment)
    moderation.approve(fresh(comment), by=moderator)
    mail.outbox.clear()
    DecisionLetter.objects.update(send_after=timezone.now())
    worker.send_notices()
    assert [letter.to for letter in mail.outbox] == [["ivy@example.org"]]
