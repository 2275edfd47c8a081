"""Every hostile text of tests/hostile.py, shown to a real browser under the policies readers and moderators have."""

import re

import pytest

from tests.hostile import PAYLOADS

PER_COMMENT = 8
# What a text that came to life would do; and everything that the content policy had to stop.
WATCH = """
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  window[name] = (...words) => window.cameToLife(`${name}(${words}) on ${document.URL}`)
}
Object.defineProperty(window, "pwned", {set: () => window.cameToLife(`pwned on ${document.URL}`)})
document.addEventListener("securitypolicyviolation", (event) => window.cameToLife(
  `${event.effectiveDirective} ${event.blockedURI} on ${document.URL}`))
"""
# Handlers, styles and what leads elsewhere than to the web, wherever comments are shown.
FOUND = r"""() => {
  const all = [...document.querySelectorAll("main *, #main *, .comments *")]
  return {
    handlers: all.filter((it) => it.getAttributeNames().some((name) => name.startsWith("on") || name === "style"))
      .filter((it) => !it.closest("[data-controller], svg")).map((it) => it.outerHTML.slice(0, 200)),
    addresses: all.flatMap((it) => [it.href, it.src, it.action, it.formAction, it.data])
      .filter((address) => typeof address === "string" && address)
      .filter((address) => !/^(https?:|mailto:\?subject=|data:image\/webp;base64,[\w+\/=]+$)/.test(address)),
    inside: [...document.querySelectorAll(".comment-body *, .comment p[dir=auto] *, .queue-body *, bdi *")]
      .filter((it) => !["P", "BR", "A", "BDI"].includes(it.tagName)).map((it) => it.outerHTML.slice(0, 200)),
  }
}"""
MAKE = f"""
from comments.models import ReaderComment
from articles.models import ArticlePage
from comments.conversations import recount, refresh_pages
from tests.hostile import PAYLOADS, storable, together
story = ArticlePage.objects.live().order_by("pk").first()
bodies = list(together({PER_COMMENT}, 5000))
for status in ("approved", "pending"):
    ReaderComment.objects.bulk_create(
        ReaderComment(
            article=story, body=body, status=status, guest_name=storable(name, 60), guest_email="gus@example.org",
            decided_at=None if status == "pending" else story.first_published_at,
        )
        for body, name in zip(bodies, PAYLOADS[:: {PER_COMMENT}])
    )
recount(ReaderComment.objects.all())
refresh_pages([story.pk])
"""
UNMAKE = """
from comments.models import ReaderComment
from comments.conversations import recount, refresh_pages
hostile = ReaderComment.objects.filter(guest_email="gus@example.org")
stories = set(hostile.values_list("article", flat=True))
hostile.delete()
recount(ReaderComment.objects.all())
refresh_pages(stories)
"""


@pytest.fixture
def watched(visitor):
    """A window that writes down whatever comes to life in it, dialogs too."""
    page, alive = visitor(width=1400, height=1000), []
    page.context.expose_binding("cameToLife", lambda _source, what: alive.append(what))
    page.context.add_init_script(WATCH)
    page.on("dialog", lambda dialog: (alive.append(f"dialog {dialog.message}"), dialog.dismiss()))
    return page, alive


@pytest.fixture(scope="module")
def _hostile_house(newsroom):
    newsroom.manage("shell", "--no-imports", "-c", MAKE)
    yield
    newsroom.manage("shell", "--no-imports", "-c", UNMAKE)


def look(page, address):
    response = page.goto(address)
    assert response.status == 200
    page.mouse.move(300, 300)
    page.keyboard.press("Tab")
    assert page.evaluate(FOUND) == {"handlers": [], "addresses": [], "inside": []}


def test_the_watch_sees_what_it_watches_for(watched):
    page, alive = watched
    page.goto("/")
    page.evaluate("alert(1)")
    page.evaluate("pwned = 1")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    page.wait_for_timeout(300)
    assert [what.split()[0] for what in alive] == ["alert(1)", "pwned", "script-src-attr"]


@pytest.mark.usefixtures("_hostile_house")
def test_nothing_comes_to_life_on_the_pages_of_a_story(watched, newsroom):
    page, alive = watched
    page.goto("/")
    story = page.request.get("/feeds/rss.xml").text()
    address, seen = find_story(page, story), 0
    while address:
        look(page, address)
        seen += page.locator("article.comment").count()
        following = re.search(r"[?;&]before=(\d+)", page.content())
        address = following and f"{page.url.split('?')[0].split('#')[0]}?before={following[1]}"
    assert alive == []
    assert seen >= len(PAYLOADS) // PER_COMMENT


def find_story(page, feed):
    """The story with the hostile comments: it has the most."""
    links = dict.fromkeys(re.findall(r"<link>(http[^<]+)</link>", feed))
    return max(links, key=lambda link: page.request.get(link).text().count('<article class="comment"'))


@pytest.mark.usefixtures("_hostile_house")
def test_nothing_comes_to_life_in_the_queue(watched, log_in):
    page, alive = watched
    log_in(page, "moderator")
    for number in (1, 2, 3, 20):
        look(page, f"/admin/comments/?p={number}")
    page.goto("/admin/comments/?p=1")
    page.locator("a[href*='/admin/comments/comment/']").first.click()
    page.wait_for_load_state("networkidle")
    assert page.evaluate(FOUND)["inside"] == []
    assert alive == []
