"""Sign-offs: given side by side, for exactly what was read."""

import itertools

import pytest

from django.contrib.auth.models import Group

from accounts.roles import Role
from articles.aspects import Aspect
from readiness.gate import NotReady, blockers_in
from review.decisions import DecisionRefused
from review.models import Desk, SignOff, SignOffTask
from tests import factories, newsroom

pytestmark = pytest.mark.django_db

DESKS = [Role.COPY_EDITOR, Role.PHOTO_EDITOR, Role.FACT_CHECKER]


@pytest.fixture
def story(staff):
    photo = factories.photo(release_state="granted")
    speaker = factories.expert()
    body = [("paragraph", "<p>It is warm.</p>"), factories.statement(speaker)]
    story = factories.article("A balm for winter", live=False, owner=staff[Role.WRITER], hero_photo=photo, body=body)
    newsroom.submit(story, staff[Role.WRITER])
    return story


@pytest.mark.parametrize("order", list(itertools.permutations(DESKS)))
def test_three_desks_sign_in_any_order_and_final_approval_is_asked_after_the_last(story, staff, order):
    for role in order:
        assert "Managing editors" not in newsroom.waiting(story)
        newsroom.sign(story, staff[role])
    assert newsroom.waiting(story) == ["Managing editors"]
    newsroom.sign(story, staff[Role.MANAGING_EDITOR])
    assert newsroom.is_live(story)
    assert SignOff.objects.count() == 4


def test_an_edit_of_the_text_fells_the_sign_offs_that_cover_it_and_no_other(story, staff):
    for role in DESKS:
        newsroom.sign(story, staff[role])
    newsroom.edit(story, staff[Role.MANAGING_EDITOR], title="A balm for spring")
    assert newsroom.waiting(story) == ["Copy desk", "Facts desk", "Managing editors"]
    fallen = SignOff.objects.exclude(fell_at=None)
    assert {sign_off.turn.desk_name for sign_off in fallen} == {"Copy desk", "Facts desk"}
    assert "Text and claims changed by" in fallen[0].fell_because


def test_taking_the_change_back_lets_the_sign_offs_stand_again(story, staff):
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    newsroom.edit(story, staff[Role.PHOTO_EDITOR], title="A balm for spring")
    newsroom.edit(story, staff[Role.PHOTO_EDITOR], title="A balm for winter")
    assert newsroom.waiting(story) == ["Facts desk", "Photo desk"]


def test_nothing_is_published_on_sign_offs_for_other_words(story, staff):
    for role in DESKS:
        newsroom.sign(story, staff[role])
    newsroom.edit(story, staff[Role.COPY_EDITOR], dek="Another promise.")
    newsroom.sign(story, staff[Role.MANAGING_EDITOR])
    assert not newsroom.is_live(story)
    assert newsroom.waiting(story) == ["Copy desk", "Facts desk"]
    with pytest.raises(DecisionRefused, match="last to change"):
        newsroom.sign(story, staff[Role.COPY_EDITOR])
    newsroom.sign(story, factories.user(Role.COPY_EDITOR))
    newsroom.sign(story, staff[Role.FACT_CHECKER])
    assert newsroom.is_live(story)


def test_a_revision_published_by_code_needs_the_sign_offs_too(story, staff):
    with pytest.raises(NotReady, match="Not signed off"):
        newsroom.newest(story).get_latest_revision().publish()
    assert not newsroom.is_live(story)


# What an edit does to which sign-off ----------------------------------------------------------------

EDITS = {
    Aspect.TEXT: {"title": "A balm for spring"},
    Aspect.STATEMENTS: {"body": lambda: [factories.statement(factories.expert(), "It heals.")]},
    Aspect.PHOTOS: {"hero_caption": "Day ten"},
    Aspect.DISCLOSURES: {"disclosure_answer": "none"},
    Aspect.METADATA: {"search_description": "What a balm does in the cold."},
}


@pytest.fixture
def five_desks(staff):
    """A story signed by five desks, each for one aspect."""
    task = SignOffTask.objects.get(name="Desks")
    task.desks.set(
        Desk.objects.create(name=aspect.value, group=Group.objects.create(name=aspect.value), aspects=[aspect.value])
        for aspect in Aspect
    )
    body = [factories.statement(factories.expert(), "It soothes.")]
    story = factories.article(live=False, owner=staff[Role.WRITER], hero_photo=factories.photo(), body=body)
    newsroom.submit(story, staff[Role.WRITER])
    for aspect in Aspect:
        signer = factories.user()
        signer.groups.add(Group.objects.get(name=aspect.value))
        newsroom.sign(story, signer)
    return story


def fallen():
    return {sign_off.turn.desk_name for sign_off in SignOff.objects.exclude(fell_at=None)}


@pytest.mark.parametrize("changed", list(Aspect))
def test_a_change_of_an_aspect_fells_exactly_the_sign_off_for_it(five_desks, staff, changed):
    assert fallen() == set()
    changes = {name: make() if callable(make) else make for name, make in EDITS[changed].items()}
    newsroom.edit(five_desks, staff[Role.MANAGING_EDITOR], **changes)
    assert fallen() == {changed.value}


def test_a_change_of_format_alone_fells_nothing(staff):
    body = [("paragraph", "<p>It is  warm, and <b>soft</b>.</p>")]
    story = factories.article("A balm", live=False, owner=staff[Role.WRITER], body=body)
    newsroom.submit(story, staff[Role.WRITER])
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    newsroom.edit(story, staff[Role.FACT_CHECKER], body=[("paragraph", "<p>It is <i>warm</i>, and soft.</p>")])
    assert fallen() == set()


def test_a_sign_off_keeps_who_when_in_which_role_and_what_for(story, staff):
    newsroom.sign(story, staff[Role.COPY_EDITOR], "Fine by me.")
    sign_off = SignOff.objects.get()
    assert sign_off.approver == staff[Role.COPY_EDITOR]
    assert sign_off.role == "Copy editors"
    assert sign_off.note == "Fine by me."
    assert set(sign_off.hashes) == {"text", "statements", "metadata"}
    assert sign_off.revision == newsroom.newest(story).latest_revision


def test_a_sign_off_outlives_the_account_that_gave_it(story, staff):
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    name = SignOff.objects.get().approver_name
    staff[Role.COPY_EDITOR].delete()
    assert SignOff.objects.get().approver is None
    assert SignOff.objects.get().approver_name == name


def test_a_change_in_the_photo_library_makes_nobodys_own_work_a_colleagues(staff):
    editor = staff[Role.PHOTO_EDITOR]
    story = factories.article(live=False, owner=staff[Role.WRITER])
    newsroom.edit(story, editor, hero_photo=factories.photo(credit="By hand"))
    newsroom.submit(story, staff[Role.WRITER])
    photo = newsroom.newest(story).hero_photo
    photo.credit = "Another name"
    photo.save()
    with pytest.raises(DecisionRefused, match="last"):
        newsroom.sign(story, editor)


def test_an_approver_who_takes_back_an_edit_of_their_own_has_approved_all_the_same(staff):
    story = factories.article(live=False, owner=staff[Role.WRITER])
    newsroom.submit(story, staff[Role.WRITER])
    newsroom.sign(story, staff[Role.COPY_EDITOR])
    before = newsroom.newest(story).dek
    newsroom.edit(story, staff[Role.COPY_EDITOR], dek="Something else.")
    newsroom.edit(story, staff[Role.COPY_EDITOR], dek=before)
    assert newsroom.waiting(story) == ["Facts desk"]
    assert "self_approval" not in {finding.rule for finding in blockers_in(newsroom.newest(story))}
