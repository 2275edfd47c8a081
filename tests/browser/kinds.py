"""One address of every kind of page that readers see, found as a reader would: by following links."""

import pytest

from demo.edges import EDGES
from demo.patterns import ERRORS

ALWAYS = {
    "home": "/",
    "archive": "/stories/",
    "people": "/people/",
    "search with hits": "/search/?q=skin",
    "search without hits": "/search/?q=zzzzzz",
    "search of nothing": "/search/",
    "search with a typing error": "/search/?q=sunscren&year=2020&topic=nowhere",
    "search for people": "/search/?q=skin&kind=person",
    "archive of a year": "/stories/?year=2026&month=11",
    "saved stories": "/saved/",
    "corrections": "/corrections/",
    "glossary": "/glossary/",
    "log in": "/accounts/login/",
    "sign up": "/accounts/signup/",
    "password": "/accounts/password/reset/",
    "my comments": "/comments/mine/by-mail/",
    "comments in numbers": "/comments/numbers/",
    "patterns": "/patterns/",
    "not found": "/no/such/page/",
}
PATTERNS = {f"pattern {name}": f"/patterns/{name}/" for name in [*EDGES, *ERRORS]}
LEADING = {
    "topic": ("/", ".topics a"),
    "story": ("/", ".card-headline a"),
    "standing page": ("/", "footer a[href*=about]"),
    "advertisers": ("/", "footer a:has(+ .commercial-label)"),
    "person": ("/people/", ".register a"),
    "tell about a mistake": ("/stories/exosomes/", "a[data-correction]"),
    "report a comment": ("/stories/exosomes/", ".comment a[href*=report]"),
}


def find(page):
    """{kind: address} as the magazine has them now. Fails where one of them is not to be found."""
    found = ALWAYS | PATTERNS
    for kind, (start, selector) in LEADING.items():
        if not page.url.endswith(start):
            page.goto(start)
        link = page.locator(selector).first
        if not link.count():
            pytest.fail(f"no way from {start} to “{kind}”")
        found[kind] = link.get_attribute("href")
    page.goto(found["advertisers"])
    found["advertiser"] = page.locator(".card-headline a, main .cards a").first.get_attribute("href")
    found["history"] = found["tell about a mistake"].replace("/comments/correction/", "/corrections/")
    return found
