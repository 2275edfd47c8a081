"""A change in the world brings every story that leans on it back to the desk."""

from unittest.mock import Mock

import pytest

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from wagtail.models import PageLogEntry

from accounts.roles import Role
from articles.models import ArticlePage
from readiness.rules import RULES
from rechecks import opening
from rechecks.models import Cause, CauseKind, Outcome, Recheck
from rechecks.opening import go_on, open_for
from rechecks.settling import settle
from tests import factories

pytestmark = pytest.mark.django_db
KIND = CauseKind.EXPERT_DISPUTED


def opened(*stories, about=None, **kwargs):
    about = about or factories.expert()
    return open_for(about, KIND, "Dr. Example is in doubt.", ArticlePage.objects.filter(pk__in=stories), **kwargs)


def test_every_live_story_is_listed_and_drafts_are_not():
    live, draft = factories.article(), factories.article(live=False)
    cause = opened(live.pk, draft.pk)
    assert [recheck.article_id for recheck in cause.rechecks.all()] == [live.pk]
    assert (cause.stories, cause.listed) == (1, 1)


def test_a_change_that_concerns_no_live_story_leaves_nothing_behind():
    assert opened(factories.article(live=False).pk) is None
    assert not Cause.objects.exists()


def test_opening_asks_the_database_as_much_for_one_story_as_for_many(django_assert_num_queries):
    about = factories.expert()
    one, many = [factories.article().pk], [factories.article().pk for _ in range(12)]
    opened(*one, about=about)  # what Django remembers of content types
    # Ids, cause, alive, rows, progress, findings, the savepoint around them; then the letters, which wait elsewhere.
    with django_assert_num_queries(12):
        opened(*one, about=about)
    with django_assert_num_queries(12):
        opened(*many, about=about)


def test_the_worker_lists_what_is_too_much_for_a_request_and_goes_on_where_it_was_stopped(monkeypatch):
    monkeypatch.setattr(opening, "AT_ONCE", 2)
    monkeypatch.setattr(opening, "go_on", Mock())  # the worker is busy
    stories = [factories.article().pk for _ in range(5)]
    cause = opened(*stories)
    assert (cause.listed, cause.stories) == (2, 5)

    def stopped(cause):
        raise SystemExit

    real = opening.list_some
    monkeypatch.setattr(opening, "list_some", lambda cause: real(cause) if cause.listed < 4 else stopped(cause))
    with pytest.raises(SystemExit):
        go_on.call(cause.pk)
    cause.refresh_from_db()
    assert cause.listed == 4
    monkeypatch.setattr(opening, "list_some", real)
    go_on.call(cause.pk)
    cause.refresh_from_db()
    assert cause.listed == 5
    assert sorted(cause.rechecks.values_list("article", flat=True)) == stories


def test_a_story_deleted_meanwhile_is_passed_over(monkeypatch):
    monkeypatch.setattr(opening, "AT_ONCE", 1)
    monkeypatch.setattr(opening, "go_on", Mock())
    first, second = factories.article(), factories.article()
    cause = opened(first.pk, second.pk)
    second.delete()
    go_on.call(cause.pk)
    assert [recheck.article_id for recheck in cause.rechecks.all()] == [first.pk]


def test_an_open_one_is_a_warning_in_the_story_and_a_settled_one_is_not():
    story = factories.article()
    cause = opened(story.pk)
    found = RULES["to_be_looked_at_again"].findings(story)
    assert "Dr. Example is in doubt." in found[0].message
    settle(cause.rechecks.values("pk"), Outcome.CHANGED, by=factories.user(Role.FACT_CHECKER))
    assert not RULES["to_be_looked_at_again"].findings(story)


def test_settling_says_who_and_when_and_the_log_remembers():
    editor = factories.user(Role.MANAGING_EDITOR)
    recheck = opened(factories.article().pk).rechecks.get()
    assert settle([recheck.pk], Outcome.STILL_RIGHT, by=editor, note="They only gave a definition.") == 1
    recheck.refresh_from_db()
    assert (recheck.settled_by, recheck.outcome, bool(recheck.settled_at)) == (editor, "still_right", True)
    entry = PageLogEntry.objects.get(action="rechecks.settle")
    assert entry.data["note"] == "They only gave a definition."


def test_the_second_of_two_colleagues_changes_nothing():
    first, second = factories.user(Role.MANAGING_EDITOR), factories.user(Role.MANAGING_EDITOR)
    recheck = opened(factories.article().pk).rechecks.get()
    settle([recheck.pk], Outcome.CHANGED, by=first)
    assert settle([recheck.pk], Outcome.TAKEN_DOWN, by=second) == 0
    recheck.refresh_from_db()
    assert (recheck.outcome, recheck.settled_by) == (Outcome.CHANGED, first)


def test_letting_a_story_stand_needs_a_word_why():
    recheck = opened(factories.article().pk).rechecks.get()
    with pytest.raises(ValidationError):
        settle([recheck.pk], Outcome.STILL_RIGHT, by=factories.user(Role.MANAGING_EDITOR), note="  ")
    with pytest.raises(ValidationError):
        settle([recheck.pk], Outcome.OPEN, by=factories.user(Role.MANAGING_EDITOR))


@pytest.mark.parametrize("role", [Role.WRITER, Role.COPY_EDITOR, Role.PHOTO_EDITOR, Role.COMMENT_MODERATOR])
def test_who_only_reads_the_list_may_not_settle(role):
    recheck = opened(factories.article().pk).rechecks.get()
    with pytest.raises(PermissionDenied):
        settle([recheck.pk], Outcome.CHANGED, by=factories.user(role))


def test_the_database_refuses_an_outcome_without_its_date():
    recheck = opened(factories.article().pk).rechecks.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Recheck.objects.filter(pk=recheck.pk).update(outcome=Outcome.CHANGED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recheck.objects.filter(pk=recheck.pk).update(settled_at=timezone.now())
