"""The list of stories to look at again: filters, progress, and settling one or many."""

from unittest.mock import Mock

import pytest

from django.urls import reverse

from accounts.roles import Role
from articles.models import ArticlePage
from rechecks.models import Cause, CauseKind, Outcome, Recheck
from rechecks.opening import open_for
from rechecks.settling import settle
from tests import factories

pytestmark = pytest.mark.django_db
REPORT, SETTLE = "rechecks_report", "rechecks_settle"


@pytest.fixture
def editor(staff):
    return staff[Role.MANAGING_EDITOR]


@pytest.fixture
def desk(login, editor):
    return login(editor)


def opened(*stories, kind=CauseKind.EXPERT_DISPUTED, words="Dr. Example is in doubt."):
    ids = [story.pk for story in stories]
    return open_for(factories.expert(), kind, words, ArticlePage.objects.filter(pk__in=ids))


def listed(client, query=""):
    return [row.article_id for row in client.get(f"{reverse(REPORT)}?{query}").context["object_list"]]


def test_open_ones_come_first(desk, editor):
    old, new = factories.article(), factories.article()
    settle(opened(old).rechecks.values("pk"), Outcome.CHANGED, by=editor)
    opened(new)
    assert listed(desk) == [new.pk, old.pk]


def test_the_list_is_filtered_by_cause_kind_outcome_and_topic(desk, editor):
    skin = factories.topic("Skin")
    first, second = factories.article(topic=skin), factories.article(topic=factories.topic("Hair"))
    doubt = opened(first)
    ended = opened(second, kind=CauseKind.CREDENTIAL_ENDED)
    settle(ended.rechecks.values("pk"), Outcome.TAKEN_DOWN, by=editor)
    assert listed(desk, f"cause={doubt.pk}") == [first.pk]
    assert listed(desk, "kind=credential_ended") == [second.pk]
    assert listed(desk, "outcome=taken_down") == [second.pk]
    assert listed(desk, f"topic={skin.pk}") == [first.pk]


def test_the_list_asks_the_database_as_much_for_one_story_as_for_many(desk, django_assert_max_num_queries):
    opened(factories.article())
    desk.get(reverse(REPORT))
    with django_assert_max_num_queries(60) as few:
        desk.get(reverse(REPORT))
    opened(*[factories.article() for _each in range(8)])
    with django_assert_max_num_queries(len(few)):
        desk.get(reverse(REPORT))


def test_the_list_says_how_far_the_worker_is(desk, monkeypatch):
    monkeypatch.setattr("rechecks.opening.AT_ONCE", 2)
    monkeypatch.setattr("rechecks.opening.go_on", Mock())  # the worker is busy
    opened(*[factories.article() for _each in range(5)])
    assert "2 of 5 stories listed" in desk.get(reverse(REPORT)).content.decode()


def settling(client, *rechecks, follow=True, **data):
    return client.post(reverse(SETTLE), {"id": [one.pk for one in rechecks], **data}, follow=follow)


def test_many_are_settled_with_one_note(desk):
    rechecks = opened(factories.article(), factories.article()).rechecks.all()
    page = desk.get(reverse(SETTLE), {"id": [one.pk for one in rechecks]}).content.decode()
    assert "Settle 2 stories" in page
    settling(desk, *rechecks, outcome="still_right", note="They only gave a definition.")
    assert {(one.outcome, one.note) for one in Recheck.objects.all()} == {
        ("still_right", "They only gave a definition.")
    }


def test_all_open_ones_of_a_cause_are_offered_at_once(desk, editor):
    cause = opened(factories.article(), factories.article())
    settle([cause.rechecks.first().pk], Outcome.CHANGED, by=editor)
    page = desk.get(reverse(SETTLE), {"cause": cause.pk}).content.decode()
    assert "Settle 1 story" in page


def test_what_was_typed_stays_where_something_is_missing(desk):
    (recheck,) = opened(factories.article()).rechecks.all()
    page = settling(desk, recheck, note="Typed for a while.").content.decode()
    assert "Typed for a while." in page
    assert "Say in a few words why" in settling(desk, recheck, outcome="still_right", note=" ").content.decode()
    recheck.refresh_from_db()
    assert recheck.is_open


def test_the_second_colleague_sees_who_was_first(desk, staff):
    first, second = opened(factories.article("Balm"), factories.article()).rechecks.order_by("pk")
    settle([first.pk], Outcome.TAKEN_DOWN, by=staff[Role.FACT_CHECKER])
    page = settling(desk, first, outcome="changed", note="Mine.").content.decode()
    assert f"“Balm” ({staff[Role.FACT_CHECKER]}: Taken down)" in page
    assert "Mine." in page
    page = settling(desk, first, second, outcome="changed").content.decode()
    assert "1 story is settled" in page
    first.refresh_from_db()
    assert first.outcome == Outcome.TAKEN_DOWN


@pytest.mark.parametrize("query", ["", "?id=", "?id=x&id=99999", "?cause=-1", "?cause=99999999999999999999"])
def test_nothing_chosen_leads_back_with_a_word(desk, query):
    response = desk.get(reverse(SETTLE) + query, follow=True)
    assert "No story is chosen" in response.content.decode()


@pytest.mark.parametrize(
    ("role", "sees", "settles"),
    [
        (Role.WRITER, True, False),
        (Role.FACT_CHECKER, True, True),
        (Role.MEDICAL_REVIEWER, True, True),
        (Role.COMMENT_MODERATOR, False, False),
    ],
)
def test_who_sees_the_list_and_who_settles(login, staff, role, sees, settles):
    (recheck,) = opened(factories.article(), kind=CauseKind.TREATMENT_CHANGED).rechecks.all()
    client = login(staff[role])
    assert (client.get(reverse(REPORT)).status_code == 200) == sees
    settling(client, recheck, outcome="changed", follow=False)
    recheck.refresh_from_db()
    assert recheck.is_open != settles
    if sees:
        assert ("?id=" in client.get(reverse(REPORT)).content.decode()) is False or not settles


def test_who_cannot_open_a_story_in_the_editor_reads_it_as_readers_do(login, staff):
    story = factories.article()
    (recheck,) = opened(story).rechecks.all()
    editor = reverse("wagtailadmin_pages:edit", args=[story.pk])
    for role, edits in [(Role.MANAGING_EDITOR, True), (Role.FACT_CHECKER, False)]:
        client = login(staff[role])
        for address in (reverse(REPORT), f"{reverse(SETTLE)}?id={recheck.pk}"):
            page = client.get(address).content.decode()
            assert (f'href="{editor}"' in page) == edits
            assert (f'href="{story.url}"' in page) != edits


def test_the_list_and_the_form_lead_to_where_the_cause_is_dealt_with(desk):
    story = factories.article()
    glow = factories.treatment("Glow infusion", US="approved")
    opened(story)
    waiting = Recheck.objects.get()
    Cause.objects.update(object_id=glow.pk, kind=CauseKind.STATEMENT_DISPUTED)
    for address in (reverse("rechecks_report"), f"{reverse('rechecks_settle')}?id={waiting.pk}"):
        assert reverse("accuracy_checks_story", args=[story.pk]) in desk.get(address).content.decode()
    Cause.objects.update(kind=CauseKind.TREATMENT_CHANGED)
    page = desk.get(reverse("rechecks_report")).content.decode()
    assert f"/treatments/treatment/inspect/{glow.pk}/" in page


def test_the_front_screen_tells_what_waits(desk, editor, login, staff):
    cause = opened(factories.article(), factories.article())
    page = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert "Dr. Example is in doubt." in page
    assert "2 stories" in page
    settle(cause.rechecks.values("pk"), Outcome.CHANGED, by=editor)
    assert "Dr. Example is in doubt." not in desk.get(reverse("wagtailadmin_home")).content.decode()


def test_something_deleted_since_is_still_told_of(desk):
    cause = opened(factories.article())
    cause.about.delete()
    assert "Dr. Example is in doubt." in desk.get(reverse(REPORT)).content.decode()
