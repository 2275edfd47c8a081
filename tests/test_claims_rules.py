"""Which sentences of a story are claims, who stands behind them, and what the findings say of it."""

import pytest

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from wagtail.models import PageLogEntry
from wagtail.rich_text import RichText

from accounts.roles import Role
from articles.aspects import hashes_of
from claims import decisions
from claims.models import ClaimDecision, ClaimPolicy, Strictness
from claims.reading import State, claims_in, digest_of
from people import standing
from readiness.findings import Severity
from readiness.models import Report
from readiness.rules import RULES, findings_in
from tests import factories, newsroom

pytestmark = pytest.mark.django_db

CURE = "The balm cures every rash."
REASON = "Read the leaflet with her."


def text(*paragraphs):
    return ("paragraph", RichText("".join(f"<p>{words}</p>" for words in paragraphs)))


def heading(words="What is it?"):
    return ("heading", {"text": words})


def draft(*body, **fields):
    story = factories.article(live=False, body=list(body), **fields)
    return newsroom.newest(story)


def states(story):
    return [(claim.words, claim.state) for claim in claims_in(story)]


def found(story):
    return [finding for finding in findings_in(story) if finding.rule.startswith("claim_")]


def test_a_claim_is_open_where_nobody_stands_behind_it():
    assert states(draft(text("It is warm.", CURE))) == [(CURE, State.OPEN)]


def test_whoever_is_named_in_the_section_stands_behind_it_and_in_no_other():
    speaker = factories.expert()
    said = ("callout", {"title": "", "text": RichText(f"<p>{CURE}</p>")})
    story = draft(said, heading(), said, factories.statement(speaker), heading(), said)
    assert [state for _words, state in states(story)] == [State.OPEN, State.SOURCED, State.OPEN]


def test_nobody_stands_behind_our_own_words_by_speaking_next_to_them():
    own = ("experience", {"text": RichText("<p>It heals acne.</p>")})
    story = draft(text(CURE), own, factories.statement(factories.expert()))
    assert [state for _words, state in states(story)] == [State.OPEN, State.OPEN]


def test_who_is_in_doubt_stands_behind_nothing_and_the_others_still_do():
    doubted, trusted = factories.expert(title="Dr. Ada Park"), factories.expert(title="Dr. Ben Holt")
    mark = '<a linktype="person" id="{}">says Dr. Example</a>'
    story = draft(text(f"{CURE} {mark.format(doubted.pk)}."), text(f"{CURE} {mark.format(trusted.pk)}."))
    standing.dispute(doubted, "The board knows nothing of her.", by=factories.user(Role.MANAGING_EDITOR))
    assert [claim.behind for claim in claims_in(story)] == [[], ["Dr. Ben Holt"]]


def test_a_mark_in_the_text_names_somebody_too():
    speaker = factories.expert()
    mark = f'{CURE} <a linktype="person" id="{speaker.pk}">says Dr. Example</a>.'
    assert states(draft(text(mark)))[0][1] == State.SOURCED


@pytest.mark.parametrize(
    ("terms", "state"),
    [
        ({"basis": "background", "public_description": "a chemist", "basis_reason": "Her job."}, State.SOURCED),
        ({"basis": "background", "public_description": "a chemist"}, State.OPEN),
        ({"basis": "deep_background", "basis_reason": "Her job."}, State.OPEN),
        ({"basis": "off_record"}, State.OPEN),
    ],
)
def test_who_is_not_told_to_readers_stands_behind_nothing(terms, state):
    claim = ("callout", {"title": "", "text": RichText(f"<p>{CURE}</p>")})
    story = draft(factories.statement(factories.expert(), words="It is warm.", **terms), claim)
    assert states(story) == [(CURE, state)]


def test_a_statement_that_nobody_has_said_is_a_claim_like_any_other():
    assert states(draft(factories.statement(None, words=CURE))) == [(CURE, State.OPEN)]


def test_headline_dek_and_key_points_sum_up_what_stands_below():
    points = ("key_points", {"title": "In short", "points": [RichText(f"<p>{CURE}</p>")]})
    alone = draft(points, heading(), text("It is warm."), title="A miracle in a jar", dek="It heals acne.")
    assert [state for _words, state in states(alone)] == [State.OPEN] * 3
    behind = draft(points, heading(), factories.statement(factories.expert()), dek="It heals acne.")
    assert [state for _words, state in states(behind)] == [State.SOURCED] * 2


@pytest.mark.parametrize(
    "block",
    [
        ("experience", {"text": RichText(f"<p>{CURE}</p>")}),
        ("question_answer", {"question": "Does it cure acne?", "answer": RichText(f"<p>{CURE}</p>")}),
        ("callout", {"title": "", "text": RichText(f"<p>{CURE}</p>")}),
        ("pull_quote", {"words": CURE}),
        ("embed", {"video": "https://vimeo.com/1", "caption": CURE}),
        ("heading", {"text": CURE}),
    ],
    ids=lambda block: block[0],
)
def test_every_kind_of_text_is_read_and_questions_claim_nothing(block):
    assert states(draft(block)) == [(CURE, State.OPEN)]


def test_captions_are_read_wherever_they_come_from():
    own = factories.photo(caption=CURE)
    gallery = ("gallery", {"photos": [{"photo": own}, {"photo": own, "caption": "It heals acne."}]})
    story = draft(("photo", {"photo": own}), gallery, factories.pair(own, own), hero_photo=own)
    words = [words for words, _state in states(story)]
    assert words == [CURE, CURE, CURE, "It heals acne.", CURE, CURE]


def test_titles_of_sources_and_what_readers_never_see_are_no_claims():
    sources = (
        "source_list",
        {"sources": [{"kind": "paper", "title": "A cream that cures", "publisher": "", "year": ""}]},
    )
    said = factories.statement(factories.expert(), words="It is warm.", verbatim=CURE)
    assert states(draft(sources, said)) == []


@pytest.mark.parametrize(
    ("strictness", "rule", "severity"),
    [
        (Strictness.BLOCKER, "claim_must_be_supported", Severity.BLOCKER),
        (Strictness.WARNING, "claim_unsupported", Severity.WARNING),
        (Strictness.NOTE, "claim_worth_a_look", Severity.NOTE),
    ],
)
def test_the_topic_decides_how_grave_an_open_claim_is(strictness, rule, severity):
    story = draft(text(CURE))
    ClaimPolicy.objects.create(topic=story.topic, strictness=strictness)
    [finding] = found(story)
    assert (finding.rule, finding.severity, finding.block) == (rule, severity, story.body[0].id)
    assert CURE in finding.message
    assert "claim of a medicine" in finding.mend


def test_a_topic_without_a_word_on_it_warns_and_one_may_say_nothing():
    story = draft(text(CURE))
    assert [finding.severity for finding in found(story)] == [Severity.WARNING]
    ClaimPolicy.objects.create(topic=story.topic, strictness=Strictness.OFF)
    assert found(story) == []


def test_a_change_of_strictness_has_the_topics_stories_looked_at_again(rules_hold):
    story = draft(text(CURE))
    assert Report.objects.get(page_id=story.pk).checked_at
    ClaimPolicy.objects.create(topic=story.topic, strictness=Strictness.NOTE)
    assert Report.objects.get(page_id=story.pk).checked_at is None


def test_the_database_knows_the_kinds_of_strictness_and_wants_reasons():
    story = draft(text(CURE))
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimPolicy.objects.create(topic=story.topic, strictness="severe")
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimDecision.objects.create(article=story, digest=digest_of(CURE), words=CURE, reason="short")


# Accepting -------------------------------------------------------------------------------------------


@pytest.fixture
def chief():
    return factories.user(Role.MANAGING_EDITOR)


def test_an_accepted_claim_is_no_finding_and_the_history_says_who_accepted_it(chief):
    story = draft(text(CURE))
    decisions.accept(story, digest_of(CURE), by=chief, reason=REASON)
    assert states(story) == [(CURE, State.ACCEPTED)]
    assert found(story) == []
    entry = PageLogEntry.objects.get(action="claims.accept", page=story.pk)
    assert (entry.user, entry.data["reason"]) == (chief, REASON)
    assert Report.objects.get(page_id=story.pk).warnings == len(
        [finding for finding in findings_in(story) if finding.severity == Severity.WARNING]
    )


def test_it_falls_away_when_a_word_changes_and_not_with_typography(chief):
    story = draft(text("It’s so: the balm cures every rash."))
    decisions.accept(story, claims_in(story)[0].digest, by=chief, reason=REASON)
    story.body[0].value = RichText("<p>It's so: the <b>balm</b> cures every rash.</p>")
    assert claims_in(story)[0].state == State.ACCEPTED
    story.body[0].value = RichText("<p>It’s so: the balm cures any rash.</p>")
    assert claims_in(story)[0].state == State.OPEN


def test_a_claim_accepted_in_one_story_is_open_in_another(chief):
    decisions.accept(draft(text(CURE)), digest_of(CURE), by=chief, reason=REASON)
    assert states(draft(text(CURE))) == [(CURE, State.OPEN)]


def test_who_is_second_changes_nothing(chief):
    story = draft(text(CURE))
    first, _new = decisions.accept(story, digest_of(CURE), by=chief, reason=REASON)
    again, is_new = decisions.accept(
        story, digest_of(CURE), by=factories.user(Role.MANAGING_EDITOR), reason="No idea why."
    )
    assert (again, is_new, again.reason) == (first, False, REASON)
    assert PageLogEntry.objects.filter(action="claims.accept").count() == 1


def test_what_is_no_open_claim_of_the_newest_version_cannot_be_accepted(chief):
    story = draft(text(f'{CURE} <a linktype="person" id="{factories.expert().pk}">She says so</a>.'))
    for digest in (digest_of(CURE), digest_of("Never written."), ""):
        with pytest.raises(ValidationError):
            decisions.accept(story, digest, by=chief, reason=REASON)
    assert not ClaimDecision.objects.exists()


def test_a_reason_must_say_something(chief):
    with pytest.raises(ValidationError):
        decisions.accept(draft(text(CURE)), digest_of(CURE), by=chief, reason="   ok     ")


@pytest.mark.parametrize("role", [Role.COPY_EDITOR, Role.FACT_CHECKER])
def test_copy_and_facts_accept_in_any_story_whosever_turn_it_is(role):
    story = draft(text(CURE))
    decisions.accept(story, digest_of(CURE), by=factories.user(role), reason=REASON)
    assert states(story) == [(CURE, State.ACCEPTED)]


@pytest.mark.parametrize("role", [Role.WRITER, Role.PHOTO_EDITOR, Role.MEDICAL_REVIEWER])
def test_who_writes_sees_to_photos_or_comes_from_outside_does_not_accept(role):
    user = factories.user(role)
    story = draft(text(CURE), owner=user)
    with pytest.raises(PermissionDenied):
        decisions.accept(story, digest_of(CURE), by=user, reason=REASON)


def test_it_can_be_taken_back_once(chief):
    story = draft(text(CURE))
    decision, _new = decisions.accept(story, digest_of(CURE), by=chief, reason=REASON)
    assert decisions.take_back(decision, by=chief)
    assert not decisions.take_back(ClaimDecision(pk=decision.pk or 1, article=story), by=chief)
    assert states(story) == [(CURE, State.OPEN)]
    assert PageLogEntry.objects.filter(action="claims.take_back").count() == 1


def test_a_decision_changes_no_sign_off(chief):
    story = draft(text(CURE))
    before = hashes_of(story)
    decisions.accept(story, digest_of(CURE), by=chief, reason=REASON)
    assert hashes_of(newsroom.newest(story)) == before


def test_many_claims_cost_as_many_queries_as_one(django_assert_max_num_queries):
    story = draft(*[text(f"Balm {number} cures every rash.") for number in range(30)])
    story = newsroom.newest(story)
    list(story.body)
    with django_assert_max_num_queries(2):
        assert len(claims_in(story)) == 30
    with django_assert_max_num_queries(2):  # the topic's strictness, and what was decided
        list(RULES["claim_unsupported"].check(story))
