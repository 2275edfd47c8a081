import json
from datetime import timedelta

import pytest
import time_machine

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from wagtail.actions.copy_page import CopyPageAction
from wagtail.models import PageLogEntry

from accounts.roles import Role
from articles.models import ArticlePage, RelatedStory
from planning import embargo, scheduling
from planning.models import Plan, ScheduleFailure
from readiness.findings import Gap
from readiness.gate import NotReady, blockers_in
from readiness.models import Override
from readiness.rules import NOBODY, RULES, rule
from tests import factories, newsroom

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(microsecond=0)
END = NOW + timedelta(days=2)
AFTERWARDS = END + timedelta(minutes=1)
WHOM = "Maison Example"


@pytest.fixture
def editor(staff):
    return staff[Role.MANAGING_EDITOR]


@pytest.fixture
def hold(editor):
    """hold(story): set an embargo on it, as a managing editor."""
    return lambda story, until=END, **options: embargo.set_embargo(story, until, WHOM, by=editor, **options)


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    def look(when):
        with time_machine.travel(when, tick=False), django_capture_on_commit_callbacks(execute=True):
            return scheduling.publish_due()

    return look


@pytest.fixture
def gate_refuses(monkeypatch):
    """Let the gate refuse every story, for a reason of another rule."""

    def refuse():
        monkeypatch.setattr("readiness.rules.RULES", dict(RULES))

        @rule("articles.ArticlePage")
        def always(page):
            yield Gap("The moon is wrong.")

    return refuse


def scheduled(at, title="A balm for winter", **fields):
    story = factories.article(title, live=False, go_live_at=at, **fields)
    factories.publish(story)
    return current(story)


def current(story):
    return ArticlePage.objects.get(pk=story.pk)


def newest(story):
    return current(story).get_latest_revision_as_object()


def log_of(story):
    entries = PageLogEntry.objects.filter(page=story.pk).order_by("-timestamp", "-pk")
    return [entry.action for entry in entries]


# What the gate says


def test_a_story_under_embargo_is_not_published(hold):
    story = factories.article(live=False)
    hold(story, go_live_then=False)
    factories.waive_sign_offs(story)
    with pytest.raises(NotReady) as refused:
        current(story).get_latest_revision().publish()
    (finding,) = refused.value.findings
    assert f"The embargo agreed with {WHOM} ends on" in finding.message
    assert "(Europe/London)" in finding.message
    assert finding.mend == "Choose that time or a later one as the go-live date, or lift the embargo."
    assert finding.field == "go_live_at"
    assert not current(story).live


@pytest.mark.parametrize(("minutes", "passes"), [(-1, False), (0, True), (1, True)])
def test_a_story_may_be_scheduled_for_the_end_of_its_embargo_or_later(hold, minutes, passes):
    story = factories.article(live=False)
    hold(story, go_live_then=False)
    factories.waive_sign_offs(story)
    draft = newest(story)
    draft.go_live_at = END + timedelta(minutes=minutes)
    revision = draft.save_revision()
    if passes:
        revision.publish()
    else:
        with pytest.raises(NotReady):
            revision.publish()
    assert (current(story).scheduled_revision is not None) is passes


def test_a_go_live_date_that_has_passed_does_not_get_around_an_embargo(hold):
    story = factories.article(live=False, go_live_at=NOW - timedelta(days=1))
    hold(story, go_live_then=False)
    factories.waive_sign_offs(story)
    assert [finding.rule for finding in blockers_in(newest(story))] == ["embargo"]
    with time_machine.travel(AFTERWARDS):
        assert blockers_in(newest(story)) == []


def test_nobody_can_waive_an_embargo(hold):
    story = factories.article(live=False)
    hold(story, go_live_then=False)
    factories.waive_sign_offs(story)
    (finding,) = blockers_in(newest(story))
    assert finding.waiver == NOBODY
    Override.objects.create(
        page=story, rule=finding.rule, key=finding.key, message=finding.message, reason="They broke it themselves."
    )
    with pytest.raises(NotReady):
        current(story).get_latest_revision().publish()


def test_a_story_that_would_be_over_before_it_is_public_is_not_published():
    story = factories.article(live=False, expire_at=NOW - timedelta(hours=1))
    factories.waive_sign_offs(story)
    with pytest.raises(NotReady) as refused:
        story.get_latest_revision().publish()
    (finding,) = refused.value.findings
    assert (finding.field, finding.waiver) == ("expire_at", "")
    assert not current(story).live


# A story that is public


def test_an_embargo_takes_a_public_story_down_at_once_and_lets_it_return_when_it_ends(hold, editor, run):
    story = factories.article("A balm for winter")
    outcome = hold(story)
    assert not current(story).live
    assert (outcome.taken_down, outcome.goes_live_at, outcome.refused) == (True, END, None)
    assert current(story).scheduled_revision.approved_go_live_at == END
    assert {"planning.embargo_set", "wagtail.unpublish"} <= set(log_of(story))
    assert PageLogEntry.objects.get(page=story.pk, action="wagtail.unpublish").user == editor
    assert run(END - timedelta(minutes=1)) == 0
    assert run(AFTERWARDS) == 1
    assert current(story).live


def test_the_go_live_date_is_in_a_version_of_its_own(hold):
    story = factories.article()
    was = story.latest_revision_id
    hold(story)
    assert current(story).latest_revision_id != was
    assert newest(story).go_live_at == END


def test_without_the_wish_a_story_that_was_taken_down_stays_a_draft(hold):
    story = factories.article()
    outcome = hold(story, go_live_then=False)
    assert (outcome.taken_down, outcome.goes_live_at, outcome.dated) == (True, None, None)
    assert current(story).latest_revision_id == story.latest_revision_id
    assert current(story).scheduled_revision is None


def test_a_draft_that_nobody_approved_gets_the_date_but_does_not_go_live_by_itself(hold, run):
    story = factories.article("Approved")
    story.title = "Not approved"
    story.save_revision()
    outcome = hold(story)
    assert (outcome.taken_down, outcome.goes_live_at, outcome.dated) == (True, None, END)
    assert newest(story).title == "Not approved"
    assert newest(story).go_live_at == END
    assert run(AFTERWARDS) == 0


def test_where_the_gate_refuses_the_return_the_story_still_comes_down_and_the_reason_is_known(hold, gate_refuses):
    story = factories.article()
    gate_refuses()
    outcome = hold(story)
    assert not current(story).live
    assert outcome.dated == END
    assert "The moon is wrong." in outcome.refused.messages
    assert current(story).scheduled_revision is None


def test_a_scheduled_change_of_a_public_story_waits_for_the_end_as_well(hold, run):
    story = factories.article("Winter")
    story.title, story.go_live_at = "Spring", NOW + timedelta(hours=1)
    story.save_revision()
    factories.publish(story)
    assert hold(story).goes_live_at == END
    assert run(NOW + timedelta(hours=2)) == 0
    assert run(AFTERWARDS) == 1
    assert current(story).title == "Spring"


# A story that is not public yet


def test_a_draft_gets_the_end_of_the_embargo_as_its_go_live_date(hold):
    story = factories.article(live=False)
    outcome = hold(story)
    assert (outcome.taken_down, outcome.dated) == (False, END)
    assert newest(story).go_live_at == END
    assert current(story).scheduled_revision is None


def test_a_later_go_live_date_is_kept(hold):
    later = END + timedelta(days=5)
    story = factories.article(live=False, go_live_at=later)
    assert hold(story).dated == later
    assert current(story).latest_revision_id == story.latest_revision_id


def test_what_is_scheduled_too_early_moves_to_the_end_of_the_embargo(hold, run):
    story = scheduled(NOW + timedelta(hours=1))
    outcome = hold(story)
    assert (outcome.goes_live_at, outcome.unscheduled) == (END, None)
    assert current(story).scheduled_revision.pk == story.latest_revision_id
    assert run(NOW + timedelta(hours=2)) == 0
    assert run(AFTERWARDS) == 1
    assert current(story).live


def test_without_the_wish_what_is_scheduled_too_early_loses_its_hour(hold, editor, run):
    story = scheduled(NOW + timedelta(hours=1))
    outcome = hold(story, go_live_then=False)
    assert outcome.unscheduled == NOW + timedelta(hours=1)
    assert log_of(story)[0] == "wagtail.schedule.cancel"
    assert run(AFTERWARDS) == 0
    assert not ScheduleFailure.objects.exists()


def test_what_is_scheduled_too_early_loses_its_hour_where_the_gate_refuses_the_other(hold, gate_refuses):
    story = scheduled(NOW + timedelta(hours=1))
    gate_refuses()
    outcome = hold(story)
    assert outcome.unscheduled == NOW + timedelta(hours=1)
    assert outcome.refused
    assert current(story).scheduled_revision is None


@pytest.mark.parametrize("wish", [True, False])
def test_what_is_scheduled_late_enough_stays_as_it_is(hold, wish):
    later = END + timedelta(days=5)
    story = scheduled(later)
    assert hold(story, go_live_then=wish).goes_live_at == later
    assert current(story).scheduled_revision.approved_go_live_at == later


# The record


def test_an_embargo_is_with_somebody():
    story = factories.article(live=False)
    for fields in ({"embargo_until": END}, {"embargo_agreed_with": WHOM}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.create(page=story, **fields)


@pytest.mark.parametrize(("until", "whom"), [(NOW, WHOM), (END, "  ")])
def test_no_embargo_for_a_time_that_has_passed_or_with_nobody(editor, until, whom):
    story = factories.article()
    with pytest.raises(ValidationError):
        embargo.set_embargo(story, until, whom, by=editor)
    assert current(story).live
    assert not Plan.objects.exists()


def test_only_copy_editors_and_managing_editors_set_and_lift_embargoes(staff):
    story = factories.article()
    for role in set(Role) - {Role.COPY_EDITOR, Role.MANAGING_EDITOR}:
        with pytest.raises(PermissionDenied):
            embargo.set_embargo(story, END, WHOM, by=staff[role])
        with pytest.raises(PermissionDenied):
            embargo.lift(story, by=staff[role])
    assert current(story).live
    for role in (Role.COPY_EDITOR, Role.MANAGING_EDITOR):
        embargo.set_embargo(story, END, WHOM, by=staff[role])
        assert embargo.lift(story, by=staff[role])


def test_lifting_an_embargo_publishes_nothing_and_is_written_down(hold, editor, run):
    story = factories.article()
    hold(story)
    assert embargo.lift(story, by=editor)
    assert not current(story).live
    assert not Plan.objects.get().under_embargo()
    entry = PageLogEntry.objects.get(page=story.pk, action="planning.embargo_lifted")
    assert (entry.user, entry.data["agreed_with"]) == (editor, WHOM)
    assert f"agreed with {WHOM}, lifted" in entry.message
    assert run(AFTERWARDS) == 1  # its date has not changed


def test_lifting_where_there_is_no_embargo_does_nothing(editor):
    story = factories.article()
    assert not embargo.lift(story, by=editor)
    assert "planning.embargo_lifted" not in log_of(story)


def test_the_history_says_until_when_and_with_whom(hold):
    story = factories.article(live=False)
    hold(story)
    entry = PageLogEntry.objects.get(page=story.pk, action="planning.embargo_set")
    assert "Embargo until" in entry.message
    assert entry.message.endswith(f"(Europe/London), agreed with {WHOM}")


def test_an_embargo_that_moved_while_its_hour_came_holds(run, editor):
    """The scheduler found the story due, and the embargo moved before it got there."""
    story = scheduled(END)
    embargo.set_embargo(story, END, WHOM, by=editor)
    with time_machine.travel(AFTERWARDS, tick=False):
        revision = current(story).scheduled_revision
        embargo.set_embargo(story, END + timedelta(days=1), WHOM, by=editor, go_live_then=False)
        assert not scheduling.attempt(scheduling.publish, story.pk, revision.pk, AFTERWARDS)
    assert not current(story).live


def test_what_the_scheduler_refused_for_an_embargo_goes_live_when_the_embargo_is_lifted(run, editor):
    story = scheduled(END)
    Plan.objects.create(page=story, embargo_until=END + timedelta(days=1), embargo_agreed_with=WHOM)
    assert run(AFTERWARDS) == 0
    assert ScheduleFailure.objects.get().is_refusal
    with time_machine.travel(AFTERWARDS + timedelta(seconds=5), tick=False):
        embargo.lift(story, by=editor)
    assert run(AFTERWARDS + timedelta(seconds=20)) == 1
    assert current(story).live


def test_an_embargo_set_between_the_gate_and_the_publication_is_still_kept(hold):
    """The gate looks before the row is locked; what comes in between is caught after it."""
    story = factories.article(live=False)
    factories.waive_sign_offs(story)

    @rule("articles.ArticlePage")
    def slow(page):
        Plan.objects.update_or_create(page_id=page.pk, defaults={"embargo_until": END, "embargo_agreed_with": WHOM})
        return ()

    try:
        with pytest.raises(NotReady):
            story.get_latest_revision().publish()
    finally:
        del RULES["slow"]
    assert not current(story).live


# Copies


def test_what_was_promised_about_a_story_holds_for_a_copy_of_it(hold, login, editor):
    story = factories.article(live=False)
    hold(story, go_live_then=False)
    login(editor).post(
        reverse("wagtailadmin_pages:copy", args=[story.pk]),
        {"new_title": "Copy", "new_slug": "copy", "new_parent_page": story.get_parent().pk, "alias": ""},
    )
    copy = ArticlePage.objects.get(slug="copy")
    assert copy.plan.under_embargo()
    with pytest.raises(NotReady):
        copy.get_latest_revision().publish()


def test_a_copy_of_a_story_without_embargo_has_no_plan(login, editor):
    story = factories.article(live=False)
    copy = CopyPageAction(story, to=story.get_parent(), update_attrs={"slug": "copy"}, user=editor).execute()
    embargo.follow_copy(None, story, copy)
    assert not Plan.objects.exists()


# Leaks


SECRET = "Zinnober"


@pytest.fixture
def secret():
    """A story that readers could find in every place there is."""
    topic, writer, expert = factories.topic("Skin"), factories.person("Ada Example"), factories.expert()
    story = factories.article(
        f"The {SECRET} cream",
        topic=topic,
        writers=[writer],
        body=[factories.statement(expert)],
        slug="the-secret",
        hero_photo=factories.photo(),
    )
    neighbour = factories.article("A neighbour", topic=topic, writers=[writer])
    neighbour.related_stories = [RelatedStory(story=story)]
    neighbour.save_revision()
    factories.publish(neighbour)
    factories.comment(story)
    return story, neighbour, topic, writer, expert


def public_answers(client, secret):
    """Every public address where a story may turn up, with what it answers."""
    story, neighbour, topic, writer, expert = secret
    addresses = {
        "the story": story.url,
        "home": "/",
        "topic": topic.url,
        "stories": story.get_parent().url,
        "writer": writer.url,
        "expert": expert.url,
        "people": "/people/",
        "related": neighbour.url,
        "search": f"/search/?q={SECRET}",
        "autocomplete": f"/search/?q={SECRET[:4]}",
        "search by its writer": "/search/?q=Ada",
        "rss": "/feeds/rss.xml",
        "atom": "/feeds/atom.xml",
        "topic rss": f"/feeds/{topic.slug}/rss.xml",
        "topic atom": f"/feeds/{topic.slug}/atom.xml",
        "json feed": "/feeds/feed.json",
        "writer’s feed": f"/feeds/people/{story.authors[0].slug}/rss.xml",
        "oembed": f"/oembed/?url={story.full_url}",
        "sitemap": "/sitemap-pages.xml",
        "comments": reverse("comments:write", args=[story.pk]),
        "a comment": reverse("comments:permalink", args=[story.reader_comments.get().pk]),
    }
    return {name: client.get(address) for name, address in addresses.items()}


def leaks(client, secret):
    """The names of the answers that tell of the story, by its headline or its address."""
    story = secret[0]
    return {name for name, response in public_answers(client, secret).items() if tells_of(response, story)}


def tells_of(response, story):
    answer = response.content.decode() + response.get("Location", "")
    return story.title in answer or (story.slug in answer and response.status_code != 404)  # which repeats the question


ALL_OF_THEM = {
    "the story", "home", "topic", "stories", "writer", "expert", "related", "search", "autocomplete",
    "search by its writer", "rss", "atom", "topic rss", "topic atom", "json feed",
    "writer’s feed", "oembed", "sitemap", "comments", "a comment",
}  # fmt: skip


@pytest.mark.usefixtures("search_index")
def test_nothing_tells_of_a_story_under_embargo_and_everything_afterwards(
    client, secret, editor, run, django_capture_on_commit_callbacks
):
    story = secret[0]
    assert leaks(client, secret) == ALL_OF_THEM
    with django_capture_on_commit_callbacks(execute=True):
        embargo.set_embargo(story, END, WHOM, by=editor)
    assert leaks(client, secret) == set()
    run(END - timedelta(seconds=1))
    assert leaks(client, secret) == set()
    run(AFTERWARDS)
    assert leaks(client, secret) == ALL_OF_THEM


def test_the_structured_data_of_a_story_is_public_only_after_its_embargo(client, secret, editor, run):
    story = secret[0]
    embargo.set_embargo(story, END, WHOM, by=editor)
    for response in public_answers(client, secret).values():
        text = response.content.decode()
        data = [part.split("</script>")[0] for part in text.split('<script type="application/ld+json">')[1:]]
        assert all(SECRET not in json.dumps(json.loads(part)) for part in data)
    run(AFTERWARDS)
    assert f'"headline": "The {SECRET} cream"' in client.get(story.url).content.decode()


def test_an_embargo_and_its_end_have_the_findings_looked_at_again(hold, editor):
    story = factories.article(live=False)
    with newsroom.looked_at_again(story):
        hold(story, go_live_then=False)
    with newsroom.looked_at_again(story):
        embargo.lift(story, by=editor)
