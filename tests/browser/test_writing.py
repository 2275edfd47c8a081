"""What a writer does at the form of a new story, and loses nothing by."""

import re
import secrets

import pytest
from playwright.sync_api import expect

BODY = "#panel-child-content-body-section"
CARDS = ".begin-with"
HEADLINE = "#id_title"


@pytest.fixture
def new_story(page, log_in):
    log_in(page, "writer")
    page.goto("/admin/")
    page.get_by_role("link", name="New story").first.click()
    return page


@pytest.mark.parametrize("saved", [False, True])
def test_a_template_joins_the_headline_that_was_typed_whether_it_is_saved_yet_or_not(new_story, saved):
    headline = f"Clay on a Sunday {secrets.token_hex(3)}"
    new_story.locator(HEADLINE).press_sequentially(headline)
    if saved:
        expect(new_story).to_have_url(re.compile("/edit/$"))
    new_story.get_by_role("button", name="Routine").click()
    expect(new_story.get_by_text("What comes next?").first).to_be_visible()
    with new_story.expect_request(
        lambda request: request.method == "POST" and "Explained" in (request.post_data or "")
    ):
        new_story.get_by_role("button", name="An expert explains").click()
    expect(new_story).to_have_url(re.compile("/edit/$"))
    expect(new_story.locator(HEADLINE)).to_have_value(headline)
    new_story.locator(BODY).get_by_label("Question").first.fill("Does it dry the skin?")
    expect(new_story.locator(CARDS)).to_have_count(0)  # another template would take these words away
