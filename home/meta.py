"""What the head of a page tells browsers, search engines and messengers about it."""

from dataclasses import dataclass, field
from functools import singledispatch
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import to_locale

from wagtail.models import Site

from articles import structured_data
from articles.disclosures import labelled
from articles.models import ArticlePage, TopicPage
from money.models import AdvertiserPage
from money.structured_data import advertisement
from people.models import PersonPage
from photos.renditions import SHARE_SPEC, sizes_named

from .models import HomePage, MagazineSettings, ShareCard
from .structured_data import breadcrumbs, organization, website

FEED_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


@dataclass
class Meta:
    """The values that templates/_meta.html prints. A page without an address is not for search engines."""

    description: str = ""
    address: str = ""
    properties: list[tuple[str, str]] = field(default_factory=list)
    card: str = "summary"
    alternates: list[tuple[str, str, str]] = field(default_factory=list)
    data: list[dict] = field(default_factory=list)


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
        ("og:locale", with_territory(settings.LANGUAGE_CODE)),
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
        alternates=[*feeds(request, magazine.name, own.get("feed_of")), *own.get("alternates", ())],
        data=[data for data in (*own.get("data", ()), breadcrumbs(page, request, magazine)) if data],
    )


def with_territory(language):
    """A language as OpenGraph writes it, “en_GB”; where it names no territory, the one called like it: “de_DE”."""
    code, _, territory = to_locale(language).partition("_")
    return f"{code}_{territory or code.upper()}"


def feeds(request, magazine_name, page=None):
    """The feeds a page leads to, as (type, title, address): the magazine's, and those of this topic or person."""
    root = Site.find_for_request(request).root_url
    found = [(type, magazine_name, root + reverse(f"feed_{kind}")) for kind, type in FEED_TYPES.items()]
    if page and page.slug and page.live:
        whose = "person" if isinstance(page, PersonPage) else "topic"
        found += [
            (type, f"{magazine_name}: {page.title}", root + reverse(f"{whose}_feed_{kind}", args=[page.slug]))
            for kind, type in FEED_TYPES.items()
        ]
    return found


def other_forms(story, request, magazine):
    """In which forms machines can have a public story besides its page, as (type, title, address)."""
    address = story.get_full_url(request)
    if not address or not story.live or story.retracted_at:
        return []
    oembed = f"{Site.find_for_request(request).root_url}{reverse('oembed')}?{urlencode({'url': address})}"
    forms = [
        ("application/json+oembed", story.title, oembed),
        ("text/xml+oembed", story.title, f"{oembed}&format=xml"),
    ]
    return [*forms, ("text/markdown", story.title, f"{address}index.md")] if magazine.offers_markdown else forms


@singledispatch
def described(page, request, magazine):
    """What is special about this type of page: any of title, description, type, image, properties, data, `feed_of`
    (the topic or person whose feed belongs to it), and `disclosed`, the sentences about who paid."""
    return {"description": getattr(page, "introduction", "")}


@described.register
def _home(page: HomePage, request, magazine):
    description = page.introduction or magazine.tagline
    return {"title": magazine.name, "description": description, "data": [website(request, magazine)]}


@described.register
def _topic(page: TopicPage, request, magazine):
    return {"description": page.introduction, "feed_of": page}


@described.register
def _story(page: ArticlePage, request, magazine):
    writers = [("article:author", writer.get_full_url(request)) for writer in page.authors if writer.live]
    return {
        "type": "article",
        "title": labelled(page.title, page.label),
        "description": page.dek,
        "disclosed": page.disclosure_lines,
        "image": messenger_image(page.hero_photo, page.hero_alt) or card_image(page),
        "feed_of": page.topic,
        "alternates": other_forms(page, request, magazine),
        "properties": [
            ("article:published_time", structured_data.moment(page.first_published_at)),
            ("article:modified_time", structured_data.moment(page.modified_at)),
            ("article:section", page.topic.title if page.topic else ""),
            *writers,
        ],
        "data": [structured_data.story(page, request, publisher=organization(request, magazine))],
    }


@described.register
def _advertiser(page: AdvertiserPage, request, magazine):
    return {
        "type": "article",
        "title": labelled(page.title, page.label),
        "description": page.dek,
        "disclosed": page.disclosure_lines,
        "image": messenger_image(page.hero_photo, page.hero_alt),
        "data": [advertisement(page, request, publisher=organization(request, magazine))],
    }


@described.register
def _person(page: PersonPage, request, magazine):
    work = [page.job_title, page.specialty, page.affiliation]
    return {
        "type": "profile",
        "description": ", ".join(part for part in work if part),
        "feed_of": page,
        "image": messenger_image(page.portrait, page.portrait.alt_text if page.portrait else ""),
        "data": [structured_data.profile(page, request)],
    }


def messenger_image(photo, alt):
    """The photo on the card that social media make of a link. Feeds and structured data are the website's own."""
    return share_image(messenger_photo(photo), alt)


def messenger_photo(photo):
    """The photo if it may be shown there; None where somebody shown agreed to the website only."""
    return None if photo is None or photo.not_for_social_media or not is_for_cards(photo) else photo


def card_image(story):
    """The card that was drawn of a story; None while there is none."""
    card = ShareCard.objects.filter(article=story.pk).first() if story.live else None
    return card and card.image(story)


def is_for_cards(photo):
    """A sensitive photo stays out: nobody has asked for it there."""
    return not photo.is_withheld and not photo.sensitivity


def share_image(photo, alt, credit=""):
    """The photo as cards and feed readers show it; None without one that may be shown and whose file is there.

    That AI made it is said in front of the alt text.
    """
    if photo is None or not is_for_cards(photo):
        return None
    rendition = sizes_named(photo, [SHARE_SPEC])[SHARE_SPEC]
    if not rendition.width:
        return None
    size = {"width": rendition.width, "height": rendition.height}
    words = ". ".join(str(part) for part in (photo.ai_label, alt) if part)
    return {"url": rendition.full_url, "alt": words, "credit": credit} | size
