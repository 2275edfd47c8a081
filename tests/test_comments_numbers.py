"""The public numbers: counted by the worker, read with one query."""

from datetime import UTC, date, datetime, timedelta

import pytest

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from articles.house_time import local
from comments import flags, measure_appeals, moderation, posting, sanctions
from comments.appealing import appeal
from comments.measures import MeasureKind, ReasonCode
from comments.models import MeasureAppeal, MonthlyNumbers, Status
from comments.month_counts import count_month
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return factories.article()


@pytest.fixture
def moderator():
    return factories.user(Role.COMMENT_MODERATOR)


def this_month():
    return local(timezone.now()).date().replace(day=1)


def test_a_month_is_counted_as_it_was(story, moderator):
    written = timezone.now() - timedelta(minutes=30)
    posted, _new = posting.submit(story, by=factories.user(), body="Does it sting on dry skin?")
    waiting = [factories.comment(story, status=Status.PENDING, created_at=written) for _number in range(4)]
    moderation.approve(waiting[0], by=moderator)
    moderation.reject(waiting[1], by=moderator, code=ReasonCode.ABUSE)
    moderation.mark_spam(waiting[2], by=moderator)
    undone = moderation.reject(waiting[3], by=moderator, code=ReasonCode.HATE)
    moderation.undo(undone, by=moderator)
    published = factories.comment(story)
    flags.flag(published, "abuse", by=factories.user())
    flags.flag(waiting[0], "spam", by=factories.user())
    moderation.remove(published, by=moderator, code=ReasonCode.HATE)
    moderation.approve(waiting[0], by=moderator)
    appeal(published, "Look again.", by=published.author)
    published.refresh_from_db()
    moderation.approve(published, by=moderator)

    call_command("count_comment_months")
    numbers = MonthlyNumbers.objects.get(month=this_month())
    assert (numbers.received, numbers.rejected, numbers.removed, numbers.spam) == (6, 1, 1, 1)
    assert (numbers.rejected_for, numbers.removed_for) == ({"abuse": 1}, {"hate": 1})
    assert (numbers.flags, numbers.flags_followed, numbers.flags_dismissed) == (2, 1, 1)
    assert numbers.flags_for == {"abuse": 1, "spam": 1}
    assert (numbers.appeals, numbers.appeals_granted, numbers.appeals_refused) == (1, 1, 0)
    assert (numbers.minutes, numbers.held_by_rule) == (30, 0)
    assert numbers.held == 5
    assert posted.status == Status.PENDING


def test_appeals_against_measures_are_counted_beside_those_against_decisions(client, moderator):
    other = factories.user(Role.COMMENT_MODERATOR)
    for kind in [MeasureKind.WARN, MeasureKind.SUSPEND, MeasureKind.BAN]:
        ends_at = timezone.now() + timedelta(days=3) if kind == MeasureKind.SUSPEND else None
        author = factories.user()
        measure = sanctions.take(kind, by=moderator, author=author, code=ReasonCode.ABUSE, told="No.", ends_at=ends_at)
        measure_appeals.appeal(measure, "It was a joke.")
        if kind == MeasureKind.WARN:
            measure_appeals.refuse(measure, by=other)
        elif kind == MeasureKind.BAN:
            sanctions.lift(measure, by=other)

    numbers = count_month(this_month())
    made, granted, refused = numbers.measure_appeals, numbers.measure_appeals_granted, numbers.measure_appeals_refused
    assert (made, granted, refused) == (3, 1, 1)
    assert (numbers.appeals, numbers.appeals_granted, numbers.appeals_refused) == (0, 0, 0)
    page = client.get(reverse("comments:numbers")).content.decode()
    of_measures = page.partition("Appeals against warnings, suspensions and bans")[2]
    assert "3 received, 1 granted, 1 refused" in of_measures
    assert "0 received, 0 granted, 0 refused" in page


def test_an_appeal_counts_in_its_month_and_the_answer_in_its_own(moderator):
    measure = sanctions.take(MeasureKind.WARN, by=moderator, author=factories.user(), code=ReasonCode.ABUSE, told="No.")
    measure_appeals.appeal(measure, "It was a joke.")
    measure_appeals.refuse(measure, by=factories.user(Role.COMMENT_MODERATOR))
    MeasureAppeal.objects.update(at=datetime(2001, 5, 20, tzinfo=UTC), answered_at=datetime(2001, 6, 2, tzinfo=UTC))
    may, june = (count_month(date(2001, month, 1)) for month in (5, 6))
    assert (may.measure_appeals, may.measure_appeals_refused) == (1, 0)
    assert (june.measure_appeals, june.measure_appeals_refused) == (0, 1)


def test_an_old_month_stays_as_it_was_counted(story):
    old = MonthlyNumbers.objects.create(month=date(2001, 1, 1), received=7)
    call_command("count_comment_months")
    old.refresh_from_db()
    assert old.received == 7
    assert count_month(date(2001, 12, 1)) is None


def test_readers_read_the_numbers_with_one_query(client, django_assert_max_num_queries):
    for month in range(1, 13):
        MonthlyNumbers.objects.create(
            month=date(2026, month, 1), received=1200, held=300, held_by_rule=120, rejected_for={"abuse": 3, "": 1}
        )
    address = reverse("comments:numbers")
    client.get(address)
    with django_assert_max_num_queries(5) as queries:  # the others are the magazine's own, for its name and menu
        page = client.get(address).content.decode()
    assert sum("monthlynumbers" in query["sql"] for query in queries) == 1
    for words in ("December 2026", "1,200", "120 (10 % of all)", "Abuse or harassment: 3", "No ground named: 1"):
        assert words in page
    assert page.index("December 2026") < page.index("January 2026")


def test_before_the_first_month_the_page_says_so(client):
    assert "There are no numbers yet" in client.get(reverse("comments:numbers")).content.decode()
