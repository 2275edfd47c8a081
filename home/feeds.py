"""RSS, Atom and JSON Feed of the magazine, of each topic and of each person. A story that is taken down is gone at the
next request."""

import json
import re

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from articles.disclosures import labelled
from articles.models import ArticlePage, TopicPage
from articles.querysets import prefetch_cards
from corrections.confidential import without_hidden_names
from corrections.models import Correction
from corrections.notices import as_text, notices_of
from people.models import PersonPage
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


class MagazineJson(SyndicationFeed):
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) with the same. What is not known is left out."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile, encoding):
        data = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"]}],
        }
        items = [filled(self.as_json(item)) for item in self.items]
        json.dump(filled(data) | {"items": items}, outfile, ensure_ascii=False)

    def as_json(self, item):
        return {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "content_html": item["description"] or " ",  # one of its two contents must be there
            "image": item["photo"] and item["photo"]["url"],
            "date_published": item["pubdate"] and item["pubdate"].isoformat(timespec="seconds"),
            "date_modified": item["updateddate"] and item["updateddate"].isoformat(timespec="seconds"),
            "authors": [filled({"name": name, "url": address}) for name, address in item["writers"]],
            "tags": [tag for tag in item["categories"] if tag],
        }


def filled(fields):
    return {name: value for name, value in fields.items() if value}


FORMATS = {"rss": MagazineRss, "atom": MagazineAtom, "json": MagazineJson}
FILES = {"rss": "rss.xml", "atom": "atom.xml", "json": "feed.json"}


@require_safe
@conditional_page  # by ETag alone: no date would move when a story is taken down
def feed(request, kind):
    """The newest stories of the magazine."""
    magazine = MagazineSettings.for_request(request)
    root_page = Site.find_for_request(request).root_page
    return feed_of(request, kind, root_page, ArticlePage.objects, magazine.description or magazine.tagline)


@require_safe
@conditional_page
def topic_feed(request, kind, topic):
    """The newest stories on the topic with this slug. 404 where there is no such topic."""
    page = page_with(topic, TopicPage, request)
    if page.slug != topic:
        return HttpResponsePermanentRedirect(reverse(f"topic_feed_{kind}", args=[page.slug]))
    return feed_of(request, kind, page, ArticlePage.objects.live().on_topic(page), page.introduction)


@require_safe
@conditional_page
def person_feed(request, kind, person):
    """The newest stories that somebody wrote, reviewed or is quoted in. 404 where there is no such person."""
    page = page_with(person, PersonPage, request)
    if page.slug != person:
        return HttpResponsePermanentRedirect(reverse(f"person_feed_{kind}", args=[page.slug]))
    return feed_of(request, kind, page, ArticlePage.objects.live().with_part_of(page), page.job_title)


def page_with(slug, model, request):
    """The public page of this type that has the slug, or once had it: Wagtail keeps old addresses as redirects.

    Raises Http404 where there is none.
    """
    if "\0" in slug:  # which PostgreSQL refuses to look for
        raise Http404
    pages = model.objects.live().public()
    page = pages.filter(slug=slug).first()
    if page is None:
        ending = Redirect.normalise_path(f"/{slug}")
        old = Redirect.get_for_site(Site.find_for_request(request)).filter(old_path__endswith=ending)
        page = pages.filter(pk__in=old.values("redirect_page")).first()
    if page is None:
        raise Http404
    return page


def feed_of(request, kind, page, stories, description):
    """The response with the newest of these stories.

    Args:
        page: whose feed it is: the front page, a topic or a person.
    """
    magazine = MagazineSettings.for_request(request)
    is_all = page.pk == Site.find_for_request(request).root_page_id
    title = magazine.name if is_all else f"{magazine.name}: {page.title}"
    made = FORMATS[kind](
        title=printable(title),
        link=page.get_full_url(request),
        description=printable(description),
        language=settings.LANGUAGE_CODE,
        author_name=printable(magazine.name),
        feed_url=Site.find_for_request(request).root_url + request.path,
        feed_guid=page.translation_key.urn,
    )
    found = prefetch_cards(stories.live().public().newest_first().card_rows()[:NEWEST])
    notices, warnings = notices_of(found), warnings_of(found)
    for story in found:
        made.add_item(**entry(story, request, notices[story.pk], warnings.get(story.pk, [])))
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


@require_safe
@conditional_page
def corrections(request, kind):
    """The newest entries of the corrections log."""
    magazine = MagazineSettings.for_request(request)
    site = Site.find_for_request(request)
    title = _("%(magazine)s: corrections") % {"magazine": magazine.name}
    made = FORMATS[kind](
        title=printable(title),
        link=site.root_url + reverse("corrections:log"),
        description=printable(_("What this magazine has corrected, clarified, updated and retracted.")),
        language=settings.LANGUAGE_CODE,
        author_name=printable(magazine.name),
        feed_url=site.root_url + request.path,
        feed_guid=f"{site.root_page.translation_key.urn}:corrections",
    )
    for notice in without_hidden_names(Correction.objects.for_log()[:NEWEST]):
        story = notice.article
        made.add_item(
            title=printable(f"{notice.get_kind_display()}: {story.title}"),
            link=f"{story.get_full_url(request)}#notice-{notice.pk}",
            description=format_html("<p>{}</p>", printable(as_text(notice))),
            pubdate=notice.published_at,
            updateddate=notice.lifted_at or notice.published_at,
            unique_id=f"{story.translation_key.urn}:notice-{notice.pk}",
            unique_id_is_permalink=False,
            categories=[],
            writers=[],
            photo=None,
        )
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def entry(story, request, notices, warnings):
    """What of a story travels in a feed, in the words of Django's feed generator and two of our own.

    Args:
        notices: what was put right in it.
        warnings: what readers are told of treatments in it that are not approved.
    """
    return {
        "title": printable(labelled(story.title, story.label)),
        "link": story.get_full_url(request),
        "description": summary(story, notices, warnings),
        "pubdate": story.first_published_at,
        "updateddate": story.modified_at,
        "unique_id": story.translation_key.urn,  # stays the same when the address changes
        "unique_id_is_permalink": False,
        "categories": [printable(story.topic.title)] if story.topic else [],
        "writers": [
            (printable(writer.title), writer.get_full_url(request) if writer.live else "") for writer in story.authors
        ],
        "photo": share_image(story.hero_photo, story.hero_alt, story.hero_shown_credit),
    }


def summary(story, notices=(), warnings=()):
    """The dek, who paid, what was put right and what is not approved, as the story's own page has it: small HTML."""
    warned = [_("Warning: %(text)s") % {"text": warning.text} for warning in warnings]
    paragraphs = [story.dek, *story.disclosure_lines, *map(as_text, notices), *warned]
    return format_html_join("", "<p>{}</p>", ((printable(text),) for text in paragraphs if text))


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
