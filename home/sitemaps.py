"""What search engines are told to fetch: every public page, the photos on stories, and what is new since two days."""

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from wagtail.contrib.sitemaps import Sitemap
from wagtail.images.models import Filter
from wagtail.models import Page, ReferenceIndex

from articles.models import ArticlePage
from articles.structured_data import page_size
from glossary.models import GlossaryTerm
from photos.models import Photo

from .feeds import printable
from .models import MagazineSettings

# https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap: two days, a thousand stories.
NEWS_FOR = timedelta(days=2)
LONGEST_NEWS = 1000
STORIES_PER_FILE = 500


class Stories(Sitemap):
    """Stories that search engines may list: public ones that were not retracted."""

    limit = STORIES_PER_FILE

    def items(self):
        return ArticlePage.objects.live().public().standing().order_by("pk").defer_streamfields()

    def told(self, stories):
        """What is said of these besides the address, as [(story, dict)]; who is left out is not listed."""
        return [(story, {}) for story in stories]

    def _urls(self, page, protocol, domain):
        stories = list(self.paginator.page(page).object_list)
        return [{"location": story.get_full_url(self.request)} | told for story, told in self.told(stories)]


class Photos(Stories):
    """The photos that stories show, as large as their pages have them."""

    def told(self, stories):
        shown = photos_on(stories)
        return [(story, {"images": shown[story.pk]}) for story in stories if shown[story.pk]]


class News(Stories):
    """What was first published within two days. What somebody paid for is no news."""

    limit = LONGEST_NEWS

    def items(self):
        since = timezone.now() - NEWS_FOR
        return super().items().filter(first_published_at__gte=since).newest_first().prefetch_related("disclosures")

    def told(self, stories):
        paper = {
            "name": printable(MagazineSettings.for_request(self.request).name),
            "language": settings.LANGUAGE_CODE.partition("-")[0],
        }
        return [
            (story, {"news": paper | {"at": story.first_published_at, "title": printable(story.title)}})
            for story in stories
            if not story.label
        ]


class Glossary(Sitemap):
    """The page of words explained, which stands outside the page tree; none while there is no word."""

    def items(self):
        return GlossaryTerm.objects.shown().order_by("-reviewed_at")[:1]

    def lastmod(self, obj):
        return obj.reviewed_at

    def _urls(self, page, protocol, domain):
        address = self.get_wagtail_site().root_url + reverse("glossary")
        return [{"location": address, "lastmod": self.lastmod(term)} for term in self.items()]


SITEMAPS = {"pages": Sitemap, "glossary": Glossary, "photos": Photos, "news": News}


def photos_on(stories):
    """Addresses of the photos that stories show, as {id of the story: list}, in four queries.

    Pairs are left out, which prove something only together, and so is what is withheld or veiled. Nothing is made here:
    a size that the worker has not made yet waits for the next look.
    """
    uses = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(story.pk) for story in stories],
        to_content_type=ContentType.objects.get_for_model(Photo),
    ).exclude(model_path__startswith="body.before_after")
    pairs = [(int(story), int(photo)) for story, photo in uses.order_by("pk").values_list("object_id", "to_object_id")]
    photos = Photo.objects.prefetch_related("renditions").in_bulk({photo for _story, photo in pairs})
    found = defaultdict(dict)
    for story, pk in pairs:
        if address := address_of(photos.get(pk)):
            found[story][address] = None  # each once, in order
    return defaultdict(list, {story: list(addresses) for story, addresses in found.items()})


def address_of(photo):
    if photo is None or photo.is_withheld or photo.sensitivity or not photo.file:
        return ""
    size = Filter(page_size(photo)[0])
    rendition = photo.find_existing_renditions(size).get(size)
    return rendition.full_url if rendition else ""
