"""The main job, done as people do it: from a writer's first draft to a reader's published comment."""

import re
import secrets
import urllib.request

from playwright.sync_api import expect

from tests.browser.conftest import link_in
from tests.browser.story_editor import StoryEditor

HEADLINE = f"A thimble of serum, nine days on {secrets.token_hex(3)}"
WORDS = "Skin answers slowly, and it only answers once."
NOTE = "Please say in the standfirst how long you tried it."
COMMENT = "Nine days is quick.\n\nDid the redness show under make-up?"
READER_EMAIL = f"robin-{secrets.token_hex(4)}@reader.example"
READER_PASSWORD = "a-long-enough-secret-7"


def open_from_letter(page, newsroom, address, subject):
    """Follow the link of the newest e-mail to this address with these words in its subject."""
    link = link_in(newsroom.letter(f"{address}@demo.example", subject))
    page.goto(link)
    return StoryEditor(page)


def test_a_story_from_first_draft_to_published_and_commented(newsroom, visitor, log_in, keep, result_photo):
    accounts = ("writer", "copy", "photo", "facts", "managing")
    writer, copy_editor, photo_editor, fact_checker, managing_editor = (log_in(visitor(), who) for who in accounts)

    # The writer drafts a story from a statement and a photo, and submits it.
    writer.goto("/admin/")
    writer.get_by_role("link", name="New story").first.click()
    editor = StoryEditor(writer)
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
        release="Not needed: nobody recognisable",
    )
    photo.get_by_label("Time since treatment").fill("nine days after the first drop")
    keep(writer, "01-writer-drafts", full_page=True)
    editor.act(re.compile("Submit to"))
    editor.says("submitted")
    keep(writer, "02-writer-submits")

    # The copy editor hears of it and sends it back with a note.
    desk = open_from_letter(copy_editor, newsroom, "copy", HEADLINE)
    keep(copy_editor, "03-copy-desk-reads")
    desk.send_back(NOTE)

    # The writer reads the note in the letter, mends the story and submits it again.
    letter = newsroom.letter("writer@demo.example", f"“{HEADLINE}” came back")
    assert NOTE in letter.get_body(("plain",)).get_content()
    assert NOTE in letter.get_body(("html",)).get_content()
    editor = open_from_letter(writer, newsroom, "writer", f"“{HEADLINE}” came back")
    writer.get_by_role("textbox", name="Dek").fill("I tried one drop a night for nine days and kept a diary.")
    editor.act(re.compile("Submit again"))
    editor.says("submitted")
    keep(writer, "04-writer-resubmits")

    # The desks sign off, and the managing editors approve.
    desks = {"copy": copy_editor, "photo": photo_editor, "facts": fact_checker}
    for account, page in desks.items():
        desk = open_from_letter(page, newsroom, account, HEADLINE)
        desk.act(re.compile("^Sign off: "))
        desk.says("is waiting for")
    desk = open_from_letter(managing_editor, newsroom, "managing", f"“{HEADLINE}” is waiting for Managing editors")
    keep(managing_editor, "05-managing-editor-reads")
    desk.act(re.compile("^Sign off and publish: "))
    desk.says("has every sign-off and is published")
    newsroom.letter("writer@demo.example", f"“{HEADLINE}” is published")

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
    reader.get_by_text("Join the conversation").click()
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
    moderator.get_by_role("link", name="As a list").click()
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
