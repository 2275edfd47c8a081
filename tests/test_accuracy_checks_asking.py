"""Asking sources, their answers, and what the desk makes of them."""

from datetime import timedelta

import pytest

from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail.models import PageLogEntry, Site
from wagtail.rich_text import RichText

from accounts.roles import Role
from accuracy_checks import answering, asking, deciding
from accuracy_checks.links import path_of
from accuracy_checks.models import AccuracyCheck, AccuracyPolicy, CheckState
from accuracy_checks.refusals import Refused
from accuracy_checks.standing import State, standings
from accuracy_checks.statements import everything_said
from articles.models import ArticlePage
from people.models import Credential, Dispute
from rechecks.models import CauseKind, Outcome, Recheck
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def checker():
    return factories.user(Role.FACT_CHECKER)


@pytest.fixture
def park():
    return factories.expert(title="Dr. Ada Park", last_name="Park", specialty="Dermatology")


@pytest.fixture
def story(park):
    quote = factories.statement(park, "It wakes the skin up.", "direct")
    paraphrase = factories.statement(park, "Results are gradual.")
    around = [("paragraph", "<p>Before it.</p>"), quote, ("paragraph", "<p>After it.</p>"), paraphrase]
    return factories.article("Serums", live=False, body=around)


def house(**fields):
    site = Site.objects.get(is_default_site=True)
    AccuracyPolicy.objects.update_or_create(site=site, defaults=fields)


def newest(story):
    return ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object()


def rewrite(story, *words):
    """Save a version in which the statements have other words; None leaves one as it is."""
    draft = newest(story)
    statements = [child for child in draft.body if child.block_type == "statement"]
    for child, text in zip(statements, words, strict=False):
        if text is not None:
            child.value["words"] = text
    draft.save_revision()


def states(story):
    return [one.state for one in standings(newest(story))]


def say(check, *said, credentials=""):
    statements = list(check.statements.all())
    given = [(one, "") if isinstance(one, str) else one for one in said]
    answering.answer(check, {one.pk: answer for one, answer in zip(statements, given, strict=True)}, credentials)
    check.refresh_from_db()
    return check


def test_one_letter_to_a_source_has_one_signed_link(story, park, checker):
    check = asking.ask(story, park, by=checker, email="park@example.org")
    letter = mail.outbox[-1]
    assert letter.to == ["park@example.org"]
    assert path_of(check) in letter.body
    assert letter.extra_headers["Reply-To"] == checker.email
    assert "approv" not in letter.body.lower()
    assert states(story) == [State.SENT, State.SENT]
    assert check.expires_at - check.sent_at == timedelta(days=7)
    assert PageLogEntry.objects.filter(page=story.pk, action="accuracy_checks.ask").count() == 1


def test_who_may_not_ask_sends_nothing(story, park):
    with pytest.raises(PermissionDenied):
        asking.ask(story, park, by=factories.user(Role.WRITER), email="park@example.org")
    assert not mail.outbox
    assert not AccuracyCheck.objects.exists()


def test_a_house_that_never_asks_sends_nothing(story, park, checker):
    house(policy="never")
    with pytest.raises(Refused, match="asks no source"):
        asking.ask(story, park, by=checker, email="park@example.org")


def test_facts_only_shows_no_exact_quote(story, park, checker):
    house(policy="facts_only")
    check = asking.ask(story, park, by=checker, email="park@example.org")
    assert [one.words for one in check.statements.all()] == ["Results are gradual."]


def test_only_full_context_shows_what_stands_around(story, park, checker):
    check = asking.ask(story, park, by=checker, email="park@example.org")
    assert [one.before for one in check.statements.all()] == ["", ""]
    house(policy="full")
    rewrite(story, "It wakes skin up.")
    check = asking.ask(story, park, by=checker, email="park@example.org")
    first = check.statements.first()
    assert (first.before, first.after) == ("Before it.", "After it.")


def test_a_source_learns_how_they_are_credited(story, park, checker):
    Credential.objects.create(person=park, name="Doctor of Medicine", abbreviation="MD")
    check = asking.ask(story, park, by=checker, email="park@example.org")
    assert check.statements.first().credited_as == "Dr. Ada Park, MD – Dermatology"


def test_the_same_letter_is_not_sent_twice(story, park, checker):
    asking.ask(story, park, by=checker, email="park@example.org")
    with pytest.raises(Refused, match="these very words"):
        asking.ask(story, park, by=checker, email="park@example.org")
    assert len(mail.outbox) == 1


def test_other_words_replace_the_letter_that_is_out(story, park, checker):
    before = asking.ask(story, park, by=checker, email="park@example.org")
    rewrite(story, "It wakes skin up.")
    after = asking.ask(story, park, by=checker, email="park@example.org")
    before.refresh_from_db()
    assert (before.state, after.state) == (CheckState.REPLACED, CheckState.OUT)
    assert states(story) == [State.SENT, State.SENT]


def test_nobody_gets_more_than_three_letters_a_day(story, park, checker):
    for number in range(3):
        rewrite(story, f"Version {number}.")
        asking.ask(story, park, by=checker, email="park@example.org")
    rewrite(story, "Version 4.")
    with pytest.raises(Refused, match="3 letters"):
        asking.ask(story, park, by=checker, email="park@example.org")


def test_a_stage_sends_no_more_than_that_either(story, park, checker):
    for number in range(3):
        rewrite(story, f"It wakes the skin up in {number + 2} days.")
        asking.ask(story, park, by=checker, email="park@example.org")
    rewrite(story, "It wakes the skin up at once.")
    asking.ask_everybody(story, by=checker)
    assert len(mail.outbox) == 3


def test_the_database_keeps_one_open_check_for_a_source_and_story(story, park, checker):
    check = asking.ask(story, park, by=checker, email="park@example.org")
    check.pk, check.link_key = None, "00000000-0000-0000-0000-000000000001"
    with pytest.raises(IntegrityError), transaction.atomic():
        check.save(force_insert=True)


def test_the_address_is_remembered_for_the_next_story(story, park, checker):
    asking.ask(story, park, by=checker, email="park@example.org")
    assert asking.address_of(park) == "park@example.org"


def test_the_address_on_their_own_page_is_used_however_they_were_reached_before(story, park, checker):
    asking.ask(story, park, by=checker, email="stale@example.org")
    park.contact_email = "desk-only@example.org"
    assert asking.address_of(park) == "desk-only@example.org"


def test_a_source_in_doubt_is_not_asked(story, park, checker):
    Dispute.objects.create(person=park, reason="The register knows nobody of this name.")
    with pytest.raises(Refused, match="disputed"):
        asking.ask(story, park, by=checker, email="park@example.org")


def test_a_person_with_a_check_is_not_deleted(story, park, checker):
    asking.ask(story, park, by=checker, email="park@example.org")
    with pytest.raises(ProtectedError):
        type(park).objects.filter(pk=park.pk).delete()


# Answers ---------------------------------------------------------------------------------------------


def test_what_is_confirmed_is_confirmed_word_for_word(story, park, checker):
    say(asking.ask(story, park, by=checker, email="park@example.org"), "accurate", "accurate")
    assert states(story) == [State.CONFIRMED, State.CONFIRMED]
    rewrite(story, "It wakes the skin up!")
    assert states(story) == [State.LAPSED, State.CONFIRMED]
    rewrite(story, "It wakes  the skin up.")  # white space is no word
    assert states(story) == [State.CONFIRMED, State.CONFIRMED]


def test_another_kind_or_credit_is_another_statement(story, park, checker):
    say(asking.ask(story, park, by=checker, email="park@example.org"), "accurate", "accurate")
    draft = newest(story)
    draft.body[3].value["kind"] = "direct"
    draft.body[1].value["basis"] = "background"
    draft.save_revision()
    assert states(story) == [State.LAPSED, State.LAPSED]


def test_a_disputed_statement_changes_no_word(story, park, checker):
    check = asking.ask(story, park, by=checker, email="park@example.org")
    before = newest(story).body.get_prep_value()
    say(check, ("fact_wrong", "It calms the skin."), "not_said")
    assert newest(story).body.get_prep_value() == before
    assert states(story) == [State.DISPUTED, State.DISPUTED]
    letter = mail.outbox[-1]
    assert letter.to == [checker.email]
    assert "It calms the skin." in letter.body


def test_a_second_answer_changes_nothing(story, park, checker):
    check = asking.ask(story, park, by=checker, email="park@example.org")
    say(check, "accurate", "accurate")
    with pytest.raises(answering.Closed):
        say(check, "not_said", "not_said")
    assert states(story) == [State.CONFIRMED, State.CONFIRMED]


def test_a_fact_that_is_wrong_must_be_named(story, park, checker):
    check = asking.ask(story, park, by=checker, email="park@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        say(check, ("fact_wrong", ""), "accurate")


def test_time_is_over_even_before_the_worker_comes_round(story, park, checker):
    check = asking.ask(story, park, by=checker, email="park@example.org", days=1)
    AccuracyCheck.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(answering.Closed):
        say(check, "accurate", "accurate")


def test_a_check_whose_link_is_withdrawn_takes_no_answer(story, park, checker):
    check = asking.ask(story, park, by=checker, email="park@example.org")
    asking.revoke(check, by=checker)
    with pytest.raises(answering.Closed):
        say(check, "accurate", "accurate")
    assert states(story) == [State.WITHDRAWN, State.WITHDRAWN]
    with pytest.raises(Refused):
        asking.revoke(check, by=checker)


def test_a_call_is_written_down_with_who_and_how(story, park, checker):
    body = newest(story).body
    answers = {body[1].id: ("accurate", ""), body[3].id: ("fact_wrong", "Within weeks.")}
    check = answering.take_call(story, park, answers, by=checker, note="Spoke to her on Tuesday.")
    assert (check.noted_by, check.note, check.email) == (checker, "Spoke to her on Tuesday.", "")
    assert states(story) == [State.CONFIRMED, State.DISPUTED]
    assert not mail.outbox


def test_a_call_closes_the_letter_that_is_out(story, park, checker):
    out = asking.ask(story, park, by=checker, email="park@example.org")
    body = newest(story).body
    answering.take_call(
        story, park, {body[1].id: ("accurate", ""), body[3].id: ("accurate", "")}, by=checker, note="Tuesday."
    )
    out.refresh_from_db()
    assert out.state == CheckState.REPLACED


def test_a_call_about_words_that_are_gone_is_refused(story, park, checker):
    with pytest.raises(Refused, match="have changed"):
        answering.take_call(story, park, {"gone": ("accurate", "")}, by=checker, note="Tuesday.")


# Decisions -------------------------------------------------------------------------------------------


@pytest.fixture
def disputed(story, park, checker):
    check = asking.ask(story, park, by=checker, email="park@example.org")
    say(check, ("fact_wrong", "It calms."), "accurate", credentials="MD, PhD please")
    return check.statements.first()


def test_an_accepted_correction_stays_open_until_the_words_change(story, disputed, checker):
    deciding.accept(disputed, by=checker)
    assert states(story)[0] == State.TO_MEND
    rewrite(story, "It calms the skin.")
    assert states(story)[0] == State.RESOLVED


def test_a_comma_settles_no_dispute(story, disputed, checker):
    rewrite(story, "It wakes, the skin up.")
    assert states(story)[0] == State.DISPUTED
    deciding.accept(disputed, by=checker)
    assert states(story)[0] == State.RESOLVED


def test_to_decline_takes_a_reason(story, disputed, checker):
    with pytest.raises(Refused, match="Say why"):
        deciding.decline(disputed, by=checker, reason=" ")
    deciding.decline(disputed, by=checker, reason="It is on the tape.")
    assert states(story)[0] == State.RESOLVED
    assert "It is on the tape." in str(PageLogEntry.objects.get(action="accuracy_checks.declined").data)


def test_nobody_decides_twice_or_without_the_right(disputed, checker):
    with pytest.raises(PermissionDenied):
        deciding.accept(disputed, by=factories.user(Role.WRITER))
    deciding.accept(disputed, by=checker)
    with pytest.raises(Refused):
        deciding.decline(disputed, by=checker, reason="No.")


def test_credentials_are_a_suggestion_too(disputed, checker):
    check = disputed.check_of
    deciding.accept(check, by=checker)
    check.refresh_from_db()
    assert check.decision == "accepted"


def test_what_nobody_disputes_cannot_be_decided(story, disputed, checker):
    with pytest.raises(Refused):
        deciding.accept(disputed.check_of.statements.last(), by=checker)


def test_settled_words_that_readers_see_are_locked(story, park, checker):
    say(asking.ask(story, park, by=checker, email="park@example.org"), "accurate", "accurate")
    factories.publish(story)
    assert states(story) == [State.LOCKED, State.LOCKED]


# By the clock ----------------------------------------------------------------------------------------


def test_half_way_a_source_is_reminded_once(story, park, checker):
    check = asking.ask(story, park, by=checker, email="park@example.org")
    asking.look_after_all()
    assert len(mail.outbox) == 1
    now = timezone.now()
    AccuracyCheck.objects.update(sent_at=now - timedelta(days=4), expires_at=now + timedelta(days=3))
    asking.look_after_all()
    asking.look_after_all()
    assert len(mail.outbox) == 2
    assert path_of(check) in mail.outbox[-1].body


def test_a_source_who_answers_meanwhile_keeps_nobody_from_being_reminded(checker):
    speakers = [factories.expert() for _ in range(3)]
    story = factories.article(live=False, body=[factories.statement(one) for one in speakers])
    last, answers, first = [asking.ask(story, one, by=checker, email="source@example.org") for one in speakers]
    AccuracyCheck.objects.update(sent_at=timezone.now() - timedelta(days=8))

    def in_between(instance, **kwargs):
        if instance.action == "accuracy_checks.remind" and instance.data["check"] == first.pk:
            say(answers, "accurate")

    post_save.connect(in_between, sender=PageLogEntry)
    try:
        asking.look_after_all()
    finally:
        post_save.disconnect(in_between, sender=PageLogEntry)
    for check in (first, answers, last):
        check.refresh_from_db()
    assert (bool(first.reminded_at), bool(answers.reminded_at), bool(last.reminded_at)) == (True, False, True)


def test_a_check_runs_out(story, park, checker):
    asking.ask(story, park, by=checker, email="park@example.org")
    AccuracyCheck.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    asking.look_after_all()
    assert states(story) == [State.UNANSWERED, State.UNANSWERED]
    assert AccuracyCheck.objects.get().state == CheckState.EXPIRED


def test_a_reminder_by_hand_is_not_sent_twice_a_day(story, park, checker):
    check = asking.ask(story, park, by=checker, email="park@example.org")
    asking.remind(check, by=checker)
    with pytest.raises(Refused):
        asking.remind(check, by=checker)


def test_fifty_statements_cost_as_many_queries_as_one(park, checker, django_assert_num_queries):
    for number in (1, 50):
        body = [factories.statement(park, f"Point {n}.") for n in range(number)]
        story = factories.article(live=False, body=body)
        draft = newest(story)
        with django_assert_num_queries(2):  # the answers, and the people whom the blocks name
            standings(draft)


def marked(person, words):
    return f'<a linktype="person" id="{person.pk}">{words}</a>'


def test_sentences_that_a_mark_ascribes_to_somebody_are_asked_about(park, checker):
    other, writer = factories.expert(title="Dr. Bo Other"), factories.person(title="Wren Writer")
    text = (
        f"<p>We tried it. {marked(park, 'Dr. Park says')} that it is slow. “It stings,” {marked(park, 'she adds')}. "
        f"{marked(other, 'Dr. Other')} never saw that.</p><p>{marked(writer, 'I felt')} nothing.</p>"
    )
    story = factories.article(live=False, writers=[writer], body=[("paragraph", text)])
    house(policy="full")
    check = asking.ask(story, park, by=checker, email="park@example.org")
    [one] = check.statements.all()
    assert one.words == 'Dr. Park says that it is slow.\n"It stings," she adds.'
    assert (one.kind, one.before, one.after) == ("paraphrase", "We tried it.", "")
    assert states(story) == [State.SENT, State.CAPTURED]  # the other’s; the writer is no source
    say(check, "accurate")
    assert states(story) == [State.CONFIRMED, State.CAPTURED]
    draft = newest(story)
    draft.body[0].value = RichText(text.replace("slow", "fast"))
    draft.save_revision()
    assert states(story) == [State.LAPSED, State.CAPTURED]


def test_under_facts_only_a_marked_sentence_with_quotation_marks_is_kept_back(park):
    text = f"<p>{marked(park, 'She says')} that it is slow.</p>"
    quoting = f"<p>“Slow,” {marked(park, 'she says')}.</p>"
    story = factories.article(live=False, body=[("paragraph", text), ("paragraph", quoting)])
    assert [one.is_shown_under("facts_only") for one in everything_said(newest(story))] == [True, False]


def test_a_mark_that_composes_with_the_letter_before_it_is_no_fault(park):
    story = factories.article(live=False, body=[("paragraph", f"<p>Cafe{marked(park, chr(0x301) + ' she')} says.</p>")])
    assert states(story) == [State.CAPTURED]


def test_a_dispute_of_what_readers_see_brings_the_story_back_until_the_desk_declines_it(park, checker):
    body = [factories.statement(park, "Results are gradual."), factories.statement(park, "It stings.")]
    story = factories.article(body=body)
    check = asking.ask(story, park, by=checker, email="park@example.org")
    say(check, "not_said", "accurate")
    recheck = Recheck.objects.select_related("cause").get()
    assert (recheck.article_id, recheck.cause.kind) == (story.pk, CauseKind.STATEMENT_DISPUTED)
    assert recheck.cause.words == "Dr. Ada Park disputes what is published: “Results are gradual.”"
    deciding.decline(check.statements.first(), by=checker, reason="The recording has it.")
    recheck.refresh_from_db()
    assert (recheck.outcome, recheck.note) == (Outcome.STILL_RIGHT, "The recording has it.")


def test_a_story_comes_back_with_all_that_its_source_disputes_and_waits_for_each_decision(park, checker):
    body = [factories.statement(park, f"{words} It stings. " * 40) for words in ("One.", "Two.", "Three.")]
    check = asking.ask(factories.article(body=body), park, by=checker, email="park@example.org")
    say(check, "not_said", "not_said", "accurate")
    recheck = Recheck.objects.select_related("cause").get()
    assert [word in recheck.cause.words for word in ("“One.", "“Two.", "“Three.")] == [True, True, False]
    assert recheck.cause.words.endswith("…”")
    first, second = check.statements.all()[:2]
    for statement, outcome in ((first, Outcome.OPEN), (second, Outcome.STILL_RIGHT)):
        deciding.decline(statement, by=checker, reason="The recording has it.")
        recheck.refresh_from_db()
        assert recheck.outcome == outcome


def test_a_dispute_of_words_that_readers_do_not_see_brings_nothing_back(story, park, checker):
    say(asking.ask(story, park, by=checker, email="park@example.org"), "not_said", "accurate")
    assert not Recheck.objects.exists()


def test_who_must_not_be_named_is_not_named_when_the_story_comes_back(park, checker):
    terms = {"basis": "background", "public_description": "a chemist", "basis_reason": "Her employer."}
    story = factories.article(body=[factories.statement(park, "It stings.", **terms)])
    say(asking.ask(story, park, by=checker, email="park@example.org"), "not_said")
    assert Recheck.objects.get().cause.words == "A source disputes what is published: “It stings.”"


def test_fifty_marked_paragraphs_cost_as_many_queries_as_two(park):
    def spent(number):
        body = [("paragraph", f"<p>{marked(park, 'She says')} so, {n}.</p>") for n in range(number)]
        draft = newest(factories.article(live=False, body=body))
        with CaptureQueriesContext(connection) as captured:
            assert len(standings(draft)) == number
        return len(captured)

    assert spent(50) == spent(2)
