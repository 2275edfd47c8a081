"""From stage to stage: who is asked, when, and who is not."""

import pytest

from django.core import mail

from wagtail.models import WorkflowTask

from accounts.roles import Role
from review.decisions import DecisionRefused
from review.models import Desk, Quorum, SignOffTask, Stage
from tests import factories, newsroom
from treatments.models import Treatment

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(staff):
    def make(**fields):
        return factories.article(live=False, owner=staff[Role.WRITER], **fields)

    return make


@pytest.fixture
def submitted(draft, staff):
    def make(**fields):
        story = draft(**fields)
        newsroom.submit(story, staff[Role.WRITER])
        return story

    return make


def change(name, **fields):
    task = SignOffTask.objects.get(name=name)
    for field, value in fields.items():
        setattr(task, field, value)
    task.save()
    return task


def skipped(story):
    return {stage.name: stage.skipped_because for stage in Stage.objects.filter(page=story) if stage.skipped_because}


# Conditions -----------------------------------------------------------------------------------------


def test_a_story_that_names_no_treatment_passes_the_medical_desk_by_and_the_screen_says_why(submitted, staff):
    story = submitted()
    for role in (Role.COPY_EDITOR, Role.FACT_CHECKER):
        newsroom.sign(story, staff[role])
    assert newsroom.waiting(story) == ["Managing editors"]
    assert skipped(story) == {"Medical review": "Not asked. This stage is only for: stories that name a treatment."}


@pytest.mark.parametrize("fields", [{}, {"dek": "A week of gua sha."}])
def test_a_story_that_names_a_treatment_is_asked_at_the_medical_desk(submitted, staff, fields):
    treatment = Treatment.objects.create(name="Gua sha")
    story = submitted(**(fields or {"treatments": [treatment]}))
    for role in (Role.COPY_EDITOR, Role.FACT_CHECKER):
        newsroom.sign(story, staff[role])
    assert newsroom.waiting(story) == ["Medical desk"]


def test_a_medical_reviewer_who_mended_a_word_leaves_the_signature_to_a_colleague(submitted, staff):
    story = submitted(treatments=[Treatment.objects.create(name="Gua sha")])
    for role in (Role.COPY_EDITOR, Role.FACT_CHECKER):
        newsroom.sign(story, staff[role])
    newsroom.edit(story, staff[Role.MEDICAL_REVIEWER], kicker="Jade")
    with pytest.raises(DecisionRefused):
        newsroom.sign(story, staff[Role.MEDICAL_REVIEWER])


def test_a_treatment_named_after_the_stage_was_passed_is_asked_for_before_publication(submitted, staff):
    story = submitted()
    for role in (Role.COPY_EDITOR, Role.FACT_CHECKER):
        newsroom.sign(story, staff[role])
    newsroom.edit(story, staff[Role.WRITER], treatments=[Treatment.objects.create(name="Gua sha")])
    newsroom.sign(story, factories.user(Role.COPY_EDITOR))
    newsroom.sign(story, staff[Role.MANAGING_EDITOR])
    assert not newsroom.is_live(story)
    assert newsroom.waiting(story) == ["Medical desk"]


@pytest.mark.parametrize(
    ("condition", "fields", "asked"),
    [
        ("has_photos", {}, False),
        ("has_photos", {"hero_photo": factories.photo}, True),
        ("has_statements", {}, False),
        ("has_statements", {"body": lambda: [factories.statement(factories.expert())]}, True),
        ("changes_live_story", {}, False),
    ],
)
def test_a_stage_is_asked_only_when_its_condition_holds(submitted, staff, condition, fields, asked):
    change("Final approval", only_when=[condition])
    story = submitted(**{name: make() for name, make in fields.items()})
    names = [stage.name for stage in newsroom.run(story).asked]
    assert ("Final approval" in names) == asked


def test_a_change_to_a_live_story_can_have_a_stage_of_its_own(staff):
    change("Medical review", only_when=["changes_live_story"])
    story = factories.article(owner=staff[Role.WRITER])
    newsroom.edit(story, staff[Role.WRITER], title="Changed")
    newsroom.submit(story, staff[Role.WRITER])
    assert "Medical review" in [stage.name for stage in newsroom.run(story).asked]


def test_a_stage_for_other_topics_is_passed_by(submitted):
    change("Medical review", only_when=[]).topics.set([factories.topic("Treatments")])
    story = submitted(topic=factories.topic("Hair"))
    assert "Medical review" not in [stage.name for stage in newsroom.run(story).asked]
    assert newsroom.run(story).why_skipped(newsroom.run(story).stages[1]) == "Not asked: the story is in another topic."


def test_where_every_stage_would_be_passed_by_the_last_one_is_asked(submitted, staff):
    for task in SignOffTask.objects.all():
        change(task.name, only_when=["changes_live_story"])
    story = submitted()
    assert newsroom.waiting(story) == ["Managing editors"]
    assert not newsroom.is_live(story)


def test_a_first_stage_that_is_passed_by_leads_straight_to_the_second(submitted):
    change("Desks", only_when=["has_photos"])
    assert newsroom.waiting(submitted()) == ["Managing editors"]


# Whose sign-offs ------------------------------------------------------------------------------------


def test_two_of_three_desks_are_enough_where_the_stage_says_so(submitted, staff):
    change("Desks", quorum=Quorum.SOME_DESKS, desks_needed=2)
    story = submitted(hero_photo=factories.photo())
    newsroom.sign(story, staff[Role.PHOTO_EDITOR])
    assert newsroom.waiting(story) == ["Copy desk", "Facts desk"]
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    assert newsroom.waiting(story) == ["Managing editors"]


def test_everybody_at_every_desk_signs_where_the_stage_says_so(submitted, staff):
    second, gone = factories.user(Role.COPY_EDITOR), factories.user(Role.COPY_EDITOR, is_active=False)
    change("Desks", quorum=Quorum.EVERYBODY)
    story = submitted()
    newsroom.sign(story, staff[Role.FACT_CHECKER])
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    assert newsroom.waiting(story) == ["Copy desk"]
    with pytest.raises(DecisionRefused, match="already"):
        newsroom.sign(story, staff[Role.COPY_EDITOR])
    newsroom.sign(story, second)
    assert newsroom.waiting(story) == ["Managing editors"]
    assert not gone.sign_offs.exists()


def test_a_desk_with_no_members_holds_the_story_and_nobody_else_signs_for_it(submitted, staff):
    staff[Role.FACT_CHECKER].groups.clear()
    story = submitted()
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    assert newsroom.waiting(story) == ["Facts desk"]
    with pytest.raises(DecisionRefused):
        newsroom.sign(story, staff[Role.PHOTO_EDITOR])


def test_a_desk_that_mends_the_text_itself_may_sign_where_the_stage_says_so(submitted, staff):
    change("Desks", own_edits_count=True)
    story = submitted()
    newsroom.edit(story, staff[Role.COPY_EDITOR], dek="Mended by the desk.")
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    assert newsroom.waiting(story) == ["Facts desk"]


def test_a_desk_with_nothing_to_sign_is_not_asked_until_there_is_something(submitted, staff):
    story = submitted()
    assert newsroom.waiting(story) == ["Copy desk", "Facts desk"]
    newsroom.edit(story, staff[Role.COPY_EDITOR], hero_photo=factories.photo())
    assert newsroom.waiting(story) == ["Copy desk", "Facts desk", "Photo desk"]


# Sending back ---------------------------------------------------------------------------------------


def test_a_story_goes_back_to_a_chosen_stage_whose_desks_sign_anew(submitted, staff):
    story = submitted()
    for role in (Role.COPY_EDITOR, Role.FACT_CHECKER):
        newsroom.sign(story, staff[role])
    newsroom.send_back(story, staff[Role.MANAGING_EDITOR], "Who says so?", to=0)
    assert newsroom.waiting(story) == ["Copy desk", "Facts desk"]
    for role in (Role.FACT_CHECKER, Role.COPY_EDITOR, Role.MANAGING_EDITOR):
        newsroom.sign(story, staff[role])
    assert newsroom.is_live(story)


@pytest.mark.parametrize("note", ["", "   "])
def test_nothing_is_sent_back_without_a_word(submitted, staff, note):
    story = submitted()
    with pytest.raises(DecisionRefused, match="Say what must change"):
        newsroom.send_back(story, staff[Role.COPY_EDITOR], note)
    assert newsroom.waiting(story) == ["Copy desk", "Facts desk"]


def test_a_story_called_back_and_submitted_unchanged_keeps_its_sign_offs(submitted, staff):
    story = submitted()
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    story.current_workflow_state.cancel(user=staff[Role.WRITER])
    assert newsroom.waiting(story) == []
    newsroom.submit(story, staff[Role.WRITER])
    assert newsroom.waiting(story) == ["Facts desk"]


def test_an_update_of_a_published_story_asks_only_the_desks_whose_part_changed(submitted, staff):
    story = submitted(hero_photo=factories.photo(caption="Before noon"))
    for role in (Role.COPY_EDITOR, Role.FACT_CHECKER, Role.PHOTO_EDITOR, Role.MANAGING_EDITOR):
        newsroom.sign(story, staff[role])
    newsroom.edit(story, staff[Role.WRITER], hero_caption="In the afternoon")
    newsroom.submit(story, staff[Role.WRITER])
    assert newsroom.waiting(story) == ["Photo desk"]


def test_other_types_of_page_take_the_same_road(staff):
    topic = factories.topic("Nails", live=False)
    topic.save_revision(user=staff[Role.COPY_EDITOR])
    topic.get_workflow().start(topic, staff[Role.COPY_EDITOR])
    newsroom_page = type(topic).objects.get(pk=topic.pk)
    task_state = newsroom_page.current_workflow_task_state
    assert task_state.task.name == "Desks"
    assert mail.outbox is not None


def test_a_workflow_without_stages_publishes_nothing(draft, staff):
    WorkflowTask.objects.all().delete()
    story = draft()
    with pytest.raises(Exception, match="No desk has signed off"):
        newsroom.submit(story, staff[Role.WRITER])
    assert not newsroom.is_live(story)
    assert newsroom.road().active
    assert Desk.objects.count() == 5
