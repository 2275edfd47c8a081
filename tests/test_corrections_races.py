"""Two people at the same moment, over the same public story."""

import pytest

from django.core.exceptions import ValidationError

from accounts.roles import Role
from articles.models import ArticlePage
from corrections import declaring, retracting
from corrections.models import Correction, Kind, PublishedVersion
from tests import factories, newsroom
from tests.at_once import at_once


@pytest.fixture
def chiefs(transactional_db):
    return [factories.user(Role.MANAGING_EDITOR) for _number in range(2)]


@pytest.fixture
def story(chiefs):
    return factories.article("A balm for winter", body=[("paragraph", "<p>It lasts two weeks.</p>")])


def read(story):
    return ArticlePage.objects.get(pk=story.pk)


def edited(story, words):
    newsroom.edit(story, body=[("paragraph", f"<p>{words}</p>")])
    factories.waive_sign_offs(story)


def test_of_two_kinds_declared_for_one_change_one_stands(story, chiefs):
    edited(story, "It lasts six weeks.")
    wrong = {"was": "It said two weeks.", "now": "It lasts six."}
    results = at_once(
        lambda: declaring.declare(read(story), Kind.UPDATE, by=chiefs[0], text="It lasts longer by now."),
        lambda: declaring.declare(read(story), Kind.CORRECTION, by=chiefs[1], **wrong),
    )
    assert all(isinstance(one, Correction) for one in results)
    last = Correction.objects.get()
    assert (last.kind, last.by_id) in {(Kind.UPDATE, chiefs[0].pk), (Kind.CORRECTION, chiefs[1].pk)}
    assert bool(last.text) != bool(last.was)


def test_a_change_published_twice_at_once_is_one_notice_and_one_version(story, chiefs):
    edited(story, "It lasts six weeks.")
    declaring.declare(story, Kind.UPDATE, by=chiefs[0], text="It lasts longer by now.")
    results = at_once(*(lambda by=by: newsroom.newest(story).get_latest_revision().publish(user=by) for by in chiefs))
    assert results == [None, None]
    assert Correction.objects.public().count() == 1
    assert [version.what for version in PublishedVersion.objects.filter(article=story)] == ["Published", "Update"]


def test_of_two_versions_published_at_once_none_goes_out_under_the_others_notice(story, chiefs):
    edited(story, "It lasts six weeks.")
    declaring.declare(story, Kind.UPDATE, by=chiefs[0], text="Six weeks by now.")
    six = newsroom.newest(story).get_latest_revision()
    edited(story, "It lasts nine weeks.")
    declaring.declare(story, Kind.UPDATE, by=chiefs[1], text="Nine weeks by now.")
    nine = newsroom.newest(story).get_latest_revision()
    at_once(lambda: six.publish(user=chiefs[0]), lambda: nine.publish(user=chiefs[1]))
    notice = Correction.objects.public().get()
    word = "six" if "Six" in notice.text else "nine"
    assert word in " ".join(read(story).body_text)
    assert notice.revision_id == read(story).live_revision_id


def test_of_two_who_put_one_notice_right_the_second_is_told(story, chiefs):
    first = declaring.add_notice(story, Kind.CORRECTION, by=chiefs[0], was="It costs 20.", now="It costs 30.")
    results = at_once(
        *(
            lambda by=by, now=now: declaring.add_notice(
                read(story), Kind.CORRECTION, by=by, was="It costs 30.", now=now, of=Correction.objects.get(pk=first.pk)
            )
            for by, now in zip(chiefs, ["It costs 32.", "It costs 33."], strict=True)
        )
    )
    [again] = [one for one in results if isinstance(one, Correction)]
    [refusal] = [one for one in results if isinstance(one, ValidationError)]
    assert "Somebody has put this notice right already" in refusal.message_dict["of"][0]
    assert list(first.put_right_by.all()) == [again]


def test_a_notice_sent_twice_at_once_is_one(story, chiefs):
    results = at_once(
        *(lambda by=by: declaring.add_notice(story, Kind.EDITORS_NOTE, by=by, text="She has left.") for by in chiefs)
    )
    assert sorted(type(one).__name__ for one in results) == ["Correction", "ValidationError"]
    assert Correction.objects.count() == 1


def test_of_two_who_retract_the_second_is_told(story, chiefs):
    results = at_once(*(lambda by=by: retracting.retract(read(story), by=by, text="Made up.") for by in chiefs))
    assert sorted(type(one).__name__ for one in results) == ["Correction", "ValidationError"]
    assert Correction.objects.standing_retractions().count() == 1
