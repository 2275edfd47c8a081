"""A story as it comes in: nothing is filled in that the writer has left open, and Readiness says exactly what that is.

It has the structure of a real one: six paraphrases of three doctors known by surname, no quotation, the writer's own
treatment, a result photo with its caption and credit. Names, words and places are made up.
"""

from collections import Counter
from datetime import date

import pytest

from accounts.roles import Role
from articles.models import ArticlePage, Byline
from claims.reading import State, claims_in
from people.models import PersonPage
from people.vocabulary import CheckKind, ConflictsAnswer
from photos.vocabulary import ReleaseState
from readiness.findings import Severity
from readiness.gate import NotReady
from readiness.rules import findings_in
from tests import factories, newsroom
from treatments.models import Treatment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]
SURNAMES = ["Quincebury", "Larkspur", "Thistledown"]


def doctor(surname):
    return factories.expert(
        checked=False,
        title=f"Dr. {surname}",
        first_name="",
        last_name=surname,
        specialty="",
        conflicts_answer="not_asked",
    )


def own(words):
    """The writer's own test, of which nobody has said yet who paid."""
    return ("experience", {"text": f"<p>{words}</p>", "paid_by": "unknown"})


@pytest.fixture
def doctors():
    return [doctor(surname) for surname in SURNAMES]


def body(doctors, photo):
    quince, lark, thistle = doctors
    return [
        factories.statement(quince, "The vials begin as human cells and are kept frozen until somebody wants them."),
        factories.statement(
            quince, "They have no nucleus and are just mRNA, so there is no possibility of the body turning on them."
        ),
        ("paragraph", "<p>The gel goes on once the laser is done.</p>"),
        own("To me it is the glaze on the cake, and never on its own."),
        factories.statement(quince, "Whole skin keeps exosomes out; without gaps they lie on top."),
        ("paragraph", "<p>Which is why creams in the shops aren’t made with them just yet.</p>"),
        ("heading", {"text": "What are they good for?"}),
        factories.statement(lark, "Cells grow tired with the years and send out fewer of them."),
        factories.statement(thistle, "It increases collagen and elastin production, and wounds close sooner."),
        factories.statement(lark, "You see the difference within two to six weeks."),
        (
            "experience",
            {"text": "<p>Ten days after mine, my cheeks were as bright as glass.</p>", "paid_by": "unknown"},
        ),
        ("photo", {"photo": photo, "elapsed": "ten days after", "caption": "The writer’s cheek."}),
    ]


@pytest.fixture
def photo():
    return factories.photo(
        title="cheek.jpg", alt_text="", credit="Marigold Thistlewick", release_state=ReleaseState.UNKNOWN, taken_on=None
    )


@pytest.fixture
def story(doctors, photo):
    made = factories.article(
        "The treatment everybody’s doctor talks about", live=False, dek="", body=body(doctors, photo)
    )
    draft = newsroom.newest(made)
    draft.bylines = []
    draft.save_revision()
    return newsroom.newest(made)


def test_it_has_six_paraphrases_and_not_one_quotation(story):
    kinds = [child.value["kind"] for child in story.body if child.block_type == "statement"]
    assert kinds == ["paraphrase"] * 6


def test_readiness_says_what_is_open_and_nothing_else(story):
    found = Counter((finding.rule, finding.severity) for finding in findings_in(story) if finding.listed)
    assert found == {
        ("dek_missing", Severity.BLOCKER): 1,
        ("byline_missing", Severity.BLOCKER): 1,
        ("expert_not_verified", Severity.BLOCKER): 3,
        ("conflicts_not_asked", Severity.BLOCKER): 3,
        ("first_name_unknown", Severity.WARNING): 3,
        ("credential_unknown", Severity.WARNING): 3,
        ("person_partly_unknown", Severity.NOTE): 3,
        ("photo_without_alt_text", Severity.BLOCKER): 1,
        ("photo_release_open", Severity.BLOCKER): 1,
        ("photo_partly_unknown", Severity.NOTE): 1,
        ("disclosure_unanswered", Severity.BLOCKER): 1,
        ("treatment_not_chosen", Severity.WARNING): 1,
        ("unapproved_needs_medical_review", Severity.BLOCKER): 1,
        ("claim_unsupported", Severity.WARNING): 2,
        ("hero_missing", Severity.WARNING): 1,
        ("search_description_missing", Severity.WARNING): 1,
    }


def test_the_wording_of_its_claims_is_flagged_and_its_own_voice_has_nobody_behind_it(story):
    flagged = {State.SOURCED: "", State.OPEN: ""}
    for claim in claims_in(story):
        flagged[claim.state] += " ".join(claim.words[flag.start : flag.end] for flag in claim.flags).casefold()
    for part in ("no possibility", "just mrna", "increases collagen", "within two to six weeks"):
        assert part in flagged[State.SOURCED]
    for part in ("just yet", "never on its own"):
        assert part in flagged[State.OPEN]
    told = " ".join(str(finding.message) for finding in findings_in(story) if finding.rule == "claim_unsupported")
    assert "glaze on the cake" in told
    assert "Which is why creams in the shops" in told


def test_as_it_is_it_is_not_published(story):
    with pytest.raises(NotReady):
        factories.publish(story)


def test_filled_in_with_what_was_found_out_it_goes_out(story, doctors, photo):
    for person in doctors:
        PersonPage.objects.filter(pk=person.pk).update(
            first_name="Ada", specialty="Dermatology", conflicts_answer=ConflictsAnswer.NONE_DECLARED
        )
        factories.credential(person, abbreviation="MD")
        for kind in (CheckKind.ON_REGISTER, CheckKind.DIRECT_CONTACT):
            factories.check_of(PersonPage.objects.get(pk=person.pk), kind).save()
    factories.release(photo, name="Marigold Thistlewick", state="granted", as_treatment_result=True)
    photo.alt_text, photo.taken_on, photo.retouching = "A cheek, close, in daylight", date(2026, 3, 1), "none"
    photo.save()
    draft = newsroom.newest(story)
    draft.dek = "A once-frozen gel, and what three doctors make of it."
    draft.bylines = [Byline(person=factories.person())]
    draft.treatments = [Treatment.objects.get(name="Exosome therapy")]
    draft.disclosure_answer = "none"
    for child in draft.body:
        if child.block_type == "experience":
            child.value["paid_by"] = "magazine"
    draft.save_revision()
    signer = factories.user(Role.MEDICAL_REVIEWER)
    factories.person(
        is_medical_reviewer=True, user=signer, specialty="Dermatology", conflicts_answer=ConflictsAnswer.NONE_DECLARED
    )
    page = ArticlePage.objects.get(pk=story.pk)
    factories.medical_review(page, signer.person)
    factories.publish(page)
    assert ArticlePage.objects.get(pk=story.pk).live
