"""What happens when a public story changes: it says what it is, on every way, and readers are told."""

from datetime import timedelta

import pytest

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from wagtail.models import Revision

from accounts.roles import Role
from articles.models import ArticlePage
from corrections import declaring, retracting
from corrections.models import Correction, Kind, PublishedVersion
from planning.scheduling import publish_due
from readiness.gate import NotReady
from tests import factories, newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(staff):
    return staff[Role.MANAGING_EDITOR]


def text(words):
    return [("paragraph", f"<p>{words}</p>")]


def changed(story, **fields):
    """A draft over a public story, as the desks would have signed it."""
    newsroom.edit(story, **fields)
    factories.waive_sign_offs(story)
    return story


def publish(story, by=None):
    newsroom.newest(story).get_latest_revision().publish(user=by)
    return ArticlePage.objects.get(pk=story.pk)


def refusal(story):
    with pytest.raises(NotReady) as caught:
        publish(story)
    return caught.value.sentence


@pytest.fixture
def story():
    return factories.article("A balm for winter", body=text("It keeps the skin soft for a week."))


def test_a_first_publication_declares_nothing(story):
    assert story.live
    assert not Correction.objects.exists()
    assert PublishedVersion.objects.get().revision == story.live_revision


def test_a_change_that_readers_notice_is_not_published_before_somebody_says_what_it_is(story):
    changed(story, dek="Another dek.")
    assert "nobody has said yet what kind of change it is" in refusal(story)


def test_what_readers_do_not_notice_needs_no_kind(story):
    changed(story, search_description="For search engines.")
    assert publish(story).search_description == "For search engines."
    assert PublishedVersion.objects.count() == 1


def test_saving_the_row_of_a_public_story_passes_the_same_rule(story):
    story.dek = "Written past every screen."
    with pytest.raises(NotReady, match="what kind of change"):
        story.save()


def test_a_declared_change_is_published_with_its_notice(story, chief):
    changed(story, dek="What it is today.")
    declaring.declare(story, Kind.UPDATE, by=chief, text="The brand has answered.")
    story = publish(story)
    notice = Correction.objects.public().get()
    assert notice.text == "The brand has answered."
    assert notice.revision == story.live_revision
    assert PublishedVersion.objects.shown().last().correction == notice
    assert story.updated_at == story.modified_at > story.first_published_at


def test_a_declaration_holds_for_exactly_the_change_it_was_made_for(story, chief):
    changed(story, dek="What it is today.")
    declaring.declare(story, Kind.UPDATE, by=chief, text="The brand has answered.")
    changed(story, dek="What it is tomorrow.")
    assert "what kind of change" in refusal(story)
    changed(story, dek="What it is today.")
    assert publish(story).dek == "What it is today."


def test_a_declaration_falls_away_when_readers_see_something_else_meanwhile(story, chief):
    changed(story, dek="What it is today.")
    declaring.declare(story, Kind.UPDATE, by=chief, text="The brand has answered.")
    old = newsroom.newest(story).get_latest_revision()
    changed(story, dek="What it was at noon.")
    declaring.declare(story, Kind.UPDATE, by=chief, text="Noon.")
    publish(story)
    with pytest.raises(NotReady, match="what kind of change"):
        old.publish()


def test_a_minor_fix_moves_no_date_and_shows_no_notice(story, chief):
    changed(story, body=text("It keeps the skin smooth for a week."))
    declaring.declare(story, Kind.MINOR_FIX, by=chief)
    story = publish(story)
    assert not Correction.objects.public().exists()
    assert story.updated_at is None
    assert story.modified_at == story.first_published_at < story.last_published_at


@pytest.mark.parametrize(
    ("before", "after", "touched"),
    [
        ("Ada has 2 cats.", "Ada has 3 cats.", ["a number"]),
        ("There is no danger of scars.", "There is danger of scars.", ["a claim"]),
        ("The balm cures every rash.", "The cream cures every rash.", ["a claim"]),
        ("Do not use it on lips.", "Do use it on lips.", ["a claim"]),
        ("It was made by Maison Ada.", "It was made by Maison Ida.", ["a name"]),
    ],
)
def test_a_minor_fix_over_a_number_name_or_claim_needs_a_second_person(staff, chief, before, after, touched):
    story = changed(factories.article(body=text(before)), body=text(after))
    declared = declaring.declare(story, Kind.MINOR_FIX, by=chief)
    assert declared.touched == touched
    assert "somebody else has to confirm" in refusal(story)
    with pytest.raises(PermissionDenied, match="Somebody else"):
        declaring.confirm(declared, by=chief)
    with pytest.raises(PermissionDenied):
        declaring.confirm(declared, by=staff[Role.WRITER])
    assert declaring.confirm(declared, by=factories.user(Role.MANAGING_EDITOR))
    assert publish(story).live
    assert declared.pk in Correction.objects.exclude(published_at=None).values_list("pk", flat=True)


def test_a_minor_fix_over_a_statement_needs_a_second_person(chief):
    speaker = factories.expert()
    story = factories.article(body=[factories.statement(speaker, "it wakes the skin up")])
    changed(story, body=[factories.statement(speaker, "it wakes the face up")])
    assert declaring.declare(story, Kind.MINOR_FIX, by=chief).touched == ["a statement"]
    assert "a statement changes" in refusal(story)


def test_another_writer_in_the_byline_is_a_name(chief):
    story = factories.article()
    draft = newsroom.newest(story)
    draft.bylines = [draft.bylines.model(person=factories.person())]
    draft.save_revision()
    assert declaring.declare(story, Kind.MINOR_FIX, by=chief).touched == ["a name"]


def test_a_typing_error_is_a_minor_fix_of_one_person(chief):
    """Domain rule C8, in our own words."""
    story = factories.article(body=text("Peptdes are what cells send each other."))
    changed(story, body=text("Peptides are what cells send each other."))
    assert not declaring.declare(story, Kind.MINOR_FIX, by=chief).touches
    assert publish(story).live


def test_a_correction_says_both_what_was_wrong_and_what_is_right(story, chief):
    changed(story, dek="What it is today.")
    for words in ({"was": "It was 2019."}, {"now": "It was 2020."}, {"text": "We fixed an error."}):
        with pytest.raises(ValidationError):
            declaring.declare(story, Kind.CORRECTION, by=chief, **words)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(article=story, kind="correction", was="2019", published_at=timezone.now())
    assert declaring.declare(story, Kind.CORRECTION, by=chief, was="2019", now="2020").on_top


def test_the_database_refuses_an_unconfirmed_minor_fix(story):
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(
            article=story, kind="minor_fix", touches="number", over="a", content="b", published_at=timezone.now()
        )


def test_the_database_refuses_the_same_person_twice(story, chief):
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(
            article=story, kind="minor_fix", over="a", content="b", by=chief, second_person=chief,
            confirmed_at=timezone.now(),
        )  # fmt: skip


def test_only_who_may_edit_the_story_declares(story, staff):
    changed(story, dek="What it is today.")
    for role in (Role.COMMENT_MODERATOR, Role.FACT_CHECKER):
        with pytest.raises(PermissionDenied):
            declaring.declare(story, Kind.UPDATE, by=staff[role], text="Mine.")


def test_saying_it_again_replaces_what_was_said_and_what_was_confirmed(chief):
    story = changed(factories.article(body=text("It lasts 2 weeks.")), body=text("It lasts 3 weeks."))
    first = declaring.declare(story, Kind.MINOR_FIX, by=chief)
    declaring.confirm(first, by=factories.user(Role.MANAGING_EDITOR))
    again = declaring.declare(story, Kind.MINOR_FIX, by=chief)
    assert again.pk == first.pk
    assert again.needs_second_person


def test_a_scheduled_change_carries_its_kind_along(story, chief):
    changed(story, dek="What it is tomorrow.", go_live_at=timezone.now() + timedelta(days=1))
    assert "what kind of change" in refusal(story)
    declaring.declare(story, Kind.UPDATE, by=chief, text="It is out.")
    publish(story)
    assert not Correction.objects.public().exists()
    Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=timezone.now())
    revision = newsroom.newest(story).get_latest_revision()
    revision.content = revision.content | {"go_live_at": None}
    revision.save(update_fields=["content"])
    assert publish_due() == 1
    assert Correction.objects.public().get().text == "It is out."


def test_a_change_signed_off_by_the_desks_carries_its_kind_along(story, staff, chief):
    newsroom.edit(story, dek="What it is today.")
    declaring.declare(story, Kind.CLARIFICATION, by=chief, text="It is for dry skin.")
    newsroom.submit(story, staff[Role.WRITER])
    newsroom.sign_until(story, "Managing editors")
    newsroom.sign(story, chief)
    assert ArticlePage.objects.get(pk=story.pk).dek == "What it is today."
    assert Correction.objects.public().get().kind == Kind.CLARIFICATION


def test_taking_a_story_down_first_is_no_way_round_it(story):
    story.unpublish()
    changed(story, dek="Something else.")
    assert "what kind of change" in refusal(story)


def test_an_alias_follows_its_original(story, chief):
    twin = story.create_alias(update_slug="twin")
    changed(story, dek="What it is today.")
    declaring.declare(story, Kind.UPDATE, by=chief, text="The brand has answered.")
    story = publish(story)
    twin = ArticlePage.objects.get(pk=twin.pk)
    assert (twin.dek, twin.updated_at) == (story.dek, story.updated_at)
    assert PublishedVersion.objects.filter(article=twin).count() == 0


def test_publishing_an_old_version_does_not_bring_an_old_date_back(story, chief):
    old = story.live_revision
    changed(story, dek="What it is today.")
    declaring.declare(story, Kind.UPDATE, by=chief, text="The brand has answered.")
    updated = publish(story).updated_at
    newsroom.edit(story, dek=old.as_object().dek)
    factories.waive_sign_offs(story)
    declaring.confirm(declaring.declare(story, Kind.MINOR_FIX, by=chief), by=factories.user(Role.MANAGING_EDITOR))
    assert publish(story).updated_at == updated


def test_a_published_version_is_never_rewritten_by_autosave(story, chief):
    was = story.live_revision
    story.dek = "Typed on."
    now = story.save_revision(user=was.user, overwrite_revision=was)
    assert now.pk != was.pk


# Notices without a change of the text --------------------------------------------------------------------


def test_an_editors_note_needs_no_change_of_the_text(story, chief):
    notice = declaring.add_notice(story, Kind.EDITORS_NOTE, by=chief, text="The writer has left the magazine.")
    assert notice.is_public
    assert ArticlePage.objects.get(pk=story.pk).updated_at == notice.published_at


def test_a_correction_can_itself_be_corrected(story, chief):
    first = declaring.add_notice(story, Kind.CORRECTION, by=chief, was="It costs 20.", now="It costs 30.")
    again = declaring.add_notice(story, Kind.CORRECTION, by=chief, was="It costs 30.", now="It costs 32.", of=first)
    assert again.of == first
    assert again.told[0] == "This puts an earlier notice right."


def test_a_notice_puts_only_public_notices_of_the_same_story_right(story, chief):
    foreign = declaring.add_notice(factories.article(), Kind.EDITORS_NOTE, by=chief, text="Elsewhere.")
    with pytest.raises(ValidationError, match="no notice of this story"):
        declaring.add_notice(story, Kind.CORRECTION, by=chief, was="a", now="b", of=foreign)


def test_only_who_may_publish_adds_a_notice_and_only_to_a_public_story(story, staff, chief):
    with pytest.raises(PermissionDenied):
        declaring.add_notice(story, Kind.EDITORS_NOTE, by=staff[Role.WRITER], text="Mine.")
    story.unpublish()
    with pytest.raises(ValidationError, match="cannot see this story"):
        declaring.add_notice(story, Kind.EDITORS_NOTE, by=chief, text="Too late.")


def test_no_notice_names_a_source_who_must_not_be_named(chief):
    source = factories.expert(title="Dr. Vera Quillfeather", first_name="Vera", last_name="Quillfeather")
    terms = {"basis": "background", "public_description": "a chemist", "basis_reason": "Her contract"}
    story = factories.article(body=[factories.statement(source, "It is the jar.", **terms)])
    newsroom.edit(story, dek="It is the lid.")
    said = {"was": "Vera said jar.", "now": "QUILLFEATHER said lid.", "text": "We asked Dr. Vera Quillfeather."}
    for write in (declaring.declare, declaring.add_notice):
        with pytest.raises(ValidationError) as refused:
            write(story, Kind.CORRECTION, by=chief, **said)
        assert set(refused.value.message_dict) == {"was", "now", "text"}
    for words in ({"text": "Vera made it up."}, {"text": "It was made up.", "headline": "What Quillfeather said"}):
        with pytest.raises(ValidationError, match="must not be named"):
            retracting.retract(story, by=chief, **words)
    assert not Correction.objects.exists()


def test_what_is_declared_and_confirmed_has_the_findings_looked_at_again(staff):
    chief, second = staff[Role.MANAGING_EDITOR], factories.user(Role.MANAGING_EDITOR)
    story = factories.article(body=[("paragraph", "<p>It lasts two weeks.</p>")])
    newsroom.edit(story, body=[("paragraph", "<p>It lasts 2 weeks.</p>")])
    with newsroom.looked_at_again(story):
        fix = declaring.declare(story, Kind.MINOR_FIX, by=chief)
    with newsroom.looked_at_again(story):
        assert declaring.confirm(fix, by=second)
