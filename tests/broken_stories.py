"""For each rule that blocks publication, a story in which exactly this is wrong."""

from datetime import date, timedelta

from django.utils import timezone

from wagtail.models import Comment

from articles.models import ArticlePage, Disclosure
from claims.models import ClaimPolicy
from corrections.models import Correction
from readiness.findings import Severity
from readiness.rules import rules_for
from review.models import SignOff
from sources.models import Source
from tests import factories, newsroom
from tests import sources as answering
from treatments.models import Treatment


def good_draft(owner):
    """A story with everything a story needs but the desks' sign-offs."""
    body = [("paragraph", "<p>It is warm.</p>"), factories.statement(factories.expert())]
    return factories.article("A balm for winter", live=False, owner=owner, hero_photo=released(), body=body)


def released(**fields):
    return factories.photo(**({"release_state": "granted", "taken_on": date(2026, 1, 5)} | fields))


def pair(**values):
    side = {"photo": released(), "decorative": False}
    dates = {"before_taken_on": date(2026, 1, 5), "after_taken_on": date(2026, 2, 5)}
    return ("before_after", {"before": side, "after": side} | dates | values)


def made_with_ai():
    return {"photo": released(digital_source_type="trainedAlgorithmicMedia"), "decorative": False}


def result_with(**release):
    photo = released()
    factories.release(photo, state="granted", **release)
    return [("photo", {"photo": photo, "decorative": False, "elapsed": "two days"})]


def retouched():
    return {"photo": released(retouching="retouched"), "decorative": False}


def text(html):
    return [("paragraph", f"<p>{html}</p>")]


def in_doubt():
    person = factories.expert()
    person.disputes.create(reason="The register knows nobody of this name.")
    return person


def tested(**values):
    return ("experience", {"text": "<p>It tingled.</p>", **values})


def retracted_source():
    source = Source.objects.create(title="On balm", retracted_on=date(2026, 3, 1))
    return [("source_list", {"sources": [{"source": source, "kind": "paper"}]})]


def claim_in_a_strict_topic(draft):
    ClaimPolicy.objects.update_or_create(topic=draft.topic, defaults={"strictness": "blocker"})
    draft.body = text("The balm cures every rash.")


def set_fields(**fields):
    def break_it(draft):
        for name, make in fields.items():
            setattr(draft, name, make() if callable(make) else make)

    return break_it


def unapproved():
    return factories.treatment(US="unapproved")


def note_to_resolve(draft):
    author = factories.user()
    draft.wagtail_admin_comments = [Comment(user=author, text="Must resolve: who says so?", contentpath="dek")]


def embargo(draft):
    from planning.models import Plan

    until = timezone.now() + timedelta(days=30)
    Plan.objects.create(page_id=draft.pk, embargo_until=until, embargo_agreed_with="Maison Example")


def shy():
    """Somebody whose name stands nowhere else in these stories."""
    return factories.expert(title="Dr. Vera Quillfeather", first_name="Vera", last_name="Quillfeather")


def naming_a_background_source():
    terms = {"basis": "background", "public_description": "a chemist", "basis_reason": "Her contract"}
    return [factories.statement(shy(), **terms), *text("Quillfeather was there.")]


def disputed_quote(draft):
    draft.body = [factories.statement(factories.expert(), "It is warm.", "direct")]
    draft.save_revision()
    speaker = draft.body[0].value["person"]
    answering.say(answering.ask(draft, speaker), "not_said")
    draft.body = newsroom.newest(draft).body


def retraction(draft):
    Correction.objects.create(
        article_id=draft.pk, kind="retraction", text="It was made up.", published_at=timezone.now()
    )
    draft.dek = "It is back."


BROKEN = {
    "dek_missing": set_fields(dek=""),
    "topic_missing": set_fields(topic=None),
    "byline_missing": set_fields(bylines=list),
    "statement_without_speaker": set_fields(body=lambda: [factories.statement(None)]),
    "off_record_statement": set_fields(body=lambda: [factories.statement(shy(), basis="off_record")]),
    "background_without_description": set_fields(body=lambda: [factories.statement(shy(), basis="background")]),
    "background_name_shown": set_fields(body=naming_a_background_source),
    "quote_disputed": disputed_quote,
    "speaker_unpublished": set_fields(body=lambda: [factories.statement(factories.expert(live=False))]),
    "expert_not_verified": set_fields(body=lambda: [factories.statement(factories.expert(checked=False))]),
    "expert_disputed": set_fields(body=lambda: [factories.statement(in_doubt())]),
    "conflicts_not_asked": set_fields(
        body=lambda: [factories.statement(factories.expert(conflicts_answer="not_asked"))],
        treatments=lambda: [Treatment.objects.create(name="Gua sha")],
        disclosure_answer="none",
    ),
    "photo_without_alt_text": set_fields(hero_photo=lambda: released(alt_text="")),
    "photo_without_credit": set_fields(hero_photo=lambda: released(credit="")),
    "photo_release_open": set_fields(hero_photo=lambda: released(release_state="requested")),
    "photo_release_over": set_fields(hero_photo=lambda: released(release_state="withdrawn")),
    "result_made_with_ai": set_fields(body=lambda: [pair(after=made_with_ai())]),
    "minor_without_guardian": set_fields(body=lambda: result_with(age_band="16_17", as_treatment_result=True)),
    "minor_with_treatment": set_fields(
        body=lambda: result_with(age_band="16_17", guardian_name="Dana Example", as_treatment_result=True)
    ),
    "not_agreed_for_website": set_fields(body=lambda: result_with(for_website=False, as_treatment_result=True)),
    "not_agreed_as_result": set_fields(body=result_with),
    "pair_retouched_after": set_fields(body=lambda: [pair(after=retouched())]),
    "pair_incomplete": set_fields(body=lambda: [pair(after={"photo": None, "decorative": False})]),
    "pair_without_dates": set_fields(body=lambda: [pair(after_taken_on=None)]),
    "dead_link": set_fields(body=lambda: text('<a linktype="page" id="999999">there</a>')),
    "unpublished_page_linked": set_fields(
        body=lambda: text(f'<a linktype="page" id="{factories.topic(live=False).pk}">there</a>')
    ),
    "photo_mark_lost": set_fields(body=lambda: text(f'<a linktype="photo" id="{released().pk}">see it</a>')),
    "reference_lost": set_fields(body=lambda: text('<a linktype="source" id="999999">they say</a>')),
    "source_retracted": set_fields(body=retracted_source),
    "board_certified_unproved": set_fields(dek="What a board-certified doctor says."),
    "disclosure_unanswered": set_fields(
        treatments=lambda: [Treatment.objects.create(name="Gua sha")], disclosure_answer="not_asked"
    ),
    "disclosure_incomplete": set_fields(disclosure_answer="declared", disclosures=list),
    "unapproved_needs_medical_review": set_fields(treatments=lambda: [unapproved()], disclosure_answer="none"),
    "affiliate_link_undisclosed": set_fields(body=lambda: text('<a href="https://amzn.to/balm">the balm</a>')),
    "prescription_only_promoted": set_fields(
        body=lambda: text('<a href="https://amzn.to/balm">the balm</a>'),
        treatments=lambda: [factories.treatment(US="approved", UK="prescription_only", EU="approved")],
        disclosure_answer="declared",
        disclosures=lambda: [Disclosure(kind="affiliate", party="Example Shops")],
    ),
    "product_recalled": set_fields(products=lambda: [factories.product(recalled=True)], disclosure_answer="none"),
    "product_gift_undisclosed": set_fields(
        products=lambda: [factories.product(acquired="gifted")], disclosure_answer="none"
    ),
    "payment_undisclosed": set_fields(body=lambda: [tested(paid_by="brand")]),
    "payer_unknown": set_fields(
        body=lambda: [tested(paid_by="unknown", provider="Studio Example")], disclosure_answer="none"
    ),
    "editor_note_unresolved": note_to_resolve,
    "block_refused": set_fields(body=lambda: [("heading", {"text": ""})]),
    "missing_sign_offs": set_fields(kicker="Never read by a desk"),
    "self_approval": set_fields(kicker="Signed by its writer"),
    "claim_must_be_supported": claim_in_a_strict_topic,
    "embargo": embargo,
    "change_without_kind": set_fields(dek="Not what readers have seen."),
    "retracted": retraction,
    "end_before_beginning": set_fields(expire_at=lambda: timezone.now() - timedelta(days=1)),
}

# About the road of a story, which a copy of it has not taken.
OF_THE_ROAD = {"missing_sign_offs", "self_approval"}

# About a change of what readers have seen.
OF_A_PUBLIC_STORY = {"change_without_kind", "retracted"}


def blocking_rules():
    return {one.name for one in rules_for(ArticlePage) if one.severity == Severity.BLOCKER}


def make(rule, owner):
    """A draft in which one rule is broken. Every other rule, the sign-offs included, is content."""
    story = good_draft(owner)
    if rule in OF_A_PUBLIC_STORY:
        factories.publish(story)
    draft = newsroom.newest(story)
    BROKEN[rule](draft)
    draft.save_revision(user=owner, clean=False)
    if rule == "self_approval":
        signed_by_its_writer(story, owner)
    elif rule != "missing_sign_offs":
        factories.waive_sign_offs(story)
    if rule == "retracted":
        factories.declare(story)
    return story


def signed_by_its_writer(story, owner):
    """Every desk has signed, one of them by the hand of the writer: only a forger can do that."""
    newsroom.submit(story, owner)
    newsroom.sign_until(story, "Managing editors")
    factories.waive_sign_offs(story)
    SignOff.objects.filter(turn__desk_name="Copy desk").update(approver=owner)
