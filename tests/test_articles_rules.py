"""The rules about stories: what each finds, what it lets pass, and where it sends the editor."""

import datetime
import re
from dataclasses import dataclass
from typing import Any

import pytest

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.models import Comment, Site
from wagtail.rich_text import RichText

from accounts.house_clock import today
from accounts.roles import Role
from articles import photo_rules, rules
from articles.models import ArticlePage, Disclosure, HouseStyle, TopicPage
from articles.rules import HEADLINE_LIMIT, LONG_STORY
from people.models import Credential, Dispute, PersonPage
from people.vocabulary import ConflictsAnswer
from photos.models import Photo
from photos.vocabulary import DigitalSourceType, ReleaseState, Retouching
from products.models import Product
from readiness.findings import Severity
from readiness.gate import NotReady, blockers_in
from readiness.rules import MANAGING_EDITORS, NOBODY, RULES, findings_in
from sources.models import Source
from tests import factories
from treatments.models import Treatment

pytestmark = pytest.mark.django_db

OURS = [name for name, one in RULES.items() if one.check.__module__ in (rules.__name__, photo_rules.__name__)]
EASY = "Skin is patient. It waits, and it forgives. "
HARD = "Dermatological practitioners overwhelmingly recommend individualised photoprotective formulations "


def findings(story, *names):
    """What our own rules find, or only those named."""
    return [finding for name in names or OURS for finding in RULES[name].findings(story)]


def messages(story, *names):
    return [str(finding.message) for finding in findings(story, *names)]


def known_photo(**fields):
    known = {"retouching": Retouching.NONE, "taken_on": datetime.date(2026, 3, 1)}
    return factories.photo(**(known | fields))


def known_expert(**fields):
    known = {"specialty": "Dermatology", "conflicts_answer": ConflictsAnswer.NONE_DECLARED}
    person = factories.expert(**(known | fields))
    person.credentials = [Credential(name="Doctor of Medicine", issuing_body="University of Larkhollow")]
    person.save()
    return person


def cite_disputed(story):
    speaker = known_expert(title="Dr. Ada Example")
    Dispute.objects.create(person=speaker, reason="The register knows nobody of this name.")
    retype(story, STATEMENT, person=PersonPage.objects.get(pk=speaker.pk))


def sell_something(story):
    cite(conflicts_answer=ConflictsAnswer.NOT_ASKED)(story)
    story.products = [Product.objects.create(brand="Example", name="Serum")]


def text(html):
    return ("paragraph", RichText(html))


def link(page, words="as we wrote", kind="page"):
    return text(f'<p>Skin waits, <a linktype="{kind}" id="{getattr(page, "pk", page)}">{words}</a>.</p>')


def complete_story(**fields):
    """A draft of which nothing is missing, with one block of each kind that a rule looks at."""
    speaker, photo = known_expert(title="Dr. Ida Invented"), known_photo(title="Noon")
    body = [
        text("<p>Skin is patient.</p>"),
        factories.statement(speaker),
        ("photo", {"photo": photo}),
        factories.pair(photo, photo),
        ("gallery", {"photos": [{"photo": photo}, {"photo": photo}]}),
        ("pull_quote", {"words": "Skin waits.", "person": speaker, "exact": True}),
    ]
    complete = {"disclosure_answer": "none", "search_description": "What it does.", "hero_photo": photo, "body": body}
    draft = factories.article("A balm for winter", live=False, **(complete | fields))
    return draft.get_latest_revision_as_object()


TEXT, STATEMENT, PHOTO, PAIR, GALLERY, QUOTE = range(6)


def retype(story, position, **values):
    for name, value in values.items():
        story.body[position].value[name] = value


def read_text(story, html):
    story.body[TEXT].value = RichText(html)


def deleted(page):
    page.delete()
    return page


@dataclass
class Case:
    """What is changed in a complete story, and the one finding that follows."""

    change: Any
    message: str
    place: Any  # a field's name, or the position of a block in the body
    severity: str = Severity.BLOCKER


def say(html):
    return lambda story: read_text(story, html)


def take(position, **values):
    return lambda story: retype(story, position, **values)


def assign(**fields):
    return lambda story: [setattr(story, name, value) for name, value in fields.items()]


def choose_photo(**fields):
    return lambda story: retype(story, PHOTO, photo=known_photo(title="Cheek, day 10", **fields))


def choose_result(**fields):
    return lambda story: retype(
        story, PHOTO, photo=known_photo(title="Cheek, day 10", **fields), elapsed="ten days later"
    )


def choose_after(**fields):
    def change(story):
        story.body[PAIR].value["after"]["photo"] = known_photo(title="Cheek, day 10", **fields)

    return change


def cite(*, checked=True, credentials=True, words="It wakes the skin up.", **fields):
    """Have the statement said by somebody else."""

    def change(story):
        speaker = known_expert(title="Dr. Ada Example", checked=checked)
        if not credentials:
            speaker.credentials.all().delete()
        if fields:
            PersonPage.objects.filter(pk=speaker.pk).update(**fields)
            speaker.checks.update(of_name=PersonPage.objects.get(pk=speaker.pk).name_to_check)
        retype(story, STATEMENT, person=PersonPage.objects.get(pk=speaker.pk), words=words)

    return change


def link_to_deleted(story):
    page = factories.article(live=False)
    read_text(story, f'<p><a linktype="page" id="{page.pk}">as we wrote</a></p>')
    page.delete()


def link_to_draft(story):
    page = factories.article("Balm, the sequel", live=False)
    read_text(story, f'<p><a linktype="page" id="{page.pk}">as we wrote</a></p>')


def name_product(story):
    story.products = [Product.objects.create(brand="Example", name="Serum")]
    story.disclosure_answer = "not_asked"


def leave_note(story):
    user = factories.user()
    path = f"body.{story.body[STATEMENT].id}.words"
    story.wagtail_admin_comments = [Comment(user=user, text="MUST RESOLVE: who says so?", contentpath=path)]


def list_source(story, **fields):
    source = Source.objects.create(title="On balm", **fields)
    block = story.body.stream_block.child_blocks["source_list"]
    rows = block.normalize({"sources": [{"source": source, "kind": "paper"}]})
    story.body[TEXT] = ("source_list", rows)
    story.body[TEXT].id = "a-list"


def list_retracted_source(story):
    list_source(story, retracted_on=datetime.date(2026, 3, 1))


def list_source_gone(story):
    told = {"link_status": "dead", "check_words": "404 Not Found", "checked_at": timezone.now()}
    list_source(story, url="https://example.org/gone", checked_address="https://example.org/gone", **told)


CASES = {
    "dek_missing": Case(assign(dek=" "), "The dek is empty.", "dek"),
    "topic_missing": Case(assign(topic=None), "No topic is chosen.", "topic"),
    "byline_missing": Case(assign(bylines=[]), "The byline is empty.", "bylines"),
    "hero_missing": Case(assign(hero_photo=None), "There is no hero photo.", "hero_photo", Severity.WARNING),
    "search_description_missing": Case(
        assign(search_description=""), "There is no description for search.", "search_description", Severity.WARNING
    ),
    "headline_too_long": Case(
        assign(title="b" * 61),
        "Search results will cut the headline: it has 61 characters, and they show about 60.",
        "title",
        Severity.WARNING,
    ),
    "statement_without_speaker": Case(
        take(STATEMENT, person=None), "Who said “It wakes the skin up.”? Nobody is named.", STATEMENT
    ),
    "speaker_unpublished": Case(
        cite(live=False), "Dr. Ada Example, who is cited here, has no published page.", STATEMENT
    ),
    "expert_not_verified": Case(
        cite(checked=False),
        "Nobody has made sure who Dr. Ada Example, who is cited here, is. Not recorded: an independent check and "
        "direct contact.",
        STATEMENT,
    ),
    "expert_disputed": Case(cite_disputed, "Dr. Ada Example, who is cited here, is in doubt.", STATEMENT),
    "first_name_unknown": Case(
        cite(first_name=""), "Dr. Ada Example: first name unknown.", STATEMENT, Severity.WARNING
    ),
    "credential_unknown": Case(
        cite(credentials=False), "Dr. Ada Example: credential unknown.", STATEMENT, Severity.WARNING
    ),
    "conflicts_not_asked": Case(
        sell_something,
        "Dr. Ada Example, who is cited here, was never asked about conflicts of interest.",
        STATEMENT,
    ),
    "conflicts_still_open": Case(
        cite(conflicts_answer=ConflictsAnswer.NOT_ASKED),
        "Dr. Ada Example, who is cited here, was never asked about conflicts of interest.",
        STATEMENT,
        Severity.WARNING,
    ),
    "expert_via_pr": Case(
        cite(via_pr=True), "Dr. Ada Example, who is cited here, came through a PR agency.", STATEMENT, Severity.NOTE
    ),
    "person_partly_unknown": Case(
        cite(specialty=""), "Dr. Ada Example: specialty not known.", STATEMENT, Severity.NOTE
    ),
    "photo_without_alt_text": Case(choose_photo(alt_text=""), "The photo “Cheek, day 10” has no alt text.", PHOTO),
    "photo_without_credit": Case(choose_photo(credit=""), "The photo “Cheek, day 10” has no credit.", PHOTO),
    "photo_release_open": Case(
        choose_photo(release_state=ReleaseState.UNKNOWN),
        "Nobody knows whether those shown in the photo “Cheek, day 10” agree.",
        PHOTO,
    ),
    "photo_release_over": Case(
        choose_photo(release_state=ReleaseState.WITHDRAWN),
        "The release of the photo “Cheek, day 10” was declined or withdrawn, or is over.",
        PHOTO,
    ),
    "result_of_nobody": Case(
        choose_result(release_state=ReleaseState.NOT_NEEDED),
        "The photo “Cheek, day 10” shows a result, and its release says that nobody recognisable is shown.",
        PHOTO,
        Severity.WARNING,
    ),
    "photo_partly_unknown": Case(
        choose_photo(retouching=Retouching.UNKNOWN, taken_on=None),
        "The photo “Cheek, day 10”: not known whether it was retouched and when it was taken.",
        PHOTO,
        Severity.NOTE,
    ),
    "result_made_with_ai": Case(
        choose_result(digital_source_type=DigitalSourceType.AI),
        "The photo “Cheek, day 10” was made with AI: it proves no result.",
        PHOTO,
    ),
    "pair_incomplete": Case(
        lambda story: story.body[PAIR].value["after"].update(photo=None),
        "A before/after pair has no photo after. Readers see nothing of the pair.",
        PAIR,
    ),
    "pair_without_dates": Case(
        take(PAIR, after_taken_on=None), "A before/after pair does not say when both photos were taken.", PAIR
    ),
    "pair_retouched_after": Case(
        choose_after(retouching=Retouching.RETOUCHED),
        "In a before/after pair, only the photo after is retouched: “Cheek, day 10”.",
        PAIR,
    ),
    "pair_not_matched": Case(
        choose_after(file=factories.image_file(colour="#705f48")),
        "The photo after is 2.0 stops darker than the photo before.",
        PAIR,
        Severity.WARNING,
    ),
    "pair_differs": Case(
        lambda story: (
            story.body[PAIR].value["before"].update(light="window"),
            story.body[PAIR].value["after"].update(light="lamp"),
        ),
        "Readers are told beside a before/after pair: Not the same light: before, daylight at a window; after, a lamp.",
        PAIR,
        Severity.NOTE,
    ),
    "dead_link": Case(link_to_deleted, "The words “as we wrote” lead to a page that was deleted.", TEXT),
    "unpublished_page_linked": Case(
        link_to_draft,
        "The words “as we wrote” lead to the page “Balm, the sequel”, which is not published.",
        TEXT,
    ),
    "photo_mark_lost": Case(
        say('<p><a linktype="photo" id="98765">there</a></p>'),
        "Some words here point to a photo that does not stand in the story.",
        TEXT,
    ),
    "reference_lost": Case(
        say('<p><a linktype="source" id="98765">a study</a></p>'),
        "Some words here lean on a source that stands in no source list of the story.",
        TEXT,
    ),
    "source_retracted": Case(
        list_retracted_source, "The source “On balm” was retracted by whoever published it.", TEXT
    ),
    "source_link_dead": Case(
        list_source_gone,
        "The address of the source “On balm” leads nowhere: 404 Not Found",
        TEXT,
        Severity.WARNING,
    ),
    "disclosure_unanswered": Case(
        name_product,
        "The story names a product or a treatment, and nobody has said whether anything was paid for or given.",
        "disclosure_answer",
    ),
    "disclosure_still_open": Case(
        assign(disclosure_answer="not_asked"),
        "Nobody has said yet whether anything was paid for or given.",
        "disclosure_answer",
        Severity.NOTE,
    ),
    "disclosure_incomplete": Case(
        assign(disclosure_answer="declared"),
        "The answer says that something is disclosed below, and nothing is.",
        "disclosures",
    ),
    "section_headings_missing": Case(
        say(f"<p>{EASY * 100}</p>"), "The story has 807 words and no section heading.", "body", Severity.NOTE
    ),
    "reading_grade_above_target": Case(
        say(f"<p>{HARD * 15}</p>"),
        "The text asks for 59 years of school; the house aims at 8.",
        "body",
        Severity.WARNING,
    ),
    "editor_note_unresolved": Case(
        leave_note, "A note in the margin must be resolved first: “MUST RESOLVE: who says so?”", STATEMENT
    ),
    "block_refused": Case(
        take(STATEMENT, words=""), "Expert statement, Words as shown: This field is required.", STATEMENT
    ),
}


def test_a_complete_story_has_no_findings():
    assert messages(complete_story()) == []


def test_every_rule_has_its_case():
    assert set(CASES) == set(OURS)


@pytest.mark.parametrize("name", CASES)
def test_a_rule_finds_what_it_is_about_and_sends_the_editor_there(name):
    case, story = CASES[name], complete_story()
    case.change(story)
    (finding,) = findings(story)
    assert (finding.rule, finding.severity, finding.message) == (name, case.severity, case.message)
    assert finding.mend.endswith(".")
    if isinstance(case.place, str):
        assert (finding.field, finding.block) == (case.place, "")
    else:
        assert (finding.field, finding.block) == ("body", story.body[case.place].id)


def test_nobody_may_waive_what_the_form_asks_for_nor_that_a_release_is_over_nor_that_a_result_is_no_proof():
    waivers = {name: RULES[name].waiver for name in OURS}
    assert {name for name, waiver in waivers.items() if waiver == NOBODY} == {
        "topic_missing",
        "byline_missing",
        "photo_release_over",
        "result_made_with_ai",
        "pair_retouched_after",
    }
    assert set(waivers.values()) == {NOBODY, MANAGING_EDITORS}


def test_the_gate_looks_at_the_version_to_be_published_and_not_at_the_live_one():
    story = factories.article(disclosure_answer="none")
    story.dek = ""
    revision = story.save_revision()
    assert "dek_missing" in [finding.rule for finding in blockers_in(revision.as_object())]
    assert "dek_missing" not in [finding.rule for finding in blockers_in(ArticlePage.objects.get(pk=story.pk))]
    with pytest.raises(NotReady, match="The dek is empty"):
        factories.publish(story)
    assert ArticlePage.objects.get(pk=story.pk).dek


# The head -------------------------------------------------------------------------------------------


def test_a_short_title_for_search_makes_up_for_a_long_headline():
    story = ArticlePage(title="b" * 80, seo_title="Balm")
    assert messages(story, "headline_too_long") == []
    story.seo_title = "b" * (HEADLINE_LIMIT + 1)
    assert [finding.field for finding in findings(story, "headline_too_long")] == ["seo_title"]
    assert messages(ArticlePage(title="b" * HEADLINE_LIMIT), "headline_too_long") == []


# Who says it ----------------------------------------------------------------------------------------


def body(*blocks, **fields):
    return ArticlePage(title="Balm", body=[*blocks], **fields)


def test_words_pulled_out_as_exact_need_somebody_who_said_them():
    quote = {"words": "Skin waits.", "exact": True}
    assert messages(body(("pull_quote", quote)), "statement_without_speaker")
    assert messages(body(("pull_quote", quote | {"exact": False})), "statement_without_speaker") == []


def test_attributed_words_have_a_speaker_too():
    person = known_expert(title="Dr. Ada Example")
    PersonPage.objects.filter(pk=person.pk).update(live=False)
    story = body(link(person, "she says", "person"), link(person, "she adds", "person"))
    assert messages(story, "speaker_unpublished") == ["Dr. Ada Example, who is cited here, has no published page."]


def test_a_credential_without_its_issuer_is_not_known():
    person = known_expert()
    assert person.unverified == []
    person.credentials = [Credential(name="Doctor of Medicine")]
    person.save()
    (said,) = messages(body(factories.statement(person)), "credential_unknown")
    assert said.endswith(": who issued the credential is unknown.")


OF_EXPERTS = ["expert_not_verified", "expert_disputed", "credential_unknown", "conflicts_still_open"]


def test_who_only_writes_needs_no_proof_of_standing():
    assert messages(body(factories.statement(factories.person())), *OF_EXPERTS) == []


@pytest.mark.parametrize(
    ("recorded", "missing"),
    [
        (["direct_contact", "portrait"], "an independent check."),
        (["on_register", "employer"], "direct contact."),
        (["direct_contact", "publications"], None),
    ],
)
def test_an_independent_check_and_direct_contact_make_sure_of_somebody(recorded, missing):
    person = factories.expert(checked=False)
    for kind in recorded:
        factories.check_of(person, kind).save()
    found = messages(body(factories.statement(person)), "expert_not_verified")
    assert [said.rpartition(": ")[2] for said in found] == ([missing] if missing else [])


def test_three_experts_of_whom_little_is_known_are_named_one_by_one():
    people = [factories.expert(title=f"Dr. {name}", first_name="") for name in ("Quince", "Plum", "Fennel")]
    story = body(*(factories.statement(person) for person in people))
    assert messages(story, "first_name_unknown") == [f"{person.title}: first name unknown." for person in people]
    assert messages(story, "credential_unknown") == [f"{person.title}: credential unknown." for person in people]


def test_a_story_that_shows_somebody_in_doubt_already_can_still_be_corrected():
    person = known_expert()
    story = factories.article(body=[factories.statement(person)], disclosure_answer="none")
    person.disputes.create(reason="The clinic knows nobody of this name.")
    assert messages(story, "expert_disputed") == []
    assert messages(body(factories.statement(person)), "expert_disputed")


@pytest.mark.parametrize("words", ["board-certified", "Board certified", "board‑certified", "BOARD-CERTIFIED"])
def test_board_certified_is_proved_by_a_verified_certification_that_runs(words):
    person = known_expert()
    story = body(link(person, f"says {words} Dr. Example", "person"), text(f"<p>Any {words} doctor waits.</p>"))
    assert len(messages(story, "board_certified_unproved")) == 2  # beside the name, and anywhere in the story
    story.dek = f"What a {words} doctor says."
    assert len(messages(story, "board_certified_unproved")) == 3
    assert messages(body(text(f"<p>Any {words} doctor waits.</p>")), "board_certified_unproved") == []
    factories.credential(person, kind="licence")
    assert messages(story, "board_certified_unproved")
    certified = factories.credential(person, kind="board_certification", name="Dermatology")
    assert messages(story, "board_certified_unproved") == []
    Credential.objects.filter(pk=certified.pk).update(expires_on=today() - datetime.timedelta(days=1))
    assert messages(story, "board_certified_unproved")


def test_a_writer_of_whom_something_is_not_known_is_found_at_the_byline():
    story = complete_story()
    writer = story.bylines.all()[0].person
    PersonPage.objects.filter(pk=writer.pk).update(first_name="")
    (finding,) = findings(story)
    assert (finding.rule, finding.field) == ("person_partly_unknown", "bylines")


# Photos ---------------------------------------------------------------------------------------------

USES = {
    "hero": lambda photo: ArticlePage(title="Balm", hero_photo=photo),
    "photo": lambda photo: body(("photo", {"photo": photo})),
    "before": lambda photo: body(("before_after", {"before": {"photo": photo}, "after": {}})),
    "after": lambda photo: body(("before_after", {"before": {}, "after": {"photo": photo}})),
    "gallery": lambda photo: body(("gallery", {"photos": [{"photo": photo}]})),
}
PHOTO_RULES = {
    "photo_without_alt_text": {"alt_text": ""},
    "photo_without_credit": {"credit": ""},
    "photo_release_open": {"release_state": ReleaseState.REQUESTED},
    "photo_release_over": {"release_state": ReleaseState.EXPIRED},
}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("name", PHOTO_RULES)
def test_the_rules_about_photos_hold_wherever_a_photo_is_used(name, use):
    story = USES[use](factories.photo(title="Cheek, day 10", **PHOTO_RULES[name]))
    (finding,) = findings(story, name)
    assert "Cheek, day 10" in finding.message
    assert finding.field.startswith("hero_" if use == "hero" else "body")
    assert messages(USES[use](factories.photo()), name) == []


def test_words_given_for_one_use_suffice():
    photo = factories.photo(alt_text="", credit="")
    words = {"alt_text": "A cheek", "credit": "Ada Example"}
    names = ["photo_without_alt_text", "photo_without_credit"]
    assert messages(body(("photo", {"photo": photo} | words)), *names) == []
    hero = ArticlePage(hero_photo=photo, hero_alt_text="A cheek", hero_credit="Ada Example")
    assert messages(hero, *names) == []


def test_a_decorative_photo_needs_no_alt_text():
    use = {"photo": factories.photo(alt_text=""), "decorative": True}
    assert messages(body(("photo", use)), "photo_without_alt_text") == []
    hero = ArticlePage(hero_photo=factories.photo(alt_text=""), hero_decorative=True)
    assert messages(hero, "photo_without_alt_text") == []


def test_nobody_recognisable_needs_no_release():
    photo = factories.photo(release_state=ReleaseState.NOT_NEEDED)
    assert messages(body(("photo", {"photo": photo})), "photo_release_open") == []


def test_a_release_is_asked_for_once_however_often_a_photo_is_used():
    photo = factories.photo(release_state=ReleaseState.UNKNOWN)
    story = body(("photo", {"photo": photo}), ("photo", {"photo": photo}), hero_photo=photo)
    assert [finding.field for finding in findings(story, "photo_release_open")] == ["hero_photo"]


def test_of_a_photo_in_two_places_each_finding_says_where():
    cheek = factories.photo(title="Cheek", alt_text="")
    story = body(("photo", {"photo": cheek}), ("gallery", {"photos": [{"photo": cheek}]}))
    assert messages(story, "photo_without_alt_text") == [
        "The photo “Cheek, in block 1 (Reviewer photo)” has no alt text.",
        "The photo “Cheek, in block 2 (Photo gallery)” has no alt text.",
    ]


def test_a_photo_that_stands_twice_in_one_block_is_one_finding():
    photo = factories.photo(credit="", alt_text="")
    draft = factories.article(live=False, body=[factories.pair(photo, photo), factories.pair(photo, photo)])
    story = draft.get_latest_revision_as_object()
    for name in ("photo_without_alt_text", "photo_without_credit"):
        assert [finding.block for finding in findings(story, name)] == [child.id for child in story.body]


def test_a_photo_that_replaces_another_is_another_finding():
    keys = []
    for photo in (factories.photo(credit=""), factories.photo(credit="")):
        (finding,) = findings(body(("photo", {"photo": photo})), "photo_without_credit")
        keys.append(finding.key)
    assert keys[0] != keys[1]


def test_a_pair_says_which_side_is_missing_and_whether_its_dates_make_sense():
    photo = factories.photo()
    (said,) = messages(body(("before_after", {"before": {}, "after": {}})), "pair_incomplete")
    assert "before and after" in said
    (said,) = messages(body(("before_after", {"before": {}, "after": {"photo": photo}})), "pair_incomplete")
    assert "no photo before." in said
    swapped = factories.pair(before_taken_on=datetime.date(2026, 4, 1))
    (said,) = messages(body(swapped), "pair_without_dates")
    assert "taken later" in said


# Links ----------------------------------------------------------------------------------------------


def test_links_that_readers_can_follow_are_no_findings():
    live, person = factories.article(), factories.person()
    outside = text('<p><a href="https://example.org">x</a> <a href="mailto:a@example.org">y</a></p>')
    story = body(link(live), link(person, kind="person"), outside)
    assert messages(story, "dead_link", "unpublished_page_linked") == []


def test_words_attributed_to_somebody_deleted_are_a_dead_link():
    person = factories.person()
    story = body(link(person, "she says", "person"))
    person.delete()
    assert messages(story, "dead_link") == ["The words “she says” lead to a page that was deleted."]
    assert messages(story, "speaker_unpublished", *OF_EXPERTS) == []


def test_a_story_may_link_to_itself_before_it_is_published():
    draft = factories.article(live=False)
    draft.body = [link(draft)]
    assert messages(draft, "unpublished_page_linked") == []


def test_an_unpublished_topic_is_an_unpublished_page_linked():
    topic = factories.topic("Skin")
    TopicPage.objects.filter(pk=topic.pk).update(live=False, draft_title="Skin")
    (finding,) = findings(body(topic=topic), "unpublished_page_linked")
    assert (finding.field, finding.message) == ("topic", "The topic “Skin” is not published.")


def test_a_target_linked_twice_in_one_block_is_one_finding():
    twice = text('<p><a linktype="page" id="98765">one</a> <a linktype="page" id="98765">two</a></p>')
    assert messages(body(twice), "dead_link") == ["The words “one” lead to a page that was deleted."]
    assert len(messages(body(twice, twice), "dead_link")) == 2


@pytest.mark.parametrize("target", ["", "x", "99999999999999999999999"])
def test_a_link_to_what_can_be_no_page_is_dead(target):
    story = body(link(target), link(target, kind="person"), link(target, kind="photo"))
    assert len(messages(story, "dead_link")) == 2
    assert messages(story, "unpublished_page_linked", "speaker_unpublished", "photo_mark_lost") == []


def test_words_may_point_to_the_hero_photo():
    photo = factories.photo()
    assert messages(body(link(photo, kind="photo"), hero_photo=photo), "photo_mark_lost") == []
    assert messages(body(link(photo, kind="photo")), "photo_mark_lost")


# Who paid -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["treatments", "text", "experience", "before_after"])
def test_whoever_writes_about_a_treatment_says_who_paid(place):
    treatment = Treatment.objects.create(name="Peel")
    story = {
        "treatments": lambda: body(treatments=[treatment]),
        "text": lambda: body(("paragraph", RichText("<p>I had a peel.</p>"))),
        "experience": lambda: body(("experience", {"text": RichText(""), "treatment": treatment})),
        "before_after": lambda: body(("before_after", {"before": {}, "after": {}, "treatment": treatment})),
    }[place]()
    assert messages(story, "disclosure_unanswered")
    assert messages(story, "disclosure_still_open") == []
    story.disclosure_answer = "none"
    assert messages(story, "disclosure_unanswered") == []


def test_a_disclosure_says_what_and_by_whom():
    story = body(disclosure_answer="declared")
    story.disclosures = [Disclosure(kind="loan", party="Studio Example")]
    assert messages(story, "disclosure_incomplete") == []
    story.disclosures = [Disclosure(kind="", party="Studio Example")]
    assert messages(story, "disclosure_incomplete")


# The text -------------------------------------------------------------------------------------------


def test_a_long_story_with_a_heading_and_a_short_one_without_are_fine():
    long = text(f"<p>{'word ' * LONG_STORY}</p>")
    assert messages(body(long, ("heading", {"text": "Why?"})), "section_headings_missing") == []
    short = text(f"<p>{'word ' * (LONG_STORY - 1)}</p>")
    assert messages(body(short), "section_headings_missing") == []
    assert messages(body(long), "section_headings_missing")


def test_the_house_decides_how_hard_its_texts_may_be():
    story = body(text(f"<p>{HARD * 15}</p>"))
    assert messages(story, "reading_grade_above_target")
    HouseStyle.objects.create(site=Site.objects.get(is_default_site=True), reading_grade=None)
    assert messages(story, "reading_grade_above_target") == []


@pytest.mark.parametrize(("role", "grade"), [(Role.MANAGING_EDITOR, 11), (Role.COPY_EDITOR, 8)])
def test_managing_editors_set_how_hard_texts_may_be(login, staff, role, grade):
    site = Site.objects.get(is_default_site=True)
    url = reverse("wagtailsettings:edit", args=("articles", "housestyle", site.pk))
    login(staff[role]).post(url, {"reading_grade": "11"})
    assert HouseStyle.of_the_house().reading_grade == grade


def test_only_english_is_measured(settings):
    settings.LANGUAGE_CODE = "de"
    assert messages(body(text(f"<p>{HARD * 15}</p>")), "reading_grade_above_target") == []


def test_the_words_of_experts_are_read_as_well():
    assert messages(body(factories.statement(None, HARD * 15)), "reading_grade_above_target")


def note(story, words, **fields):
    return Comment.objects.create(page=story, user=factories.user(), text=words, contentpath="dek", **fields)


def test_a_note_holds_a_story_until_it_is_resolved():
    story = factories.article(live=False)
    note(story, "Lovely.")
    note(story, "Must resolve: source?", resolved_at=timezone.now())
    assert messages(story.get_latest_revision_as_object(), "editor_note_unresolved") == []
    open_note = note(story, "This must resolve before Friday: who says so?")
    (finding,) = findings(story.get_latest_revision_as_object(), "editor_note_unresolved")
    assert (finding.field, finding.block, finding.subject) == ("dek", "", str(open_note.pk))


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (("heading", {"text": ""}), "Section heading, Heading: This field is required."),
        (("photo", {"photo": None}), "Reviewer photo, Photo: This field is required."),
        (("gallery", {"photos": []}), "Photo gallery, Photos: The minimum number of items is 2"),
        (
            ("statement", {"person": None, "kind": "paraphrase", "words": "It “wakes” the skin."}),
            "Expert statement, Words as shown: Only direct and partial quotes carry quotation marks. "
            "Take them out, or change the kind.",
        ),
        (("pull_quote", {"words": ""}), "Pull quote, Words: This field is required."),
        (("embed", {"video": "javascript:alert(1)"}), "Embed, Address: Enter a valid URL."),
        (
            ("source_list", {"sources": [{"kind": "paper", "title": ""}]}),
            "Source list, Title: Choose a source above, or type its title.",
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_a_block_refuses_in_the_editor_is_a_blocker_on_every_path(block, said):
    story = body(block)
    found = findings(story, "block_refused")
    assert any(said in finding.message for finding in found), [finding.message for finding in found]
    assert len({finding.key for finding in found}) == len(found)


def test_a_draft_saved_at_the_same_moment_loosens_no_rule():
    story = body(("heading", {"text": ""}))
    blocks_of_the_form = ArticlePage.body.field.stream_block
    blocks_of_the_form.defer_required_validation()
    try:
        assert messages(story, "block_refused")
    finally:
        blocks_of_the_form.restore_deferred_validation()


# The work it takes ----------------------------------------------------------------------------------


def test_forty_blocks_and_thirty_photos_cost_as_many_queries_as_one_of_each():
    linked = factories.article(live=False)
    treatment = Treatment.objects.create(name="Peel")

    def queries(number):
        photos = [factories.photo(credit="") for _each in range(number)]
        people = [factories.expert(first_name="") for _each in range(number)]
        blocks = [("gallery", {"photos": [{"photo": photo} for photo in photos]})]
        for photo, person in zip(photos, people, strict=True):
            blocks += [
                text(f'<p><a linktype="person" id="{person.pk}">She says</a> that it waits.</p>'),
                link(linked),
                factories.statement(person),
                ("photo", {"photo": photo}),
                ("before_after", {"before": {"photo": photo}, "after": {"photo": photo}, "treatment": treatment}),
                ("pull_quote", {"words": "Skin waits.", "person": person}),
            ]
        draft = factories.article(live=False, body=blocks, writers=[factories.person() for _each in range(number)])
        for _each in range(number):
            note(draft, "Must resolve.")
        story = draft.get_latest_revision().as_object()
        with CaptureQueriesContext(connection) as captured:
            found = findings_in(story)  # all of them: rules share what they read
        assert len(found) > number * 3
        return len(captured)

    few = queries(1)
    assert queries(15) == few
    assert few <= 75
    assert Photo.objects.count() == 16


# The guide ------------------------------------------------------------------------------------------


def test_the_guide_lists_every_rule_as_it_is():
    guide = (settings.BASE_DIR / "docs" / "readiness.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| .+ \| (\w+) \| ([\w ]*)\|$", guide, re.MULTILINE)
    written = {name: (severity, waiver.strip()) for name, severity, waiver in rows}
    words = {MANAGING_EDITORS: "managing editors", NOBODY: "nobody"}
    of_blockers = {one.name: words[one.waiver] for one in RULES.values() if one.severity == Severity.BLOCKER}
    assert written == {one.name: (str(one.severity), of_blockers.get(one.name, "")) for one in RULES.values()}
    assert f"{LONG_STORY} words" in guide
    assert f"{HEADLINE_LIMIT} characters" in guide


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"licence_ends_on": datetime.date(2026, 1, 1), "withheld_at": timezone.now()},
            "The licence of the photo “Cheek” is over.",
        ),
        ({"withheld_at": timezone.now()}, "The photo “Cheek” is hidden until the photo desk presses “Show it again”."),
    ],
)
def test_it_is_told_why_a_photo_is_shown_nowhere(fields, told):
    assert messages(USES["hero"](factories.photo(title="Cheek", **fields)), "photo_release_over") == [told]
