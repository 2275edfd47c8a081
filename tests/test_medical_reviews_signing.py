"""Whose name stands for what is medical in a story, and for which words."""

from datetime import date, timedelta

import pytest

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from articles.models import ArticlePage
from medical_reviews import asking
from medical_reviews.carrying import carry_over
from medical_reviews.contents import hashes_of, holds, stamp_of
from medical_reviews.models import MedicalReview
from medical_reviews.reviews import is_reviewed
from medical_reviews.signing import MayNotReview, due_on, first_ended, sign, withdraw
from people.models import ConflictOfInterest, Credential
from people.vocabulary import ConflictsAnswer
from products.models import Product
from readiness.rules import RULES
from review.decisions import DecisionRefused
from tests import factories, newsroom
from treatments.models import Treatment, months_after

pytestmark = pytest.mark.django_db
PARAGRAPH = [("paragraph", "<p>The gel wakes the skin up.</p>")]


def reviewer(**fields):
    """Somebody with an account whose review would count."""
    user = factories.user(Role.MEDICAL_REVIEWER)
    fields = {"specialty": "Dermatology", "is_expert": False, "is_medical_reviewer": True} | fields
    factories.credential(factories.expert(user=user, **fields))
    return user


def stamp(story):
    return stamp_of(hashes_of(story.get_latest_revision_as_object()))


def signed(story, by=None, **answers):
    answers = {"seen": stamp(story), "conflict_answer": "none"} | answers
    return sign(story, by=by or reviewer(), **answers)


def change(story, **fields):
    version = story.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(version, name, value)
    version.save_revision()
    factories.publish(version)
    return ArticlePage.objects.get(pk=story.pk)


def line(story):
    story = ArticlePage.objects.get(pk=story.pk)
    return story.medical_reviewer and story.medical_reviewer.title, story.changed_since_medical_review


def test_a_signature_puts_the_name_on_the_page_at_once(client):
    story = factories.article(body=PARAGRAPH)
    by = reviewer(last_name="Marlowe", title="Dr. Ada Marlowe")
    signed(story, by)
    assert line(story) == ("Dr. Ada Marlowe", False)
    assert "Medically reviewed by" in client.get(story.url).content.decode()


def test_a_changed_claim_voids_the_line_until_it_is_signed_again(client):
    story = factories.article(body=PARAGRAPH)
    by = reviewer()
    signed(story, by)
    story = change(story, body=[("paragraph", "<p>The gel heals the skin.</p>")])
    assert line(story)[1] is True
    assert "Before its latest changes, medically reviewed by" in client.get(story.url).content.decode()
    signed(story, by)
    assert line(story)[1] is False


def test_a_change_of_photos_or_description_voids_nothing():
    story = factories.article(body=PARAGRAPH)
    signed(story)
    story = change(story, hero_photo=factories.photo(), search_description="What it does.")
    assert line(story)[1] is False


def test_another_treatment_voids_the_line():
    story = factories.article(body=PARAGRAPH)
    signed(story)
    story = change(story, treatments=[Treatment.objects.create(name="Glow peel")], disclosure_answer="none")
    assert line(story)[1] is True


def test_a_confirmed_minor_fix_lets_the_review_stand():
    story = factories.article(body=PARAGRAPH)
    signed(story)
    version = story.get_latest_revision_as_object()
    version.body = [("paragraph", "<p>The gel wakes the skin up!</p>")]
    version.save_revision()
    second = factories.user(Role.MANAGING_EDITOR)
    factories.declare(version, "minor_fix", second_person=second, confirmed_at=timezone.now())
    factories.publish(version)
    assert line(story)[1] is False


def test_a_minor_fix_that_names_another_treatment_carries_no_review_over():
    factories.treatment("Glow infusion", US="unapproved")
    story = factories.article(body=PARAGRAPH, disclosure_answer="none")
    review = signed(story)
    before, after = (ArticlePage.objects.get(pk=story.pk) for _version in range(2))
    after.body = [("paragraph", "<p>The gel wakes the skin up!</p>")]
    carry_over(before, after)
    review.refresh_from_db()
    assert review.hashes == hashes_of(before)
    assert holds(review, hashes_of(after))
    after.treatments = [Treatment.objects.get(name="Glow infusion")]
    carry_over(before, after)
    review.refresh_from_db()
    assert not holds(review, hashes_of(after))
    assert not is_reviewed(after)


def test_a_changed_record_turns_the_line_of_the_stories_that_name_the_treatment_until_signed_again():
    glow = factories.treatment("Glow infusion", US="approved")
    story = factories.article(body=PARAGRAPH, treatments=[glow], disclosure_answer="none")
    dr_ada = reviewer()
    signed(story, by=dr_ada)
    assert line(story)[1] is False
    glow = Treatment.objects.get(pk=glow.pk)
    glow.statuses.get_object_list()[0].status = "unapproved"
    glow.save()
    glow.save_revision()
    assert line(story)[1] is True
    signed(story, by=dr_ada)
    assert line(story)[1] is False


def test_an_old_version_brings_no_old_line_back():
    story = factories.article(body=PARAGRAPH)
    old = story.get_latest_revision()
    review = signed(story)
    change(story, search_description="Another one.")
    withdraw(review, by=factories.user(Role.MANAGING_EDITOR), because="Signed by mistake.")
    old.publish(skip_permission_checks=True)
    assert line(story) == (None, False)


def test_a_line_that_somebody_sets_by_hand_does_not_stay():
    story = factories.article(body=PARAGRAPH)
    story.medical_reviewer = factories.person(is_medical_reviewer=True)
    story.save()
    assert line(story) == (None, False)


def test_a_story_of_which_nothing_is_left_names_no_reviewer():
    story = factories.article(body=PARAGRAPH)
    signed(story)
    story = change(story, body=[], dek="This story has been retracted.")
    assert line(story) == (None, False)


def test_an_alias_shows_the_line_of_its_original():
    story = factories.article(body=PARAGRAPH)
    alias = story.create_alias(update_slug="elsewhere")
    review = signed(story, reviewer(title="Dr. First"))
    assert line(alias) == ("Dr. First", False)
    withdraw(review, by=review.signed_by, because="Signed by mistake.")
    assert line(alias) == (None, False)


def test_a_copy_of_a_story_has_no_line_of_its_own():
    story = factories.article(body=PARAGRAPH)
    signed(story)
    copy = story.copy(update_attrs={"slug": "copied"}, keep_live=False)
    assert line(copy) == (None, False)
    factories.publish(copy)
    assert line(copy) == (None, False)


def test_the_credentials_stay_those_of_the_day_it_was_signed(client):
    by = reviewer()
    degree = Credential.objects.create(person=by.person, name="Doctor of Medicine", abbreviation="MD")
    story = factories.article(body=PARAGRAPH)
    signed(story, by)
    degree.delete()
    assert ", MD, " in client.get(story.url).content.decode()


def test_nobody_reviews_what_they_wrote():
    by = reviewer(is_writer=True)
    story = factories.article(writers=[by.person])
    with pytest.raises(MayNotReview, match="wrote"):
        signed(story, by)
    with pytest.raises(MayNotReview, match="wrote"):
        signed(factories.article(owner=by), by)


def test_nobody_reviews_what_they_say_in_it():
    by = reviewer(is_expert=True)
    with pytest.raises(MayNotReview, match="cited"):
        signed(factories.article(body=[factories.statement(by.person)], waived=["expert_not_verified"]), by)


def test_the_specialty_must_be_one_that_the_topic_asks_for():
    story = factories.article(topic=factories.topic(review_specialties="Dermatology\nPlastic surgery"))
    with pytest.raises(MayNotReview, match="Dermatology or Plastic surgery"):
        signed(story, reviewer(specialty="Dentistry"))
    assert signed(story, reviewer(specialty="plastic surgery"))


def test_a_reviewer_whose_specialty_nobody_knows_cannot_sign():
    with pytest.raises(MayNotReview, match="specialty"):
        signed(factories.article(), reviewer(specialty=""))


def test_a_reviewer_who_was_never_asked_about_conflicts_cannot_sign():
    with pytest.raises(MayNotReview, match="conflicts of interest"):
        signed(factories.article(), reviewer(conflicts_answer=ConflictsAnswer.NOT_ASKED))


def test_a_tie_on_record_to_a_brand_in_the_story_must_be_declared():
    by = reviewer(conflicts_answer=ConflictsAnswer.DECLARED)
    ConflictOfInterest.objects.create(person=by.person, brand="Maison Example", kind="adviser")
    story = factories.article(
        products=[Product.objects.create(brand="Maison Example", name="Balm")], disclosure_answer="none"
    )
    with pytest.raises(MayNotReview, match="Maison Example"):
        signed(story, by)
    review = signed(story, by, conflict_answer="declared", conflict="I advise Maison Example.")
    assert review.conflict == "I advise Maison Example."


@pytest.mark.parametrize(
    ("tie", "fields"),
    [
        ("L'Oréal", {"body": [("paragraph", "<p>We tried it with L’OREAL Paris.</p>")]}),
        ("Maison Example GmbH", {"dek": "What Maison-Example sells."}),
        ("Ada & Daughters", {"title": "A balm by Ada and Daughters, Ltd."}),
    ],
)
def test_a_tie_counts_however_the_brand_is_written_and_wherever_it_stands(tie, fields):
    by = reviewer(conflicts_answer=ConflictsAnswer.DECLARED)
    ConflictOfInterest.objects.create(person=by.person, brand=tie, kind="adviser")
    with pytest.raises(MayNotReview, match="tie to"):
        signed(factories.article(**fields), by)


def test_a_plain_word_is_no_brand():
    by = reviewer(conflicts_answer=ConflictsAnswer.DECLARED)
    ConflictOfInterest.objects.create(person=by.person, brand="Fresh", kind="adviser")
    assert signed(factories.article("Bo", dek="A fresh look."), by)


def test_nobody_signs_for_words_they_have_not_seen():
    story = factories.article(body=PARAGRAPH)
    seen = stamp(story)
    change(story, dek="Changed meanwhile.")
    with pytest.raises(MayNotReview, match="changed the story"):
        signed(ArticlePage.objects.get(pk=story.pk), seen=seen)


def test_nobody_signs_for_what_autosave_wrote_into_the_version_they_had_opened():
    story = factories.article(body=PARAGRAPH)
    seen, revision = stamp(story), story.get_latest_revision()
    revision.content = revision.content | {"dek": "Autosaved meanwhile."}
    revision.save()
    with pytest.raises(MayNotReview, match="changed the story"):
        signed(ArticlePage.objects.get(pk=story.pk), seen=seen)


def test_a_photo_changed_meanwhile_does_not_stand_in_the_way():
    story = factories.article(body=PARAGRAPH)
    seen = stamp(story)
    assert signed(change(story, hero_photo=factories.photo()), seen=seen)


def test_a_draft_that_nobody_has_handed_in_is_not_theirs_to_read():
    with pytest.raises(PermissionDenied):
        signed(factories.article(live=False))


def test_a_licence_counts_on_its_last_day_and_no_longer():
    def held(kind, expires_on):
        return Credential(kind=kind, expires_on=expires_on)

    today = date(2026, 5, 4)
    tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)
    assert first_ended([held("licence", tomorrow), held("licence", today)], today) is None
    over = held("licence", yesterday)
    assert first_ended([over], today) is over
    assert first_ended([over, held("licence", None)], today) is None
    assert first_ended([held("membership", yesterday), held("degree", yesterday)], today) is None


def test_who_has_lost_a_licence_or_was_never_made_sure_of_cannot_sign():
    story, by = factories.article(), reviewer()
    licence = factories.credential(by.person, kind="licence", name="Licence to practise")
    for state, words in (("revoked", "practise of .*: Revoked"), ("disputed", "practise of .*: In doubt")):
        Credential.objects.filter(pk=licence.pk).update(state=state)
        with pytest.raises(MayNotReview, match=words):
            signed(story, by)
    licence.delete()
    by.person.credentials.update(state="unverified")
    with pytest.raises(MayNotReview, match="No credential of"):
        signed(story, by)
    by.person.checks.filter(kind="direct_contact").delete()
    with pytest.raises(MayNotReview, match="direct contact"):
        signed(story, by)


def test_who_is_no_medical_reviewer_may_not_sign():
    with pytest.raises(PermissionDenied):
        signed(factories.article(), factories.user(Role.MANAGING_EDITOR))
    with pytest.raises(MayNotReview, match="belongs to no medical reviewer"):
        signed(factories.article(), factories.user(Role.MEDICAL_REVIEWER))


def test_a_double_click_signs_once():
    story, by = factories.article(), reviewer()
    assert signed(story, by) == signed(story, by)
    assert MedicalReview.objects.count() == 1


def test_another_answer_or_note_is_another_signature():
    story, by = factories.article(), reviewer()
    signed(story, by)
    declared = signed(story, by, conflict_answer="declared", conflict="A talk for Maison Example.", note="With a tie.")
    assert MedicalReview.objects.standing().count() == 2
    assert (declared.conflict, declared.note) == ("A talk for Maison Example.", "With a tie.")


def test_a_second_signature_of_the_day_answers_who_has_asked_meanwhile():
    story, by = factories.article(), reviewer()
    first = signed(story, by)
    asking.ask(story, by=factories.user(Role.MANAGING_EDITOR))
    assert signed(story, by) != first
    assert asking.waiting(ArticlePage.objects.get(pk=story.pk)) is None


def test_an_answer_left_out_is_asked_for():
    story, by = factories.article(), reviewer()
    for answers in ({"conflict_answer": ""}, {"conflict_answer": "declared"}, {"scope": "all"}):
        with pytest.raises(ValidationError):
            signed(story, by, **answers)


def test_a_review_taken_back_leaves_the_page_and_says_why():
    story = factories.article()
    review = signed(story)
    with pytest.raises(ValidationError):
        withdraw(review, by=factories.user(Role.MANAGING_EDITOR), because=" ")
    with pytest.raises(PermissionDenied):
        withdraw(review, by=factories.user(Role.WRITER), because="I disagree.")
    withdraw(review, by=review.signed_by, because="I misread the dose.")
    assert line(story) == (None, False)


def test_the_review_of_the_published_words_stands_while_a_draft_is_signed_for():
    story = factories.article(body=PARAGRAPH)
    first = signed(story, reviewer(title="Dr. First"))
    draft = story.get_latest_revision_as_object()
    draft.body = [("paragraph", "<p>The gel heals.</p>")]
    draft.save_revision()
    newsroom.submit(ArticlePage.objects.get(pk=story.pk))
    signed(ArticlePage.objects.get(pk=story.pk), reviewer(title="Dr. Second"))
    assert line(story) == ("Dr. First", False)
    assert first.stands


def test_two_reviewers_at_once_both_sign_and_the_later_one_is_named():
    story = factories.article()
    signed(story, reviewer(title="Dr. First"))
    signed(story, reviewer(title="Dr. Second"))
    assert MedicalReview.objects.standing().count() == 2
    assert line(story) == ("Dr. Second", False)


def test_the_review_before_is_named_again_when_the_later_one_is_withdrawn():
    story = factories.article()
    signed(story, reviewer(title="Dr. First"))
    later = signed(story, reviewer(title="Dr. Second"))
    withdraw(later, by=later.signed_by, because="Wrong story.")
    assert line(story) == ("Dr. First", False)


def test_only_a_review_of_claims_and_treatments_stands_behind_treatments():
    story = factories.article(body=PARAGRAPH)
    signed(story, scope="statements")
    assert not is_reviewed(story)
    signed(story, scope="claims")
    assert is_reviewed(story)


def test_the_treatment_that_moves_fastest_says_when_the_next_look_is_due():
    stable, fast = Treatment(name="Balm", volatility="stable"), Treatment(name="Peel", volatility="fast")
    today = timezone.localdate()
    assert [due_on(named) for named in ([stable], [], [stable, fast])] == [months_after(today, n) for n in (36, 12, 3)]


def test_a_review_of_one_treatment_does_not_stand_behind_another_that_is_named_later():
    factories.treatment("Glow infusion", US="unapproved")
    factories.treatment("Lip balm", US="approved")
    story = factories.article(body=[("paragraph", "<p>A lip balm for the winter.</p>")], disclosure_answer="none")
    signed(story)
    rule = RULES["unapproved_needs_medical_review"]
    later = story.get_latest_revision_as_object()
    later.body = [("paragraph", "<p>A lip balm for the winter, after a glow infusion.</p>")]
    later.save_revision()
    assert len(rule.findings(later)) == 1
    newsroom.submit(ArticlePage.objects.get(pk=story.pk))
    signed(ArticlePage.objects.get(pk=story.pk))
    assert rule.findings(ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object()) == []


def test_the_days_are_those_of_the_house_whatever_zone_the_signer_has_chosen(time_machine):
    time_machine.move_to("2026-11-29 12:00+00:00", tick=False)
    story = factories.article(body=PARAGRAPH)
    with timezone.override("Pacific/Auckland"):  # where it is the next day already
        review = signed(story)
    assert review.due_on == date(2027, 11, 29)
    assert ArticlePage.objects.get(pk=story.pk).medically_reviewed_on == date(2026, 11, 29)


def test_a_treatment_named_in_the_text_says_when_the_next_look_is_due():
    Treatment.objects.create(name="Peel", volatility="fast")
    review = signed(factories.article(body=[("paragraph", "<p>What a peel does.</p>")], disclosure_answer="none"))
    assert review.due_on == months_after(timezone.localdate(), 3)


def test_three_rules_ask_the_database_once(django_assert_max_num_queries):
    story = ArticlePage.objects.get(pk=factories.article(body=PARAGRAPH).pk)
    names = ["medical_review_missing", "medical_review_outdated", "medical_review_due"]
    with django_assert_max_num_queries(4):  # the reviews; where there is none, the treatments and their names
        for name in names:
            RULES[name].findings(story)


def test_a_review_is_due_again_and_the_story_says_so():
    story = factories.article()
    review = signed(story)
    assert review.due_on > timezone.localdate() + timedelta(days=360)
    MedicalReview.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert "was due again" in RULES["medical_review_due"].findings(story)[0].message


def test_the_database_refuses_a_conflict_that_is_declared_and_not_named():
    review = signed(factories.article())
    with pytest.raises(IntegrityError), transaction.atomic():
        MedicalReview.objects.filter(pk=review.pk).update(conflict_answer="declared")


def test_a_signature_and_its_end_have_the_findings_looked_at_again():
    story, by = factories.article(), reviewer()
    with newsroom.looked_at_again(story):
        review = signed(story, by)
    with newsroom.looked_at_again(story):
        withdraw(review, by=by, because="I read the wrong version.")


@pytest.mark.usefixtures("rules_hold")
def test_the_medical_desk_signs_off_only_after_a_medical_reviewer_has_signed(staff):
    factories.treatment("Glow infusion", US="unapproved")
    body = [("paragraph", "<p>A glow infusion in every kitchen.</p>")]
    story = factories.article(live=False, owner=staff[Role.WRITER], body=body)
    newsroom.submit(story, staff[Role.WRITER])
    for role in (Role.COPY_EDITOR, Role.FACT_CHECKER):
        newsroom.sign(story, staff[role])
    assert newsroom.waiting(story) == ["Medical desk"]
    with pytest.raises(DecisionRefused, match="First a medical reviewer"):
        newsroom.sign(story, staff[Role.MEDICAL_REVIEWER])
    signed(story)
    newsroom.sign(story, staff[Role.MEDICAL_REVIEWER])
    assert newsroom.waiting(story) == ["Managing editors"]
