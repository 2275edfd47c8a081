"""The figures of the quality page are right on every database, and a second look is blind."""

from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from comments import moderation
from comments.models import ModerationAction, ReaderComment, Status, Verb
from moderation import quality
from moderation.second_look import PICKED_BELOW, RANGE, SecondLook, Verdict, record, sampled, waiting_for
from tests import factories

pytestmark = pytest.mark.django_db

NOW = timezone.now()
PERIOD = quality.Period(NOW - timedelta(days=7), NOW + timedelta(days=1))


@pytest.fixture
def story():
    return factories.article()


@pytest.fixture
def moderators():
    return [factories.user(Role.COMMENT_MODERATOR) for _number in range(2)]


@pytest.fixture
def every_decision(monkeypatch):
    """All decisions are picked for a second look."""
    monkeypatch.setattr("moderation.second_look.PICKED_BELOW", RANGE)


def decided(story, by, minutes, verb=Verb.APPROVE, **fields):
    written = timezone.now() - timedelta(minutes=minutes)
    comment = factories.comment(story, status=Status.PENDING, created_at=written, **fields)
    return moderation.decide(comment, verb, by=by)


def minutes(time):
    return round(time / timedelta(minutes=1))


# Figures


def test_median_and_95th_percentile_are_times_that_really_were(story, moderators):
    first, second = moderators
    for waited in range(1, 21):
        decided(story, first, waited)
    decided(story, second, 300)
    (overall,) = quality.times(PERIOD)
    assert (overall.number, minutes(overall.median), minutes(overall.ninety_fifth)) == (21, 11, 20)
    by_actor = {each.key: each for each in quality.times(PERIOD, "actor")}
    assert (minutes(by_actor[first.pk].median), minutes(by_actor[first.pk].ninety_fifth)) == (10, 19)
    assert (minutes(by_actor[second.pk].median), minutes(by_actor[second.pk].ninety_fifth)) == (300, 300)
    assert sum(each.number for each in quality.times(PERIOD, "week")) == 21
    assert not quality.times(quality.Period(NOW - timedelta(days=30), NOW - timedelta(days=20)))


def test_the_time_a_guest_takes_to_confirm_does_not_count(story, moderators):
    action = decided(story, moderators[0], 500)
    factories.comment(story)
    action.comment.history.create(
        verb=Verb.CONFIRM,
        version=99,
        from_status=Status.UNCONFIRMED,
        to_status=Status.PENDING,
        at=action.at - timedelta(minutes=5),
    )
    assert minutes(quality.times(PERIOD)[0].median) == 5


def test_undone_decisions_count_as_undone_and_for_nothing_else(story, moderators):
    action = decided(story, moderators[0], 5)
    moderation.undo(action, by=moderators[0])
    assert quality.times(PERIOD) == []
    assert quality.by_moderator(PERIOD) == {moderators[0].pk: (1, 1)}


def test_a_false_hold_is_what_a_rule_held_and_a_person_published(story, moderators):
    for verb in (Verb.APPROVE, Verb.REJECT, Verb.APPROVE):
        action = decided(story, moderators[0], 5, verb)
        action.comment.notes.create(rule="contains_link", outcome="hold", sentence="Contains a link")
        action.comment.notes.create(rule="caps", outcome="hold", sentence="Capitals", shadow=True)
    waiting = factories.comment(story, status=Status.PENDING)
    waiting.notes.create(rule="contains_link", outcome="hold", sentence="Contains a link")
    assert quality.by_rule(PERIOD) == [("contains_link", 4, 3, 2)]


def test_kappa_is_agreement_beyond_chance():
    # The example of Cohen's measure that textbooks use: 35 of 50 agreed, chance gives 0.5, so kappa is 0.4.
    rows = [("approve", "approve", 20), ("approve", "reject", 5), ("reject", "approve", 10), ("reject", "reject", 15)]
    found = quality.agreement_of(rows)
    assert (found.number, found.agreed, found.share, round(found.kappa, 6)) == (50, 35, 0.7, 0.4)
    assert quality.agreement_of([("approve", "approve", 3)]).kappa is None
    assert quality.agreement_of([]) is None


def test_the_page_shows_everybody_to_editors_and_a_moderator_to_themselves(client, story, moderators):
    for moderator, name in zip(moderators, ("Quinn", "Robin"), strict=True):
        moderator.first_name = name
        moderator.save()
        comment = decided(story, moderator, 5).comment
        comment.notes.create(rule="contains_link", outcome="hold", sentence="Contains a link")
    address = reverse("moderation:quality")
    client.force_login(factories.user(Role.MANAGING_EDITOR))
    page = client.get(address).content.decode()
    for words in ("Quinn", "Robin", "2 decisions", "<svg", "By rule", "Links"):
        assert words in page
    assert page.index("date-time-chooser.js") < page.index("initDateChooser(")
    client.force_login(moderators[0])
    page = client.get(address).content.decode()
    assert "Your figures" in page
    assert "Robin" not in page
    assert "By rule" not in page
    for query in ("?begins=x&ends=", "?begins=2026-02-01&ends=2026-01-01", "?begins=2001-01-01&ends=2026-01-01"):
        assert client.get(address + query).status_code == 200


def test_the_page_takes_the_same_queries_whatever_the_numbers(client, story, moderators, django_assert_max_num_queries):
    client.force_login(factories.user(Role.MANAGING_EDITOR))
    decided(story, moderators[0], 5)
    client.get(reverse("moderation:quality"))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("moderation:quality"))
    for moderator in moderators:
        for waited in range(5):
            decided(story, moderator, waited)
    with django_assert_max_num_queries(40) as many:
        client.get(reverse("moderation:quality"))
    assert len(few) == len(many)


# The second look


def test_two_in_a_hundred_decisions_are_picked_always_the_same_ones(story, moderators):
    comment = factories.comment(story)
    actions = [
        ModerationAction(
            comment=comment, verb=Verb.PICK, version=n, from_status=Status.APPROVED, to_status=Status.APPROVED
        )
        for n in range(2, 3002)
    ]
    ModerationAction.objects.bulk_create(actions)
    picked = sampled(ModerationAction.objects.filter(verb=Verb.PICK))
    assert 50 <= picked.count() <= 70
    assert abs(PICKED_BELOW / RANGE - 0.02) < 0.0001
    assert list(picked.order_by("pk").values("pk")) == list(picked.order_by("pk").values("pk"))


def test_a_second_look_is_blind_and_changes_nothing(client, story, moderators, every_decision):
    first, second = moderators
    action = decided(story, first, 5, Verb.REJECT, body="Is it safe?")
    action.comment.notes.create(rule="contains_link", outcome="hold", sentence="Contains a link")
    client.force_login(second)
    address = reverse("moderation:second_look")
    page = client.get(address).content.decode().partition("<main")[2]
    assert "Is it safe?" in page
    for hint in (str(first), "Rejected", "Contains a link", action.comment.public_name):
        assert hint not in page
    client.post(address, {"action": action.pk, "verdict": "approve"})
    look = SecondLook.objects.get()
    assert (look.first, look.verdict, look.by) == (Verdict.REJECT, Verdict.APPROVE, second)
    assert ReaderComment.objects.get(pk=action.comment_id).status == Status.REJECTED
    assert "Nothing waits" in client.get(address).content.decode()
    assert quality.agreement(PERIOD).agreed == 0
    assert quality.agreement_by_moderator(PERIOD)[first.pk].number == 1


def test_nobody_takes_a_second_look_at_their_own_decision(client, story, moderators, every_decision):
    first, second = moderators
    action = decided(story, first, 5)
    assert not waiting_for(first).exists()
    client.force_login(first)
    client.post(reverse("moderation:second_look"), {"action": action.pk, "verdict": "approve"})
    assert not SecondLook.objects.exists()
    assert record(action, Verdict.APPROVE, by=second)
    assert not record(action, Verdict.SPAM, by=second)


@pytest.mark.parametrize("data", [{}, {"action": "x", "verdict": "approve"}, {"action": "1", "verdict": "burn"}])
def test_a_broken_answer_is_told(client, moderators, data):
    client.force_login(moderators[0])
    page = client.post(reverse("moderation:second_look"), data, follow=True).content.decode()
    assert "Nothing was kept" in page
