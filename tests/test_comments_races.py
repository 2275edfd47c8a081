"""Several people at the same moment: each has a connection of their own, so the rows must really be in the database."""

import threading
import uuid

import pytest

from django.contrib.auth import get_user_model
from django.db import connection

from wagtail.models import ModelLogEntry, Page, PageLogEntry

from accounts.roles import Role
from comments import moderation
from comments.models import ModerationAction, ReaderComment, Status, Verb
from comments.moderation import Overtaken
from tests import factories

ATTEMPTS = 10


@pytest.fixture
def transactional_db(django_db_setup, django_db_blocker):
    """In place of pytest-django's, which would empty the database that is kept for the next run.

    Nothing is rolled back; what a test leaves is taken away by hand.
    """
    with django_db_blocker.unblock():
        last_page = Page.objects.latest("pk").pk
        yield
        for page in Page.objects.filter(pk__gt=last_page).order_by("-pk"):
            page.specific.delete()
        get_user_model().objects.all().delete()
        ModelLogEntry.objects.all().delete()
        PageLogEntry.objects.all().delete()


@pytest.fixture
def story(transactional_db):
    return factories.article()


def at_once(*calls):
    """Run each call in a thread; return what they returned, or the Overtaken they raised."""
    barrier, results = threading.Barrier(len(calls)), []

    def run(call):
        try:
            barrier.wait(timeout=10)
            results.append(call())
        except Overtaken as overtaken:
            results.append(overtaken)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == len(calls)
    return results


def test_of_two_moderators_one_decides(story):
    people = [factories.user(Role.COMMENT_MODERATOR) for _number in range(2)]
    for _attempt in range(ATTEMPTS):
        pk = factories.comment(story, status=Status.PENDING).pk

        def decide(person, verb, pk=pk):
            return moderation.decide(ReaderComment.objects.get(pk=pk), verb, by=person, seen=1)

        results = at_once(lambda: decide(people[0], Verb.APPROVE), lambda: decide(people[1], Verb.SPAM))
        decided = [result for result in results if isinstance(result, ModerationAction)]
        assert len(decided) == 1
        assert ReaderComment.objects.get(pk=pk).status == decided[0].to_status
        assert ModerationAction.objects.filter(comment=pk, version=2).count() == 1


def test_one_decision_is_undone_once(story):
    people = [factories.user(Role.COMMENT_MODERATOR) for _number in range(2)]
    for _attempt in range(ATTEMPTS):
        action = moderation.approve(factories.comment(story, status=Status.PENDING), by=people[0])

        def undo(person, pk=action.pk):
            return moderation.undo(ModerationAction.objects.get(pk=pk), by=person)

        results = at_once(lambda: undo(people[0]), lambda: undo(people[1]))
        assert sum(isinstance(result, ModerationAction) for result in results) == 1
        assert ReaderComment.objects.get(pk=action.comment_id).status == Status.PENDING


def test_one_form_sent_four_times_makes_one_comment(story):
    reader = factories.user()
    for attempt in range(ATTEMPTS):
        form = uuid.uuid4()

        def submit(form=form, body=f"Attempt {attempt}"):
            return moderation.submit(story, by=reader, body=body, submission=form)

        results = at_once(submit, submit, submit, submit)
        assert len({comment.pk for comment, _is_new in results}) == 1
        assert sum(is_new for _comment, is_new in results) == 1
    assert ReaderComment.objects.count() == ATTEMPTS
