"""The main job, done as people do it: from a writer's first draft to a reader's published comment."""

import re
import secrets
import urllib.request

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import link_in

HEADLINE = f"A thimble of serum, nine days on {secrets.token_hex(3)}"
WORDS = "Skin answers slowly, and it only answers once."
NOTE = "Please say in the standfirst how long you tried it."
COMMENT = "Nine days is quick.\n\nDid the redness show under make-up?"
READER_EMAIL = f"robin-{secrets.token_hex(4)}@reader.example"
READER_PASSWORD = "a-long-enough-secret-7"


@pytest.fixture
def result_photo(tmp_path):
    """A photo no other run has uploaded, big enough to be printed large."""
    path = tmp_path / "cheek.jpg"
    gradient = Image.linear_gradient("L").resize((1600, 1200))
    cheek = Image.merge("RGB", [gradient.point(lambda v, k=k: 120 + v * k // 400) for k in (210, 170, 140)])
    cheek.paste((secrets.randbelow(256), 140, 120), (0, 0, 40, 40))
    cheek.save(path, quality=90)
    return path


class Editor:
    """The story editor, handled as a person would: by what is written on it."""

    def __init__(self, page):
        self.page = page
        self.body = page.locator("#panel-child-content-body-section")

    def choose(self, button, name):
        button.click()
        modal = self.page.locator(".modal-content")
        modal.get_by_role("link", name=name, exact=True).first.click()
        expect(modal).to_have_count(0)

    def add_block(self, label):
        self.body.get_by_role("button", name="Insert a block").last.click()
        self.page.get_by_role("option", name=label, exact=True).click()
        return self.body.locator("[data-streamfield-child]").last

    def upload(self, button, path, **fields):
        button.click()
        modal = self.page.locator(".modal-content")
        modal.get_by_role("tab", name="Upload").click()
        modal.locator("input[type=file]").set_input_files(path)
        for label, text in fields.items():
            modal.get_by_label(label.replace("_", " ").capitalize(), exact=True).fill(text)
        modal.get_by_role("button", name="Upload").click()
        expect(modal).to_have_count(0)

    def act(self, action):
        """Press a button of the action menu at the foot of the editor."""
        footer = self.page.locator("footer")
        button = footer.get_by_role("button", name=action)
        if not button.is_visible():
            footer.get_by_role("button", name="More actions").click()
        button.click()

    def says(self, text):
        expect(self.page.locator(".messages")).to_contain_text(text)


def open_from_letter(page, newsroom, address, subject):
    """Follow the link of the newest e-mail to this address with these words in its subject."""
    link = link_in(newsroom.letter(f"{address}@demo.example", subject))
    page.goto(link)
    return Editor(page)


def test_a_story_from_first_draft_to_published_and_commented(newsroom, visitor, log_in, keep, result_photo):
    writer, copy_editor, managing_editor = (log_in(visitor(), who) for who in ("writer", "copy", "managing"))

    # The writer drafts a story from a statement and a photo, and submits it.
    writer.goto("/admin/")
    writer.get_by_role("link", name="New story").first.click()
    editor = Editor(writer)
    writer.get_by_role("textbox", name="Headline").fill(HEADLINE)
    writer.get_by_role("textbox", name="Dek").fill("I tried one drop a night and kept a diary.")
    writer.locator("#id_topic").select_option(label="Skin")
    statement = editor.add_block("Expert statement")
    editor.choose(statement.get_by_role("button", name="Choose a page (Person)"), "Dr. Fern Quillfeather")
    statement.get_by_label("Kind").select_option("direct")
    statement.get_by_label("Words as shown").fill(WORDS)
    photo = editor.add_block("Reviewer photo")
    editor.upload(
        photo.get_by_role("button", name="Choose an image"),
        result_photo,
        credit="Clementine Marl",
        alt_text="A cheek in window light, even in tone",
    )
    photo.get_by_label("Time since treatment").fill("nine days after the first drop")
    keep(writer, "01-writer-drafts", full_page=True)
    editor.act(re.compile("Submit to"))
    editor.says("submitted")
    keep(writer, "02-writer-submits")

    # The copy editor hears of it and sends it back with a note.
    desk = open_from_letter(copy_editor, newsroom, "copy", HEADLINE)
    keep(copy_editor, "03-copy-desk-reads")
    desk.act("Request changes")
    dialog = copy_editor.get_by_role("dialog")
    dialog.get_by_label("Comment").fill(NOTE)
    dialog.get_by_role("button", name=re.compile("Request changes|Submit")).click()
    desk.says("went back to its writer")

    # The writer reads the note in the letter, mends the story and submits it again.
    letter = newsroom.letter("writer@demo.example", HEADLINE)
    assert NOTE in letter.get_body(("plain",)).get_content()
    assert NOTE in letter.get_body(("html",)).get_content()
    editor = open_from_letter(writer, newsroom, "writer", HEADLINE)
    writer.get_by_role("textbox", name="Dek").fill("I tried one drop a night for nine days and kept a diary.")
    editor.act(re.compile("Submit again"))
    editor.says("submitted")
    keep(writer, "04-writer-resubmits")

    # Copy desk and managing editor approve.
    desk = open_from_letter(copy_editor, newsroom, "copy", HEADLINE)
    desk.act(re.compile("^Approve$"))
    desk.says("waiting for Final approval")
    desk = open_from_letter(managing_editor, newsroom, "managing", HEADLINE)
    keep(managing_editor, "05-managing-editor-reads")
    desk.act(re.compile("^Approve$"))
    desk.says("published")
    published = newsroom.letter("writer@demo.example", "published")
    assert HEADLINE in str(published["Subject"])

    # Anybody finds it on its topic page and reads it.
    reader = visitor(width=390, height=844)
    reader.goto("/")
    reader.get_by_role("navigation").get_by_role("link", name="Skin").first.click()
    reader.get_by_role("link", name=HEADLINE).first.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(reader.locator("blockquote")).to_contain_text(WORDS)
    expect(reader.locator("main")).to_contain_text("Clementine Marl")
    story = reader.url
    keep(reader, "06-reader-reads", full_page=True)
    assert not reader.context.cookies(), "an anonymous reader gets no cookie"

    # The reader registers, confirms the e-mail address and comments.
    reader.locator(".comments").get_by_role("link", name="Write a comment").click()
    reader.get_by_role("main").get_by_role("link", name="Log in").click()
    reader.get_by_role("main").get_by_role("link", name=re.compile("Register|Make an account")).click()
    reader.get_by_label("E-mail address").fill(READER_EMAIL)
    reader.get_by_label("Display name").fill("Robin Teasel")
    reader.get_by_label("Password", exact=True).fill(READER_PASSWORD)
    reader.get_by_role("main").get_by_role("button", name="Register").click()
    reader.goto(link_in(newsroom.letter(READER_EMAIL, "confirm")))
    reader.get_by_role("button", name="Confirm this address").click()
    reader.goto(story)
    reader.locator("form.comment-form textarea").fill(COMMENT)
    reader.locator("form.comment-form").get_by_role("button").first.click()
    expect(reader.locator(".comments")).to_contain_text("moderator")
    keep(reader, "07-reader-comments")
    stranger = visitor()
    stranger.goto(story)
    expect(stranger.locator("main")).not_to_contain_text("Nine days is quick")

    # The moderator lets it through, and everybody sees it.
    moderator = log_in(visitor(), "moderator")
    moderator.goto("/admin/")
    moderator.get_by_role("link", name=re.compile("^Comments")).first.click()
    waiting = moderator.get_by_role("row").filter(has_text="Nine days is quick")
    expect(waiting).to_have_count(1)
    keep(moderator, "08-moderation-queue")
    waiting.get_by_role("button", name="Approve").click()
    expect(moderator.locator(".messages")).to_contain_text("approved")
    stranger.reload()
    expect(stranger.locator(".comments")).to_contain_text("Nine days is quick")
    keep(stranger, "09-comment-shows", full_page=True)

    # Feed readers get the story, too.
    with urllib.request.urlopen(f"{newsroom.url}/feeds/rss.xml", timeout=20) as feed:  # noqa: S310 - our own server
        assert HEADLINE in feed.read().decode()
