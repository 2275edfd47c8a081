"""Two people at the same moment."""

import pytest

from accuracy_checks.answering import Closed
from accuracy_checks.models import AccuracyCheck
from accuracy_checks.refusals import Refused
from tests import factories, sources
from tests.at_once import at_once


@pytest.fixture
def speaker(transactional_db):
    return factories.expert()


@pytest.fixture
def story(speaker):
    return factories.article(live=False, body=[factories.statement(speaker)])


def test_of_two_telephones_at_the_same_moment_one_is_heard(story, speaker):
    check = sources.ask(story, speaker)
    results = at_once(
        lambda: sources.say(AccuracyCheck.objects.get(pk=check.pk), "accurate"),
        lambda: sources.say(AccuracyCheck.objects.get(pk=check.pk), "not_said"),
    )
    assert sum(isinstance(one, AccuracyCheck) for one in results) == 1
    assert sum(isinstance(one, Closed) for one in results) == 1


def test_two_editors_who_ask_at_the_same_moment_send_one_letter(story, speaker, mailoutbox):
    editors = [factories.user(sources.Role.FACT_CHECKER) for _number in range(2)]
    results = at_once(*(lambda by=by: sources.ask(story, speaker, by) for by in editors))
    assert sum(isinstance(one, Refused) for one in results) == 1
    assert AccuracyCheck.objects.filter(state="out").count() == 1
