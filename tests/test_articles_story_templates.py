"""What a new story can begin with."""

import json
import re
from html import unescape

import pytest

from django.contrib.staticfiles import finders
from django.urls import reverse

from wagtail.models import get_page_models

from accounts.roles import Role
from articles.models import ArticlePage, StoryIndexPage
from articles.story_templates import TEMPLATES
from home.models import HomePage
from tests import editor

pytestmark = pytest.mark.django_db

BODY = ArticlePage.body.field.stream_block


@pytest.fixture
def writer(login, staff):
    return login(staff[Role.WRITER])


def new_story():
    return reverse("wagtailadmin_pages:add", args=["articles", "articlepage", StoryIndexPage.objects.get().pk])


def test_a_writer_is_offered_every_template_and_an_empty_page(writer):
    page = writer.get(new_story()).content.decode()
    offered = [json.loads(unescape(found)) for found in re.findall(r'data-begin-with="([^"]*)"', page)]
    assert [one["kicker"] for one in offered] == [template.kicker for template in TEMPLATES.values()]
    assert all(str(template.label) in page for template in TEMPLATES.values())
    assert "An empty page" in page


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_brings_its_blocks_and_kicker_and_can_be_kept_as_a_draft(writer, name):
    template = TEMPLATES[name]
    brought = json.loads(template.as_json)
    assert [block["type"] for block in brought["body"]] == [block for block, _value in template.body]
    assert brought["kicker"] == template.kicker
    form = editor.form_in(writer.get(new_story())) | editor.stream_data(BODY, template.blocks, "body")
    writer.post(new_story(), form | {"title": "Clay, tried", "slug": "clay"})
    kept = ArticlePage.objects.get(title="Clay, tried").get_latest_revision_as_object()
    assert [block.block_type for block in kept.body] == [block for block, _value in template.body]


def test_a_product_test_begins_with_cards_of_products():
    assert "products" in dict(TEMPLATES["product-test"].body)


@pytest.mark.parametrize(("kind", "part"), [("products", "products"), ("gallery", "photos")])
def test_a_list_begins_with_as_many_rows_as_it_needs_so_that_no_new_story_opens_with_an_error(kind, part):
    block = next(block for block in TEMPLATES["product-test"].blocks if block.block_type == kind)
    assert len(block.value[part]) == block.block.child_blocks[part].meta.min_num
    assert len(block.block.get_default()[part]) == block.block.child_blocks[part].meta.min_num


def test_a_form_that_came_back_with_an_error_offers_none_since_it_would_replace_what_was_typed(writer):
    refused = writer.post(new_story(), editor.form_in(writer.get(new_story())) | {"title": ""})
    assert refused.status_code == 200
    assert "begin-with" not in refused.content.decode()


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
