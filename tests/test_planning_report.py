import csv
import math
import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from django.utils import timezone

from wagtail.models import Page, PageLogEntry, WorkflowState

from accounts.roles import Role
from articles.models import ArticlePage, Byline
from planning import report
from planning.models import Plan
from readiness.models import Override
from review.models import Desk, SignOff, SignOffTask, Stage, Turn, TurnStatus
from tests import factories, newsroom
from tests.admin_frame import own_queries
from tests.factories import in_review

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/workflow-time/"
MAY_SEE = [Role.COPY_EDITOR, Role.MANAGING_EDITOR]
BEGINS, ENDS = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
SPRING = report.Scope(BEGINS, ENDS)


def text(response):
    return response.content.decode()


def in_spring(**span):
    return BEGINS + timedelta(days=1, **span)


def finished_run(story, *stays, tasks=None, desks=("Copy desk",)):
    """A run that is over. Each stay is (when it came to a stage, how long it stood there); None: passed by."""
    run = WorkflowState.objects.create(
        content_type=story.cached_content_type,
        base_content_type=story.get_base_content_type(),
        object_id=str(story.pk),
        workflow=newsroom.road(),
        status=WorkflowState.STATUS_APPROVED,
    )
    tasks = tasks or SignOffTask.objects.order_by("workflow_tasks__sort_order")
    groups = {desk.name: desk.group_id for desk in Desk.objects.all()}
    for position, (task, stay) in enumerate(zip(tasks, stays, strict=False)):
        opened, closed = (stay[0], stay[0] + stay[1]) if stay else (None, None)
        stage = Stage.objects.create(
            workflow_state=run,
            page=story,
            task=task,
            name=task.name,
            position=position,
            opened_at=opened,
            closed_at=closed,
        )
        Turn.objects.bulk_create(
            Turn(
                stage=stage,
                page=story,
                desk_name=name,
                group_id=groups[name],
                aspects=[],
                status=TurnStatus.SIGNED,
                opened_at=opened,
            )
            for name in desks
        )
    return run


def leave(story, stage, action, when):
    """What Wagtail writes into the audit log when a story leaves a stage."""
    return PageLogEntry.objects.create(
        page=Page.objects.get(pk=story.pk),
        content_type=story.cached_content_type,
        label=story.title,
        action=f"wagtail.workflow.{action}",
        timestamp=when,
        data={"workflow": {"task": {"id": 1, "title": stage}}},
    )


# Percentiles


@pytest.mark.parametrize(
    ("hours", "median", "ninetieth"),
    [
        ([5], 5, 5),
        ([1, 2], 1, 2),
        ([3, 1, 2], 2, 3),
        (range(1, 11), 5, 9),
        (range(1, 12), 6, 10),
        ([7, 7, 7, 1], 7, 7),
    ],
)
def test_percentiles_are_by_nearest_rank(hours, median, ninetieth):
    story = factories.article()
    for number in hours:
        finished_run(story, (in_spring(), timedelta(hours=number)))
    (found,) = report.stage_times(SPRING)
    assert (found.name, found.number) == ("Desks", len(hours))
    assert (found.median, found.ninetieth) == (timedelta(hours=median), timedelta(hours=ninetieth))


def test_what_was_passed_by_or_is_not_over_has_no_time(staff):
    story = factories.article()
    finished_run(story, (in_spring(), timedelta(hours=2)), None, (in_spring(hours=2), timedelta(hours=1)))
    in_review(factories.article(live=False), opened_at=in_spring())
    assert [each.name for each in report.stage_times(SPRING)] == ["Desks", "Final approval"]


def test_the_period_ends_where_the_next_begins():
    story = factories.article()
    for moment in (BEGINS - timedelta(seconds=1), BEGINS, ENDS - timedelta(seconds=1), ENDS):
        finished_run(story, (moment - timedelta(hours=3), timedelta(hours=3)))
    assert report.stage_times(SPRING)[0].number == 2


# Every figure against a recount by hand


class Newsroom:
    """A spring of made-up work. Nothing in it follows from what the report asks."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.topics = [factories.topic(name) for name in ("Skin", "Hair")]
        self.writers = [factories.person(f"Writer {n}") for n in range(4)]
        self.approver = factories.user(Role.COPY_EDITOR)
        self.stories = [self.story() for _number in range(8)]
        for _number in range(60):
            self.run()
        for _number in range(30):
            story, action = self.any(self.stories), self.any(["approve", "approve", "reject"])
            leave(story, self.any(["Desks", "Medical review", "Final approval"]), action, self.moment())
        for number in range(12):
            given = Override.objects.create(
                page=self.any(self.stories), rule=self.any(["a_rule", "another"]), key=str(number), reason="Told me so."
            )
            Override.objects.filter(pk=given.pk).update(given_at=self.moment())

    def any(self, choices):
        return self.random.choice(choices)

    def moment(self):
        """Some time in spring, or up to four weeks before or after it."""
        return BEGINS + timedelta(minutes=self.random.randint(-40_000, 170_000))

    def story(self):
        writers = self.random.sample(self.writers, self.random.randint(1, 3))
        story = factories.article(topic=self.any(self.topics), writers=writers)
        fields = {"first_published_at": self.moment(), "word_count": self.random.randint(200, 2000)}
        ArticlePage.objects.filter(pk=story.pk).update(**fields)
        return story

    def run(self):
        story, opened = self.any(self.stories), self.moment()
        desks = self.random.sample(["Copy desk", "Photo desk", "Facts desk"], self.random.randint(1, 3))
        stays = [
            (opened + timedelta(hours=n), timedelta(minutes=self.random.randint(0, 9000)))
            if self.random.random() < 0.8
            else None
            for n in range(3)
        ]
        run = finished_run(story, *stays, desks=desks)
        for turn in Turn.objects.filter(stage__workflow_state=run):
            if self.random.random() < 0.5:
                fell = {"fell_at": opened, "fell_because": "changed"} if self.random.random() < 0.3 else {}
                factories.sign(turn, self.approver, given_at=self.moment(), **fell)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("filtered", ["", "topic", "desk"])
def test_the_figures_match_a_recount(seed, filtered):
    newsroom = Newsroom(seed)
    topic = newsroom.topics[0] if filtered == "topic" else None
    scope = report.Scope(BEGINS, ENDS, topic, "Photo desk" if filtered == "desk" else "")
    assert recount(scope) == {
        "times": {each.name: (each.number, each.median, each.ninetieth) for each in report.stage_times(scope)},
        "returns": {each.name: (each.returned, each.passed) for each in report.returns(scope)},
        "desks": {name: tuple(figures) for name, *figures in report.by_desk(scope)},
        "writers": {name: tuple(figures) for name, *figures in report.by_writer(scope)},
        "overrides": {name: tuple(figures) for name, *figures in report.overrides(scope)},
    }


def recount(scope):
    """The same figures, counted one by one from every row."""

    def counts(moment, page_id):
        story = ArticlePage.objects.get(pk=page_id)
        return moment and BEGINS <= moment < ENDS and (scope.topic is None or story.topic == scope.topic)

    asked = {(turn.stage.name, turn.page_id) for turn in Turn.objects.filter(desk_name__contains=scope.desk)}
    stages_of_desk, pages_of_desk = {name for name, _page in asked}, {page for _name, page in asked}
    times = defaultdict(list)
    for stage in Stage.objects.all():
        if stage.opened_at and counts(stage.closed_at, stage.page_id) and stage.name in stages_of_desk:
            times[stage.name].append(stage.closed_at - stage.opened_at)
    left = Counter()
    for entry in PageLogEntry.objects.filter(action__startswith="wagtail.workflow"):
        name = entry.data["workflow"]["task"]["title"]
        if counts(entry.timestamp, entry.page_id) and name in stages_of_desk:
            left[name, entry.action.rpartition(".")[2]] += 1
    given = [one for one in SignOff.objects.all() if counts(one.given_at, one.page_id)]
    desks = {name: [one for one in given if one.turn.desk_name == name] for name in {g.turn.desk_name for g in given}}
    signed = {one.page_id for one in SignOff.objects.filter(turn__desk_name__contains=scope.desk)}
    bylines = defaultdict(list)
    for line in Byline.objects.all():
        if counts(line.article.first_published_at, line.article_id) and (not scope.desk or line.article_id in signed):
            bylines[line.person.title].append(line.article.word_count)
    given_over = defaultdict(list)
    for one in Override.objects.exclude(rule="missing_sign_offs"):
        if counts(one.given_at, one.page_id) and one.page_id in pages_of_desk:
            given_over[one.rule].append(one.page_id)
    return {
        "times": {name: (len(each), nearest(each, 0.5), nearest(each, 0.9)) for name, each in times.items()},
        "returns": {name: (left[name, "reject"], left[name, "approve"]) for name, _action in left},
        "desks": {
            name: (len(each), len({one.page_id for one in each}), sum(one.fell_at is not None for one in each))
            for name, each in desks.items()
            if not scope.desk or name == scope.desk
        },
        "writers": {name: (len(words), sum(words)) for name, words in bylines.items()},
        "overrides": {name: (len(pages), len(set(pages))) for name, pages in given_over.items()},
    }


def nearest(times, part):
    return sorted(times)[math.ceil(part * len(times)) - 1]


def test_overdue_counts_what_waits_now_at_each_desk():
    now = timezone.now()
    for hours in (-50, -2, 4):
        in_review(factories.article(live=False), copy={"due_at": now + timedelta(hours=hours)})
    in_review(
        factories.article(live=False),
        photo={"due_at": now - timedelta(hours=1)},
        copy={"due_at": now - timedelta(hours=9), "status": TurnStatus.SIGNED},
    )
    found = [(name, number) for name, number, _oldest in report.overdue(SPRING)]
    assert found == [("Copy desk", 2), ("Photo desk", 1)]


def test_a_story_past_its_own_deadline_is_overdue_wherever_it_lies(client, staff):
    late = timezone.now() - timedelta(hours=3)
    for put in (lambda story: None, lambda story: in_review(story, returned=True), in_review):
        story = factories.article(live=False)
        Plan.objects.create(page=story, deadline=late)
        put(story)
    published = factories.article()
    Plan.objects.create(page=published, deadline=late)
    assert {name: number for name, number, _oldest in report.overdue(SPRING)} == {
        "Copy desk": 1,
        "Facts desk": 1,
        "Photo desk": 1,
    }
    assert report.overdue_with_writers(SPRING) == {"number": 2, "oldest": late}
    client.force_login(staff[Role.MANAGING_EDITOR])
    assert "With the writer" in text(client.get(REPORT))


def test_the_report_follows_a_story_down_its_road(staff):
    """As the desks' own rules write it down, not as this file's factories say they do."""
    story = factories.article("A balm", owner=staff[Role.WRITER], live=False)
    newsroom.submit(story, staff[Role.WRITER])
    newsroom.send_back(story, staff[Role.COPY_EDITOR])
    newsroom.submit(story, staff[Role.WRITER])
    for role in (Role.COPY_EDITOR, Role.FACT_CHECKER, Role.MANAGING_EDITOR):
        newsroom.sign(story, staff[role])
    now = timezone.now()
    today = report.Scope(now - timedelta(hours=1), now)
    assert [(each.name, each.number) for each in report.stage_times(today)] == [("Desks", 1), ("Final approval", 1)]
    assert [(each.name, each.returned, each.passed) for each in report.returns(today)] == [
        ("Desks", 1, 1),
        ("Final approval", 0, 1),
    ]
    assert {name: number for name, number, _stories, _fell in report.by_desk(today)} == {
        "Copy desk": 1,
        "Facts desk": 1,
        "Managing editors": 1,
    }
    assert [number for _name, number, _words in report.by_writer(today)] == [1]


# On the screen


@pytest.mark.parametrize("role", [*Role, None])
def test_copy_and_managing_editors_see_the_report(client, staff, role):
    client.force_login(staff[role] if role else factories.user())
    for address in (REPORT, f"{REPORT}results/", f"{REPORT}?export=csv"):
        assert client.get(address).status_code == (200 if role in MAY_SEE else 302)
    if role:
        assert ("Workflow: time and returns" in text(client.get("/admin/"))) == (role in MAY_SEE)


def test_administrators_see_it_and_can_let_others(client, admin_user):
    client.force_login(admin_user)
    assert client.get(REPORT).status_code == 200
    assert "Can see how long stories take" in text(client.get("/admin/groups/new/"))


@pytest.fixture
def some_figures(client, staff):
    """A managing editor logged in, and something in every table."""
    client.force_login(staff[Role.MANAGING_EDITOR])
    now = timezone.now()
    story = factories.article(writers=[factories.person("Ada Marl")])
    run = finished_run(story, (now - timedelta(hours=30), timedelta(hours=5)))
    factories.sign(Turn.objects.get(stage__workflow_state=run), staff[Role.COPY_EDITOR])
    leave(story, "Desks", "approve", now)
    leave(story, "Desks", "reject", now)
    in_review(factories.article(live=False), copy={"due_at": now - timedelta(hours=1)})
    return story


def test_the_screen_shows_every_table_with_its_figures(client, some_figures):
    page = text(client.get(REPORT))
    for said in ("Time in each stage", "5 hours", "50 %", "Overdue now", "Ada Marl", "Missing sign offs", "<rect"):
        assert said in page
    assert "style=" not in page.partition("workflow-report")[2].partition("</section>")[0]
    assert "There is nothing to show" not in page
    assert "There is nothing to show" in text(client.get(f"{REPORT}?period_from=2001-01-01&period_to=2001-02-01"))


def test_the_figures_can_be_narrowed(client, some_figures):
    elsewhere = factories.topic("Hair")
    assert "5 hours" in text(client.get(REPORT, {"desk": "Copy desk", "topic": some_figures.topic_id}))
    assert "5 hours" not in text(client.get(REPORT, {"topic": elsewhere.pk}))
    assert "5 hours" not in text(client.get(REPORT, {"desk": "Medical desk"}))


@pytest.mark.parametrize("query", ["period_from=never", "topic=x", "desk=None", "period_to=2001-01-01", "p=7"])
def test_a_garbled_filter_breaks_nothing(client, some_figures, query):
    assert client.get(f"{REPORT}?{query}").status_code == 200


def test_a_day_of_the_period_is_a_day_of_the_house(client, some_figures):
    """Half past midnight of 1 July in London is still 30 June in UTC."""
    finished_run(some_figures, (datetime(2026, 6, 30, 20, 30, tzinfo=UTC), timedelta(hours=3)))
    july = {"period_from": "2026-07-01", "period_to": "2026-07-01"}
    assert "3 hours" in text(client.get(REPORT, july))
    assert "1 July 2026 to 1 July 2026 (Europe/London)" in text(client.get(REPORT, july))


def test_the_spreadsheets_hold_every_figure(client, some_figures):
    response = client.get(f"{REPORT}?export=csv")
    rows = list(csv.reader(StringIO(b"".join(response.streaming_content).decode())))
    assert rows[0] == ["Table", "Row", "Figure", "Value"]
    assert ["Time in each stage", "Desks", "Median", "5.0"] in rows
    assert ["Sent back", "Desks", "Share sent back", "0.5"] in rows
    assert ["Done by writer", "Ada Marl", "Stories", "1"] in rows
    response = client.get(f"{REPORT}?export=xlsx")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    rows_there = list(sheet.iter_rows(values_only=True))
    assert list(rows_there[0]) == rows[0]
    assert ("Time in each stage", "Desks", "Median", 5) in rows_there


@pytest.mark.urls("tests.admin_frame")
def test_two_hundred_stories_cost_as_many_queries_as_twenty(client, some_figures):
    under_way = in_review(factories.article(live=False)).page.specific
    counted = []
    for number in (19, 180):
        factories.copies(some_figures, number)
        factories.copies(under_way, number)
        counted.append(own_queries(client, REPORT))
    assert counted[0] == counted[1] <= 15
