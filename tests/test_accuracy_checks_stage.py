"""A stage of the workflow at which the sources are asked, between the desks and the last word."""

import pytest

from wagtail.models import WorkflowTask

from accounts.roles import Role
from accuracy_checks import answering, asking, deciding
from accuracy_checks.models import AccuracyCheck, AccuracyCheckTask, CheckState
from articles.models import ArticlePage
from review.models import Desk, SignOffTask, Stage
from tests import factories, newsroom, sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def speaker():
    return factories.expert(title="Dr. Ada Park", last_name="Park")


@pytest.fixture(autouse=True)
def stage(db):
    """Desks, then the sources, then the last word."""
    task = AccuracyCheckTask.objects.create(name="Sources", only_when=["has_statements"])
    task.desks.add(Desk.objects.get(name="Facts desk"))
    put(task, before="Final approval")
    return task


def put(task, before=None):
    steps = list(WorkflowTask.objects.filter(workflow=newsroom.road()).select_related("task").order_by("sort_order"))
    names = [step.task.name for step in steps]
    at = names.index(before) if before else len(steps)
    for number, step in enumerate(steps):
        step.sort_order = number + (number >= at)
        step.save()
    WorkflowTask.objects.create(workflow=newsroom.road(), task=task, sort_order=at)


@pytest.fixture
def submitted(staff, speaker):
    def make(*statements, **fields):
        body = list(statements) or [factories.statement(speaker)]
        story = factories.article(live=False, owner=staff[Role.WRITER], body=body, **fields)
        newsroom.submit(story, staff[Role.WRITER])
        return story

    return make


def through_the_desks(story, staff):
    for role in (Role.COPY_EDITOR, Role.FACT_CHECKER):
        newsroom.sign(story, staff[role])


def at_the_sources(story, staff):
    through_the_desks(story, staff)
    assert newsroom.run(story).current.name == "Sources"


def check_of(story):
    return AccuracyCheck.objects.filter(story=story.pk).order_by("-pk").first()


def known(speaker):
    """Somebody whose address the house has from an earlier story."""
    earlier = factories.article(live=False, body=[factories.statement(speaker, "Long ago.")])
    sources.confirm(earlier, speaker)


def test_entering_the_stage_asks_every_source_whose_address_is_known(submitted, staff, speaker, mailoutbox):
    known(speaker)
    mailoutbox.clear()
    story = submitted()
    at_the_sources(story, staff)
    assert check_of(story).state == CheckState.OUT
    assert ["source@example.org"] in [letter.to for letter in mailoutbox]


def test_whoever_has_no_address_waits_for_the_desk(submitted, staff):
    story = submitted()
    at_the_sources(story, staff)
    assert (check_of(story).state, check_of(story).email) == (CheckState.TO_ASK, "")
    assert newsroom.waiting(story) == ["Facts desk"]


def test_the_last_answer_lets_the_story_go_on_and_publishes_nothing(submitted, staff, speaker):
    other = factories.expert(title="Dr. Bo Other")
    story = submitted(factories.statement(speaker), factories.statement(other))
    at_the_sources(story, staff)
    sources.confirm(story, speaker)
    assert newsroom.run(story).current.name == "Sources"
    sources.confirm(story, other)
    assert newsroom.waiting(story) == ["Managing editors"]
    assert not newsroom.is_live(story)
    newsroom.sign(story, staff[Role.MANAGING_EDITOR])
    assert newsroom.is_live(story)


def test_a_dispute_waits_for_the_editor(submitted, staff, speaker):
    story = submitted()
    at_the_sources(story, staff)
    check = sources.say(sources.ask(story, speaker), ("fact_wrong", "It calms."))
    assert newsroom.run(story).current.name == "Sources"
    deciding.decline(check.statements.get(), by=staff[Role.FACT_CHECKER], reason="It is on the tape.")
    assert newsroom.waiting(story) == ["Managing editors"]


def test_a_wrong_credit_waits_for_the_editor_too(submitted, staff, speaker):
    story = submitted()
    at_the_sources(story, staff)
    check = sources.say(sources.ask(story, speaker), "accurate", credentials="MD")
    assert newsroom.run(story).current.name == "Sources"
    deciding.accept(check, by=staff[Role.FACT_CHECKER])
    assert newsroom.waiting(story) == ["Managing editors"]


def test_an_accepted_correction_is_settled_by_the_edit_that_makes_it(submitted, staff, speaker):
    story = submitted()
    at_the_sources(story, staff)
    check = sources.say(sources.ask(story, speaker), ("fact_wrong", "It calms."))
    deciding.accept(check.statements.get(), by=staff[Role.FACT_CHECKER])
    assert newsroom.run(story).current.name == "Sources"
    body = newsroom.newest(story).body
    body[0].value["words"] = "It calms the skin."
    newsroom.edit(story, by=staff[Role.MANAGING_EDITOR], body=body)
    # The words that the facts desk had signed for are others now.
    assert "Facts desk" in newsroom.waiting(story)
    for desk in newsroom.waiting(story):
        newsroom.sign(story, factories.user(newsroom.DESKS[desk]))
    assert newsroom.waiting(story) == ["Managing editors"]


def test_a_check_that_runs_out_or_is_withdrawn_holds_nobody(submitted, staff, speaker):
    story = submitted()
    at_the_sources(story, staff)
    check = sources.ask(story, speaker)
    asking.revoke(check, by=staff[Role.FACT_CHECKER])
    assert newsroom.waiting(story) == ["Managing editors"]


def test_a_call_settles_as_well_as_the_page(submitted, staff, speaker):
    story = submitted()
    at_the_sources(story, staff)
    block = newsroom.newest(story).body[0].id
    answers = {block: ("accurate", "")}
    answering.take_call(story, speaker, answers, by=staff[Role.FACT_CHECKER], note="Tuesday, ten o’clock.")
    assert newsroom.waiting(story) == ["Managing editors"]


def test_the_desk_may_sign_and_so_not_wait(submitted, staff):
    story = submitted()
    at_the_sources(story, staff)
    newsroom.sign(story, staff[Role.FACT_CHECKER], note="She is on a ship until May.")
    assert newsroom.waiting(story) == ["Managing editors"]


def test_where_the_house_never_asks_the_stage_is_passed_by(submitted, staff):
    sources.policy(policy="never")
    story = submitted()
    through_the_desks(story, staff)
    assert newsroom.waiting(story) == ["Managing editors"]
    assert not AccuracyCheck.objects.exists()
    state = ArticlePage.objects.get(pk=story.pk).current_workflow_state
    passed = state.task_states.get(task__name="Sources")
    assert (passed.status, passed.comment) == ("skipped", "The house asks no source whether a statement is accurate.")


def test_what_was_settled_before_is_not_asked_again(submitted, staff, speaker):
    story = submitted()
    sources.confirm(story, speaker)
    through_the_desks(story, staff)
    assert newsroom.waiting(story) == ["Managing editors"]
    assert AccuracyCheck.objects.count() == 1


def test_a_story_without_statements_passes(staff):
    story = factories.article(live=False, owner=staff[Role.WRITER], body=[("paragraph", "<p>Warm.</p>")])
    newsroom.submit(story, staff[Role.WRITER])
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    assert "Managing editors" in newsroom.waiting(story) or newsroom.waiting(story) == ["Facts desk"]


def test_sent_back_cancelled_and_submitted_again_nobody_is_asked_twice(submitted, staff, speaker, mailoutbox):
    known(speaker)
    story = submitted()
    at_the_sources(story, staff)
    letters = len([letter for letter in mailoutbox if letter.to == ["source@example.org"]])
    newsroom.send_back(story, staff[Role.FACT_CHECKER])
    newsroom.submit(story, staff[Role.WRITER])
    assert newsroom.run(story).current.name == "Sources"
    ArticlePage.objects.get(pk=story.pk).current_workflow_state.cancel(user=staff[Role.MANAGING_EDITOR])
    newsroom.submit(story, staff[Role.WRITER])
    assert newsroom.run(story).current.name == "Sources"
    assert len([letter for letter in mailoutbox if letter.to == ["source@example.org"]]) == letters
    assert AccuracyCheck.objects.filter(story=story.pk).count() == 1


def test_an_answer_while_the_story_is_with_its_writer_counts_when_it_comes_back(submitted, staff, speaker):
    story = submitted()
    at_the_sources(story, staff)
    newsroom.send_back(story, staff[Role.FACT_CHECKER])
    sources.confirm(story, speaker)
    newsroom.submit(story, staff[Role.WRITER])
    assert newsroom.waiting(story) == ["Managing editors"]


def test_at_the_end_of_a_workflow_the_last_desk_is_asked_once_more(stage, staff, speaker):
    WorkflowTask.objects.filter(task=stage).delete()
    put(stage)
    story = factories.article(live=False, owner=staff[Role.WRITER], body=[factories.statement(speaker)])
    newsroom.submit(story, staff[Role.WRITER])
    through_the_desks(story, staff)
    newsroom.sign(story, staff[Role.MANAGING_EDITOR])
    assert newsroom.run(story).current.name == "Sources"
    sources.confirm(story, speaker)
    assert not newsroom.is_live(story)
    assert newsroom.waiting(story) == ["Managing editors"]
    newsroom.sign(story, factories.user(Role.MANAGING_EDITOR))
    assert newsroom.is_live(story)


def test_at_the_beginning_of_a_workflow_the_sources_are_asked_first(stage, staff, speaker):
    WorkflowTask.objects.filter(task=stage).delete()
    first = WorkflowTask.objects.filter(workflow=newsroom.road()).order_by("sort_order").first().task.name
    put(stage, before=first)
    story = factories.article(live=False, owner=staff[Role.WRITER], body=[factories.statement(speaker)])
    newsroom.submit(story, staff[Role.WRITER])
    assert newsroom.run(story).current.name == "Sources"
    sources.confirm(story, speaker)
    assert "Copy desk" in newsroom.waiting(story)


def test_a_workflow_of_this_stage_alone_still_needs_somebody(stage, staff, speaker):
    WorkflowTask.objects.filter(workflow=newsroom.road()).exclude(task=stage).delete()
    story = factories.article(live=False, owner=staff[Role.WRITER], body=[factories.statement(speaker)])
    newsroom.submit(story, staff[Role.WRITER])
    sources.confirm(story, speaker)
    assert not newsroom.is_live(story)
    assert newsroom.waiting(story) == ["Facts desk"]
    newsroom.sign(story, staff[Role.FACT_CHECKER])
    assert newsroom.is_live(story)


def test_a_stage_keeps_what_it_waits_for_from_the_moment_a_story_is_submitted(submitted):
    story = submitted()
    waits = dict(Stage.objects.filter(page=story).values_list("name", "waits_for"))
    assert waits["Sources"] == "accuracy_checks"
    assert {name for name, waits_for in waits.items() if not waits_for} == set(
        SignOffTask.objects.exclude(name="Sources").values_list("name", flat=True)
    )


def test_a_new_statement_needs_a_new_question(submitted, staff, speaker):
    story = submitted()
    at_the_sources(story, staff)
    sources.ask(story, speaker)
    body = newsroom.newest(story).body
    body.append(("statement", {"person": speaker, "kind": "paraphrase", "words": "One more thing."}))
    newsroom.edit(story, by=staff[Role.MANAGING_EDITOR], body=body)
    sources.say(check_of(story), "accurate")
    assert newsroom.run(story).current.name == "Sources"
    sources.confirm(story, speaker)
    assert newsroom.run(story).current.name == "Sources"  # the facts desk has to see the new statement first
    assert "Facts desk" in newsroom.waiting(story)
