import re
from datetime import timedelta

import pytest

from django.contrib.auth import get_user_model
from django.utils import timezone

from wagtail.models import Revision

from accounts.roles import Role
from articles import house_time
from articles.models import ArticlePage
from photos.models import Rendition
from planning import board
from planning.actions import Viewer
from planning.cards import cards_of
from planning.models import Plan
from planning.querysets import story_rows
from readiness.models import Report
from review import decisions
from review.models import Fingerprint, Quorum, Stage, Turn, TurnStatus
from tests import factories
from tests.admin_frame import own_queries
from tests.factories import in_review

pytestmark = pytest.mark.django_db

BOARD = "/admin/board/"


@pytest.fixture
def managing_editor(client, staff):
    """A managing editor, logged in."""
    client.force_login(staff[Role.MANAGING_EDITOR])
    return staff[Role.MANAGING_EDITOR]


def draft(title, **fields):
    return factories.article(title, live=False, **fields)


def from_now(**span):
    return timezone.now() + timedelta(**span)


def due(story, moment):
    Plan.objects.create(page=story, deadline=moment)
    return story


def scheduled(story, moment):
    Revision.objects.filter(pk=story.latest_revision_id).update(approved_go_live_at=moment)
    return story


def text(response):
    return response.content.decode()


def shown(user, **filters):
    """The headlines on the board, by the name of their column; columns without cards are left out."""
    columns = board.columns(user, **filters)
    return {column.name: [card.headline for card in column.cards] for column in columns if column.cards}


def titles(user, **filters):
    return {title for column in shown(user, **filters).values() for title in column}


def card_for(story):
    return cards_of(list(story_rows(ArticlePage.objects.filter(pk=story.pk))))[0]


def offered(user, story):
    """The names of the actions on the story's card."""
    card = card_for(story)
    Viewer(get_user_model().objects.get(pk=user.pk)).look_at([card])
    return {action.name for action in card.actions}


# Where stories stand


def test_every_story_in_work_stands_in_one_column(managing_editor):
    draft("A draft")
    in_review(draft("Submitted"))
    in_review(draft("Nearly there"), stage="Final approval")
    in_review(draft("Sent back"), returned=True)
    scheduled(draft("Waits for Friday"), from_now(days=2))
    factories.article("Just out")
    changed = factories.article("Out, and being changed")
    changed.save_revision()
    assert shown(managing_editor) == {
        "With the writer": ["Out, and being changed", "Sent back", "A draft"],
        "Desks": ["Submitted"],
        "Final approval": ["Nearly there"],
        "Scheduled": ["Waits for Friday"],
        "Published in the last 7 days": ["Just out"],
    }


def test_what_is_long_published_or_taken_down_is_no_work(managing_editor):
    for title, fields in [
        ("Long out", {"last_published_at": from_now(days=-8)}),
        ("Taken down", {"live": False, "has_unpublished_changes": True}),
        ("Expired", {"live": False, "expired": True}),
    ]:
        ArticlePage.objects.filter(pk=factories.article(title).pk).update(**fields)
    assert shown(managing_editor) == {}
    reworked = ArticlePage.objects.get(title="Taken down")
    reworked.save_revision()
    assert shown(managing_editor) == {"With the writer": ["Taken down"]}


def test_the_columns_are_the_stages_in_order_and_stay_when_they_are_empty(managing_editor):
    assert [column.name for column in board.columns(managing_editor)] == [
        "With the writer",
        "Desks",
        "Medical review",
        "Final approval",
        "Scheduled",
        "Published in the last 7 days",
    ]


def test_a_stage_that_was_renamed_meanwhile_keeps_its_stories(managing_editor):
    stage = in_review(draft("Submitted before"))
    Stage.objects.filter(pk=stage.pk).update(name="Old desks")
    names = [column.name for column in board.columns(managing_editor)]
    assert names.index("Old desks") < names.index("Scheduled")
    assert shown(managing_editor) == {"Old desks": ["Submitted before"]}


def test_at_a_desk_the_oldest_deadline_stands_first_then_the_longest_wait(managing_editor):
    in_review(draft("waits an hour"), opened_at=from_now(hours=-1))
    in_review(draft("waits nine hours"), opened_at=from_now(hours=-9))
    in_review(due(draft("due tomorrow"), from_now(days=1)))
    in_review(draft("desk due today"), copy={"due_at": from_now(hours=3)})
    assert shown(managing_editor)["Desks"] == ["desk due today", "due tomorrow", "waits nine hours", "waits an hour"]


def test_a_column_shows_thirty_and_leads_to_the_rest(client, managing_editor):
    factories.copies(in_review(draft("A balm")).page.specific, 70)
    page = text(client.get(BOARD))
    assert page.count('<article class="board-card') == 30
    assert re.search(r'href="([^"]+)">41 more', page)[1] == f"{BOARD}?column=stage%3ADesks"
    alone = text(client.get(f"{BOARD}?column=stage%3ADesks"))
    assert alone.count('<article class="board-card') == 60
    assert text(client.get(f"{BOARD}?column=stage%3ADesks&p=2")).count('<article class="board-card') == 11


@pytest.mark.parametrize("column", ["writer", "scheduled", "published", "stage:Desks", "stage:None such", "nonsense"])
def test_each_column_can_be_seen_alone(client, managing_editor, column):
    draft("A draft")
    in_review(draft("Submitted"))
    assert client.get(BOARD, {"column": column, "p": "x"}).status_code == 200


# The card


def test_a_card_says_who_has_signed_and_who_has_not(client, staff, managing_editor):
    writer = factories.person("Ada Marl")
    story = due(draft("A balm", writers=[writer], topic=factories.topic("Skin")), from_now(hours=-30))
    ArticlePage.objects.filter(pk=story.pk).update(draft_title="A better balm")
    Report.objects.update_or_create(page=story, defaults={"blockers": 1, "checked_at": timezone.now()})
    holder = factories.user(Role.PHOTO_EDITOR, first_name="Bo", last_name="Lind")
    stage = in_review(story, photo={"assignee": holder})
    signer = factories.user(Role.COPY_EDITOR, first_name="Cora", last_name="Penn")
    factories.sign(stage.turns.get(desk_name="Copy desk"), signer)
    card = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text(client.get(BOARD)).partition("<article")[2]))
    for said in (
        "A better balm",
        "Ada Marl · Skin",
        "Overdue by 30 hours",
        "1 blocker",
        "Signed 1/3",
        "Copy desk, signed: Cora Penn",
        "Photo desk, not signed: Bo Lind",
        "Facts desk, not signed",
    ):
        assert said in card


@pytest.mark.parametrize(
    ("quorum", "desks_needed", "counted"), [(Quorum.EACH_DESK, None, (1, 3)), (Quorum.SOME_DESKS, 2, (1, 2))]
)
def test_sign_offs_are_held_against_what_the_stage_asks_for(staff, quorum, desks_needed, counted):
    story = draft("A balm")
    stage = in_review(story)
    Stage.objects.filter(pk=stage.pk).update(quorum=quorum, desks_needed=desks_needed)
    factories.sign(stage.turns.get(desk_name="Copy desk"), staff[Role.COPY_EDITOR])
    card = card_for(story)
    assert (card.signed, card.needed) == counted


def test_a_desk_of_an_earlier_stage_that_is_asked_again_is_named(staff):
    story = draft("A balm")
    in_review(story, stage="Final approval")
    Turn.objects.filter(page=story, desk_name="Copy desk").update(status=TurnStatus.OPEN)
    card = card_for(story)
    assert [turn.desk_name for turn in card.open_turns] == ["Copy desk", "Managing editors"]
    assert card.place == "Final approval"


def test_only_photos_that_are_ready_are_shown_and_none_is_made(client, managing_editor):
    ready, unready = factories.photo(), factories.photo()
    Rendition.objects.all().delete()
    small = ready.get_rendition("format-jpeg|width-480")
    draft("Has a thumbnail", hero_photo=ready)
    draft("Has none yet", hero_photo=unready)
    page = text(client.get(BOARD))
    assert page.count('<img class="board-photo"') == 1
    assert small.url in page
    assert Rendition.objects.count() == 1


def test_what_waits_only_for_its_hour_is_not_overdue(client, managing_editor):
    scheduled(due(draft("Waits for Friday"), from_now(days=-1)), from_now(days=2))
    scheduled(draft("Waits for tomorrow"), from_now(days=1))
    assert shown(managing_editor)["Scheduled"] == ["Waits for tomorrow", "Waits for Friday"]
    assert titles(managing_editor, due=board.Due.OVERDUE) == set()
    page = text(client.get(BOARD))
    assert "Goes live" in page
    assert "Overdue by" not in page


def test_an_embargo_is_told(client, managing_editor):
    story = draft("A balm")
    Plan.objects.create(page=story, embargo_until=from_now(days=3), embargo_agreed_with="Maison Example")
    assert "Embargo until" in text(client.get(BOARD))


# Filters


def test_by_topic(managing_editor):
    skin, hair = factories.topic("Skin"), factories.topic("Hair")
    in_review(draft("A balm", topic=skin))
    draft("A comb", topic=hair)
    assert titles(managing_editor, topic=skin) == {"A balm"}


def test_by_person_who_writes_or_has_it_on_the_desk(client, managing_editor, staff):
    copy_editor = staff[Role.COPY_EDITOR]
    person = factories.person(user=copy_editor)
    in_review(draft("On the desk"), copy={"assignee": copy_editor})
    in_review(draft("Bears the name", writers=[person]))
    in_review(draft("Begun by them", owner=copy_editor))
    in_review(draft("Somebody else's"), photo={"assignee": staff[Role.PHOTO_EDITOR]})
    assert titles(managing_editor, person=copy_editor) == {"On the desk", "Bears the name", "Begun by them"}
    assert titles(managing_editor, person=person) == {"On the desk", "Bears the name"}
    for chosen in (f"user-{copy_editor.pk}", f"writer-{person.pk}"):
        page = text(client.get(BOARD, {"person": chosen}))
        assert "On the desk" in page
        assert "Somebody else&#x27;s" not in page


def test_my_stories(staff):
    copy_editor = staff[Role.COPY_EDITOR]
    in_review(draft("On my desk"), copy={"assignee": copy_editor})
    draft("Begun by me", owner=copy_editor)
    in_review(draft("Somebody else's"))
    assert titles(copy_editor, mine=True) == {"On my desk", "Begun by me"}


def test_by_deadline_in_days_of_the_house(managing_editor):
    now = timezone.now()
    tonight = house_time.midnight(house_time.local(now).date() + timedelta(days=1)) - timedelta(seconds=1)
    due(draft("Late"), now - timedelta(days=30))
    due(draft("Tonight"), tonight)
    due(draft("After midnight"), tonight + timedelta(seconds=2))
    due(draft("Next month"), now + timedelta(days=30))
    in_review(draft("Desk late"), copy={"due_at": now - timedelta(minutes=5)})
    draft("Whenever")
    assert titles(managing_editor, due=board.Due.OVERDUE) == {"Late", "Desk late"}
    assert "Tonight" in titles(managing_editor, due=board.Due.TODAY)
    assert not {"After midnight", "Late", "Whenever"} & titles(managing_editor, due=board.Due.TODAY)
    this_week = titles(managing_editor, due=board.Due.THIS_WEEK)
    assert "Tonight" in this_week
    assert not {"Next month", "Late", "Whenever"} & this_week
    assert titles(managing_editor, due=board.Due.NONE) == {"Whenever"}


@pytest.mark.parametrize("query", ["topic=x", "person=writer-999999", "person=x", "due=never", "column=", "p=-1"])
def test_a_garbled_filter_breaks_nothing(client, managing_editor, query):
    draft("A balm")
    response = client.get(f"{BOARD}?{query}")
    assert response.status_code == 200


# Who sees what


@pytest.mark.parametrize("role", Role)
def test_whoever_works_on_stories_sees_the_board(client, staff, role):
    in_review(draft("At the desks"))
    draft("A draft")
    client.force_login(staff[role])
    response = client.get(BOARD)
    if role == Role.COMMENT_MODERATOR:
        assert response.status_code == 302
    elif role in (Role.FACT_CHECKER, Role.MEDICAL_REVIEWER):  # no right to pages: only what their desk is asked about
        assert "A draft" not in text(response)
        assert "At the desks" in text(response) or role == Role.MEDICAL_REVIEWER
    else:
        assert "A draft" in text(response)
        assert "At the desks" in text(response)


@pytest.mark.parametrize("role", Role)
def test_the_menu_leads_there_only_who_may(client, staff, role):
    client.force_login(staff[role])
    assert (BOARD in text(client.get("/admin/"))) == (role != Role.COMMENT_MODERATOR)


def test_a_desk_knows_of_a_story_from_its_submission_on(staff):
    in_review(draft("At the desks"))
    assert titles(staff[Role.MEDICAL_REVIEWER]) == {"At the desks"}


# What the menu of a card offers


STATES = {
    "a draft": lambda story: None,
    "at the desks": in_review,
    "at final approval": lambda story: in_review(story, stage="Final approval"),
    "sent back": lambda story: in_review(story, returned=True),
    "asked again": lambda story: (
        in_review(story, stage="Final approval"),
        Turn.objects.filter(page=story, desk_name="Photo desk").update(status=TurnStatus.OPEN),
    ),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", [*Role, None])
def test_the_menu_offers_exactly_what_the_editor_would_allow(staff, admin_user, state, role):
    """Not what a table of roles says: what Wagtail's editor and the desks' own rules answer, asked one by one."""
    user = staff[role] if role else admin_user
    story = draft("A balm", owner=staff[Role.WRITER])
    STATES[state](story)
    page = ArticlePage.objects.get(pk=story.pk)
    may_edit = page.permissions_for_user(user).can_edit()
    allowed = {name for name, _label, _modal in decisions.actions(page.get_latest_revision_as_object(), user)}
    actions = offered(user, story)
    assert ("sign" in actions) == ("approve" in allowed)
    assert ("send_back" in actions) == (allowed == {"reject"})
    assert ("open" in actions) == (may_edit and not allowed)
    assert ({"plan", "timeline"} <= actions) == may_edit


def test_whoever_changed_what_a_desk_signs_for_may_only_send_it_back(staff):
    story, photo_editor = draft("A balm"), staff[Role.PHOTO_EDITOR]
    in_review(story)
    assert "sign" in offered(photo_editor, story)
    Fingerprint.objects.update_or_create(page=story, defaults={"changed_by": {"photos": photo_editor.pk}})
    assert "send_back" in offered(photo_editor, story)


def test_claim_hand_on_and_assign_are_offered_to_those_who_may(staff):
    story, copy_editor = draft("A balm"), staff[Role.COPY_EDITOR]
    in_review(story, copy={"assignee": copy_editor})
    assert {"hand_on"} == offered(copy_editor, story) & {"claim", "hand_on", "assign"}
    assert {"claim"} == offered(staff[Role.FACT_CHECKER], story) & {"claim", "hand_on", "assign"}
    assert {"assign"} == offered(staff[Role.MANAGING_EDITOR], story) & {"claim", "hand_on", "assign"}
    assert set() == offered(staff[Role.WRITER], story) & {"claim", "hand_on", "assign"}


def test_nobody_is_offered_their_own_story_to_claim_or_sign(staff):
    story = draft("A balm", owner=staff[Role.COPY_EDITOR])
    in_review(story)
    assert not {"claim", "sign"} & offered(staff[Role.COPY_EDITOR], story)


# Size


@pytest.mark.urls("tests.admin_frame")
def test_five_hundred_stories_cost_as_many_queries_as_twenty(client, managing_editor):
    photo = factories.photo()
    photo.get_rendition("format-jpeg|width-480")
    stories = [
        draft("A draft", hero_photo=photo),
        in_review(draft("At the desks", hero_photo=photo)).page.specific,
        in_review(draft("Approved, nearly"), stage="Final approval").page.specific,
        in_review(draft("Sent back"), returned=True).page.specific,
        factories.article("Just out", hero_photo=photo),
    ]
    addresses = [BOARD, f"{BOARD}?column=stage:Desks", f"{BOARD}?due=week&mine=on"]
    counted = []
    for number in (4, 96):
        for story in stories:
            factories.copies(story, number)
        counted.append([own_queries(client, address) for address in addresses])
    assert counted[0] == counted[1]
    assert max(counted[0]) <= 15
