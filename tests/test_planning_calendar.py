import uuid
from datetime import date, datetime, time, timedelta

import pytest
import time_machine

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from wagtail.models import GroupPagePermission, Page, PageLogEntry, Revision, get_default_page_content_type
from wagtail.permissions import policy_registry

from accounts.roles import Role
from articles.house_time import on_the_clock
from articles.models import ArticlePage, Byline
from planning import diary, embargo, moves, plans
from planning.diary import Kind
from planning.models import Plan
from planning.querysets import SEES_STORIES, stories_for
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date(2027, 3, 17)
NOW = on_the_clock(TODAY, time(12))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def editor(staff):
    return staff[Role.MANAGING_EDITOR]


def at(day, hour=9, minute=0):
    return on_the_clock(date(2027, 3, day), time(hour, minute))


def planned(title="A balm for winter", *, live=False, **plan):
    story = factories.article(title, live=live)
    Plan.objects.create(page=story, **plan)
    return story


def scheduled(go_live_at, title="A balm for winter"):
    story = factories.article(title, live=False, go_live_at=go_live_at)
    factories.publish(story)
    return ArticlePage.objects.get(pk=story.pk)


def entries_of(user, first=date(2027, 3, 1), last=date(2027, 3, 31), for_each_day=10):
    return diary.entries(stories_for(user), first, last, for_each_day)


def calendar(client, **query):
    return client.get(reverse("planning:calendar"), query)


def shown(response):
    """What the calendar shows, as {day of the month: [label: headline]}, in order."""
    return {
        day.date.day: [f"{entry.label}: {entry.story.draft_title}" for entry, _open, _move in day.entries]
        for week in response.context["weeks"]
        for day in week
        if day.entries and not day.is_outside
    }


def move_url(kind, story):
    return reverse("planning:move", args=[kind, story.pk])


def says(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def text_of(response):
    return " ".join(response.content.decode().split())


# What stands in it


def test_the_calendar_tells_everything_that_happens_to_stories(login, editor):
    planned("Planned", planned_for=date(2027, 3, 18))
    planned("Due", deadline=at(19))
    planned("Held back", embargo_until=at(20), embargo_agreed_with="Maison Example")
    scheduled(at(21), "Scheduled")
    ArticlePage.objects.filter(pk=factories.article("Expiring").pk).update(expire_at=at(22), first_published_at=at(16))
    assert shown(calendar(login(editor))) == {
        16: ["Published: Expiring"],
        18: ["Planned: Planned"],
        19: ["Due: Due"],
        20: ["Embargo ends: Held back"],
        21: ["Goes live: Scheduled"],
        22: ["Expires: Expiring"],
    }


def test_a_day_tells_of_whole_days_first_and_then_goes_by_the_clock(login, editor):
    planned("Noon", deadline=at(18, 12))
    planned("Nine", deadline=at(18, 9))
    planned("All day", planned_for=date(2027, 3, 18))
    scheduled(at(18, 10), "Ten")
    assert shown(calendar(login(editor)))[18] == ["Planned: All day", "Due: Nine", "Goes live: Ten", "Due: Noon"]


def test_what_should_have_happened_and_did_not_says_so(login, editor):
    planned("Late", deadline=at(16))
    story = scheduled(at(18), "Stuck")
    Revision.objects.filter(pk=story.latest_revision_id).update(approved_go_live_at=at(15))
    assert shown(calendar(login(editor))) == {15: ["Should be live: Stuck"], 16: ["Overdue: Late"]}


def test_a_finished_story_has_no_deadline_and_no_plan_any_more(login, editor):
    story = planned("Done", live=True, deadline=at(18), planned_for=date(2027, 3, 18))
    assert 18 not in shown(calendar(login(editor)))
    story.save_revision()  # a change of it is under way
    assert shown(calendar(login(editor)))[18] == ["Planned: Done", "Due: Done"]


def test_a_moment_belongs_to_the_day_on_the_houses_clock(login, editor):
    planned("Before midnight", deadline=at(18, 23, 59))
    planned("In summer time", deadline=datetime.fromisoformat("2027-03-29T23:30+00:00"))  # half past midnight, the 30th
    assert shown(calendar(login(editor))) == {18: ["Due: Before midnight"], 30: ["Due: In summer time"]}


def test_times_are_the_houses_whatever_zone_somebody_works_in(login, editor):
    editor.wagtail_userprofile = type(editor).wagtail_userprofile.related.related_model.objects.create(
        user=editor, current_time_zone="Asia/Tokyo"
    )
    planned(deadline=at(18, 9))
    response = calendar(login(editor))
    assert ">09:00</time>" in text_of(response)
    assert "Times are those of Europe/London." in text_of(response)


def test_only_pages_that_are_stories_stand_in_the_calendar(login, editor):
    Page.objects.update(first_published_at=at(16), live=True)
    factories.topic()
    assert shown(calendar(login(editor))) == {}


# Ways through it


def test_the_calendar_opens_on_this_month_and_leads_to_others_and_back(login, editor):
    response = calendar(login(editor))
    assert response.context["heading"] == "March 2027"
    response = editor_follows(response, "next")
    assert response.context["heading"] == "April 2027"
    response = editor_follows(editor_follows(response, "previous"), "previous")
    assert response.context["heading"] == "February 2027"
    assert editor_follows(response, "today").context["heading"] == "March 2027"


def test_the_calendar_shows_one_week_as_well(login, editor):
    planned(deadline=at(18))
    response = editor_follows(calendar(login(editor)), "as_week")
    assert response.context["heading"] == "15 March to 21 March 2027"
    assert shown(response) == {18: ["Due: A balm for winter"]}
    assert editor_follows(response, "next").context["heading"] == "22 March to 28 March 2027"
    assert editor_follows(response, "previous").context["heading"] == "8 March to 14 March 2027"
    assert editor_follows(response, "as_month").context["heading"] == "March 2027"


def editor_follows(response, way):
    return response.client.get(response.context[way])


@pytest.mark.parametrize("month", range(1, 13))
def test_no_month_is_left_out(login, editor, month):
    response = calendar(login(editor), day=f"2027-{month:02}-31" if month in (1, 3, 5) else f"2027-{month:02}-01")
    first = response.context["heading"]
    assert editor_follows(editor_follows(response, "next"), "previous").context["heading"] == first


@pytest.mark.parametrize(
    "query",
    [
        {"day": "0001-01-01"},
        {"day": "9999-12-31"},
        {"day": "yesterday"},
        {"day": "2027-02-30"},
        {"view": "year"},
        {"topic": "x", "person": "-1"},
        {"topic": "999999999999999999999"},
        {"topic": "\0"},
    ],
)
def test_a_question_that_makes_no_sense_shows_this_month(login, editor, query):
    response = calendar(login(editor), **query)
    assert response.status_code == 200
    assert response.context["heading"] == "March 2027"


def test_the_calendar_is_filtered_by_topic_and_by_writer(login, editor):
    skin, ada = planned("Skin", deadline=at(18)), planned("Ada", deadline=at(18))
    topic, writer = factories.topic("Only skin"), factories.person()
    ArticlePage.objects.filter(pk=skin.pk).update(topic=topic)
    Byline.objects.create(article=ada, person=writer)
    client = login(editor)
    assert shown(calendar(client)) == {18: ["Due: Skin", "Due: Ada"]}
    assert shown(calendar(client, topic=topic.pk)) == {18: ["Due: Skin"]}
    response = calendar(client, person=writer.pk)
    assert shown(response) == {18: ["Due: Ada"]}
    assert f"person={writer.pk}" in response.context["next"]


def test_an_empty_month_says_so(login, editor):
    assert "Nothing happens in this month." in text_of(calendar(login(editor)))
    assert "Nothing happens in this week." in text_of(calendar(login(editor), view="week"))


def test_headlines_are_printed_as_they_are_written(login, editor):
    planned("<b>Bold</b> & “brave”", deadline=at(18))
    assert escape("<b>Bold</b> & “brave”") in calendar(login(editor)).content.decode()


# Who sees it


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.WRITER, True),
        (Role.COPY_EDITOR, True),
        (Role.PHOTO_EDITOR, True),
        (Role.MANAGING_EDITOR, True),
        (Role.COMMENT_MODERATOR, False),
    ],
)
def test_who_works_on_stories_sees_the_calendar(login, staff, role, sees):
    planned(deadline=at(18))
    client = login(staff[role])
    response = calendar(client)
    assert (response.status_code == 200) is sees
    assert (
        "planning:calendar" in str(client.get("/admin/").content)
        or "/admin/calendar/" in text_of(client.get("/admin/"))
    ) is sees
    if sees:
        assert shown(response) == {18: ["Due: A balm for winter"]}


def test_nobody_sees_a_story_that_the_explorer_does_not_show_them(login):
    planned("Elsewhere", deadline=at(18))
    group = Group.objects.create(name="Guests")
    group.permissions.set(Group.objects.get(name=Role.WRITER).permissions.filter(codename="access_admin"))
    permission = Group.objects.get(name=Role.WRITER).page_permissions.first().permission
    group.page_permissions.create(page=Page.objects.get(slug="people"), permission=permission)
    guest = factories.user()
    guest.groups.add(group)
    assert shown(calendar(login(guest))) == {}
    assert entries_of(guest) == []


@pytest.mark.parametrize("where", ["", "index", "story", "index and story", "home and index"])
def test_the_stories_are_those_of_wagtails_own_policy(where):
    stories = [factories.article("One"), factories.article("Two")]
    index = stories[0].get_parent()
    places = {"index": index, "story": stories[1], "home": index.get_parent()}
    group, user = Group.objects.create(name="Some"), factories.user()
    user.groups.add(group)
    for name in where.split(" and ") if where else ():
        for right in ("change_page", "publish_page"):
            GroupPagePermission.objects.create(
                group=group, page=places[name], permission=Permission.objects.get(codename=right)
            )
    policy = policy_registry.get_by_type(ArticlePage)

    def by_the_policy(user):
        pages = policy.instances_user_has_any_permission_for(user, SEES_STORIES)
        return set(ArticlePage.objects.filter(pk__in=pages.values("pk")))

    assert set(stories_for(user)) == by_the_policy(user)
    gone = type(user).objects.get(pk=user.pk)
    gone.is_active = False
    assert set(stories_for(gone)) == by_the_policy(gone) == set()


def test_only_who_may_open_or_move_a_story_is_offered_that(login, staff):
    theirs, own = planned("Theirs", deadline=at(18)), planned("Own", deadline=at(18))
    ArticlePage.objects.filter(pk=own.pk).update(owner=staff[Role.WRITER])
    page = text_of(calendar(login(staff[Role.WRITER])))
    for story, offered in ((theirs, False), (own, True)):
        assert (move_url(Kind.DUE, story) in page) is offered
        assert (reverse("wagtailadmin_pages:edit", args=[story.pk]) in page) is offered


def test_only_who_may_publish_is_offered_to_move_what_is_scheduled(login, staff):
    story = scheduled(at(18))
    for role, offered in ((Role.COPY_EDITOR, False), (Role.MANAGING_EDITOR, True)):
        assert (move_url(Kind.SCHEDULED, story) in text_of(calendar(login(staff[role])))) is offered


# How much work it is


MOST = 15  # queries


def many(number, start):
    """More stories that stand in the calendar in every way, made without the slow ways of the house."""
    topic, writer, index = factories.topic(), factories.person(), Page.objects.get(slug="stories")
    content_type = ContentType.objects.get_for_model(ArticlePage)
    rows = Page.objects.bulk_create(
        Page(
            title=f"Story {n}",
            draft_title=f"Story {n}",
            slug=f"many-{n}",
            path=f"{index.path}{n:04d}",
            depth=index.depth + 1,
            url_path=f"/home/stories/many-{n}/",
            content_type=content_type,
            locale=index.locale,
            translation_key=uuid.uuid4(),
            live=n % 2 == 0,
            has_unpublished_changes=True,
            first_published_at=at(1 + n % 28),
            expire_at=at(1 + n % 28),
        )
        for n in range(start, start + number)
    )
    pages = [ArticlePage(page_ptr=row, topic=topic) for row in rows]
    for row, page in zip(rows, pages, strict=True):
        vars(page).update(vars(row))
        page.save_base(raw=True)
    Byline.objects.bulk_create(Byline(article=page, person=writer, sort_order=0) for page in pages)
    Plan.objects.bulk_create(
        Plan(
            page=page,
            deadline=at(1 + n % 28),
            planned_for=date(2027, 3, 1 + n % 28),
            embargo_until=at(1 + n % 28),
            embargo_agreed_with="Maison Example",
        )
        for n, page in enumerate(pages)
    )
    Revision.objects.bulk_create(
        Revision(
            content_object=page,
            base_content_type=get_default_page_content_type(),
            object_str=page.title,
            content={},
            created_at=NOW,
            approved_go_live_at=at(1 + n % 28),
        )
        for n, page in enumerate(pages)
    )


def queries_of(ask):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = ask()
    assert response.status_code == 200
    return len(queries), response


def test_two_thousand_stories_cost_as_many_queries_as_twenty(login, editor):
    client = login(editor)
    calendar(client)  # fills caches that live as long as the process
    many(20, 1)
    few = {view: queries_of(lambda view=view: calendar(client, view=view))[0] for view in ("month", "week")}
    many(1980, 21)
    for view, number in few.items():
        now, response = queries_of(lambda view=view: calendar(client, view=view))
        assert now == number <= MOST
        days = [day for week in response.context["weeks"] for day in week]
        assert all(len(day.entries) <= 6 * 25 for day in days)
        assert any(day.left_out for day in days)


def test_what_a_day_has_no_room_for_is_counted_and_leads_to_its_week(login, editor):
    for n in range(6):
        planned(f"Story {n}", deadline=at(18, 9, n))
    client = login(editor)
    page = text_of(calendar(client))
    assert "2 more</a>" in page
    assert "day=2027-03-18" in page
    assert len(shown(calendar(client, view="week", day="2027-03-18"))[18]) == 6


# Moving by form


def value_of(kind, story):
    return moves.value_of(kind, ArticlePage.objects.get(pk=story.pk))


def move(client, kind, story, seen=None, **fields):
    fields = {"day": "2027-03-25", "hour": "", "seen": seen or value_of(kind, story).isoformat()} | fields
    return client.post(move_url(kind, story), fields)


def undo(client, response):
    """Press the button in the message that a move left."""
    token = says(response).split('name="move" value="')[1].split('"')[0]
    return client.post(reverse("planning:undo_move"), {"move": token})


def make(kind):
    """A story that stands in the calendar as this kind, on 18 March at 9, or on that day."""
    if kind == Kind.SCHEDULED:
        return scheduled(at(18))
    return planned(**({"planned_for": date(2027, 3, 18)} if kind == Kind.PLANNED else {"deadline": at(18)}))


@pytest.mark.parametrize("kind", sorted(moves.MOVABLE))
def test_an_entry_moves_to_another_day_at_the_same_hour_and_back(login, editor, kind):
    story, client = make(kind), login(editor)
    was = value_of(kind, story)
    response = move(client, kind, story)
    assert response.url == reverse("planning:calendar")
    assert value_of(kind, story) == (date(2027, 3, 25) if kind == Kind.PLANNED else at(25))
    assert "moved from 18 March 2027" in says(response)
    assert "Undone" in says(undo(client, response))
    assert value_of(kind, story) == was


@pytest.mark.parametrize("kind", [Kind.DUE, Kind.SCHEDULED])
def test_an_entry_moves_to_another_hour(login, editor, kind):
    story = make(kind)
    move(login(editor), kind, story, hour="17:30")
    assert value_of(kind, story) == at(25, 17, 30)


def test_what_is_undone_is_exactly_what_it_was_to_the_second(login, editor):
    exact = at(18) + timedelta(seconds=7)
    story, client = planned(deadline=exact), login(editor)
    response = move(client, Kind.DUE, story, hour="10:00")
    undo(client, response)
    assert story.plan.deadline == exact


def test_moving_keeps_the_hour_on_the_clock_when_the_clocks_change(login, editor):
    story, client = planned(deadline=at(27, 9)), login(editor)  # the clocks go forward on the 28th
    move(client, Kind.DUE, story, day="2027-03-29")
    plan = Plan.objects.get()
    assert plan.deadline == at(29, 9)
    assert plan.deadline - at(27, 9) == timedelta(hours=47)


@pytest.mark.parametrize(
    ("day", "hour", "sentence"),
    [
        ("2027-03-28", "01:30", "There is no 01:30 on 28 March 2027 in Europe/London"),
        ("2027-10-31", "01:30", "01:30 comes twice on 31 October 2027 in Europe/London"),
        ("0201-03-01", "", "between the years 2000 and 2099"),
        ("soon", "", "Enter a valid date"),
        ("2027-03-25", "noon", "Enter a valid time"),
        ("", "", "This field is required"),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_what_was_typed_stays(login, editor, day, hour, sentence):
    story = planned(deadline=at(18))
    response = move(login(editor), Kind.DUE, story, day=day, hour=hour)
    assert response.status_code == 200
    assert sentence in text_of(response)
    assert f'value="{day}"' in text_of(response) or not day
    assert f'value="{hour}"' in text_of(response) or not hour
    assert story.plan.deadline == at(18)


def test_a_drag_into_a_gap_of_the_clock_is_refused(login, editor):
    story = planned(deadline=at(27, 1, 30))
    response = move(login(editor), Kind.DUE, story, day="2027-03-28")
    assert "There is no 01:30 on 28 March 2027" in text_of(response)
    assert story.plan.deadline == at(27, 1, 30)


def test_a_scheduled_story_does_not_move_before_the_end_of_its_embargo(login, editor):
    story = scheduled(at(28, 9))
    embargo.set_embargo(story, at(27), "Maison Example", by=editor)
    response = move(login(editor), Kind.SCHEDULED, story)
    assert response.status_code == 200
    assert "The embargo agreed with Maison Example ends on 27 March 2027" in text_of(response)
    assert value_of(Kind.SCHEDULED, story) == at(28, 9)


def test_a_scheduled_story_does_not_move_into_the_past(login, editor):
    story = scheduled(at(18))
    response = move(login(editor), Kind.SCHEDULED, story, day="2027-03-16")
    assert "This time has passed" in text_of(response)
    assert value_of(Kind.SCHEDULED, story) == at(18)


def test_a_move_is_written_down(login, editor):
    story = planned(deadline=at(18))
    move(login(editor), Kind.DUE, story)
    entry = PageLogEntry.objects.get(page=story.pk, action="planning.change_plan")
    assert entry.user == editor
    assert entry.message == "Deadline: 25 March 2027, 09:00 (Europe/London)"


def test_what_somebody_moved_meanwhile_is_not_moved_again(login, editor, staff):
    story, client = planned(deadline=at(18)), login(editor)
    plans.change(story, by=staff[Role.COPY_EDITOR], deadline=at(20))
    response = move(client, Kind.DUE, story, seen=at(18).isoformat())
    assert "Somebody moved “A balm for winter” to 20 March 2027, 09:00 (Europe/London) meanwhile" in says(response)
    assert Plan.objects.get().deadline == at(20)


def test_what_somebody_moved_again_meanwhile_is_not_undone(login, editor, staff):
    story, client = planned(deadline=at(18)), login(editor)
    response = move(client, Kind.DUE, story)
    plans.change(story, by=staff[Role.COPY_EDITOR], deadline=at(20))
    assert "meanwhile" in says(undo(client, response))
    assert Plan.objects.get().deadline == at(20)


def test_an_entry_that_is_gone_is_told(login, editor):
    story, client = planned(deadline=at(18)), login(editor)
    Plan.objects.update(deadline=None)
    response = client.post(move_url(Kind.DUE, story), {"day": "2027-03-25"})
    assert "does not stand there any more" in says(response)
    assert "does not stand there any more" in says(client.get(move_url(Kind.DUE, story)))


@pytest.mark.parametrize("token", ["", "x", "x:y:z", "\0"])
def test_nobody_makes_up_an_undo(login, editor, token):
    response = login(editor).post(reverse("planning:undo_move"), {"move": token})
    assert "within a day only" in says(response)


def test_a_move_is_undone_within_a_day(login, editor):
    story, client = planned(deadline=at(18)), login(editor)
    response = move(client, Kind.DUE, story)
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        assert "within a day only" in says(undo(login(editor), response))
    assert Plan.objects.get().deadline == at(25)


def test_the_undo_of_a_story_that_was_deleted_says_so(login, editor):
    story, client = planned(deadline=at(18)), login(editor)
    response = move(client, Kind.DUE, story)
    ArticlePage.objects.get(pk=story.pk).delete()
    assert "not there any more" in says(undo(client, response))


@pytest.mark.parametrize("kind", sorted(moves.MOVABLE))
@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGING_EDITOR])
def test_moving_and_undoing_are_asked_for_each_story(login, staff, editor, kind, role):
    may = kind != Kind.SCHEDULED and role in (Role.COPY_EDITOR, Role.PHOTO_EDITOR)
    story = make(kind)
    was = value_of(kind, story)
    response = move(login(staff[role]), kind, story)
    assert (value_of(kind, story) != was) is may
    assert response.status_code in ((302,) if may else (302, 404))
    if not may:
        done = moves.move(kind, story, moves.target(was, date(2027, 3, 25)), by=editor, seen=was)
        login(staff[role]).post(reverse("planning:undo_move"), {"move": done.token})
        assert value_of(kind, story) == done.now


@pytest.mark.parametrize("kind", ["embargo", "published", "expires", "nonsense"])
def test_what_is_not_ours_to_move_has_no_form(login, editor, kind):
    story = planned(embargo_until=at(18), embargo_agreed_with="Maison Example")
    assert login(editor).get(move_url(kind, story)).status_code == 404


def test_the_form_shows_where_the_entry_stands(login, editor):
    story = planned(deadline=at(18, 9, 30))
    page = text_of(login(editor).get(move_url(Kind.DUE, story)))
    assert "18 March 2027, 09:30 (Europe/London)" in page
    assert 'value="2027-03-18"' in page
    assert 'value="09:30"' in page


def test_after_a_move_one_is_back_where_one_came_from_and_nowhere_else(login, editor):
    story, client = planned(deadline=at(18)), login(editor)
    here = reverse("planning:calendar") + "?view=week&day=2027-03-18"
    assert move(client, Kind.DUE, story, next=here).url == here
    assert move(client, Kind.DUE, story, day="2027-03-26", next="https://evil.example/").url == reverse(
        "planning:calendar"
    )
