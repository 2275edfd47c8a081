"""A few rules for tests about rules: register() what the test needs, with the fixture no_rules."""

from readiness.findings import Gap, Severity
from readiness.rules import NOBODY, rule

STORY = "articles.ArticlePage"
NO_KICKER = "The kicker is empty."
SHOUTING = "This heading shouts."
RUMOUR = "The headline is a rumour."
SHORT_DEK = "The dek is short."


def no_kicker(page):
    if not page.kicker:
        yield Gap(NO_KICKER, mend="Write one.", field="kicker")


def shouting(page):
    for block in page.body:
        if block.block_type == "heading" and block.value["text"].isupper():
            yield Gap(SHOUTING, mend="Say it quietly.", field="body", block=block.id)


def rumour(page):
    if "rumour" in page.title.lower():
        yield Gap(RUMOUR, field="title")


def short_dek(page):
    if len(page.dek) < 10:
        yield Gap(SHORT_DEK, field="dek")


def blocker(check, **options):
    rule(STORY, Severity.BLOCKER, **options)(check)


def register():
    """A blocker for stories without a kicker, one that nobody may waive, a warning and a note."""
    blocker(no_kicker)
    blocker(rumour, waiver=NOBODY)
    rule(STORY, Severity.WARNING)(shouting)
    rule(STORY, Severity.NOTE)(short_dek)


def key(name, field, block="", subject=""):
    return f"{name}:{field}:{block}:{subject}"


KICKER_KEY = key("no_kicker", "kicker")
RUMOUR_KEY = key("rumour", "title")
