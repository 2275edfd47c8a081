"""The comment box of a page that all readers share, in a real browser, with scripts and without."""

import pytest
from playwright.sync_api import expect

WORDS = "My skin calmed down after a week of nothing but water."


@pytest.fixture
def story(page):
    page.goto("/")
    return page.locator(".card-headline a").first.get_attribute("href")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_double_click_and_the_back_button_make_one_comment(newsroom, visitor, story, keep, javascript):
    name = "with scripts" if javascript else "without scripts"
    email = f"{name.replace(' ', '-')}@example.org"
    visitor().goto(story)
    guest = visitor(width=390, javascript=javascript)
    assert guest.goto(story).headers["cache-status"] == "front; hit"
    form = guest.locator(".comments form")
    guest.get_by_text("Join the conversation").click()
    form.get_by_label("Your comment").fill(f"{WORDS} Sent {name}.")
    form.get_by_label("Name").fill("Gus Example")
    form.get_by_label("E-mail address").fill(email)
    form.scroll_into_view_if_needed()
    keep(guest, f"guest-writes-{name.replace(' ', '-')}")
    form.get_by_role("button").dblclick()
    expect(guest.get_by_role("heading", level=1)).to_have_text("One more step")

    guest.go_back()
    expect(form.get_by_label("Your comment")).to_have_value(f"{WORDS} Sent {name}.")
    if not form.is_visible():
        guest.get_by_text("Join the conversation").click()
    form.get_by_role("button").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("One more step")
    assert not guest.context.cookies()
    newsroom.letter(email, "confirm")
    one = f"assert ReaderComment.objects.filter(guest_email='{email}').count() == 1"
    newsroom.manage("shell", "--no-imports", "-c", f"from comments.models import ReaderComment\n{one}")
    assert len(newsroom.letters(email)) == 1
