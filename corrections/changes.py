"""What of a version differs from what readers see now."""

import hashlib
import json
from dataclasses import dataclass

from articles.aspects import Aspect, content_by_aspect
from articles.models import ArticlePage

from .models import PublishedVersion
from .weight import touched

# What readers read. Of the metadata only who wrote it: topics, addresses and what search engines get say nothing.
READ = [Aspect.TEXT, Aspect.STATEMENTS, Aspect.PHOTOS, Aspect.DISCLOSURES]


@dataclass(frozen=True)
class Change:
    """A step from what readers see to another version.

    Attributes:
        over: the SHA-256 of what they see, and `content`: of what they would see, both as hexadecimal digits.
        touches: Touched values of what is never spelling alone, in their order.
    """

    over: str
    content: str
    touches: list[str]


def change_of(page):
    """Return the Change that publishing this version of a story would make; None for one that readers do not notice.

    A story that readers have never seen changes nothing for them. One that was taken down is held against what they
    saw last.

    Args:
        page: an ArticlePage as it is at hand: for a draft, hand over `revision.as_object()`.
    """
    if not page.pk or not page.first_published_at:
        return None
    seen = last_seen(page.pk)
    if seen is None:
        return None
    before, after = content_read(seen), content_read(page)
    if before == after:
        return None
    return Change(digest(before), digest(after), touched(seen, page, before, after))


def last_seen(page_id):
    """The story as readers see it or, where it is taken down, as they saw it last; None if they never did."""
    if live := ArticlePage.objects.filter(pk=page_id, live=True).first():
        return live
    version = PublishedVersion.objects.filter(article=page_id).select_related("revision").last()
    return version and version.revision.as_object()


def content_read(page):
    """What readers read of a version, as plain JSON data by aspect."""
    content = content_by_aspect(page)
    return {aspect.value: content[aspect] for aspect in READ} | {"bylines": content[Aspect.METADATA]["bylines"]}


def digest(content):
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
