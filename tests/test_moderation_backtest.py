"""Trying rules on comments that were decided long ago."""

from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from comments import posting
from comments.models import ReaderComment, ScreeningNote, Status
from moderation.backtest import shadow_tallies, tried
from screening.models import HouseWord, RuleSetting
from screening.pipeline import profile_book
from screening.rulebook import current_book
from screening.rules.rule import Mode, Profile
from tests import factories

pytestmark = pytest.mark.django_db

SHOUTING = "THIS PRODUCT RUINED MY WHOLE SUMMER"
LINK = "Read more at https://lashes.example/offer"


@pytest.fixture
def story():
    return factories.article()


@pytest.fixture
def editor(client):
    person = factories.user(Role.MANAGING_EDITOR)
    client.force_login(person)
    return person


def all_off(**rules):
    return {name: (Mode.OFF, number) for name, (_mode, number) in profile_book(Profile.OPEN).items()} | rules


def as_posted(book, **more):
    posted = {f"{name}-mode": mode.value for name, (mode, _number) in book.items()}
    return posted | {f"{name}-number": number for name, (_mode, number) in book.items() if number is not None} | more


def text(response):
    return response.content.decode()


def test_each_rule_says_what_it_would_have_held_and_what_became_of_it(story):
    factories.comment(story, body=SHOUTING)
    factories.comment(story, body=SHOUTING, status=Status.SPAM)
    factories.comment(story, body=LINK, status=Status.REJECTED)
    factories.comment(story, body="Does it sting?")
    factories.comment(story, body=SHOUTING, status=Status.PENDING)
    book = all_off(capitals=(Mode.HOLD, 70), contains_link=(Mode.SHADOW, 0))
    trial = tried(book, all_off())
    assert (trial.comments, trial.turned_down) == (4, 2)
    assert {name: (t.held, t.approved, t.turned_down) for name, t in trial.by_rule.items()} == {
        "capitals": (2, 1, 1),
        "contains_link": (1, 0, 1),
    }
    assert (trial.proposed.held, trial.proposed.precision) == (2, 50)
    assert (trial.today.held, trial.today.precision) == (0, None)


def test_the_worst_disagreements_are_shown(story):
    wrong = factories.comment(story, body=SHOUTING)
    missed = factories.comment(story, body="Subscribe to my channel", status=Status.SPAM)
    harmless = factories.comment(story, body="Does it sting?", status=Status.REJECTED)
    trial = tried(all_off(capitals=(Mode.HOLD, 70)), all_off())
    assert trial.wrongly_held == [wrong]
    assert trial.let_through == [missed, harmless]


def test_what_only_the_form_could_tell_is_taken_from_the_notes_of_then(story):
    quick = factories.comment(story, status=Status.SPAM)
    ScreeningNote.objects.create(comment=quick, rule="too_quick", outcome="hold", sentence="Sent 1 second after")
    factories.comment(story)
    trial = tried(all_off(too_quick=(Mode.HOLD, 3)), all_off())
    assert trial.by_rule["too_quick"].held == 1


def test_an_author_is_seen_as_on_the_day_of_writing(story):
    reader, now = factories.user(), timezone.now()
    first = factories.comment(story, by=reader, created_at=now - timedelta(days=9))
    factories.comment(story, by=reader, created_at=now - timedelta(days=1))
    trial = tried(all_off(new_commenter=(Mode.HOLD, 1)), all_off())
    assert trial.by_rule["new_commenter"].held == 1
    assert trial.wrongly_held == [first]


def test_many_refusals_before_count_as_poor_history(story):
    reader, now = factories.user(), timezone.now()
    for day in range(4):
        factories.comment(story, by=reader, status=Status.SPAM, created_at=now - timedelta(days=10 - day))
    trial = tried(all_off(poor_history=(Mode.HOLD, 50)), all_off())
    assert trial.by_rule["poor_history"].held == 1  # the fourth: three were decided by then


def test_staff_and_the_rule_that_holds_everything_are_left_out(story):
    posting.submit(story, by=factories.user(Role.WRITER), body="From the desk")
    factories.comment(story)
    trial = tried(all_off(everyone_waits=(Mode.HOLD, None)), all_off())
    assert trial.comments == 1
    assert trial.proposed.held == 0


def test_a_word_is_tried_without_being_listed(story):
    factories.comment(story, body="What a flump", status=Status.REJECTED)
    book = all_off(suspect_words=(Mode.HOLD, None), blocked_words=(Mode.HOLD, None))
    assert tried(book, book).proposed.held == 0
    assert tried(book, book, "Flump", "suspect").by_rule["suspect_words"].held == 1
    assert tried(book, book, "flump", "blocked").by_rule["blocked_words"].held == 1
    assert not HouseWord.objects.exists()


def test_a_word_can_be_tried_as_fine(story):
    factories.comment(story, body="The con artist look")
    book = all_off(suspect_words=(Mode.HOLD, None))
    assert tried(book, book).proposed.held == 1
    assert tried(book, book, "con artist", "allowed").proposed.held == 0


def test_the_number_of_queries_does_not_grow(story, django_assert_num_queries):
    book = profile_book(Profile.STRICT)
    for _number in range(25):
        factories.comment(story, status=Status.REJECTED)
    with django_assert_num_queries(5):
        tried(book, profile_book(Profile.OPEN))


def test_shadow_notes_are_counted_with_what_moderators_decided(story):
    for status in (Status.APPROVED, Status.SPAM, Status.PENDING):
        comment = factories.comment(story, status=status)
        ScreeningNote.objects.create(comment=comment, rule="capitals", outcome="hold", sentence="90 %", shadow=True)
    old = factories.comment(story, created_at=timezone.now() - timedelta(days=31))
    ScreeningNote.objects.create(comment=old, rule="capitals", outcome="hold", sentence="90 %", shadow=True)
    assert shadow_tallies() == {"capitals": [3, 1, 1]}


# The screen


def test_trying_shows_what_would_happen_and_changes_nothing(client, editor, story):
    factories.comment(story, body=SHOUTING)
    book = current_book() | {"capitals": (Mode.HOLD, 44)}
    page = text(client.post(reverse("moderation:rules"), as_posted(book, **{"try": "1"})))
    assert "Tried on past comments" in page
    assert "THIS PRODUCT RUINED" in page
    assert 'value="44"' in page
    assert "Save rules" in page
    assert not RuleSetting.objects.exists()


def test_trying_a_wrong_number_marks_the_field(client, editor):
    posted = as_posted(current_book(), **{"try": "1"}) | {"capitals-number": "-1"}
    page = text(client.post(reverse("moderation:rules"), posted))
    assert "Nothing was changed" in page
    assert "Tried on past comments" not in page


def test_a_house_without_decisions_is_told_so(client, editor):
    page = text(client.post(reverse("moderation:rules"), as_posted(current_book(), **{"try": "1"})))
    assert "No comment has been decided yet" in page


def test_what_readers_typed_is_shown_as_text(client, editor, story):
    factories.comment(story, body="<script>alert(1)</script> SHOUTING WITHOUT ANY REASON")
    page = text(client.post(reverse("moderation:rules"), as_posted(current_book(), word="<b>x", **{"try": "1"})))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>x" not in page


def test_the_screen_tells_what_a_rule_in_shadow_has_noted(client, editor, story):
    comment = factories.comment(story, status=Status.SPAM)
    ScreeningNote.objects.create(comment=comment, rule="capitals", outcome="hold", sentence="90 %", shadow=True)
    page = " ".join(text(client.get(reverse("moderation:rules"))).split())
    assert "In shadow it noted 1 comments of the last 30 days: 0 were approved, 1 turned down." in page


def test_only_managing_editors_try_rules(client, story):
    client.force_login(factories.user(Role.COMMENT_MODERATOR))
    assert client.post(reverse("moderation:rules"), as_posted(current_book(), **{"try": "1"})).status_code == 302
    assert not ReaderComment.objects.exists()
