"""What the rules are told about a comment, and what is kept of it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db.models import Q
from django.test import RequestFactory
from django.utils import timezone

from comments import posting
from comments.access import Access
from comments.arrivals import SAMPLES, Arrival, NetworkTrace, TextSample, arrival_of, described, samples_of
from comments.models import ReaderComment, Status
from tests import factories

pytestmark = pytest.mark.django_db

LONG = "I have used this serum every night for three weeks and my skin has never looked calmer than it does now."


@pytest.fixture
def story():
    return factories.article()


def facts(author, body="Does it sting?", **more):
    return described(ReaderComment.objects.all(), body=body, author=Q(author=author), **more)


def submit(story, body=LONG, by=None, **more):
    return posting.submit(story, by=by or factories.user(), body=body, **more)[0]


def test_an_authors_history_is_counted(story):
    reader = factories.user()
    long_ago = timezone.now() - timedelta(days=91)
    factories.comment(story, by=reader, created_at=long_ago)
    factories.comment(story, by=reader, status=Status.REJECTED, created_at=long_ago)
    factories.comment(story, by=reader)
    factories.comment(story, by=reader, status=Status.SPAM)
    factories.comment(story, by=reader, status=Status.PENDING)
    factories.comment(story)
    found = facts(reader)
    assert (found.approved, found.decided, found.refused, found.in_last_hour) == (2, 2, 1, 3)


def test_the_number_of_queries_does_not_grow(story, django_assert_num_queries):
    reader = factories.user()
    for number in range(30):
        submit(story, body=f"{LONG} {number}", by=reader)
    with django_assert_num_queries(5):
        facts(reader, body=LONG, article=story, arrival=Arrival(network=("x",)))


def test_a_network_is_counted_for_an_hour_and_forgotten(story, time_machine):
    arrival = Arrival(network=("today", "yesterday"))
    submit(story, arrival=arrival)
    submit(story, arrival=Arrival(network=("yesterday", "earlier")))
    submit(story, arrival=Arrival(network=("elsewhere",)))
    assert facts(factories.user(), arrival=arrival).from_network == 2
    time_machine.move_to(timezone.now() + timedelta(minutes=61))
    assert facts(factories.user(), arrival=arrival).from_network == 0
    call_command("forget_comment_traces")
    assert not NetworkTrace.objects.exists()


def test_a_network_token_names_no_address_and_changes_with_the_day(time_machine):
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    time_machine.move_to("2026-11-25T12:00:00+00:00")
    noon = arrival_of(request, 1.0, False, frozenset()).network
    time_machine.move_to("2026-11-26T00:10:00+00:00")
    after_midnight = arrival_of(request, 1.0, False, frozenset()).network
    assert len(noon) == 1
    assert "192" not in noon[0][:3]
    assert after_midnight == (after_midnight[0], noon[0])
    assert after_midnight[0] != noon[0]


@pytest.mark.parametrize(
    ("body", "overlap"),
    [
        (LONG, 100),
        (LONG.upper() + "!!!", 100),
        (LONG.replace("a", "á"), 100),
        ("Completely other words about lipsticks, brushes and the smell of roses in June.", 0),
    ],
)
def test_repeats_are_found_across_stories(story, body, overlap):
    submit(factories.article())
    found = facts(factories.user(), body=body)
    assert (found.overlap, found.similar) == (overlap, 1 if overlap else 0)


def test_a_few_changed_words_are_a_near_repeat(story):
    submit(story)
    body = LONG.replace("three", "five")
    held = submit(factories.article(), body=f"Hello. {LONG}")
    assert facts(factories.user(), body=body).overlap >= 50
    assert "repeats_others" in {note.rule for note in held.notes.all()}


def test_short_thanks_are_no_repeat(story):
    submit(story, body="So helpful, thank you!")
    assert facts(factories.user(), body="So helpful, thank you!").similar == 0


def test_a_form_sent_twice_at_once_does_not_repeat_itself(story):
    comment = submit(story)
    assert facts(factories.user(), body=LONG, submission=comment.submission).similar == 0


def test_samples_are_forgotten_after_thirty_days(story, time_machine):
    submit(story)
    assert TextSample.objects.count() == SAMPLES
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert facts(factories.user(), body=LONG).similar == 0
    call_command("forget_comment_traces")
    assert not TextSample.objects.exists()


def test_samples_say_nothing_without_the_key(settings):
    mine = samples_of(LONG)
    settings.SECRET_KEY = "another"
    assert not set(mine) & set(samples_of(LONG))


@given(st.text())
def test_any_text_has_samples_or_none(body):
    values = samples_of(body)
    assert len(set(values)) in {0, SAMPLES}
    assert all(-(2**63) <= value < 2**63 for value in values)


def test_what_is_kept_goes_with_the_comment(story):
    submit(story, arrival=Arrival(network=("x",)))
    ReaderComment.objects.all().delete()
    assert not TextSample.objects.exists()
    assert not NetworkTrace.objects.exists()


def test_a_guest_is_known_by_the_address(story):
    guest = {"by": AnonymousUser(), "access": Access.WRITE_AS_GUEST, "guest_name": "Gus"}
    for number in range(2):
        submit(story, body=f"Number {number}", guest_email="gus@example.org", **guest)
    author = Q(author=None, guest_email="gus@example.org")
    assert described(ReaderComment.objects.all(), body="x", author=author).in_last_hour == 2
