import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.core.exceptions import ValidationError
from django.urls import reverse

from wagtail.blocks import BlockGroup, ChoiceBlock, StructBlock

from accounts.roles import Role
from articles.blocks.body import ArticleBody
from articles.blocks.people import StatementBlock, StatementKind
from articles.blocks.text import PullQuoteBlock
from articles.models import ArticlePage
from tests import factories

pytestmark = pytest.mark.django_db

BLOCKS = ArticlePage.body.field.stream_block.child_blocks


def statement(**values):
    return StatementBlock().normalize({"kind": "direct", "words": "", **values})


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_introduces_itself(name):
    block = BLOCKS[name]
    assert block.label
    assert block.meta.description
    assert block.meta.icon != "placeholder"
    assert block.meta.group


def labels(group):
    """The fields that the label of a group and those of the groups in it name."""
    inner = [name for child in group.children if isinstance(child, BlockGroup) for name in labels(child)]
    return [*inner, *re.findall(r"{(\w+)}", str(group.label_format or ""))]


@pytest.mark.parametrize("name", [name for name, block in BLOCKS.items() if isinstance(block, StructBlock)])
def test_no_label_of_a_new_block_says_that_an_option_is_to_be_selected(name):
    block = BLOCKS[name]
    shown = {*labels(block.meta.form_layout), *re.findall(r"{(\w+)}", str(block.meta.label_format or ""))}
    choices = [block.child_blocks[one] for one in shown if isinstance(block.child_blocks[one], ChoiceBlock)]
    assert all(choice.get_default() for choice in choices)


def preview(client, block):
    return client.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_has_a_live_preview_in_an_empty_house(login, staff, name):
    response = preview(login(staff[Role.WRITER]), BLOCKS[name])
    assert response.status_code == 200
    assert "css/site.css" in response.content.decode()


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_has_a_live_preview_in_a_house_with_people_and_photos(login, staff, name):
    factories.expert(title="Dr. Ida Invented")
    factories.photo()
    page = preview(login(staff[Role.WRITER]), BLOCKS[name]).content.decode()
    assert ("Dr. Ida Invented" in page) == (name == "statement")
    assert ("<picture" in page) == (name in ("photo", "before_after", "gallery"))


def test_the_picker_groups_blocks_by_what_they_are_about():
    groups = dict(ArticleBody().grouped_child_blocks())
    assert [str(name) for name in groups] == ["Text", "People", "Photos", "Products"]


@pytest.mark.parametrize("kind", StatementKind)
def test_only_direct_and_partial_quotes_are_quotations(kind):
    assert statement(kind=kind).is_quotation == (kind in ("direct", "partial"))


@pytest.mark.parametrize("typed", ["“It wakes the skin up.”", '"It wakes the skin up."', "« It wakes the skin up. »"])
def test_marks_typed_around_a_quote_are_not_printed_twice(typed):
    assert statement(words=typed).shown_words == "It wakes the skin up."


@given(st.text(alphabet=st.sampled_from("ab ’'\"“”„‘«»\n"), max_size=12))
def test_nothing_but_one_pair_around_a_quote_is_ever_taken_away(typed):
    words = typed.strip()
    assert statement(words=typed).shown_words in (words, words[1:-1].strip())


@pytest.mark.parametrize("words", ["She told me “never.”", "“Real” results, not “fake”", "’Tis only skin", "patients’"])
def test_marks_that_belong_to_a_quote_stay(words):
    assert statement(words=words).shown_words == words


def test_a_quote_within_a_quote_keeps_its_marks():
    words = "She calls it ‘a letter’ between cells"
    assert statement(words=f"“{words}”").shown_words == words


@pytest.mark.parametrize("kind", ["paraphrase", "written", "translated"])
@pytest.mark.parametrize("words", ["It “wakes” the skin.", 'It "wakes" the skin.', "Es „weckt“ die Haut."])
def test_words_that_are_not_theirs_carry_no_quotation_marks(kind, words):
    value = statement(person=factories.expert(), kind=kind, words=words)
    with pytest.raises(ValidationError) as refused:
        StatementBlock().clean(value)
    assert list(refused.value.block_errors) == ["words"]


def test_all_that_is_wrong_with_a_statement_is_said_at_once():
    with pytest.raises(ValidationError) as refused:
        StatementBlock().clean(statement(kind="paraphrase", lead_in="b" * 251, words="It “wakes” the skin."))
    assert set(refused.value.block_errors) == {"lead_in", "words"}


def test_exact_words_may_be_pulled_out_in_quotation_marks():
    block = PullQuoteBlock()
    block.clean(block.normalize({"words": "“The cherry”", "exact": True}))
    with pytest.raises(ValidationError):
        block.clean(block.normalize({"words": "“The cherry”", "exact": False}))


def test_what_the_desk_keeps_verbatim_is_not_searched():
    story = factories.article(body=[factories.statement(factories.expert(), verbatim="hush")], live=False)
    assert not any("hush" in text for text in story.body_text)


def photo_use(photo, **values):
    return BLOCKS["photo"].normalize({"photo": photo, **values})


def test_words_given_for_one_use_of_a_photo_win_over_its_own():
    photo = factories.photo(caption="Ten days later", credit="Ada Example", alt_text="A cheek")
    use = photo_use(photo, caption="A week later", credit="Ida Invented", alt_text="The same cheek")
    assert (use.shown_caption, use.shown_credit, use.alt) == ("A week later", "Ida Invented", "The same cheek")
    use = photo_use(photo)
    assert (use.shown_caption, use.shown_credit, use.alt) == ("Ten days later", "Ada Example", "A cheek")


def test_a_decorative_photo_has_no_alt_text():
    assert photo_use(factories.photo(alt_text="A cheek"), decorative=True).alt == ""


def test_a_use_whose_photo_is_gone_has_no_words():
    use = photo_use(None)
    assert (use.shown_caption, use.shown_credit, use.alt) == ("", "", "")
