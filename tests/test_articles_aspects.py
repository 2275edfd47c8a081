"""What the desks sign for: which change touches which aspect, and what is no change at all."""

import datetime
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText
from wagtail.snippets.blocks import SnippetChooserBlock

from articles import prose
from articles.aspects import FIELDS, IGNORED, Aspect, aspects_in, content_by_aspect, hashes_of, parts_of
from articles.blocks.body import ArticleBody
from articles.blocks.choosers import ProductChooserBlock, SourceChooserBlock
from articles.models import ArticlePage, Byline, Disclosure, RelatedStory, StoryIndexPage, TopicPage
from people.models import Credential
from photos.vocabulary import DigitalSourceType, Retouching, Sensitivity
from products.models import Product
from sources.models import Source
from tests import factories
from treatments.models import Treatment

pytestmark = pytest.mark.django_db

TEXT, STATEMENTS, PHOTOS, DISCLOSURES, METADATA = Aspect
BODY = ArticleBody()


def story(*body, **fields):
    """A story of which only the version at hand matters: nothing is saved."""
    return ArticlePage(title="Balm", slug="balm", body=[*body], **fields)


def text(html="<p>Skin is patient.</p>"):
    return ("paragraph", RichText(html))


def use(photo, **values):
    return {"photo": photo, **values}


def changed(before, after):
    """The aspects in which two versions differ."""
    old, new = hashes_of(before), hashes_of(after)
    return {aspect for aspect in Aspect if old[aspect] != new[aspect]}


def body_change(before, after):
    return changed(story(*before), story(*after))


# One change, one aspect -----------------------------------------------------------------------------


def full_story():
    """A draft with something in every aspect, as its newest version is kept."""
    speaker, photo = factories.expert(), factories.photo()
    body = [
        text(),
        factories.statement(speaker),
        ("photo", use(photo, caption="Ten days later")),
        ("experience", {"text": RichText("<p>It tingled.</p>"), "paid_by": "writer"}),
    ]
    return factories.article(live=False, hero_photo=photo, body=body)


def retype(story, position, **values):
    for name, value in values.items():
        story.body[position].value[name] = value


CHANGES = {
    TEXT: lambda story: setattr(story.body[0], "value", RichText("<p>Skin is very patient.</p>")),
    STATEMENTS: lambda story: retype(story, 1, words="It wakes the skin."),
    PHOTOS: lambda story: retype(story, 2, caption="Eleven days later"),
    DISCLOSURES: lambda story: retype(story, 3, paid_by="brand"),
    METADATA: lambda story: setattr(story, "seo_title", "Balm, tested"),
}


@pytest.mark.parametrize("aspect", Aspect)
def test_a_change_of_one_aspect_changes_exactly_that_hash(aspect):
    draft = full_story()
    before, after = (draft.get_latest_revision().as_object() for _each in range(2))
    CHANGES[aspect](after)
    assert changed(before, after) == {aspect}
    after.save_revision()
    assert changed(before, ArticlePage.objects.get(pk=draft.pk).get_latest_revision_as_object()) == {aspect}


def test_a_version_has_the_same_hashes_as_a_draft_once_live_and_read_anew():
    draft = full_story()
    draft.disclosures = [Disclosure(kind="loan", party="Studio Example")]
    draft.treatments = [Treatment.objects.create(name=name) for name in ("Peel", "Exosomes")]
    draft.disclosure_answer = "declared"
    expected = hashes_of(draft)
    revision = draft.save_revision()
    assert hashes_of(revision.as_object()) == expected
    factories.publish(draft)
    assert hashes_of(ArticlePage.objects.get(pk=draft.pk)) == expected


# Completeness ---------------------------------------------------------------------------------------


def test_everything_a_story_carries_is_signed_for_or_ignored_for_a_reason():
    taken_apart = {"body", "hero_photo", "hero_alt_text", "hero_decorative", "hero_caption", "hero_credit"}
    signed = [name for names in FIELDS.values() for name in names]
    assert len(signed) == len(set(signed))
    assert {*signed, *taken_apart, *IGNORED} == set(parts_of(ArticlePage()))
    assert set(signed).isdisjoint(IGNORED)
    assert all(IGNORED.values())


def field_changes():
    """Another value for each field: (its aspect, what to set)."""
    return {
        "title": (TEXT, "Salve"),
        "kicker": (TEXT, "Winter"),
        "dek": (TEXT, "What it does."),
        "disclosure_answer": (DISCLOSURES, "none"),
        "disclosures": (DISCLOSURES, [Disclosure(kind="loan", party="Studio Example")]),
        "slug": (METADATA, "salve"),
        "seo_title": (METADATA, "Salve"),
        "search_description": (METADATA, "What it does."),
        "show_in_menus": (METADATA, True),
        "topic": (METADATA, factories.topic()),
        "treatments": (METADATA, [Treatment.objects.create(name="Peel")]),
        "products": (METADATA, [Product.objects.create(brand="Example", name="Serum")]),
        "bylines": (METADATA, [Byline(person=factories.person())]),
        "related_stories": (METADATA, [RelatedStory(story=factories.article(live=False))]),
        "hero_photo": (PHOTOS, factories.photo()),
        "hero_alt_text": (PHOTOS, "A jar"),
        "hero_decorative": (PHOTOS, True),
        "hero_caption": (PHOTOS, "The jar"),
        "hero_credit": (PHOTOS, "Ida Invented"),
    }


def test_every_field_that_is_signed_for_changes_its_aspect():
    hero = factories.photo()
    changes = field_changes()
    assert {*changes, "body", *IGNORED} == set(parts_of(ArticlePage()))
    for name, (aspect, value) in changes.items():
        after = story(hero_photo=hero)
        setattr(after, name, value)
        assert changed(story(hero_photo=hero), after) == {aspect}, name


def test_every_column_of_a_row_is_signed_for():
    loan = {"kind": "loan", "party": "Studio Example", "text": "Lent."}
    for name, value in {"kind": "discount", "party": "Studio Invented", "text": "Lent for a week."}.items():
        before, after = story(), story()
        before.disclosures, after.disclosures = [Disclosure(**loan)], [Disclosure(**loan | {name: value})]
        assert changed(before, after) == {DISCLOSURES}, name


def test_the_schedule_belongs_to_nobody():
    later = datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC)
    assert changed(story(), story(go_live_at=later, expire_at=later)) == set()


# Every leaf of every block, under the aspects it belongs to. A new leaf makes the next test fail until it is placed.
LEAVES = {
    (TEXT,): """
        paragraph heading.text experience.text key_points.title key_points.points
        question_answer.question question_answer.answer callout.tone callout.title callout.text
        embed.video embed.caption source_list.sources.kind source_list.sources.title source_list.sources.publisher
        source_list.sources.year source_list.sources.url source_list.sources.source
        product.verdict products.title products.products.verdict
    """,
    (STATEMENTS,): """
        statement.person statement.kind statement.lead_in statement.words statement.verbatim statement.basis
        statement.source
        pull_quote.person pull_quote.exact
    """,
    (TEXT, STATEMENTS): "pull_quote.words",  # of one that is somebody's
    (PHOTOS,): """
        photo.photo photo.alt_text photo.decorative photo.caption photo.credit photo.elapsed photo.layout
        before_after.before.sessions before_after.before.light before_after.before.angle
        before_after.before.distance before_after.before.expression before_after.before.make_up
        before_after.before.background before_after.before.other_treatments
        before_after.after.sessions before_after.after.light before_after.after.angle
        before_after.after.distance before_after.after.expression before_after.after.make_up
        before_after.after.background before_after.after.other_treatments
        before_after.before.photo before_after.before.alt_text before_after.before.decorative
        before_after.before.caption before_after.before.credit before_after.before_taken_on
        before_after.after.photo before_after.after.alt_text before_after.after.decorative
        before_after.after.caption before_after.after.credit before_after.after_taken_on
        before_after.treatment before_after.note
        gallery.title gallery.layout gallery.photos.photo gallery.photos.alt_text gallery.photos.decorative
        gallery.photos.caption gallery.photos.credit
        photo.source gallery.photos.source before_after.before.source before_after.after.source
    """,
    (DISCLOSURES,): """
        experience.treatment experience.treated_on experience.provider experience.paid_by
        product.product products.products.product
    """,
    # For the desk alone; and the description of a source, which readers of a statement on the record never see.
    (): """
        statement.interviewed_on statement.medium statement.reference statement.checked_by statement.checked_on
        statement.basis_reason statement.public_description
    """,
}
PLACES = {leaf: set(aspects) for aspects, leaves in LEAVES.items() for leaf in leaves.split()}


def paths(block, path=""):
    """The dotted path of every leaf of a block."""
    if isinstance(block, blocks.ListBlock):
        return paths(block.child_block, path)
    if children := getattr(block, "child_blocks", None):
        return [one for name, child in children.items() for one in paths(child, f"{path}.{name}".strip("."))]
    return [path]


@pytest.fixture
def things():
    """Two of everything a block can choose."""
    return {
        "people": [factories.expert(), factories.expert()],
        "photos": [factories.photo(), factories.photo()],
        "treatments": [Treatment.objects.create(name=name) for name in ("Peel", "Exosomes")],
        "products": [factories.product(), factories.product()],
        "sources": [Source.objects.create(title=title) for title in ("On balm", "On salve")],
    }


def value_of(block, things, other_at=(), path=""):
    """A value for a block with each leaf filled, and the leaf at the path `other_at` filled differently."""
    if isinstance(block, blocks.ListBlock):
        return [value_of(block.child_block, things, other_at, path)]
    if children := getattr(block, "child_blocks", None):
        return {
            name: value_of(child, things, other_at, f"{path}.{name}".strip(".")) for name, child in children.items()
        }
    return leaf_values(block, things)[path == other_at]


def leaf_values(block, things):
    choices = {
        blocks.PageChooserBlock: things["people"],
        ImageChooserBlock: things["photos"],
        ProductChooserBlock: things["products"],
        SourceChooserBlock: things["sources"],
        SnippetChooserBlock: things["treatments"],
        blocks.RichTextBlock: [RichText("<p>Skin waits.</p>"), RichText("<p>Skin forgives.</p>")],
        blocks.DateBlock: [datetime.date(2026, 3, 1), datetime.date(2026, 3, 11)],
        blocks.BooleanBlock: [False, True],
        blocks.IntegerBlock: [0, 2],
        blocks.URLBlock: ["https://example.org/1", "https://example.org/2"],
    }
    if isinstance(block, blocks.ChoiceBlock):
        return [value for value, _label in block.field.choices if value][:2]
    return next((pair for kind, pair in choices.items() if isinstance(block, kind)), ["One thing", "Another thing"])


def test_every_leaf_of_every_block_belongs_to_an_aspect():
    assert set(paths(BODY)) == set(PLACES) | {"treatment_warning"}  # which says nothing of its own: see the next test


def test_the_place_of_the_warning_about_treatments_is_for_who_signs_for_what_is_legal():
    assert body_change([text()], [text(), ("treatment_warning", None)]) == {DISCLOSURES}


@pytest.mark.parametrize("path", PLACES)
def test_a_changed_leaf_changes_its_aspects(path, things):
    kind, _dot, rest = path.partition(".")
    block = BODY.child_blocks[kind]
    before, after = ((kind, block.normalize(value_of(block, things, other))) for other in (None, rest))
    assert body_change([before], [after]) == PLACES[path]


def test_how_a_background_source_is_described_is_part_of_the_statement():
    terms = {"basis": "background", "public_description": "a chemist"}
    speaker = factories.expert()
    one = factories.statement(speaker, **terms)
    other = factories.statement(speaker, **terms | {"public_description": "a chemist at a large brand"})
    assert body_change([one], [other]) == {STATEMENTS}


# What is a change -----------------------------------------------------------------------------------


def test_a_moved_paragraph_and_swapped_statements_are_changes():
    speaker = factories.expert()
    one, two = text("<p>One.</p>"), text("<p>Two.</p>")
    assert body_change([one, two], [two, one]) == {TEXT}
    one, two = factories.statement(speaker, "One."), factories.statement(speaker, "Two.")
    assert body_change([one, text(), two], [two, text(), one]) == {STATEMENTS}


def test_a_photo_put_between_paragraphs_leaves_the_text_as_it_was():
    photo = ("photo", use(factories.photo()))
    one, two = "<p>One.</p>", "<p>Two.</p>"
    assert body_change([text(one), text(two)], [text(one), photo, text(two)]) == {PHOTOS}
    assert body_change([text(one + two)], [text(one), photo, text(two)]) == {PHOTOS}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="https://example.org/1">studies</a>', '<a href="https://example.org/2">studies</a>'),
        ('<a linktype="page" id="3">studies</a>', '<a linktype="page" id="4">studies</a>'),
        ('<a linktype="photo" id="3">studies</a>', '<a linktype="photo" id="4">studies</a>'),
        ('<a href="https://example.org/1">studies</a>', "studies"),
        ('<a href="#1">say</a> so, they say', 'say so, they <a href="#1">say</a>'),
        ("It works in 10 days", "It works in 16 days"),
        ("5 µg", "5 mg"),
        ("“never”", "never"),
        ("10²", "102"),
        ("one", '<iframe src="https://example.org"></iframe>one'),
    ],
)
def test_what_a_text_says_and_where_its_links_lead_are_changes(before, after):
    assert body_change([text(f"<p>{before}</p>")], [text(f"<p>{after}</p>")]) == {TEXT}


def attributed(person, words="she says", before="", after=""):
    return text(f'<p>{before}Skin waits, <a linktype="person" id="{person}">{words}</a>.{after}</p>')


def test_who_says_it_is_part_of_the_statements_and_not_of_the_text():
    assert body_change([attributed(7)], [attributed(8)]) == {STATEMENTS}
    assert body_change([text("<p>Skin waits, she says.</p>")], [attributed(7)]) == {STATEMENTS}
    assert body_change([attributed(7)], [attributed(7, "she jokes")]) == {TEXT, STATEMENTS}
    assert body_change([attributed(7)], [attributed(7, after=" It forgives.")]) == {TEXT}


def test_an_attribution_moved_to_the_same_words_elsewhere_is_a_change():
    unmarked = text("<p>Skin waits, she says.</p>")
    assert body_change([attributed(7), unmarked], [unmarked, attributed(7)]) == {STATEMENTS}


def test_a_pull_quote_without_a_speaker_is_no_statement():
    assert aspects_in(story(("pull_quote", {"words": "Skin waits."}))) == {TEXT, DISCLOSURES, METADATA}
    assert STATEMENTS in aspects_in(story(("pull_quote", {"words": "Skin waits.", "exact": True})))


# Photos ---------------------------------------------------------------------------------------------


def photo_change(photo, **fields):
    before = hashes_of(story(("photo", use(photo)), hero_photo=photo))
    for name, value in fields.items():
        setattr(photo, name, value)
    photo.save()
    after = hashes_of(story(("photo", use(photo)), hero_photo=photo))
    return {aspect for aspect in Aspect if before[aspect] != after[aspect]}


@pytest.mark.parametrize(
    "fields",
    [
        {"caption": "The writer"},
        {"credit": "Ida Invented"},
        {"alt_text": "A jar"},
        {"long_description": "A jar on stone."},
        {"retouching": Retouching.RETOUCHED},
        {"retouching": Retouching.NONE, "retouching_declared_by": "Ada Example"},
        {"digital_source_type": DigitalSourceType.AI},
        {"sensitivity": Sensitivity.BLOOD},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_what_readers_see_of_a_photos_own_words_is_signed_for(fields):
    assert photo_change(factories.photo(), **fields) == {PHOTOS}


def test_another_picture_in_the_file_of_a_photo_is_a_change():
    assert photo_change(factories.photo(), file=factories.image_file(colour="navy")) == {PHOTOS}


def test_what_readers_do_not_see_of_a_photo_is_not_signed_for():
    fields = {"title": "IMG 1", "retouching": Retouching.NONE, "taken_on": datetime.date(2026, 3, 1)}
    assert photo_change(factories.photo(), **fields) == set()


def test_words_given_for_one_use_hide_the_photos_own():
    photo = factories.photo(caption="Old")
    before = hashes_of(story(("photo", use(photo, caption="Here"))))
    photo.caption = "New"
    assert hashes_of(story(("photo", use(photo, caption="Here")))) == before


def test_a_story_without_statements_and_photos_has_nothing_of_them_to_sign():
    assert aspects_in(story(text())) == {TEXT, DISCLOSURES, METADATA}
    assert aspects_in(story(hero_photo=factories.photo())) == {TEXT, PHOTOS, DISCLOSURES, METADATA}
    assert aspects_in(full_story()) == set(Aspect)


# Formatting -----------------------------------------------------------------------------------------

WORDS = st.lists(
    st.sampled_from(["skin", "café", "10", "don’t", "“never”", "’90s", "Ångström"]), min_size=1, max_size=8
)
SPACE = st.sampled_from([" ", "  ", "\u00a0", "\n", " \u00ad", "\u202f"])
BREAK = st.sampled_from(["</p><p>", "<br/>", "</p>\n<ul><li>", "</li></ul><p>", "<h3>"])
TAG = st.sampled_from(["{}", "<b>{}</b>", "<i>{}</i>", "<b><i>{}</i></b>", "{}"])
STRAIGHT = str.maketrans("“”’", '""\'')


@given(WORDS, st.data())
def test_formatting_changes_nothing(words, data):
    dressed = ""
    for word in words:
        form = data.draw(st.sampled_from(["NFC", "NFD"]))
        straight = data.draw(st.booleans())
        word = unicodedata.normalize(form, word.translate(STRAIGHT) if straight else word)
        dressed += data.draw(TAG).format(word) + data.draw(st.one_of(SPACE, BREAK))
    plainly = text(f"<p>{' '.join(words)}</p>")
    assert body_change([plainly], [text(f"<p>{dressed}</p>")]) == set()
    typed = " ".join(words)
    assert changed(story(dek=typed), story(dek=unicodedata.normalize("NFD", typed).translate(STRAIGHT))) == set()


@given(st.text(max_size=40))
def test_plain_words_are_plain_already(typed):
    assert prose.plain(prose.plain(typed)) == prose.plain(typed)


@given(st.text(alphabet="ab<>/\"'=& lipra", max_size=60))
def test_whatever_stands_in_the_database_can_be_read(source):
    hashes_of(story(text(source)))


def test_formatting_of_statements_and_captions_changes_nothing():
    speaker, photo = factories.expert(), factories.photo()
    before = [factories.statement(speaker, "It wakes\nthe skin."), ("photo", use(photo, caption="Day 10"))]
    after = [factories.statement(speaker, " It wakes the  skin."), ("photo", use(photo, caption="Day\u00a010 "))]
    assert body_change(before, after) == set()
    quote = factories.statement(speaker, "It wakes the skin.", "direct")
    quoted = factories.statement(speaker, "“It wakes the skin.”", "direct")
    assert body_change([quote], [quoted]) == set()


# Other pages, and the work it takes -----------------------------------------------------------------


def test_another_page_is_all_text():
    person = factories.expert()
    before = hashes_of(person)
    assert aspects_in(person) == {TEXT}
    person.credentials = [Credential(name="Doctor of Medicine")]
    person.save_revision()
    after = hashes_of(person.get_latest_revision_as_object())
    assert {aspect for aspect in Aspect if before[aspect] != after[aspect]} == {TEXT}
    person.get_latest_revision().publish()
    assert hashes_of(type(person).objects.get(pk=person.pk)) == after


def test_a_page_is_no_different_for_being_published_moved_or_discussed():
    topic = factories.topic(introduction="Skin, and what it is told.")
    before = hashes_of(topic)
    topic.save_revision().publish()
    assert hashes_of(TopicPage.objects.get(pk=topic.pk)) == before
    assert hashes_of(StoryIndexPage.objects.get())


def test_thirty_photos_cost_as_many_queries_as_three():
    photo, speaker = factories.photo(), factories.expert()

    def queries(number):
        body = [("gallery", {"photos": [use(photo)] * number})]
        for _each in range(number):
            body += [text(), ("photo", use(photo)), factories.statement(speaker)]
            body += [("before_after", {"before": use(photo), "after": use(photo)})]
        revision = factories.article(live=False, hero_photo=photo, body=body).get_latest_revision()
        with CaptureQueriesContext(connection) as captured:
            hashes_of(revision.as_object())
        return len(captured)

    few = queries(3)
    assert queries(30) == few
    assert few <= 25


def test_the_content_is_plain_data_in_an_order_people_can_read():
    speaker = factories.expert()
    content = content_by_aspect(story(text("<p>Skin <b>waits</b>.</p>"), factories.statement(speaker, "It does.")))
    assert content[TEXT]["body"] == [["paragraph", {"words": "Skin waits.", "links": []}]]
    assert content[STATEMENTS]["body"][0][1]["words"] == "It does."
    assert content[STATEMENTS]["body"][0][1]["person"] == speaker.pk
