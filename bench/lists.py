"""Lists and related stories with 30 stories and with 3,000

What a reader's page costs that is made afresh, by how large the magazine is: questions to the database, and the
processor time of this process, which other work on the machine does not lengthen. All of it is rolled back.
"""

import itertools
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.archive import STAMP
from articles.models import ArticlePage, Byline, Citation, StoryIndexPage
from articles.related import renew, scores
from home.models import HomePage
from tests import factories
from treatments.models import TreatmentMention

from .figures import Figure

FEW, MANY = 30, 3_000
TURNS = 9
YEARS = 8
SHARED = 40  # so many writers, experts and products; each stands in every fortieth story
# Times the processor time of a small house, whose last page and year have fewer cards.
LARGER = {"related stories of one story": 10.0, "archive, last page": 4.0, "archive of one year": 4.0}
USUAL = 2.0


def figures(size):
    many = max(FEW * 2, int(MANY * size))
    with transaction.atomic():
        magazine = Magazine()
        magazine.grow(FEW)
        few = magazine.costs()
        magazine.grow(many - FEW)
        costs = magazine.costs()
        transaction.set_rollback(True)
    for name, (queries, seconds) in costs.items():
        queries_of_few, seconds_of_few = few[name]
        at_most = LARGER.get(name, USUAL)
        yield Figure(f"{name}: queries", "no more", f"{queries_of_few} : {queries}", queries <= queries_of_few)
        yield Figure(
            f"{name}: processor time",
            f"≤ {at_most:g} ×",
            f"{seconds_of_few * 1000:.0f} ms : {seconds * 1000:.0f} ms",
            seconds <= seconds_of_few * at_most,
        )


class Magazine:
    """Stories with photo, writers, an expert, a product and a treatment, over eight years and four topics."""

    def __init__(self):
        factories.number = itertools.count(100_001)  # `copies` counts in four signs
        self.topics = [factories.topic(f"Topic {letter}") for letter in "ABCD"]
        self.writers = [factories.person() for _n in range(SHARED)]
        self.experts = [factories.expert() for _n in range(SHARED)]
        self.products = [factories.product() for _n in range(SHARED)]
        self.treatments = [factories.treatment(f"Treatment {n}") for n in range(SHARED)]
        self.story = factories.article(
            topic=self.topics[0], hero_photo=factories.photo(), writers=self.writers[:1], dek="What it is."
        )
        home = HomePage.objects.get()
        home.sections = [("river", topic) for topic in self.topics]
        home.save()

    def grow(self, number):
        ids = factories.copies(self.story, number)
        now, stories = timezone.now(), ArticlePage.objects.in_bulk(ids)
        for n, pk in enumerate(ids):
            stories[pk].topic = self.topics[n % len(self.topics)]
            stories[pk].first_published_at = now - timedelta(days=365 * YEARS * n / number)
        ArticlePage.objects.bulk_update(stories.values(), ["topic", "first_published_at"], batch_size=200)
        for n, byline in enumerate(Byline.objects.filter(article__in=ids).order_by("pk")):
            byline.person = self.writers[n % SHARED]
            byline.save()
        Citation.objects.bulk_create(
            Citation(article_id=pk, person=self.experts[n * 7 % SHARED], in_live=True, by_name=True)
            for n, pk in enumerate(ids)
        )
        TreatmentMention.objects.bulk_create(
            TreatmentMention(page_id=pk, treatment=self.treatments[n * 3 % SHARED], in_live=True)
            for n, pk in enumerate(ids)
        )
        through = ArticlePage.products.through
        through.objects.bulk_create(
            through(articlepage_id=pk, product=self.products[n * 11 % SHARED]) for n, pk in enumerate(ids)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        cache.delete(STAMP)  # nobody was told of these stories
        self.some = ids[len(ids) // 2]

    def costs(self):
        """Of each page, and of finding related stories: {name: (queries, seconds of the processor)}."""
        topic, archive = self.topics[1].url, StoryIndexPage.objects.get().url
        renew.call(self.some)
        asked: dict[str, Callable] = {
            "front page": page("/"),
            "topic, page 1": page(topic),
            "topic, page 50": page(f"{topic}?page=50"),
            "archive, page 1": page(archive),
            "archive, last page": page(f"{archive}?page=99999"),
            "archive of one year": page(f"{archive}?year={timezone.now().year - 2}"),
            "a story": page(ArticlePage.objects.get(pk=self.some).url),
            "related stories of one story": lambda: scores(ArticlePage.objects.get(pk=self.some)),
        }
        return {name: cost(ask) for name, ask in asked.items()}


def page(address):
    client = Client()

    def ask():
        response = client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answers {response.status_code}")

    return ask


def cost(ask):
    ask()  # sizes of photos are made, settings and sites read
    with CaptureQueriesContext(connection) as captured:
        ask()
    queries = len(captured)  # before the next request empties the log
    took = []
    for _turn in range(TURNS):
        started = time.process_time()
        ask()
        took.append(time.process_time() - started)
    return queries, median(took)
