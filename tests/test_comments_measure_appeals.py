"""One appeal against each measure that is told, answered by somebody else where there is somebody else."""

from datetime import timedelta

import pytest

from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from wagtail.models import ModelLogEntry

from accounts.roles import Role
from comments import erasing, measure_appeals, moderation, sanctions
from comments.appeals import TIME_TO_APPEAL, AppealRefused, MeasureAppeal
from comments.measures import AuthorMeasure, MeasureKind, ReasonCode
from comments.mine import export
from comments.models import DecisionLetter, ReaderComment, Status, TopicModerator
from comments.moderators import NotTheirs
from comments.writers import Writer
from tests import factories

pytestmark = pytest.mark.django_db

APPEALS = "/admin/comments/review/?queue=appealed"


@pytest.fixture
def reader():
    return factories.user(display_name="Rita Example")


@pytest.fixture
def moderator():
    return factories.user(Role.COMMENT_MODERATOR)


@pytest.fixture
def other():
    return factories.user(Role.COMMENT_MODERATOR)


@pytest.fixture
def comment(reader):
    return factories.comment(factories.article(), by=reader, body="You fool.")


@pytest.fixture
def ban(comment, moderator):
    return take(comment, moderator)


def take(comment, by, kind=MeasureKind.BAN, **details):
    details = {"code": ReasonCode.ABUSE, "told": "Enough.", "guest_email": comment.guest_email} | details
    return sanctions.take(kind, by=by, author=comment.author, comment=comment, **details)


def text(response):
    return response.content.decode()


def page_of(measure):
    return reverse("comments:measure", args=[measure.pk])


def screen_of(measure):
    return reverse("moderation:measure_appeal", args=[measure.pk])


# The page, and appealing


def test_the_author_reads_what_was_decided_and_appeals_once(client, ban, reader, moderator):
    client.force_login(reader)
    page = text(client.get(page_of(ban)))
    for words in (
        "You cannot comment here any more.",
        "insults or harassment",
        "Enough.",
        "You fool.",
        "Nobody had reported it.",
        "It has no end date.",
        "A person decided.",
        "out-of-court dispute settlement",
        "Send appeal",
    ):
        assert words in page
    assert str(moderator) not in page
    page = text(client.post(page_of(ban), {"text": "It was a joke among friends."}, follow=True))
    assert "Your appeal of" in page
    assert "Send appeal" not in page
    again = client.post(page_of(ban), {"text": "And another thing."})
    assert again.status_code == 409
    assert "And another thing." in text(again)
    assert MeasureAppeal.objects.get().text == "It was a joke among friends."


@pytest.mark.parametrize("place", ["comments:mine", "write"])
def test_the_way_there_stands_wherever_the_measure_is_told(client, ban, comment, reader, place):
    client.force_login(reader)
    address = reverse("comments:write", args=[comment.article_id]) if place == "write" else reverse(place)
    assert f'href="{page_of(ban)}"' in text(client.get(address))


def test_the_letter_leads_there_guests_by_a_link_of_their_own(client, moderator):
    comment = factories.guest_comment(factories.article(), status=Status.APPROVED)
    take(comment, moderator)
    DecisionLetter.objects.update(send_after=timezone.now())
    call_command("send_decision_letters")
    (letter,) = mail.outbox
    link = next(word for word in letter.body.split() if "/comments/measures/" in word)
    path = link[link.index("/comments/") :]
    assert path in letter.alternatives[0][0]
    assert "Your appeal of" in text(client.post(path, {"text": "Why me?"}, follow=True))
    assert client.get(path[:-3] + "xx/").status_code == 404


def test_silence_is_not_told_here_either(client, comment, reader, moderator):
    measure = take(comment, moderator, MeasureKind.SHADOW, code=ReasonCode.SPAM)
    client.force_login(reader)
    assert client.get(page_of(measure)).status_code == 404
    assert client.post(page_of(measure), {"text": "Am I held?"}).status_code == 404
    with pytest.raises(AppealRefused):
        measure_appeals.appeal(measure, "Am I held?")


def test_nobody_appeals_for_somebody_else_too_late_or_against_what_is_lifted(client, ban, reader, moderator):
    client.force_login(factories.user())
    assert client.post(page_of(ban), {"text": "Let her."}).status_code == 404
    client.force_login(reader)
    assert client.post(page_of(ban), {"text": " "}).status_code == 400
    AuthorMeasure.objects.update(at=timezone.now() - TIME_TO_APPEAL)
    assert client.post(page_of(ban), {"text": "Only now I have time."}).status_code == 409
    AuthorMeasure.objects.update(at=timezone.now())
    sanctions.lift(ban, by=moderator)
    assert client.post(page_of(ban), {"text": "Too late."}).status_code == 409
    assert "has lifted it" in text(client.get(page_of(ban)))
    assert not MeasureAppeal.objects.exists()


# The queue, and answering


def test_the_queue_of_appeals_shows_it_and_counts_it(client, ban, other):
    measure_appeals.appeal(ban, "It was a joke among friends.")
    client.force_login(other)
    for address in ("/admin/comments/review/", APPEALS, "/admin/comments/queue/appealed/"):
        page = text(client.get(address))
        assert screen_of(ban) in page
        assert "It was a joke among friends." in page
        assert "Appeals (1)" in page
        assert "Comments (1)" in page
    assert client.get(reverse("moderation:waiting")).json()["waiting"] == 1
    assert screen_of(ban) in text(client.get(reverse("moderation:measures") + "?state=appealed"))


def test_lifting_is_logged_and_told(client, ban, reader, other):
    measure_appeals.appeal(ban, "It was a joke among friends.")
    client.force_login(other)
    page = text(client.post(screen_of(ban), {"answer": "lift", "told": "We misread you."}, follow=True))
    assert "The measure is lifted." in page
    assert screen_of(ban) not in page
    ban.refresh_from_db()
    assert ban.lifted_by == other
    assert (ban.appeal.is_granted, ban.appeal.answered_by) == (True, other)
    assert ModelLogEntry.objects.filter(action="comments.lift", user=other).count() == 1
    (letter,) = mail.outbox
    assert letter.to == [reader.email]
    assert "You were right" in letter.body
    assert "We misread you." in letter.body
    client.force_login(reader)
    assert "Your appeal is granted" in text(client.get(page_of(ban)))


def test_letting_it_stand_is_logged_and_told_as_well(client, ban, reader, other):
    measure_appeals.appeal(ban, "It was a joke among friends.")
    client.force_login(other)
    client.post(screen_of(ban), {"answer": "refuse", "told": "It was no joke."})
    ban.refresh_from_db()
    assert ban.is_in_force
    assert ModelLogEntry.objects.filter(action="comments.refuse_appeal", user=other).count() == 1
    (letter,) = mail.outbox
    assert "come to the same view" in letter.body
    assert page_of(ban) in letter.body
    answer = client.post(screen_of(ban), {"answer": "lift"})
    assert answer.status_code == 409
    assert len(mail.outbox) == 1


def test_its_comments_come_back_where_that_is_chosen(client, comment, moderator, other):
    measure = take(comment, moderator, with_comments=True)
    measure_appeals.appeal(measure, "All of it?")
    client.force_login(other)
    assert "bring back 1 comment" in text(client.get(screen_of(measure)))
    client.post(screen_of(measure), {"answer": "lift_all"})
    assert ReaderComment.objects.get(pk=comment.pk).is_approved


def test_whoever_took_the_measure_leaves_the_answer_to_another(client, ban, moderator, other):
    measure_appeals.appeal(ban, "It was a joke among friends.")
    with pytest.raises(NotTheirs):
        measure_appeals.refuse(ban, by=moderator)
    client.force_login(moderator)
    assert 'name="answer"' not in text(client.get(screen_of(ban)))
    answer = client.post(screen_of(ban), {"answer": "lift", "told": "My words"})
    assert answer.status_code == 400
    assert "My words" in text(answer)
    ban.refresh_from_db()
    assert ban.is_in_force


def test_a_house_with_one_moderator_answers_its_own(client, ban, moderator):
    measure_appeals.appeal(ban, "It was a joke among friends.")
    client.force_login(moderator)
    client.post(screen_of(ban), {"answer": "lift"})
    ban.refresh_from_db()
    assert ban.appeal.is_granted


def test_to_lift_it_in_any_other_way_grants_the_appeal(comment, moderator, other):
    measure = take(comment, moderator, with_comments=True)
    measure_appeals.appeal(measure, "All of it?")
    moderation.undo_many(measure.batch, by=other)
    measure.refresh_from_db()
    assert measure.appeal.is_granted
    assert ["You were right" in letter.body for letter in mail.outbox] == [True]


def test_readers_answer_nothing_and_moderators_of_other_topics_see_nothing(client, ban, reader, other):
    measure_appeals.appeal(ban, "It was a joke among friends.")
    with pytest.raises(PermissionDenied):
        measure_appeals.refuse(ban, by=reader)
    TopicModerator.objects.create(user=other, topic=factories.topic("Hair"))
    client.force_login(other)
    for address in (APPEALS, screen_of(ban)):
        assert "joke among friends" not in text(client.get(address, follow=True))


# Words


def test_the_words_are_the_authors_to_take_along_and_to_erase(ban, reader, other):
    measure_appeals.appeal(ban, "It was a joke among friends.")
    measure_appeals.refuse(ban, by=other, told="No joke, Rita.")
    assert export(Writer(account=reader))["measures"][0]["appeal"] == "It was a joke among friends."
    erasing.erase(author=reader)
    appeal = MeasureAppeal.objects.get()
    assert (appeal.text, appeal.told) == ("", "")


def test_hostile_words_are_shown_as_text(client, ban, other):
    hostile = "<img src=x onerror=alert(1)>"
    measure_appeals.appeal(ban, hostile)
    client.force_login(other)
    for address in (APPEALS, screen_of(ban)):
        assert hostile not in text(client.get(address))
    client.post(screen_of(ban), {"answer": "refuse", "told": hostile})
    assert hostile not in mail.outbox[-1].alternatives[0][0]


def test_a_measure_that_has_ended_can_still_be_called_wrong(ban, other):
    AuthorMeasure.objects.update(ends_at=timezone.now() - timedelta(minutes=1))
    measure_appeals.appeal(ban, "It was wrong all the same.")
    sanctions.lift(ban, by=other)
    assert MeasureAppeal.objects.get().is_granted
