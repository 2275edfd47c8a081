import re

import pytest

from django.urls import reverse

from accounts.roles import Role
from comments import flags, moderation, sanctions
from comments.conversations import drifted
from comments.erasing import erase_comments
from comments.measures import MeasureKind, ReasonCode
from comments.models import ModerationBatch, ReaderComment, Status
from moderation import bulk
from tests import factories

pytestmark = pytest.mark.django_db

BULK = "/admin/comments/bulk/"


@pytest.fixture
def story():
    return factories.article("Light on glass")


@pytest.fixture
def moderator(client, staff):
    """A moderator, logged in."""
    client.force_login(staff[Role.COMMENT_MODERATOR])
    return staff[Role.COMMENT_MODERATOR]


def text(response):
    return response.content.decode()


def seen_in(page):
    return re.search(r'name="seen" value="([^"]*)"', page)[1]


def state():
    fields = ["pk", "status", "queue", "open_flags", "edit_body", "picked_at", "is_escalated", "decided_at"]
    return list(ReaderComment.objects.order_by("pk").values_list(*fields))


def test_a_preview_says_what_each_decision_would_do(client, story, moderator):
    for status in (Status.PENDING, Status.PENDING, Status.APPROVED, Status.SPAM):
        factories.comment(story, status=status, body="Buy at cheap.example now")
    factories.comment(story, status=Status.PENDING)
    page = text(client.get(f"{BULK}?queue=pending&q=cheap.example"))
    assert "2 comments were found" in page
    assert f"{BULK}?q=cheap.example" in page
    page = text(client.get(f"{BULK}?q=cheap.example"))
    assert "4 comments were found" in page
    for words in (
        "Waiting: 2",
        "Approved: 1",
        "Spam: 1",
        "Approve 3",
        "Mark 3 as spam",
        "Remove 1",
        "1 stays as it is",
    ):
        assert words in re.sub(r"\s+", " ", page)
    assert page.count("Buy at cheap.example now") == 4


@pytest.mark.parametrize("query", ["", "?nonsense=1", "?q=%22", "?queue=pending&score_min=x", "?queue=pending&topic=0"])
def test_without_a_filter_that_makes_sense_nothing_is_found(client, story, moderator, query):
    factories.comment(story, status=Status.PENDING)
    assert "0 comments were found" in text(client.get(f"{BULK}{query}"))


def test_all_that_was_found_is_decided_with_one_button_and_taken_back_with_one(client, story, moderator):
    for number in range(30):
        comment = factories.comment(
            story, status=Status.APPROVED if number % 3 else Status.PENDING, body="Cheap fillers"
        )
        if number % 3 == 1:
            flags.flag(comment, flags.FlagReason.SPAM, by=factories.user())
    other = factories.comment(story, status=Status.PENDING)
    before = state()
    page = text(client.get(f"{BULK}?q=fillers"))
    sent = {"verb": "spam", "seen": seen_in(page), "code": "spam", "next": "/admin/comments/"}
    page = text(client.post(f"{BULK}?q=fillers", sent, follow=True))
    assert "30 comments marked as spam." in page
    assert ReaderComment.objects.filter(status=Status.SPAM).count() == 30
    assert ReaderComment.objects.get(pk=other.pk).status == Status.PENDING
    batch = ModerationBatch.objects.get()
    assert (batch.number, {action.code for action in batch.actions.all()}) == (30, {"spam"})
    assert f'name="batch" value="{batch.pk}"' in page
    page = text(client.post(reverse("moderation:undo"), {"batch": batch.pk}, follow=True))
    assert "30 decisions undone." in page
    assert state() == before
    assert drifted(ReaderComment.objects) == {}


def test_the_list_of_bulk_decisions_says_what_found_the_comments_and_on_which_ground(client, story, moderator):
    reader = factories.user(display_name="Fern Fillers")
    comments = [factories.comment(story, by=reader, status=Status.PENDING, body="Fillers") for _number in range(2)]
    factories.comment(story, status=Status.PENDING)
    address = f"{BULK}?q=fillers&queue=pending&score_min="
    client.post(address, {"verb": "reject", "code": "promotion", "seen": seen_in(text(client.get(address)))})
    batch = ModerationBatch.objects.get()
    page = text(client.get(reverse("moderation:batches")))
    assert f"Rejected: 2 ({ReasonCode.PROMOTION.label})" in page
    assert "Waiting, “fillers”</a>" in page
    assert f"{BULK}?{batch.found_by.replace('&', '&amp;')}" in page
    assert f"{BULK}?batch={batch.pk}" in page
    assert "2 comments were found" in text(client.get(f"{BULK}?batch={batch.pk}"))
    erase_comments([comments[0].pk])
    batch.refresh_from_db()
    assert batch.found_by == ""  # it may have named the writer


def test_what_somebody_else_decides_meanwhile_is_left_alone(client, story, moderator):
    comments = [factories.comment(story, status=Status.PENDING, body="Cheap fillers") for _number in range(3)]
    seen = seen_in(text(client.get(f"{BULK}?q=fillers")))
    moderation.approve(ReaderComment.objects.get(pk=comments[0].pk), by=moderator)
    page = text(client.post(BULK, {"verb": "reject", "seen": seen}, follow=True))
    assert "2 comments rejected." in page
    assert "1 comment was left alone" in page
    assert ReaderComment.objects.get(pk=comments[0].pk).status == Status.APPROVED


def test_a_find_that_is_too_large_is_cut_and_says_so(client, story, moderator, monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 2)
    for _number in range(3):
        factories.comment(story, status=Status.PENDING)
    page = text(client.get(f"{BULK}?queue=pending"))
    assert "These are the newest 2" in page
    assert len(seen_in(page).split()) == 2
    assert "Nothing was changed" in text(client.post(BULK, {"verb": "spam", "seen": "1:1 2:1 3:1"}, follow=True))


@pytest.mark.parametrize("seen", ["", "x", "1", "1:", "1:1:1", "0:1", "9" * 40 + ":1", "1:1;2:1"])
def test_a_broken_form_changes_nothing(client, story, moderator, seen):
    comment = factories.comment(story, status=Status.PENDING)
    assert "Nothing was changed" in text(client.post(BULK, {"verb": "spam", "seen": seen}, follow=True))
    assert ReaderComment.objects.get(pk=comment.pk).status == Status.PENDING


def test_a_ground_without_its_law_brings_back_all_that_was_typed(client, story, moderator):
    comments = [factories.comment(story, status=Status.PENDING, body="Keyword here") for _number in range(2)]
    address = reverse("moderation:bulk") + "?queue=pending&q=keyword"
    typed = {"code": "illegal", "law": " ", "told": "You <b>know</b> why.", "reason": "The usual crowd"}
    answer = client.post(address, typed | {"verb": "reject", "seen": " ".join(f"{c.pk}:1" for c in comments)})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Name the law" in page
    assert "You &lt;b&gt;know&lt;/b&gt; why." in page
    assert 'value="The usual crowd"' in page
    assert 'value="illegal" checked' in page
    assert "data-ground open" in page
    assert "2 comments were found" in page
    assert set(ReaderComment.objects.values_list("status", flat=True)) == {Status.PENDING}


def test_five_hundred_take_no_more_queries_than_five(client, story, moderator, django_assert_max_num_queries):
    for number in (5, 500):
        pks = [factories.comment(story, by=moderator, status=Status.PENDING).pk for _number in range(number)]
        seen = " ".join(f"{pk}:1" for pk in pks)
        with django_assert_max_num_queries(60):
            client.post(BULK, {"verb": "reject", "seen": seen})
        batch = ModerationBatch.objects.latest("pk")
        assert batch.number == number
        with django_assert_max_num_queries(60):
            client.post(reverse("moderation:undo"), {"batch": batch.pk})
    assert set(ReaderComment.objects.values_list("status", flat=True)) == {Status.PENDING}


def test_recent_bulk_decisions_are_listed_with_a_ban_and_all_its_comments(client, story, moderator):
    rude = factories.user()
    for status in (Status.APPROVED, Status.PENDING):
        factories.comment(story, by=rude, status=status)
    before = state()
    measure = sanctions.take(MeasureKind.BAN, by=moderator, code=ReasonCode.ABUSE, author=rude, with_comments=True)
    page = text(client.get(reverse("moderation:batches")))
    for words in ("Rejected: 1", "Removed: 1", "Ban", "Undo 2"):
        assert words in page
    page = text(client.post(reverse("moderation:undo"), {"batch": measure.batch_id}, follow=True))
    assert "2 decisions undone." in page
    assert state() == before
    measure.refresh_from_db()
    assert measure.lifted_at
    page = text(client.get(reverse("moderation:batches")))
    assert "Undone" in page
    assert page.count("Rejected: 1") == 1  # what undid it is no bulk of its own
