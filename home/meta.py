"""What the head of a page tells browsers, search engines and messengers about it."""

from dataclasses import dataclass, field
from functools import singledispatch

from django.urls import reverse

from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.models import Site

from articles import structured_data
from articles.disclosures import labelled
from articles.models import ArticlePage, TopicPage
from money.models import AdvertiserPage
from money.structured_data import advertisement
from people.models import PersonPage
from photos.renditions import SHARE_SPEC

from .models import HomePage, MagazineSettings


@dataclass
class Meta:
    """The values that templates/_meta.html prints. A page without an address is not for search engines."""

    description: str = ""
    address: str = ""
    properties: list[tuple[str, str]] = field(default_factory=list)
    card: str = "summary"
    feeds: list[tuple[str, str, str]] = field(default_factory=list)
    data: dict | None = None


def meta_of(page, request, number=1):
    """Return the Meta of a page in Wagtail's tree.

    Args:
        page: the specific page, as its own view shows it.
        number: which page of its listing is shown.
    """
    magazine = MagazineSettings.for_request(request)
    own = described(page, request, magazine)
    # A retracted story keeps its address, but no search engine is to list it.
    address = "" if getattr(page, "retracted_at", None) else page.get_full_url(request) or ""
    if address and number > 1:
        address += f"?page={number}"
    description = page.search_description or own.get("description") or magazine.description
    image = own.get("image") or {}
    properties = [
        ("og:type", own.get("type", "website")),
        ("og:site_name", magazine.name),
        ("og:title", own.get("title", page.title)),
        ("og:description", " ".join([description, *own.get("disclosed", [])]).strip()),
        ("og:url", address),
        ("og:image", image.get("url")),
        ("og:image:width", image.get("width")),
        ("og:image:height", image.get("height")),
        ("og:image:alt", image.get("alt")),
        *own.get("properties", []),
    ]
    return Meta(
        description=description,
        address=address,
        properties=[(name, str(content)) for name, content in properties if content],
        card="summary_large_image" if image else "summary",
        feeds=feeds(request, magazine.name, own.get("topic")),
        data=own.get("data"),
    )


def feeds(request, magazine_name, topic=None):
    """The feeds a page leads to, as (type, title, address): the magazine's, and its topic's."""
    root = Site.find_for_request(request).root_url
    found = [
        ("application/rss+xml", magazine_name, root + reverse("feed_rss")),
        ("application/atom+xml", magazine_name, root + reverse("feed_atom")),
    ]
    if topic and topic.slug and topic.live:
        title = f"{magazine_name}: {topic.title}"
        found += [
            ("application/rss+xml", title, root + reverse("topic_feed_rss", args=[topic.slug])),
            ("application/atom+xml", title, root + reverse("topic_feed_atom", args=[topic.slug])),
        ]
    return found


@singledispatch
def described(page, request, magazine):
    """What is special about this type of page: any of title, description, type, image, properties, topic, data, and
    `disclosed`, the sentences about who paid."""
    return {"description": getattr(page, "introduction", "")}


@described.register
def _home(page: HomePage, request, magazine):
    return {"title": magazine.name, "description": page.introduction or magazine.tagline}


@described.register
def _topic(page: TopicPage, request, magazine):
    return {"description": page.introduction, "topic": page}


@described.register
def _story(page: ArticlePage, request, magazine):
    writers = [("article:author", writer.get_full_url(request)) for writer in page.authors if writer.live]
    return {
        "type": "article",
        "title": labelled(page.title, page.label),
        "description": page.dek,
        "disclosed": page.disclosure_lines,
        "image": messenger_image(page.hero_photo, page.hero_alt),
        "topic": page.topic,
        "properties": [
            ("article:published_time", structured_data.moment(page.first_published_at)),
            ("article:modified_time", structured_data.moment(page.modified_at)),
            ("article:section", page.topic.title if page.topic else ""),
            *writers,
        ],
        "data": structured_data.story(
            page,
            request,
            publisher=magazine.name,
            corrections_policy=Site.find_for_request(request).root_url + reverse("corrections:log"),
        ),
    }


@described.register
def _advertiser(page: AdvertiserPage, request, magazine):
    return {
        "type": "article",
        "title": labelled(page.title, page.label),
        "description": page.dek,
        "disclosed": page.disclosure_lines,
        "image": share_image(page.hero_photo, page.hero_alt),
        "data": advertisement(page, request, publisher=magazine.name),
    }


@described.register
def _person(page: PersonPage, request, magazine):
    work = [page.job_title, page.specialty, page.affiliation]
    return {
        "type": "profile",
        "description": ", ".join(part for part in work if part),
        "image": messenger_image(page.portrait, page.portrait.alt_text if page.portrait else ""),
        "data": structured_data.profile(page, request),
    }


def messenger_image(photo, alt):
    """The photo on the card that social media and messengers make of a link; None where somebody shown agreed to the
    website only. Feeds and structured data are the website's own."""
    return None if photo and photo.not_for_social_media else share_image(photo, alt)


def share_image(photo, alt, credit=""):
    """The photo as cards and feed readers show it; None without one that may be shown and whose file is there.

    A sensitive one stays out: nobody has asked for it there. That AI made it is said in front of the alt text.
    """
    if photo is None or photo.is_withheld or photo.sensitivity:
        return None
    rendition = get_renditions_or_not_found(photo, [SHARE_SPEC])[SHARE_SPEC]
    if not rendition.width:
        return None
    size = {"width": rendition.width, "height": rendition.height}
    words = ". ".join(str(part) for part in (photo.ai_label, alt) if part)
    return {"url": rendition.full_url, "alt": words, "credit": credit} | size
