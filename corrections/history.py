"""The public history of a story: the versions that readers have seen, and what differs between two of them.

A version is shown as its own templates show it today: a photo withheld since is a neutral space, and nothing is read
from fields that readers never saw. Who must not be named today is named in no version (confidential.py).
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from wagtail.log_actions import log

from articles.querysets import prefetch_story
from readiness.actions import lock_page

from .confidential import by_todays_terms, masked, withheld_names
from .readable import lines_in

MAY_WITHHOLD = "corrections.withhold_version"
WORDS = re.compile(r"\w+\s*|\s+|[^\w\s]\s*")  # each with the space behind it
AROUND = 1  # lines kept on either side of a change


@dataclass(frozen=True)
class Line:
    """A line of the comparison.

    Attributes:
        pieces: the text as ("same" | "gone" | "new", words) in order.
        left_out: of how many lines that did not change this one stands in the place.
    """

    pieces: tuple = ()
    left_out: int = 0

    @property
    def is_changed(self):
        return any(kind != "same" for kind, _words in self.pieces)


def lines_of(page, request):
    """Every line of text that readers read in a version of a story, in order."""
    prefetch_story(page)
    return lines_in(render_to_string("corrections/_version.html", {"page": page, "request": request}, request))


def lines_for_readers(story, versions, request):
    """The lines of each of these PublishedVersions of a story, without the names that it must not have today."""
    withheld, texts = withheld_names([story.pk])[story.pk], []
    for version in versions:
        page = version.revision.as_object()
        by_todays_terms(page, story, withheld)
        texts.append([masked(line, withheld) for line in lines_of(page, request)])
    return texts


def compare(before, after):
    """Return the Lines of two versions, each a list of texts; far from any change they are left out."""
    lines = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line((("same", text),)) for text in before[i1:i2]]
        else:
            lines += [Line(tuple(pieces(*pair))) for pair in zip_longest(before[i1:i2], after[j1:j2], fillvalue="")]
    return list(_without_the_rest(lines))


def pieces(before, after):
    """Yield what is the same, gone and new between two texts, word by word."""
    was, now = WORDS.findall(before), WORDS.findall(after)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(was[i1:i2])
            continue
        if i1 < i2:
            yield "gone", "".join(was[i1:i2])
        if i1 < i2 and j1 < j2 and not was[i2 - 1][-1].isspace():
            yield "same", " "  # or the word that went and the one that came would read as one
        if j1 < j2:
            yield "new", "".join(now[j1:j2])


def _without_the_rest(lines):
    changed = [index for index, line in enumerate(lines) if line.is_changed]
    kept = {near for index in changed for near in range(index - AROUND, index + AROUND + 1)}
    left_out = 0
    for index, line in enumerate(lines):
        if index not in kept:
            left_out += 1
            continue
        if left_out:
            yield Line(left_out=left_out)
        left_out = 0
        yield line
    if left_out:
        yield Line(left_out=left_out)


@transaction.atomic
def withhold(version, *, by, withheld=True):
    """Take a version out of a story's public history, or put it back. What is public now cannot be taken out.

    Returns:
        Whether that changed anything.

    Raises:
        PermissionDenied: `by` may not.
    """
    page = version.article
    if not by.has_perm(MAY_WITHHOLD) or not page.permissions_for_user(by).can_edit():
        raise PermissionDenied
    lock_page(page.pk)
    version.refresh_from_db()
    is_shown_now = page.live and version.revision_id == page.live_revision_id
    if withheld == bool(version.withheld_at) or (withheld and is_shown_now):
        return False
    version.withheld_at, version.withheld_by = (timezone.now(), by) if withheld else (None, None)
    version.save(update_fields=["withheld_at", "withheld_by"])
    log(page, "corrections.withhold" if withheld else "corrections.show", user=by, revision=version.revision)
    return True
