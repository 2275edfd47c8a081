"""The audit log cannot be changed unseen."""

import io
from datetime import timedelta

import pytest

from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import ProtectedError

from wagtail.models import PageLogEntry

from accounts.roles import Role
from review.log_chain import flaws
from review.models import LogSeal
from tests import factories, newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(staff):
    """With three sealed entries of its own, and another story beside it."""
    story = factories.article(live=False, owner=staff[Role.WRITER])
    other = factories.article(live=False, owner=staff[Role.WRITER])
    for page in (story, other):
        newsroom.submit(page, staff[Role.WRITER])
        newsroom.sign(page, staff[Role.COPY_EDITOR], "Fine.")
        newsroom.sign(page, staff[Role.FACT_CHECKER])
    return story


def verify():
    out = io.StringIO()
    call_command("verify_log", stdout=out, stderr=out)
    return out.getvalue()


def test_an_untouched_log_is_whole(story):
    assert list(flaws()) == []
    assert f"{PageLogEntry.objects.count()} entries" in verify()
    assert LogSeal.objects.filter(page_id=story.pk).count() == PageLogEntry.objects.filter(page=story.pk).count()


@pytest.mark.parametrize(
    "change",
    [
        {"user": None},
        {"action": "review.send_back"},
        {"data": {"desk": "Facts desk"}},
        {"label": "Another story"},
        {"page_id": 1},
        {"content_changed": True},
    ],
)
def test_every_altered_entry_is_found(story, change):
    entry = PageLogEntry.objects.filter(page=story.pk, action="review.sign_off").last()
    PageLogEntry.objects.filter(pk=entry.pk).update(**change)
    assert [what for _page, _position, what in flaws()] == ["the entry was changed"]
    with pytest.raises(CommandError, match="1 entries"):
        verify()


def test_an_altered_time_is_found(story):
    entry = PageLogEntry.objects.filter(page=story.pk).last()
    PageLogEntry.objects.filter(pk=entry.pk).update(timestamp=entry.timestamp - timedelta(days=1))
    assert [what for *_place, what in flaws()] == ["the entry was changed"]


def test_a_deleted_entry_is_found(story):
    PageLogEntry.objects.filter(page=story.pk, action="review.sign_off").last().delete()
    assert [what for *_place, what in flaws()] == ["the entry was deleted"]


def test_an_entry_slipped_in_is_found(story):
    entry = PageLogEntry.objects.filter(page=story.pk).last()
    entry.pk = None
    PageLogEntry.objects.bulk_create([entry])
    assert [what for *_place, what in flaws()] == ["an entry was added without a seal"]


def test_a_removed_seal_breaks_the_chain_behind_it(story):
    LogSeal.objects.filter(page_id=story.pk, position=2)._raw_delete("default")
    found = [what for *_place, what in flaws()]
    assert "a seal is missing" in found
    assert "the entry was changed" in found


def test_two_swapped_entries_are_found(story):
    first, second = LogSeal.objects.filter(page_id=story.pk)[:2]
    LogSeal.objects.filter(pk=first.pk).update(entry_id=0)
    LogSeal.objects.filter(pk=second.pk).update(entry_id=first.entry_id)
    LogSeal.objects.filter(pk=first.pk).update(entry_id=second.entry_id)
    assert [what for *_place, what in flaws()] == ["the entry was changed", "the entry was changed"]


def test_a_deleted_page_leaves_a_whole_log(story):
    story.delete()
    assert list(flaws()) == []


def test_seals_are_only_added(story):
    seal = LogSeal.objects.filter(page_id=story.pk).latest("position")
    for change in (seal.save, seal.delete, LogSeal.objects.all().delete):
        with pytest.raises(ProtectedError, match="only added to"), transaction.atomic():
            change()
    assert list(flaws()) == []
