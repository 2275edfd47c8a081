"""One story's evidence: a source corrects it from a phone, a doctor signs, and after a correction the page says so."""

import json
import re
import secrets

from playwright.sync_api import expect

from tests.browser.conftest import link_in
from tests.browser.story_editor import StoryEditor
from tests.schema_org import faults

HEADLINE = f"Eleven minutes under a peel {secrets.token_hex(3)}"
SOURCE = f"fern-{secrets.token_hex(4)}@example.org"
SAID = "The skin flakes for three weeks."
MENDED = "The skin flakes for one week."
CORRECTED = "The skin flakes for ten days."


def words_of_the_statement(editor):
    return editor.body.get_by_label("Words as shown")


def choose_from_header(page, name):
    page.locator("header").get_by_role("button", name="Actions").click()
    page.get_by_role("link", name=name, exact=True).first.click()


def let_it_pass(page, editor):
    """Publish without the desks' sign-offs: they are another test's."""
    editor.side_panel("readiness").get_by_role("link", name="Publish anyway…").click()
    page.wait_for_url(re.compile("/override/$"))
    for box in page.locator("main").get_by_role("checkbox").all():
        box.check()
    page.get_by_label("Reason").fill("The desks have read it on paper.")
    page.get_by_role("button", name="Let it pass").click()
    page.wait_for_url(re.compile("/edit/"))


def data_on(reader):
    data = json.loads(reader.locator('script[type="application/ld+json"]').first.text_content())
    assert faults(data) == []
    return data


def test_a_story_is_checked_signed_published_and_corrected(newsroom, visitor, log_in, keep):
    desk = {"width": 1400, "height": 1000}
    writer, facts, medical = (log_in(visitor(**desk), account) for account in ("writer", "facts", "medical"))
    managing = log_in(visitor(**desk), "managing")

    # A story about a treatment, in which an expert speaks, is handed in.
    writer.goto("/admin/")
    writer.get_by_role("link", name="New story").first.click()
    editor = StoryEditor(writer)
    writer.get_by_role("textbox", name="Headline").fill(HEADLINE)
    writer.get_by_role("textbox", name="Dek").fill("What a mild peel does, and for how long one sees it.")
    writer.locator("#id_topic").select_option(label="Treatments")
    statement = editor.add_block("Expert statement")
    editor.choose(statement.get_by_role("button", name="Choose a page (Person)"), "Dr. Fern Quillfeather")
    statement.get_by_label("Kind").select_option("direct")
    statement.get_by_label("Words as shown").fill(SAID)
    editor.pick("Add treatments", "Lactic acid peel")
    writer.locator("#id_disclosure_answer").select_option(label="Asked: nothing to disclose")
    editor.act(re.compile("^Submit to the desks$"))
    editor.says("submitted")

    # The facts desk asks the expert whether it is accurate.
    facts.goto("/admin/desk/")
    facts.get_by_role("row").filter(has_text=HEADLINE).get_by_role("link", name=HEADLINE, exact=True).click()
    story_in_admin = facts.url
    choose_from_header(facts, "Accuracy checks")
    facts.get_by_label("E-mail address").fill(SOURCE)
    with facts.expect_navigation():
        facts.get_by_role("button", name="Ask", exact=True).click()
    expect(facts.locator(".messages")).to_contain_text("is on its way")
    keep(facts, "evidence-01-asked")

    # She opens the link on a phone, without an account, and puts one fact right.
    phone = visitor(width=390, height=844)
    phone.goto(link_in(newsroom.letter(SOURCE, "Is this accurate?")))
    expect(phone.locator("fieldset.check")).to_contain_text(SAID)
    phone.get_by_text("A fact is wrong").click()
    phone.locator("fieldset.check").get_by_role("textbox").fill("It flakes for a week.")
    keep(phone, "evidence-02-phone", full_page=True)
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_role("status")).to_contain_text("reached the newsroom")
    keep(phone, "evidence-03-answered", full_page=True)

    # Her answer stands beside the block. The desk accepts it and mends the words.
    facts.goto(story_in_admin)
    panel = StoryEditor(facts).side_panel("accuracy")
    expect(panel).to_contain_text("It flakes for a week.")
    keep(facts, "evidence-04-beside-the-block")
    panel.get_by_role("link", name="Accept or decline").first.click()
    facts.get_by_role("button", name="Accept, and open the block").click()
    facts.wait_for_url("**/edit/#:w:contentpath=body.*")
    editor = StoryEditor(facts)
    words_of_the_statement(editor).fill(MENDED)
    editor.act(re.compile("^Save draft$"))
    editor.says("updated")
    keep(facts, "evidence-05-mended")

    # A managing editor passes the address of its medical review on; the reviewer signs for exactly these words.
    managing.goto(story_in_admin)
    choose_from_header(managing, "Medical review")
    medical.goto(managing.url)
    expect(medical.frame_locator("iframe").locator("main")).to_contain_text(MENDED)
    medical.get_by_label("I have no tie to anybody whom the story names").check()
    medical.get_by_role("button", name="Sign the medical review").click()
    expect(medical.locator(".messages")).to_contain_text("You have signed for")
    keep(medical, "evidence-06-signed", full_page=True)

    # It is published. Readers and search engines are told who has read it.
    managing.goto(story_in_admin)
    editor = StoryEditor(managing)
    let_it_pass(managing, editor)
    editor.act(re.compile("^Publish$"))
    managing.locator(".modal-content").get_by_role("button", name="Publish").click()  # “will cancel the workflow”
    editor.says("published")
    reader = visitor(width=390, height=844, colour_scheme="dark")
    reader.goto("/")
    reader.get_by_role("link", name=HEADLINE).first.click()
    expect(reader.locator(".medical-review")).to_contain_text("Medically reviewed by Dr. Hazel Thimblegrove")
    data = data_on(reader)
    assert (data["@type"], data["mainEntity"]["@type"]) == ("MedicalWebPage", "Article")
    assert data["reviewedBy"]["name"] == "Dr. Hazel Thimblegrove"
    assert data["mainEntity"]["hasPart"][0]["text"] == MENDED
    keep(reader, "evidence-07-published", full_page=True)

    # Another fact in it was wrong. Publishing the change asks what it is.
    managing.goto(story_in_admin)
    words_of_the_statement(editor).fill(CORRECTED)
    editor.act(re.compile("^Save draft$"))
    editor.says("updated")
    let_it_pass(managing, editor)
    editor.act(re.compile("^Publish$"))
    expect(managing.locator("#differences-section")).to_contain_text("ten days")
    keep(managing, "evidence-08-what-is-it", full_page=True)
    managing.get_by_role("radio", name=re.compile("^Correction:")).check()
    managing.get_by_role("textbox", name="What was wrong").fill("We wrote that skin flakes for one week.")
    managing.get_by_role("textbox", name="What is right").fill("It flakes for ten days.")
    managing.get_by_role("button", name="Name it and publish").click()
    editor.says("published")

    # The reader sees the notice, and that the doctor had signed before the change.
    reader.reload()
    expect(reader.locator("main")).to_contain_text(CORRECTED)
    expect(reader.locator("main")).to_contain_text("We wrote that skin flakes for one week.")
    expect(reader.locator(".medical-review")).to_contain_text(
        "Before its latest changes, medically reviewed by Dr. Hazel Thimblegrove"
    )
    data = data_on(reader)
    assert data["@type"] == "Article"
    assert [one["@type"] for one in data["correction"]] == ["CorrectionComment"]
    keep(reader, "evidence-09-corrected", full_page=True)
    reader.goto("/corrections/")
    expect(reader.locator(".log-entry").first).to_contain_text("It flakes for ten days.")
    keep(reader, "evidence-10-log")
    for feed in ("/corrections/rss.xml", "/corrections/atom.xml"):
        assert "It flakes for ten days." in reader.request.get(feed).text()
