"""The public numbers: counted by the worker, read with one query."""

from datetime import date, timedelta

import pytest

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from articles.house_time import local
from comments import flags, moderation, posting
from comments.appealing import appeal
from comments.measures import ReasonCode
from comments.models import MonthlyNumbers, Status
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
