"""The story editor, posted to as the browser would: a draft may be half-written, a submitted story may not."""

import re
from html import unescape

import pytest

from django.urls import reverse

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from accounts.roles import Role
from articles.blocks.parts import PARAGRAPH_FEATURES
from articles.models import ArticlePage, StoryIndexPage
from photos.vocabulary import ReleaseState
from readiness.gate import blockers_in
from tests import editor, factories

pytestmark = pytest.mark.django_db

NEW_STORY = ("articles", "articlepage")


@pytest.fixture
def writer(login, staff):
    return login(staff[Role.WRITER])


@pytest.fixture
def managing_editor(login, staff):
    return login(staff[Role.MANAGING_EDITOR])


def text(html):
    return ("paragraph", rich_text(html, features=PARAGRAPH_FEATURES))


def statement(speaker, words="It wakes the skin up.", kind="paraphrase"):
    values = {"person": speaker.pk if speaker else "", "kind": kind, "lead_in": "", "words": words, "verbatim": ""}
    values["basis"] = "on_record"
    return ("statement", values)


def photo_use(photo, **values):
    return {"photo": photo.pk if photo else "", "alt_text": "", "caption": "", "credit": ""} | values


def story_data(*body, writers=(), **changes):
    """What the browser sends for a story that lacks nothing, with the given changes."""
    story = {
        "title": "A serum under the microscope",
        "slug": "a-serum",
        "dek": "What it does, and what it cannot do.",
        "topic": factories.topic().pk,
        "disclosure_answer": "none",
        "body": streamfield([text("<p>Skin is patient.</p>"), *body]),
        "bylines": inline_formset([{"person": writer.pk} for writer in writers or [factories.person()]]),
        "disclosures": inline_formset([]),
        "related_stories": inline_formset([]),
    }
    return nested_form_data(story | changes)


def send(client, data, action=None):
    if action:
        data = data | {action: "1"}
    index = StoryIndexPage.objects.get()
    return client.post(reverse("wagtailadmin_pages:add", args=(*NEW_STORY, index.pk)), data)


def submit(client, data):
    return send(client, data, "action-submit")


def publish(client, data):
    return send(client, data, "action-publish")


def saved(response):
    assert response.status_code == 302, response.context["form"].errors
    return ArticlePage.objects.get().get_latest_revision_as_object()


def refusal(response):
    """The page that comes back when a story is refused: nothing is stored, what was typed is still there."""
    assert response.status_code == 200
    assert not ArticlePage.objects.exists()
    page = unescape(response.content.decode())
    assert page.count("Skin is patient.") > 0
    return page


# What is wrong in a draft and refused when it is submitted: (changes, the words of the refusal).
WRONG = {
    "no topic": (lambda: story_data(topic=""), "This field is required"),
    "no writer": (lambda: story_data(bylines=inline_formset([])), "Say who wrote the story"),
    "a disclosure of no kind": (
        lambda: story_data(
            disclosures=inline_formset([{"kind": "", "party": "Studio Example", "value": "unknown", "text": ""}])
        ),
        "This field is required",
    ),
    "a statement without words": (lambda: story_data(statement(factories.expert(), "")), "This field is required"),
    "a paraphrase in quotation marks": (
        lambda: story_data(statement(factories.expert(), "It “wakes” the skin up.")),
        "Only direct and partial quotes carry quotation marks",
    ),
    "a photo block without a photo": (lambda: story_data(("photo", photo_use(None))), "This field is required"),
    "a gallery of one": (
        lambda: story_data(("gallery", {"title": "", "photos": streamfield([("item", photo_use(factories.photo()))])})),
        "The minimum number of items is 2",
    ),
    "words that point to a photo of another story": (
        lambda: story_data(text(f'<p><a linktype="photo" id="{factories.photo().pk}">See there</a></p>')),
        "point to a photo that does not stand in the story",
    ),
    "a pull quote in quotation marks that are not exact": (
        lambda: story_data(("pull_quote", {"words": "“The cherry”", "person": ""})),
        "Tick that these are exactly their words",
    ),
}

# What is still missing: the desks read it all the same, and see what it is. (changes, the rule that tells them).
MISSING = {
    "no dek": (lambda: story_data(dek=""), "dek_missing"),
    "a statement without a speaker": (lambda: story_data(statement(None)), "statement_without_speaker"),
    "a photo without alt text": (
        lambda: story_data(("photo", photo_use(factories.photo(alt_text="")))),
        "photo_without_alt_text",
    ),
    "a photo without a credit": (
        lambda: story_data(("photo", photo_use(factories.photo(credit="")))),
        "photo_without_credit",
    ),
    "a photo whose release was withdrawn": (
        lambda: story_data(("photo", photo_use(factories.photo(release_state=ReleaseState.WITHDRAWN)))),
        "photo_release_over",
    ),
    "a before without an after": (
        lambda: story_data(("before_after", {"before": photo_use(factories.photo()), "after": photo_use(None)})),
        "pair_incomplete",
    ),
    "a hero photo without alt text": (
        lambda: story_data(hero_photo=factories.photo(alt_text="").pk),
        "photo_without_alt_text",
    ),
    "a hero photo without a credit": (
        lambda: story_data(hero_photo=factories.photo(credit="").pk),
        "photo_without_credit",
    ),
}


@pytest.mark.parametrize("case", WRONG | MISSING)
def test_a_half_written_draft_is_saved(writer, case):
    make, _words = (WRONG | MISSING)[case]
    draft = saved(send(writer, make()))
    assert draft.title == "A serum under the microscope"
    assert "Skin is patient." in draft.body[0].value.source


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_not_submitted_and_the_writer_is_told_why(writer, case):
    make, words = WRONG[case]
    assert words in refusal(submit(writer, make()))


@pytest.mark.parametrize("case", WRONG)
def test_a_refused_story_is_said_to_be_still_a_draft(writer, case):
    make, _words = WRONG[case]
    page = refusal(submit(writer, make()))
    assert "The story was not submitted yet." in page
    assert "could not be created" not in page


def test_a_refused_draft_says_what_to_mend(writer):
    send(writer, story_data(topic="", bylines=inline_formset([])))
    page = unescape(editor.submit(writer, ArticlePage.objects.get()).content.decode())
    assert "The story was not submitted yet. Something is missing or wrong here: Topic, writer." in page
    assert "could not be saved" not in page


@pytest.mark.parametrize("case", WRONG)
def test_nobody_publishes_what_is_wrong(managing_editor, case):
    make, words = WRONG[case]
    assert words in refusal(publish(managing_editor, make()))


@pytest.mark.parametrize("case", MISSING)
def test_what_is_missing_keeps_nobody_from_submitting_and_is_told(writer, case):
    make, rule = MISSING[case]
    story = saved(submit(writer, make()))
    assert story.current_workflow_state
    assert rule in [finding.rule for finding in blockers_in(story)]


@pytest.mark.parametrize("case", MISSING)
def test_nobody_publishes_what_is_incomplete(managing_editor, case):
    make, _rule = MISSING[case]
    publish(managing_editor, make())
    assert not ArticlePage.objects.live().exists()


def test_an_empty_story_with_a_headline_is_a_draft(writer):
    nothing = {"body": streamfield([]), "bylines": inline_formset([]), "dek": "", "topic": ""}
    assert saved(send(writer, story_data(**nothing))).topic is None


def test_a_complete_story_is_submitted_and_not_yet_public(writer):
    story = saved(submit(writer, story_data(statement(factories.expert()))))
    assert story.current_workflow_state
    assert not ArticlePage.objects.get().live


def test_a_complete_story_is_submitted_with_nothing_left_to_mend(writer):
    uses = streamfield([("item", photo_use(factories.photo())), ("item", photo_use(factories.photo()))])
    pair = {"before": photo_use(factories.photo()), "after": photo_use(factories.photo())}
    dates = {"before_taken_on": "2026-03-01", "after_taken_on": "2026-03-11"}
    data = story_data(
        statement(factories.expert(), "It “wakes” the skin up.", "direct"),
        ("photo", photo_use(factories.photo(alt_text=""), alt_text="A cheek", elapsed="ten days later")),
        ("photo", photo_use(factories.photo(alt_text=""), decorative="on")),
        ("before_after", pair | dates),
        ("gallery", {"title": "Three textures", "photos": uses}),
        hero_photo=factories.photo(alt_text="").pk,
        hero_alt_text="A bottle on stone",
    )
    blockers = blockers_in(saved(submit(writer, data)))
    assert [finding.rule for finding in blockers] == ["missing_sign_offs"]


def test_words_may_point_to_the_hero_photo(writer):
    photo = factories.photo()
    mark = text(f'<p><a linktype="photo" id="{photo.pk}">See above</a></p>')
    assert saved(submit(writer, story_data(mark, hero_photo=photo.pk)))


def test_only_a_writer_signs(writer):
    expert = factories.expert(title="Dr. Ida Invented")
    page = refusal(send(writer, story_data(writers=[expert])))
    assert "Dr. Ida Invented is not marked as a writer" in page


def test_nobody_types_who_reviewed_a_story(writer):
    reviewer = factories.person(is_medical_reviewer=True)
    story = saved(submit(writer, story_data(medical_reviewer=reviewer.pk, medically_reviewed_on="2026-03-02")))
    assert (story.medical_reviewer, story.medically_reviewed_on) == (None, None)


def test_answers_that_the_form_does_not_offer_are_refused(writer):
    refusal(send(writer, story_data(disclosure_answer="")))
    refusal(send(writer, story_data(disclosure_answer="perhaps")))


def test_one_person_signs_once(writer):
    person = factories.person()
    refusal(send(writer, story_data(writers=[person, person])))


def new_story_form(client):
    index = StoryIndexPage.objects.get()
    return client.get(reverse("wagtailadmin_pages:add", args=(*NEW_STORY, index.pk))).context["form"]


def test_a_writers_new_story_is_signed_by_them(writer, staff):
    person = factories.person(user=staff[Role.WRITER])
    forms = new_story_form(writer).formsets["bylines"].forms
    assert [form["person"].value() for form in forms] == [person.pk]


def test_nobody_else_signs_a_new_story_unasked(managing_editor, staff):
    factories.person(user=staff[Role.MANAGING_EDITOR], is_expert=True)
    assert new_story_form(managing_editor).formsets["bylines"].forms == []


def test_where_stories_are_chosen_those_readers_have_stand_first_and_the_one_written_on_last(login, staff):
    client = login(staff[Role.MANAGING_EDITOR])
    for title in ("B first", "A second", "C third"):
        factories.article(title)
    ArticlePage.objects.get(title="A second").save_revision()
    factories.article("D draft", live=False)
    found = client.get(reverse("wagtailadmin_choose_page"), {"page_type": "articles.articlepage"}).json()["html"]
    titles = re.findall(r"[ABCD] (?:first|second|third|draft)(?=\s*</a>)", found)
    assert titles == ["A second", "C third", "B first", "D draft"]


def slug_of(story):
    return ArticlePage.objects.get(pk=story.pk).get_latest_revision_as_object().slug


def test_a_second_story_of_the_same_headline_takes_the_next_free_address_and_keeps_it(writer):
    for slug in ("a-serum", "a-serum-2"):
        factories.article(slug=slug)
    send(writer, story_data())
    story = ArticlePage.objects.get(title="A serum under the microscope")
    assert story.slug == "a-serum-3"
    for _twice in range(2):  # the form in the browser still has the address that was taken
        editor.save(writer, story, slug="a-serum")
        assert (story.slug, slug_of(story)) == ("a-serum-3", "a-serum-3")
    editor.submit(writer, story, slug="a-serum")
    assert slug_of(story) == "a-serum-3"


def test_of_all_products_the_form_lists_those_that_are_chosen(writer):
    chosen, other = factories.product(), factories.product()
    story = saved(send(writer, story_data() | {"products": [chosen.pk]}))
    assert list(story.products.all()) == [chosen]
    response = writer.get(reverse("wagtailadmin_pages:edit", args=[story.pk]))
    assert ticked(response, "products") == [str(chosen.pk)]
    assert str(other) not in response.content.decode()


def test_what_is_no_product_is_refused_and_what_was_chosen_stays(writer):
    chosen = factories.product()
    response = send(writer, story_data() | {"products": [chosen.pk, "x", 10**6]})
    assert "products" in response.context["form"].errors
    assert ticked(response, "products") == [str(chosen.pk)]


def ticked(response, name):
    return re.findall(rf'<input type="checkbox" name="{name}" value="(.*?)" checked>', response.content.decode())
