"""The screen on which a medical reviewer signs, the road that asks for nothing else, and the report of what is due."""

from datetime import timedelta

import pytest

from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.models import PageLogEntry, Workflow

from accounts.roles import Role
from articles.models import ArticlePage
from medical_reviews import asking, due
from medical_reviews.contents import hashes_of, stamp_of
from medical_reviews.models import MedicalReview, MedicalReviewTask
from medical_reviews.signing import withdraw
from rechecks.models import CauseKind, Outcome, Recheck
from tests import factories, newsroom
from treatments.models import Treatment

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/medical-reviews/"


@pytest.fixture
def doctor():
    user = factories.user(Role.MEDICAL_REVIEWER)
    fields = {"is_expert": False, "is_medical_reviewer": True, "specialty": "Dermatology"}
    factories.credential(factories.expert(title="Dr. Ada Marlowe", user=user, **fields))
    return user


@pytest.fixture
def chief():
    return factories.user(Role.MANAGING_EDITOR)


@pytest.fixture
def story():
    return factories.article("The serum", body=[("paragraph", "<p>It wakes the skin up.</p>")])


def screen(story):
    return reverse("medical_reviews:story", args=[story.pk])


def answers(story, **changed):
    stamp = stamp_of(hashes_of(newsroom.newest(story)))
    return {"verb": "sign", "seen": stamp, "scope": "everything", "conflict_answer": "none", "note": ""} | changed


def line(story):
    story = ArticlePage.objects.get(pk=story.pk)
    return story.medical_reviewer and story.medical_reviewer.title, story.changed_since_medical_review


def with_review(title="Old news", *, due_in=30, **fields):
    """A published story whose review is due in so many days."""
    reviewer = factories.person("Dr. Grace Oldham", is_medical_reviewer=True)
    story = factories.article(title, medical_reviewer=reviewer, **fields)
    MedicalReview.objects.filter(article=story).update(due_on=timezone.localdate() + timedelta(days=due_in))
    return story


# Signing ---------------------------------------------------------------------------------------------


def test_a_reviewer_reads_the_story_beside_the_form_and_signs(client, doctor, story):
    client.force_login(doctor)
    page = client.get(screen(story)).content.decode()
    assert "Sign the medical review" in page
    assert reverse("medical_reviews:text", args=[story.pk]) in page
    assert client.post(screen(story), answers(story, note="Well said.")).status_code == 302
    assert line(story) == ("Dr. Ada Marlowe", False)
    assert "Well said." in client.get(screen(story)).content.decode()


def test_after_signing_the_form_is_folded_away_until_the_words_change(client, doctor, story):
    client.force_login(doctor)
    client.post(screen(story), answers(story))
    assert "There is nothing left to do." in client.get(screen(story)).content.decode()
    story = ArticlePage.objects.get(pk=story.pk)
    story.body = [("paragraph", "<p>It heals acne.</p>")]
    story.save_revision()
    factories.publish(story)
    assert "There is nothing left to do." not in client.get(screen(story)).content.decode()


def test_the_frame_shows_the_newest_version_as_readers_would_see_it(client, doctor, story):
    newsroom.edit(story, dek="Not public yet.")
    newsroom.submit(story)
    client.force_login(doctor)
    answer = client.get(reverse("medical_reviews:text", args=[story.pk]))
    assert "Not public yet." in answer.content.decode()
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_a_preview_shows_the_line_that_the_draft_would_have(client, chief):
    story = with_review(body=[("paragraph", "<p>It wakes the skin up.</p>")])
    before = story.get_latest_revision_as_object().make_preview_request().content.decode()
    assert "latest changes" not in before
    newsroom.edit(story, dek="It is another serum.")
    assert "latest changes" in newsroom.newest(story).make_preview_request().content.decode()
    assert line(story) == ("Dr. Grace Oldham", False)


def test_a_refused_signature_loses_nothing_that_was_typed(client, doctor, story):
    client.force_login(doctor)
    answer = client.post(screen(story), answers(story, conflict_answer="declared", note="My long note."))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Say which." in page
    assert "My long note." in page
    assert not MedicalReview.objects.exists()


def test_who_read_an_older_version_reads_again_and_can_sign_then(client, doctor, story):
    client.force_login(doctor)
    old = answers(story, note="Typed before.")
    newsroom.edit(story, dek="Changed meanwhile.")
    newsroom.submit(story)
    page = client.post(screen(story), old).content.decode()
    assert "Somebody has changed the story" in page
    assert "Typed before." in page
    assert answers(story)["seen"] in page


def test_the_writer_is_told_on_the_screen_why_they_cannot_sign(client, doctor):
    story = factories.article(owner=doctor)
    client.force_login(doctor)
    page = client.get(screen(story)).content.decode()
    assert "Somebody else must review it" in page
    assert "Sign the medical review" not in page
    assert client.post(screen(story), answers(story)).status_code == 400


def test_drafts_that_were_not_handed_in_are_closed_to_reviewers(client, doctor):
    draft = factories.article(live=False)
    client.force_login(doctor)
    for address in (screen(draft), reverse("medical_reviews:text", args=[draft.pk])):
        assert client.get(address).status_code in (302, 403)  # Wagtail sends who may not to the front screen
    newsroom.submit(draft)
    assert client.get(screen(draft)).status_code == 200


def test_of_a_published_story_they_read_and_sign_for_no_draft_that_was_not_handed_in(client, doctor, story):
    newsroom.edit(story, title="A secret to come", body=[("paragraph", "<p>It heals.</p>")])
    client.force_login(doctor)
    for address in (screen(story), reverse("medical_reviews:text", args=[story.pk])):
        page = client.get(address).content.decode()
        assert "The serum" in page
        assert "secret to come" not in page
        assert "It heals" not in page
    client.post(screen(story), answers(story))  # as if they had read the draft
    assert not MedicalReview.objects.exists()
    live = ArticlePage.objects.get(pk=story.pk)
    client.post(screen(story), answers(story) | {"seen": stamp_of(hashes_of(live))})
    assert MedicalReview.objects.get().revision == live.live_revision
    assert line(story) == ("Dr. Ada Marlowe", False)


def test_a_managing_editor_withdraws_with_a_reason(client, chief):
    story = with_review()
    review = MedicalReview.objects.get(article=story)
    address = reverse("medical_reviews:withdraw", args=[story.pk, review.pk])
    client.force_login(chief)
    assert "Say why." in client.post(address, {"because": " "}).content.decode()
    client.post(address, {"because": "Signed for another story."})
    assert line(story) == (None, False)
    assert "Signed for another story." in client.get(screen(story)).content.decode()
    assert PageLogEntry.objects.filter(page=story.pk, action="medical_reviews.withdraw").exists()


def test_a_reviewer_withdraws_their_own_signature_and_nobody_elses(client, doctor):
    story = with_review()
    review = MedicalReview.objects.get(article=story)
    client.force_login(doctor)
    client.post(reverse("medical_reviews:withdraw", args=[story.pk, review.pk]), {"because": "I disagree."})
    assert MedicalReview.objects.get().stands


def test_a_reviewer_whose_review_was_withdrawn_is_not_deleted_either(client, chief):
    story = with_review()
    review = MedicalReview.objects.get(article=story)
    reviewer = review.reviewer
    withdraw(review, by=chief, because="Signed for another story.")
    client.force_login(chief)
    answer = client.post(reverse("wagtailadmin_pages:delete", args=[reviewer.pk]), follow=True)
    assert "Nothing was deleted" in answer.content.decode()
    assert MedicalReview.objects.filter(reviewer=reviewer).exists()


# Asked for nothing else --------------------------------------------------------------------------------


def test_one_press_asks_and_the_signature_ends_it_without_publishing_anew(client, doctor, chief, story):
    published = story.last_published_at
    client.force_login(chief)
    client.post(screen(story), {"verb": "ask"})
    assert [message.to for message in mail.outbox] == [[doctor.email]]
    client.force_login(doctor)
    assert "Medical reviews asked of you" in client.get("/admin/").content.decode()
    client.post(screen(story), answers(story))
    story = ArticlePage.objects.get(pk=story.pk)
    assert story.current_workflow_state is None
    assert story.last_published_at == published
    assert line(story) == ("Dr. Ada Marlowe", False)
    assert "Medical reviews asked of you" not in client.get("/admin/").content.decode()


def test_a_review_alone_never_counts_as_the_desks(doctor, chief, story):
    asking.ask(story, by=chief)
    story = ArticlePage.objects.get(pk=story.pk)
    asking.answer(story, by=doctor, note="")
    newsroom.edit(story, dek="Newer.")
    factories.waive_sign_offs(story)
    assert asking.waiting(ArticlePage.objects.get(pk=story.pk)) is None
    assert newsroom.run(story) is None


def test_given_back_unsigned_the_managing_editors_get_the_note(client, doctor, chief, story):
    asking.ask(story, by=chief)
    mail.outbox.clear()
    client.force_login(doctor)
    assert "Say what keeps you" in client.post(screen(story), {"verb": "decline", "note": ""}).content.decode()
    client.post(screen(story), {"verb": "decline", "note": "The dose is wrong."})
    assert ArticlePage.objects.get(pk=story.pk).current_workflow_state is None
    assert [message.to for message in mail.outbox] == [[chief.email]]
    assert "The dose is wrong." in mail.outbox[0].body
    client.post(screen(story), {"verb": "decline", "note": "Twice."})  # a double click
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda story, chief: newsroom.edit(story, dek="Newer."), "not published"),
        (lambda story, chief: asking.ask(story, by=chief), "already"),
        (lambda story, chief: newsroom.submit(story, chief), "with the desks"),
        (lambda story, chief: story.unpublish(), "not published"),
        (lambda story, chief: Workflow.objects.filter(name="Medical review only").update(active=False), "out of use"),
    ],
)
def test_what_cannot_be_reviewed_alone_is_not_asked_for(chief, story, prepare, reason):
    prepare(story, chief)
    with pytest.raises(asking.CannotAsk, match=reason):
        asking.ask(story, by=chief)


def test_who_wrote_the_story_is_not_asked_to_review_it(doctor, chief):
    asking.ask(factories.article(owner=doctor), by=chief)
    assert not mail.outbox


def test_the_task_takes_no_decision_that_comes_from_elsewhere(client, doctor, chief, story):
    state = asking.ask(story, by=chief)
    client.force_login(doctor)
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", state.current_task_state_id]))
    assert asking.waiting(ArticlePage.objects.get(pk=story.pk))
    assert isinstance(state.current_task_state.task.specific, MedicalReviewTask)


# What is due -------------------------------------------------------------------------------------------


def test_what_is_due_within_60_days_is_told_in_one_letter_and_once(doctor, chief):
    with_review("Soon", due_in=59)
    with_review("Sooner", due_in=10)
    with_review("Later", due_in=61)
    assert due.tell() == 2
    assert sorted(message.to[0] for message in mail.outbox) == sorted([doctor.email, chief.email])
    assert "Sooner" in mail.outbox[0].body
    assert "Later" not in mail.outbox[0].body
    assert due.tell() == 0
    with_review("New", due_in=5)
    assert due.tell() == 0  # within a week of the last letter
    MedicalReview.objects.exclude(told_at=None).update(told_at=timezone.now() - timedelta(days=8))
    assert due.tell() == 1
    assert len(mail.outbox) == 4


def test_a_review_that_was_given_again_is_not_due(doctor):
    story = with_review(due_in=5)
    factories.medical_review(story, factories.person(is_medical_reviewer=True))
    assert due.tell() == 0


def test_an_overdue_story_is_looked_at_again_until_somebody_signs(client, doctor):
    story = with_review(due_in=-1)
    with_review(due_in=1)
    assert due.open_overdue() == 1
    assert due.open_overdue() == 0
    recheck = Recheck.objects.get()
    assert (recheck.article_id, recheck.cause.kind) == (story.pk, CauseKind.REVIEW_DUE)
    client.force_login(doctor)
    client.post(screen(story), answers(story))
    recheck.refresh_from_db()
    assert recheck.outcome == Outcome.STILL_RIGHT


def test_the_report_lists_what_is_due_overdue_outdated_and_missing(client, chief):
    with_review("Overdue one", due_in=-3)
    with_review("Due one", due_in=20)
    with_review("Good one", due_in=300)
    changed = with_review("Changed one", due_in=300, body=[("paragraph", "<p>It wakes the skin up.</p>")])
    newsroom.edit(changed, dek="It heals.")
    factories.publish(newsroom.newest(changed))
    treatment = Treatment.objects.create(name="Peel")
    factories.article("Missing one", treatments=[treatment], disclosure_answer="none")
    tried = ("experience", {"text": "<p>I went.</p>", "treatment": treatment, "paid_by": "writer"})
    factories.article("Block one", body=[tried], disclosure_answer="none")
    factories.article("Harmless one")
    client.force_login(chief)

    def listed(**query):
        page = client.get(REPORT, query).content.decode()
        names = ["Overdue one", "Due one", "Good one", "Changed one", "Missing one", "Block one", "Harmless one"]
        return [name for name in names if name in page]

    assert listed() == ["Overdue one", "Due one", "Good one", "Changed one", "Missing one", "Block one"]
    assert listed(state="overdue") == ["Overdue one"]
    assert listed(state="due") == ["Due one"]
    assert listed(state="outdated") == ["Changed one"]
    assert listed(state="missing") == ["Missing one", "Block one"]


def test_the_report_asks_with_one_press_and_comes_back(client, doctor, chief):
    story = with_review(due_in=20)
    client.force_login(chief)
    assert "Ask for a review" in client.get(REPORT).content.decode()
    answer = client.post(screen(story), {"verb": "ask", "next": f"{REPORT}?state=due"})
    assert answer.url == f"{REPORT}?state=due"
    assert "Under way" in client.get(REPORT).content.decode()


def test_fifty_reviews_cost_the_report_as_many_queries_as_one(client, chief):
    client.force_login(chief)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(REPORT).status_code == 200
        return len(captured)

    with_review()
    client.get(REPORT)
    one = queries()
    for _number in range(6):
        with_review()
    assert queries() == one


def test_the_spreadsheet_has_a_line_for_each_story(client, chief):
    with_review("Old news")
    client.force_login(chief)
    answer = client.get(REPORT, {"export": "csv"})
    assert "Old news" in b"".join(answer.streaming_content).decode()
