"""What a new story can begin with."""

import pytest

from django.contrib.staticfiles import finders
from django.urls import reverse

from wagtail.models import get_page_models

from accounts.roles import Role
from articles.models import ArticlePage, StoryIndexPage
from articles.story_templates import TEMPLATES, begin
from home.models import HomePage
from tests import editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(login, staff):
    return login(staff[Role.WRITER])


def new_story():
    return reverse("wagtailadmin_pages:add", args=["articles", "articlepage", StoryIndexPage.objects.get().pk])


def test_a_writer_is_offered_every_template_and_an_empty_page(writer):
    page = writer.get(new_story()).content.decode()
    for name, template in TEMPLATES.items():
        assert f'href="?template={name}"' in page
        assert str(template.label) in page
    assert "An empty page" in page


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_brings_its_blocks_and_kicker_and_can_be_kept_as_a_draft(writer, name):
    response = writer.get(new_story(), {"template": name})
    page = response.context["form"].instance
    assert [block.block_type for block in page.body] == [block for block, _value in TEMPLATES[name].body]
    assert page.kicker == TEMPLATES[name].kicker
    form = editor.form_in(response) | editor.stream_data(page.body.stream_block, page.body, "body")
    writer.post(new_story(), form | {"title": "Clay, tried", "slug": "clay"})
    kept = ArticlePage.objects.get(title="Clay, tried").get_latest_revision_as_object()
    assert [block.block_type for block in kept.body] == [block for block, _value in TEMPLATES[name].body]


def test_a_product_test_begins_with_cards_of_products():
    assert "products" in dict(TEMPLATES["product-test"].body)


@pytest.mark.parametrize(("kind", "part"), [("products", "products"), ("gallery", "photos")])
def test_a_list_begins_with_as_many_rows_as_it_needs_so_that_no_new_story_opens_with_an_error(writer, kind, part):
    page = writer.get(new_story(), {"template": "product-test"}).context["form"].instance
    block = next(block for block in page.body if block.block_type == kind)
    assert len(block.value[part]) == block.block.child_blocks[part].meta.min_num
    assert len(block.block.get_default()[part]) == block.block.child_blocks[part].meta.min_num


@pytest.mark.parametrize("name", ["", "nothing", "\x00", "x" * 9000])
def test_what_is_no_template_begins_empty(writer, name):
    response = writer.get(new_story(), {"template": name})
    assert response.status_code == 200
    assert not response.context["form"].instance.body


def test_only_stories_begin_with_a_template():
    page = HomePage.objects.get()
    begin(page, "routine")
    assert not hasattr(page, "kicker")


def test_a_story_that_was_begun_is_offered_none(writer, staff):
    writer.post(new_story(), editor.form_in(writer.get(new_story())) | {"title": "Begun", "slug": "begun"})
    assert "begin-with" not in writer.get(editor.edit_url(ArticlePage.objects.get(title="Begun"))).content.decode()


def test_every_kind_of_page_has_a_drawing_and_says_what_it_is_for(login, staff):
    kinds = [model for model in get_page_models() if model._meta.app_label != "wagtailcore"]
    for model in kinds:
        assert finders.find(f"home/page_types/{model._meta.model_name}.svg"), model
        assert model.get_page_description(), model
    address = reverse("wagtailadmin_pages:add_subpage", args=[HomePage.objects.get().pk])
    page = login(staff[Role.MANAGING_EDITOR]).get(address).content.decode()
    assert "home/page_types/topicpage" in page
    assert "A section of the magazine" in page
