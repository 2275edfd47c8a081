"""Where comments stand on a page, and where it says how many there are.

A page can be made with these places left open, kept (cms/kept_frames.py), and filled for each reader: a decision about
a comment then costs the comments, and not the page around them.
"""

import secrets
from collections.abc import Callable
from types import SimpleNamespace

from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import ngettext

from articles.models import ArticlePage
from articles.structured_data import as_json

from .section import section
from .shown import is_retracted
from .structured_data import structured
from .thread import conversation_of

# Of a story, what the comments below it and their number lean on.
OF_STORIES = ["title", "live", "first_published_at", "retracted_at"]
OF_STORIES += [
    f"conversation__{name}" for name in ("article", "is_closed", "who_may_comment", "stays_open", "published")
]


PROPERTY = ', "', '": true'  # what JSON puts around a mark that is the name of something true


class OpenPlaces:
    """The places of one page that is being made. Nobody can write their mark into a text: it is random."""

    def __init__(self):
        self.mark = secrets.token_hex(16)
        self.asked, self.stories = [], {}

    def leave(self, kind, story, *asked):
        """Return the mark that stands on the page until the place is filled.

        Args:
            kind: one of KINDS.
            story: whose comments it is about, if about one story's.
            asked: what else the function of that kind is to know.
        """
        self.asked.append((kind, story and story.pk, *asked))
        if story:
            self.stories.setdefault(story.pk, story)
        return mark_safe(f"{self.mark}-{len(self.asked) - 1}.")  # noqa: S308 - letters and digits

    def pieces(self, html):
        """Cut the page at its marks: strings of HTML, and between them what `leave` was told of the place."""
        first, *others = html.split(f"{self.mark}-")
        pieces = [first]
        for part in others:
            number, _point, rest = part.partition(".")
            if rest.startswith(PROPERTY[1]):  # in structured data, a mark goes with what JSON puts around it
                pieces[-1], rest = pieces[-1].removesuffix(PROPERTY[0]), rest.removeprefix(PROPERTY[1])
            pieces += [self.asked[int(number)], rest]
        return pieces


def shown(request, kind, story, *asked):
    """What stands in a place on the page of this request; only its mark, if the page is made with open places."""
    places = getattr(request, "open_places", None)
    if places and story.pk:
        return places.leave(kind, story, *asked)
    return KINDS[kind](request, story, *asked)


def filled(pieces, request, stories=None):
    """The HTML of a page with what readers see in its places now; None if a story it shows is not there any more.

    Args:
        stories: by number, where they are at hand.
    """
    if stories is None and (stories := stories_of(pieces)) is None:
        return None

    def html(piece):
        if isinstance(piece, str):
            return piece
        kind, pk, *asked = piece
        return KINDS[kind](request, stories.get(pk), *asked)

    return "".join(map(html, pieces))


def stories_of(pieces):
    """The stories that these pieces are about, by number; None if one of them is not there for readers any more."""
    asked: dict[str, set] = {}
    for piece in pieces:
        if isinstance(piece, tuple) and piece[1]:
            asked.setdefault(piece[0], set()).add(piece[1])
    counted = asked.pop("number", set())
    read = set().union(*asked.values())
    live = ArticlePage.objects.live().select_related("conversation").order_by()
    stories = live.only(*OF_STORIES).in_bulk(read) if read else {}
    if counted - read:
        # Light rows: to make a page of each would take longer than everything else.
        rows = live.filter(pk__in=counted - read).values_list("pk", "retracted_at", "conversation__published")
        for pk, retracted_at, published in rows:
            stories[pk] = SimpleNamespace(
                retracted_at=retracted_at, conversation=SimpleNamespace(published=published or 0)
            )
    return stories if len(stories) == len(counted | read) else None


# What stands there --------------------------------------------------------------------------


def number(request, story, is_link=False):
    published = 0 if is_retracted(story) else conversation_of(story).published
    if not published:
        return ""
    words = ngettext("%(number)s comment", "%(number)s comments", published) % {"number": published}
    return format_html('<a href="#comments">{}</a>' if is_link else "<span>{}</span>", words)


def thread(request, story):
    token = SimpleLazyObject(lambda: get_token(request))
    return render_to_string("comments/_section.html", section(story, request) | {"csrf_token": token})


def data(request, story):
    """The rest of a JSON object: what machines are told of the comments."""
    told = {name: value for name, value in structured(story, request).items() if value}
    return f", {as_json(told)[1:-1]}" if told else ""


# Rooms above may add to them.
KINDS: dict[str, Callable] = {"number": number, "thread": thread, "data": data}


def structured_or_place(story, request):
    """For articles/structured_data.py: the comments, or a property that `OpenPlaces.pieces` finds again."""
    places = getattr(request, "open_places", None)
    return {places.leave("data", story): True} if places and story.pk else structured(story, request)
