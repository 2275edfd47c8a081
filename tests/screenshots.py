"""`make screenshots`: every kind of page that readers see, by day and by night, at a desk and in a hand.

They are for docs/pages.md. Arguments: the kinds to renew; without any, all of them.
"""

import os
import subprocess
import sys
from io import BytesIO

from PIL import Image
from playwright.sync_api import sync_playwright

import django

from tests.audit.magazine import REPOSITORY, magazine

FOLDER = REPOSITORY / "docs" / "images" / "pages"
DESK, PHONE = (1440, 1800), (390, 844)  # pixels
LOOKS = [(size, scheme) for size in (DESK, PHONE) for scheme in ("light", "dark")]
HEIGHT = 900  # of each picture in the row
GAP = 24
GROUND = "#8c857f"
QUALITY = 72
STORY, SHOPPING = "/stories/exosomes/", "/stories/red-lipstick/"
# Further down in a story: what is to stand at the top of the screen.
PARTS = {"statements": (STORY, ".statement"), "comments": (STORY, "#comments"), "products": (SHOPPING, ".product-card")}
# What is empty until a reader has put something there: the button, and where it is then.
KEPT = {
    "saved stories": (STORY, "button[data-save]", "/saved/"),
    "shopping list": (SHOPPING, ".product-card button", "/shopping-list/"),
}
ERRORS = {"gone": "/patterns/410/", "too many requests": "/patterns/429/", "server error": "/patterns/500/"}


def main(wanted):
    FOLDER.mkdir(exist_ok=True)
    chromium = subprocess.check_output(["bin/chromium"], cwd=REPOSITORY, text=True).strip()  # noqa: S607
    with magazine() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for kind, show in ways(browser, site).items():
            if not wanted or kind in wanted:
                shots = [shot(browser, site, show, *look) for look in LOOKS]
                beside(shots).save(FOLDER / f"{kind.replace(' ', '-')}.webp", quality=QUALITY, method=6)
        browser.close()


def ways(browser, site):
    """{kind: what brings a browser there}."""
    from tests.browser import kinds  # which needs Django

    found = kinds.find(browser.new_page(base_url=site))
    pages = {kind: address for kind, address in found.items() if not kind.startswith("pattern ")} | ERRORS
    return (
        {kind: lambda page, at=address: page.goto(at) for kind, address in pages.items()}
        | {kind: lambda page, part=part: scroll(page, *part) for kind, part in PARTS.items()}
        | {kind: lambda page, steps=steps: put(page, *steps) for kind, steps in KEPT.items()}
    )


def scroll(page, address, selector):
    page.goto(address)
    page.locator(selector).first.evaluate("(part) => scrollTo(0, part.getBoundingClientRect().top + scrollY - 80)")


def put(page, address, button, destination):
    page.goto(address)
    for each in page.locator(button).all():
        each.click()
    page.goto(destination)


def shot(browser, site, show, size, scheme):
    """A screenful of a page, as high as the row."""
    width, height = size
    scale = HEIGHT / height
    with browser.new_page(
        base_url=site,
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        device_scale_factor=max(1, scale),
        reduced_motion="reduce",
    ) as page:
        show(page)
        page.wait_for_load_state("networkidle")
        picture = Image.open(BytesIO(page.screenshot()))
        return picture.resize((round(width * scale), HEIGHT), Image.Resampling.LANCZOS).convert("RGB")


def beside(pictures):
    """One picture of these in a row."""
    row = Image.new("RGB", (sum(each.width + GAP for each in pictures) + GAP, HEIGHT + 2 * GAP), GROUND)
    left = GAP
    for picture in pictures:
        row.paste(picture, (left, GAP))
        left += picture.width + GAP
    return row


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.development")
    django.setup()
    main(sys.argv[1:])
