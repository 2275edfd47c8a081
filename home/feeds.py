"""RSS and Atom of the magazine and of each topic. A story that is taken down is gone at the next request."""

import re

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from wagtail.models import Site

from articles.disclosures import labelled
from articles.models import ArticlePage, TopicPage
from treatments.warnings import warnings_of

from .meta import share_image
from .models import MagazineSettings

NEWEST = 20
MEDIA = "http://search.yahoo.com/mrss/"  # Media RSS: a photo with its credit, which an enclosure cannot carry
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"

# What XML 1.0 cannot hold even when escaped (https://www.w3.org/TR/xml/#charsets).
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class MagazineRss(Rss201rev2Feed):
    """RSS 2.0 with every writer of a story, and its photo."""

    def rss_attributes(self):
        return super().rss_attributes() | {"xmlns:media": MEDIA, "xmlns:dc": DUBLIN_CORE}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name, _address in item["writers"]:
            handler.addQuickElement("dc:creator", name)
        add_photo(handler, item["photo"])


class MagazineAtom(Atom1Feed):
    """Atom 1.0 with every writer of a story, and its photo."""

    def root_attributes(self):
        return super().root_attributes() | {"xmlns:media": MEDIA}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name, address in item["writers"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            if address:
                handler.addQuickElement("uri", address)
            handler.endElement("author")
        add_photo(handler, item["photo"])


FORMATS = {"rss": MagazineRss, "atom": MagazineAtom}


@require_safe
@conditional_page  # by ETag alone: no date would move when a story is taken down
def feed(request, kind, topic=None):
    """The newest stories of the magazine, or of the topic with this slug. 404 where there is no such topic."""
    magazine = MagazineSettings.for_request(request)
    stories = ArticlePage.objects.live().public().newest_first().for_cards()
    page, title = Site.find_for_request(request).root_page, magazine.name
    description = magazine.description or magazine.tagline
    if topic:
        if "\0" in topic:  # which PostgreSQL refuses to look for
            raise Http404
        page = get_object_or_404(TopicPage.objects.live().public(), slug=topic)
        title, description = f"{magazine.name}: {page.title}", page.introduction
        stories = stories.on_topic(page)
    made = FORMATS[kind](
        title=printable(title),
        link=page.get_full_url(request),
        description=printable(description),
        language=settings.LANGUAGE_CODE,
        author_name=printable(magazine.name),
        feed_url=Site.find_for_request(request).root_url + request.path,
        feed_guid=page.translation_key.urn,
    )
    newest = list(stories[:NEWEST])
    warnings = warnings_of(newest)
    for story in newest:
        made.add_item(**entry(story, request, warnings.get(story.pk, [])))
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def entry(story, request, warnings):
    """What of a story travels in a feed, in the words of Django's feed generator and two of our own.

    Args:
        warnings: what readers are told of treatments in it that are not approved.
    """
    return {
        "title": printable(labelled(story.title, story.label)),
        "link": story.get_full_url(request),
        "description": summary(story, warnings),
        "pubdate": story.first_published_at,
        "updateddate": story.last_published_at,
        "unique_id": story.translation_key.urn,  # stays the same when the address changes
        "unique_id_is_permalink": False,
        "categories": [printable(story.topic.title)] if story.topic else [],
        "writers": [
            (printable(writer.title), writer.get_full_url(request) if writer.live else "") for writer in story.authors
        ],
        "photo": share_image(story.hero_photo, story.hero_alt, story.hero_shown_credit),
    }


def summary(story, warnings):
    """The dek, who paid, and what is not approved, as the story's own page has it: small HTML for feed readers."""
    told = [_("Warning: %(text)s") % {"text": warning.text} for warning in warnings]
    paragraphs = [story.dek, *story.disclosure_lines, *told]
    return "".join(format_html("<p>{}</p>", printable(text)) for text in paragraphs if text)


def add_photo(handler, photo):
    """Write the hero photo with its alt text and credit; what is not known is left out."""
    if not photo:
        return
    handler.startElement(
        "media:content",
        {"url": photo["url"], "medium": "image", "type": "image/jpeg"}
        | {side: str(photo[side]) for side in ("width", "height")},
    )
    for element, words in (("media:description", photo["alt"]), ("media:credit", photo["credit"])):
        if words:
            handler.addQuickElement(element, printable(words))
    handler.endElement("media:content")


def printable(text):
    """The text without the characters that no XML file can hold."""
    return NOT_XML.sub("", str(text))
