"""Letters out of notices: what stands in them, and how. notices/posting.py decides when they go out."""

from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.house_time import told

from . import addresses
from .mail import compose, in_language_of
from .models import Kind
from .wording import LETTERS

LONGEST_TITLE = 120  # characters of a headline in a subject

FOR_READERS = {Kind.PUBLISHED, Kind.CHANGES_PUBLISHED, Kind.RETRACTED}

# Who is told the one about a turn need not be told the other about the same turn.
COVERS = {
    Kind.ASSIGNED: {Kind.ASKED, Kind.ASKED_AGAIN},
    Kind.FELL_AWAY: {Kind.ASKED, Kind.ASKED_AGAIN},
    Kind.PUBLISHED: {Kind.SCHEDULED},
    Kind.CHANGES_PUBLISHED: {Kind.SCHEDULED},
}


@dataclass(frozen=True)
class Entry:
    """One thing that a letter says about a story. `quotes` are (name, words)."""

    sentence: str
    lines: list[str]
    quotes: list[tuple[str, str]]
    action: str
    url: str


@dataclass(frozen=True)
class Story:
    """Everything that a letter says about one story, the most pressing first."""

    page: Any
    entries: list[Entry]

    @property
    def lead(self):
        return self.entries[0]

    @property
    def others(self):
        return self.entries[1:]


def letter(recipient, notices):
    """One letter about one story."""
    with in_language_of(recipient):
        story = story_of(notices[0].page, notices)
        mail = message(recipient, story.lead.sentence, "letter", {"story": story})
    # A story's letters hang together in mail programmes: each answers one that was never written.
    domain = sender_domain()
    thread = f"<story-{story.page.pk}@{domain}>"
    mail.extra_headers |= {
        "Message-ID": f"<notice-{notices[0].pk}-{notices[0].created_at:%Y%m%d%H%M%S}@{domain}>",
        "In-Reply-To": thread,
        "References": thread,
    }
    return mail


def digest(recipient, notices):
    """One letter about several stories, for who wants one a day."""
    by_page: dict[int, list] = {}
    for notice in notices:
        by_page.setdefault(notice.page_id, []).append(notice)
    pressing = sorted(by_page.values(), key=lambda group: min(place_of(notice) for notice in group))
    with in_language_of(recipient):
        stories = [story_of(group[0].page, group) for group in pressing]
        subject = ngettext("Your day: %(number)d story", "Your day: %(number)d stories", len(stories)) % {
            "number": len(stories)
        }
        return message(recipient, subject, "digest", {"stories": stories})


def message(recipient, subject, template, context):
    return compose(
        recipient.email,
        subject,
        f"notices/{template}",
        {"settings": settings, **context},
        sender=getattr(settings, "WAGTAILADMIN_NOTIFICATION_FROM_EMAIL", None),
        List_Unsubscribe=f"<{addresses.preferences()}>",
    )


def sender_domain():
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def place_of(notice):
    return list(Kind).index(Kind(notice.kind))


def story_of(page, notices):
    """Put into words what notices say about one story. Each note is quoted once."""
    telling = sorted(without_covered(notices), key=place_of)
    quoted: set[tuple[str, str]] = set()
    entries = []
    for kind, group in groupby(telling, key=lambda notice: Kind(notice.kind)):
        entries.append(entry(page, kind, list(group), quoted))
    return Story(page, entries)


def without_covered(notices):
    covered = {(kind, notice.turn_id) for notice in notices for kind in COVERS.get(Kind(notice.kind), ())}
    return [notice for notice in notices if (notice.kind, notice.turn_id) not in covered]


def entry(page, kind, notices, quoted):
    """Put notices of one kind about one story into one sentence and what belongs to it."""
    words = LETTERS[kind]
    newest = notices[-1]
    names = {
        "title": Truncator(page.get_admin_display_title()).chars(LONGEST_TITLE),
        "by": listed(notice.data.get("by") for notice in notices),
        "desk": listed(notice.data.get("desk") for notice in notices),
        "stage": listed(notice.data.get("stage") for notice in notices),
        "source": listed(notice.data.get("source") for notice in notices),
        "when": told(parse_datetime(newest.data["when"])) if newest.data.get("when") else "",
    }
    lines = [words.who % names] if words.who and names["by"] else []
    lines += [line for notice in notices for line in particulars(notice.data)]
    lines += [str(words.more)] if words.more else []
    quotes = []
    for notice in notices:
        quote = (notice.data.get("by", ""), notice.data.get("note", ""))
        if quote[1] and quote not in quoted:
            quoted.add(quote)
            quotes.append(quote)
    is_gone = kind in FOR_READERS and not page.live  # taken down again before this letter went out
    action = _("See the story") if is_gone else str(words.action)
    return Entry(words.sentence % names, list(dict.fromkeys(lines)), quotes, action, place(page, newest))


def listed(names: Iterable):
    """Names, each once, as a sentence lists them: "Copy desk, Facts desk and Photo desk"."""
    return get_text_list(list(dict.fromkeys(name for name in names if name)), _("and"))


def particulars(data):
    """Whole lines of what else is known."""
    if because := data.get("because"):
        yield _("%(desk)s: %(because)s.") % {"desk": data.get("desk", ""), "because": because}
    if said := data.get("said"):
        yield _("%(source)s: %(said)s") % {"source": data.get("source", ""), "said": said}
    if finding := data.get("finding"):
        yield _("What is missing: %(finding)s") % {"finding": finding}
    if reason := data.get("reason"):
        yield _("The reason: %(reason)s") % {"reason": reason}
    if byline := data.get("byline"):
        yield _("It is by %(byline)s.") % {"byline": byline}
    if due := data.get("due"):
        yield _("It is due on %(time)s.") % {"time": told(parse_datetime(due))}


def place(page, notice):
    """The address of the very place that a notice is about."""
    data = notice.data
    if notice.kind in FOR_READERS and page.live:
        return page.full_url or addresses.editor_of(page)
    if notice.kind == Kind.FELL_AWAY and data.get("revision"):
        return addresses.in_admin("wagtailadmin_pages:revisions_compare", page.pk, data["revision"], "latest")
    if comment := data.get("comment"):
        return addresses.editor_of(page, query=f"comment={comment}")
    if anchor := data.get("anchor"):
        return addresses.editor_of(page, fragment=f":w:contentpath={anchor}")
    return addresses.editor_of(page)
