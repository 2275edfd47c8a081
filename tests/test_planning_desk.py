import re
from datetime import timedelta

import pytest

from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from wagtail.users.models import UserProfile

from accounts.roles import Role
from articles.models import ArticlePage
from planning import desk
from planning.models import Plan
from readiness.models import Report
from review.models import Turn, TurnStatus
from tests import factories, newsroom
from tests.admin_frame import own_queries
from tests.factories import in_review

pytestmark = pytest.mark.django_db

DESK = "/admin/desk/"
HOME = "/admin/"


@pytest.fixture
def writer(staff):
    return staff[Role.WRITER]


@pytest.fixture
def copy_editor(client, staff):
    """A copy editor, logged in."""
    client.force_login(staff[Role.COPY_EDITOR])
    return staff[Role.COPY_EDITOR]


@pytest.fixture
def managing_editor(client, staff):
    client.force_login(staff[Role.MANAGING_EDITOR])
    return staff[Role.MANAGING_EDITOR]


def draft(title, **fields):
    return factories.article(title, live=False, **fields)


def from_now(**span):
    return timezone.now() + timedelta(**span)


def text(response):
    return response.content.decode()


def headlines(rows):
    titles = dict(ArticlePage.objects.values_list("pk", "draft_title"))
    return [titles[row["page_id"]] for row in rows]


def waiting(user):
    return headlines(desk.waiting_for(user))


def turn_of(story, desk_name="Copy desk"):
    return Turn.objects.get(page=story, desk_name=desk_name)


def post(client, name, turn, **data):
    return client.post(reverse(f"desk:{name}", args=[turn.pk]), data, follow=True)


# What waits for whom


def test_a_story_waits_for_every_desk_that_is_asked_and_for_nobody_else(staff):
    in_review(draft("A balm"))
    asked = [Role.COPY_EDITOR, Role.PHOTO_EDITOR, Role.FACT_CHECKER]
    for role, user in staff.items():
        assert waiting(user) == (["A balm"] if role in asked else [])


def test_a_desk_that_has_signed_or_is_not_asked_yet_has_nothing_waiting(staff):
    in_review(draft("A balm"), copy={"status": TurnStatus.SIGNED}, photo={"status": TurnStatus.NOTHING_TO_SIGN})
    assert waiting(staff[Role.COPY_EDITOR]) == waiting(staff[Role.PHOTO_EDITOR]) == []
    assert waiting(staff[Role.MANAGING_EDITOR]) == []


def test_what_nobody_else_has_taken_comes_first_then_the_oldest_deadline_then_the_longest_wait(staff, copy_editor):
    colleague = factories.user(Role.COPY_EDITOR)
    for title, opened, turn in [
        ("taken by another and overdue", 1, {"assignee": colleague, "due_at": from_now(days=-3)}),
        ("waits an hour", 1, {}),
        ("waits nine hours", 9, {}),
        ("due tomorrow", 1, {"due_at": from_now(days=1)}),
        ("mine, due in a week", 1, {"assignee": copy_editor, "due_at": from_now(days=7)}),
    ]:
        in_review(draft(title), opened_at=from_now(hours=-opened), copy=turn)
    planned = draft("planned for today")
    Plan.objects.create(page=planned, deadline=from_now(hours=2))
    in_review(planned)
    assert waiting(copy_editor) == [
        "planned for today",
        "due tomorrow",
        "mine, due in a week",
        "waits nine hours",
        "waits an hour",
        "taken by another and overdue",
    ]


def test_the_deadline_of_the_desk_goes_before_that_of_the_story(client, copy_editor):
    story = draft("A balm")
    Plan.objects.create(page=story, deadline=from_now(days=-1))
    in_review(story, copy={"due_at": from_now(hours=50)})
    page = text(client.get(DESK))
    assert "Due in 2 days" in page
    assert "Overdue" not in page


def test_nobody_is_asked_to_sign_for_their_own_story(copy_editor):
    in_review(draft("Begun by me", owner=copy_editor))
    in_review(draft("Bears my name", writers=[factories.person(user=copy_editor)]))
    in_review(draft("Somebody else's"))
    assert waiting(copy_editor) == ["Somebody else's"]


def test_what_i_have_signed_waits_no_more_until_my_sign_off_falls(copy_editor):
    turn = in_review(draft("A balm")).turns.get(desk_name="Copy desk")
    signed = factories.sign(turn, copy_editor)
    Turn.objects.filter(pk=turn.pk).update(status=TurnStatus.OPEN)  # others at the desk must sign as well
    assert waiting(copy_editor) == []
    signed.fell_at = timezone.now()
    signed.save()
    assert waiting(copy_editor) == ["A balm"]


def test_a_story_at_two_of_my_desks_stands_once_on_mine(client):
    both = factories.user(Role.COPY_EDITOR, Role.FACT_CHECKER)
    in_review(draft("A balm"))
    assert waiting(both) == ["A balm"]
    client.force_login(both)
    page = text(client.get(DESK))
    assert "Claim: Copy desk" in page
    assert "Claim: Facts desk" in page


def test_a_story_that_was_sent_back_waits_for_its_writers(staff, writer):
    in_review(draft("Begun by me", owner=writer), returned=True)
    in_review(draft("Bears my name", writers=[factories.person(user=writer)]), returned=True)
    in_review(draft("Somebody else's"), returned=True)
    assert sorted(waiting(writer)) == ["Bears my name", "Begun by me"]
    assert waiting(staff[Role.COPY_EDITOR]) == []


def test_my_stories_are_those_with_others_or_in_the_drawer(staff, writer):
    in_review(draft("At the desks", owner=writer))
    in_review(draft("Sent back", owner=writer), returned=True)
    draft("In the drawer", owner=writer)
    factories.article("Published", owner=writer)
    draft("Somebody else's", owner=staff[Role.COPY_EDITOR])
    assert {story.title for story in desk.stories_of(writer)} == {"At the desks", "In the drawer"}


def test_my_desk_follows_a_story_down_its_road(staff, writer):
    """As the desks' own rules move it, not as this file's factories say they do."""
    story = draft("A balm", owner=writer)
    newsroom.submit(story, writer)
    assert waiting(staff[Role.COPY_EDITOR]) == waiting(staff[Role.FACT_CHECKER]) == ["A balm"]
    assert waiting(staff[Role.PHOTO_EDITOR]) == []  # there is no photo in it
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    assert waiting(staff[Role.COPY_EDITOR]) == []
    newsroom.sign(story, staff[Role.FACT_CHECKER])
    assert waiting(staff[Role.MANAGING_EDITOR]) == ["A balm"]
    newsroom.send_back(story, staff[Role.MANAGING_EDITOR])
    assert waiting(staff[Role.MANAGING_EDITOR]) == []
    assert waiting(writer) == ["A balm"]
    newsroom.edit(story, writer, dek="Quite another one.")
    newsroom.submit(story, writer)
    assert waiting(writer) == []
    assert waiting(staff[Role.COPY_EDITOR]) == waiting(staff[Role.FACT_CHECKER]) == ["A balm"]


def test_administrators_see_only_what_their_own_groups_are_asked(client, admin_user):
    in_review(draft("A balm"))
    assert waiting(admin_user) == []
    admin_user.groups.add(Group.objects.get(name=Role.COPY_EDITOR))
    assert waiting(admin_user) == ["A balm"]


def test_other_kinds_of_page_wait_as_well(client, copy_editor):
    in_review(factories.expert(title="Dr. Ada Example"))
    page = text(client.get(DESK))
    assert "Dr. Ada Example" in page
    assert "Claim" in page


# On the screen


def test_a_row_says_what_an_editor_needs_to_choose(client, copy_editor, staff):
    story = draft("A balm", writers=[factories.person("Ada Marl")], topic=factories.topic("Skin"))
    ArticlePage.objects.filter(pk=story.pk).update(word_count=1234, draft_title="A better balm")
    Report.objects.update_or_create(
        page=story, defaults={"blockers": 2, "warnings": 1, "notes": 0, "checked_at": timezone.now()}
    )
    stage = in_review(story, opened_at=from_now(hours=-5), copy={"due_at": from_now(hours=-30)})
    factories.sign(stage.turns.get(desk_name="Photo desk"), staff[Role.PHOTO_EDITOR])
    page = text(client.get(DESK))
    for said in (
        "A better balm",
        "Ada Marl · Skin",
        "Desks",
        "Copy desk",
        "1,234",
        "2 blockers",
        "1 warning",
        "1 of 3",
        "5 hours",
        "Overdue by 30 hours",
    ):
        assert said in page
    assert "note" not in page.partition("desk-findings")[2].partition("</ul>")[0]


def test_times_are_those_of_the_house_whatever_zone_somebody_works_in(client, copy_editor, settings):
    UserProfile.objects.create(user=copy_editor, current_time_zone="Asia/Tokyo")
    due = timezone.now().replace(year=timezone.now().year + 1, month=7, day=1, hour=11, minute=30)
    in_review(draft("A balm"), copy={"due_at": due})
    assert settings.TIME_ZONE == "Europe/London"
    assert "12:30 BST" in text(client.get(DESK))


def test_the_panel_comes_first_and_takes_the_place_of_wagtails(client, copy_editor):
    story = draft("A balm", owner=copy_editor)
    newsroom.road().start(story, copy_editor)
    in_review(draft("A comb"))
    page = text(client.get(HOME))
    panels = re.findall(r'id="([\w-]+)-section"', page)
    assert panels[0] == "my-desk"
    assert not {"awaiting-review", "objects-in-workflow"} & set(panels)
    assert "A comb" in page
    assert "My stories" in page


def test_the_panel_shows_ten_and_leads_to_all(client, copy_editor):
    factories.copies(in_review(draft("A balm")).page.specific, 11)
    page = text(client.get(HOME))
    assert page.count('aria-label="Claim:') == 10
    assert "All 12 that wait for you" in page
    assert f'href="{DESK}"' in page


def test_the_page_holds_twenty_five(client, copy_editor):
    factories.copies(in_review(draft("A balm")).page.specific, 29)
    assert text(client.get(DESK)).count('aria-label="Claim:') == 25
    assert text(client.get(f"{DESK}?p=2")).count('aria-label="Claim:') == 5
    assert "30 stories" in text(client.get(DESK))


@pytest.mark.parametrize("role", Role)
def test_where_nothing_waits_the_screen_is_calm(client, staff, role):
    client.force_login(staff[role])
    at_home = text(client.get(HOME))
    assert ("Nothing waits for you" in at_home) == (role != Role.COMMENT_MODERATOR)  # who has nothing to do with drafts
    assert (DESK in at_home) == (role != Role.COMMENT_MODERATOR)
    assert "Nothing waits for you" in text(client.get(DESK))
    assert "no story under way" in text(client.get(reverse("desk:own")))


def test_readers_and_strangers_do_not_get_in(client):
    assert "login" in client.get(DESK).url
    client.force_login(factories.user())
    assert client.get(DESK).status_code == 302


@pytest.mark.urls("tests.admin_frame")
@pytest.mark.parametrize("role", [Role.COPY_EDITOR, Role.WRITER])
def test_two_hundred_stories_cost_as_many_queries_as_twenty(client, staff, writer, role):
    client.force_login(staff[role])
    drawer = draft("In the drawer", owner=writer)
    at_desks = in_review(draft("At the desks", owner=writer)).page.specific
    returned = in_review(draft("Sent back", owner=writer), returned=True).page.specific
    addresses = [DESK, reverse("desk:own")]
    counted = []
    for number in (19, 180):
        for story in (drawer, at_desks, returned):
            factories.copies(story, number)
        counted.append([own_queries(client, address) for address in addresses])
    assert counted[0] == counted[1]
    assert max(counted[0]) <= 15


# Claim, hand on, assign


def test_a_claimed_story_is_on_my_desk(client, copy_editor):
    story = draft("A balm")
    in_review(story)
    response = post(client, "claim", turn_of(story), next="/admin/desk/?p=1")
    assert turn_of(story).assignee == copy_editor
    assert response.redirect_chain[-1][0] == "/admin/desk/?p=1"
    assert "is on your desk now" in text(response)
    assert "Hand on" in text(response)


def test_who_comes_second_hears_who_was_first(client, copy_editor):
    story, quick = draft("A balm"), factories.user(Role.COPY_EDITOR, first_name="Quick", last_name="Colleague")
    in_review(story, copy={"assignee": quick})
    assert "Quick Colleague has taken this story already" in text(post(client, "claim", turn_of(story)))
    assert turn_of(story).assignee == quick


def test_a_claim_needs_a_form(client, copy_editor):
    story = draft("A balm")
    in_review(story)
    assert client.get(reverse("desk:claim", args=[turn_of(story).pk])).status_code == 405
    assert turn_of(story).assignee is None


def test_nobody_is_led_away_from_the_house(client, copy_editor):
    story = draft("A balm")
    in_review(story)
    response = client.post(reverse("desk:claim", args=[turn_of(story).pk]), {"next": "https://example.com/"})
    assert response.url == DESK


def test_a_story_is_handed_on_to_a_colleague_or_back_to_the_desk(client, copy_editor):
    story, colleague = draft("A balm"), factories.user(Role.COPY_EDITOR)
    in_review(story, copy={"assignee": copy_editor})
    page = text(client.get(reverse("desk:hand_on", args=[turn_of(story).pk])))
    assert str(colleague) in page
    assert "Whoever takes it at Copy desk" in page
    assert "lies with Copy desk again" in text(post(client, "hand_on", turn_of(story), to=""))
    assert turn_of(story).assignee is None
    post(client, "claim", turn_of(story))
    post(client, "hand_on", turn_of(story), to=colleague.pk)
    assert turn_of(story).assignee == colleague


def test_a_story_goes_only_to_people_at_the_desk_who_did_not_write_it(client, copy_editor, staff):
    owner, author, gone = (factories.user(Role.COPY_EDITOR) for _number in range(3))
    gone.is_active = False
    gone.save()
    story = draft("A balm", owner=owner, writers=[factories.person(user=author)])
    in_review(story, copy={"assignee": copy_editor})
    for other in (owner, author, gone, staff[Role.PHOTO_EDITOR]):
        response = post(client, "hand_on", turn_of(story), to=other.pk)
        assert "Select a valid choice" in text(response)
    assert turn_of(story).assignee == copy_editor


def test_only_who_has_a_story_hands_it_on(client, copy_editor):
    story, owner = draft("A balm"), factories.user(Role.COPY_EDITOR, first_name="Quick", last_name="Colleague")
    in_review(story, copy={"assignee": owner})
    assert "Only Quick Colleague can hand this story on" in text(post(client, "hand_on", turn_of(story), to=""))
    assert turn_of(story).assignee == owner


def test_a_managing_editor_assigns_a_story_with_a_deadline_of_the_house(client, managing_editor, staff):
    UserProfile.objects.create(user=managing_editor, current_time_zone="Asia/Tokyo")
    story = draft("A balm")
    in_review(story)
    year = timezone.now().year + 1
    response = post(
        client, "assign", turn_of(story), to=staff[Role.COPY_EDITOR].pk, due_at=f"{year}-07-01 09:00", next=DESK
    )
    assert "is with" in text(response)
    turn = turn_of(story)
    assert turn.assignee == staff[Role.COPY_EDITOR]
    assert turn.due_at.isoformat() == f"{year}-07-01T08:00:00+00:00"
    form = text(client.get(reverse("desk:assign", args=[turn.pk])))
    assert f"{year}-07-01 09:00" in form
    assert "Europe/London" in form


@pytest.mark.parametrize("due", ["2001-01-01 10:00", "tomorrow", "2027-03-28 01:30"])
def test_a_deadline_that_cannot_be_is_refused_and_nothing_is_lost(client, managing_editor, staff, due):
    story = draft("A balm")
    in_review(story)
    response = post(client, "assign", turn_of(story), to=staff[Role.COPY_EDITOR].pk, due_at=due)
    assert response.status_code == 200
    assert "error-message" in text(response)
    assert due in text(response)
    assert turn_of(story).assignee is None


def test_a_turn_that_is_over_is_given_to_nobody(client, managing_editor, staff):
    story = draft("A balm")
    in_review(story, copy={"status": TurnStatus.SIGNED})
    response = post(client, "assign", turn_of(story), to=staff[Role.COPY_EDITOR].pk)
    assert "is not asked about this story any more" in text(response)
    assert turn_of(story).assignee is None


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.COPY_EDITOR, Role.MANAGING_EDITOR)])
def test_others_do_not_touch_a_desks_turn(client, staff, role):
    story = draft("A balm")
    in_review(story)
    client.force_login(staff[role])
    for name in ("claim", "hand_on", "assign"):
        assert "permission" in text(post(client, name, turn_of(story), to=staff[role].pk))
    assert turn_of(story).assignee is None


def test_members_of_a_desk_do_not_assign(client, copy_editor):
    story = draft("A balm")
    in_review(story)
    assert "permission" in text(post(client, "assign", turn_of(story), to=copy_editor.pk))
    assert turn_of(story).assignee is None
