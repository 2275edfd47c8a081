"""One appeal for each decision, answered by somebody else where there is somebody else."""

from datetime import timedelta

import pytest

from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from comments import moderation, statements
from comments.appealing import AppealRefused, appeal
from comments.appeals import TIME_TO_APPEAL, Appeal
from comments.models import DecisionLetter, ModerationAction, ReaderComment, Status
from comments.moderators import NotTheirs
from comments.states import Queue
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return factories.article()


@pytest.fixture
def moderator():
    return factories.user(Role.COMMENT_MODERATOR)


@pytest.fixture
def other():
    return factories.user(Role.COMMENT_MODERATOR)


@pytest.fixture
def removed(story, moderator):
    comment = factories.comment(story, by=factories.user())
    moderation.remove(comment, by=moderator)
    return comment


def fresh(comment):
    return ReaderComment.objects.get(pk=comment.pk)


def letters_later():
    mail.outbox.clear()
    DecisionLetter.objects.update(send_after=timezone.now() - timedelta(seconds=1))
    call_command("send_decision_letters")
    return mail.outbox


def test_an_appeal_puts_the_comment_into_the_queue_of_appeals(client, removed, moderator):
    client.force_login(removed.author)
    address = reverse("comments:decision", args=[removed.pk])
    response = client.post(address, {"text": "It was a joke among friends."}, follow=True)
    assert "Your appeal of" in response.content.decode()
    assert "Send appeal" not in response.content.decode()
    assert fresh(removed).queue == Queue.APPEALED
    client.force_login(moderator)
    screen = client.get(reverse("moderation:inspect", args=[removed.pk])).content.decode()
    assert "The author appeals" in screen
    assert "It was a joke among friends." in screen


def test_there_is_one_appeal_for_each_decision(removed, moderator, other):
    appeal(removed, "Look again.", by=removed.author)
    with pytest.raises(AppealRefused):
        appeal(removed, "And again.", by=removed.author)
    moderation.remove(removed, by=other)
    with pytest.raises(AppealRefused):
        appeal(fresh(removed), "And again.", by=removed.author)
    moderation.approve(removed, by=other)
    moderation.remove(removed, by=moderator)
    assert appeal(fresh(removed), "This is another decision.", by=removed.author).decision.actor == moderator


@pytest.mark.parametrize("by_approving", [True, False])
def test_the_author_is_told_the_outcome(client, removed, other, by_approving):
    appeal(removed, "Look again.", by=removed.author)
    letters_later()
    decide = moderation.approve if by_approving else moderation.remove
    answer = decide(removed, by=other, told="Thank you for your patience.")
    assert Appeal.objects.get().answer == answer
    assert Appeal.objects.get().is_granted == by_approving
    (letter,) = letters_later()
    assert letter.subject == "Your appeal is decided"
    assert ("You were right" in letter.body) == by_approving
    assert "Thank you for your patience." in letter.body
    client.force_login(removed.author)
    page = client.get(reverse("comments:decision", args=[removed.pk])).content.decode()
    assert ("on the page" if by_approving else "not granted") in page


def test_whoever_made_the_decision_leaves_the_answer_to_another(client, removed, moderator, other):
    appeal(removed, "Look again.", by=removed.author)
    with pytest.raises(NotTheirs):
        moderation.remove(fresh(removed), by=moderator)
    _batch, left_alone = moderation.decide_many(
        {removed.pk: "approve"}, by=moderator, seen={removed.pk: fresh(removed).version}
    )
    assert left_alone == [removed.pk]
    client.force_login(moderator)
    data = {"verb": "approve", "seen": fresh(removed).version}
    page = client.post(reverse("moderation:decide", args=[removed.pk]), data, follow=True).content.decode()
    assert "another moderator answers the appeal" in page
    assert fresh(removed).queue == Queue.APPEALED
    moderation.approve(fresh(removed), by=other)
    assert fresh(removed).status == Status.APPROVED


def test_a_house_with_one_moderator_answers_its_own_appeals(removed, moderator):
    appeal(removed, "Look again.", by=removed.author)
    moderation.approve(fresh(removed), by=moderator)
    assert Appeal.objects.get().is_granted


def test_undoing_the_answer_opens_the_appeal_again(removed, other):
    letters_later()
    appeal(removed, "Look again.", by=removed.author)
    moderation.undo(moderation.approve(fresh(removed), by=other), by=other)
    assert Appeal.objects.get().is_open
    assert fresh(removed).queue == Queue.APPEALED
    assert not letters_later()


def test_after_six_months_it_is_too_late_and_the_text_comes_back(client, removed):
    ModerationAction.objects.filter(verb="remove").update(at=timezone.now() - TIME_TO_APPEAL)
    client.force_login(removed.author)
    response = client.post(reverse("comments:decision", args=[removed.pk]), {"text": "Only now I have time."})
    assert response.status_code == 409
    assert "Only now I have time." in response.content.decode()
    assert "cannot be appealed here any more" in response.content.decode()
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
def test_an_empty_or_endless_appeal_comes_back(client, removed, text):
    client.force_login(removed.author)
    response = client.post(reverse("comments:decision", args=[removed.pk]), {"text": text})
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert text.strip() in response.content.decode()
    assert not Appeal.objects.exists()


def test_guests_appeal_by_their_link(client, story, moderator):
    comment = factories.guest_comment(story, status=Status.APPROVED)
    moderation.remove(comment, by=moderator)
    response = client.post(statements.decision_path(comment), {"text": "Why?"}, follow=True)
    assert "Your appeal of" in response.content.decode()
    assert fresh(comment).queue == Queue.APPEALED


def test_nobody_appeals_for_somebody_else(client, removed):
    client.force_login(factories.user())
    assert client.post(reverse("comments:decision", args=[removed.pk]), {"text": "Why?"}).status_code == 404
    assert not Appeal.objects.exists()
