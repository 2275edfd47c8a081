"""Which stories belong beside which: worked out when a story is published, read when somebody opens it."""

from collections import Counter

from django_tasks import task

from django.apps import apps
from django.db import transaction
from django.db.models import Count, Q

from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.signals import page_published, page_unpublished

from treatments.models import TreatmentMention

# What two stories may share, and how much it says about both.
PERSON, TREATMENT, PRODUCT, TOPIC = 4, 4, 3, 2
# Years between them take away as much, and no more than this: what was written at the same time belongs together.
MOST_YEARS = 3
# More than are shown, so that some are left when others are taken down.
KEPT = 12
MOST_OF_A_TOPIC = 500
SCALE = 10  # a story a year away is worth one point less, one a month away about a tenth


def connect(article_model):
    page_published.connect(_published, sender=article_model, dispatch_uid="articles.related.published")
    page_unpublished.connect(_taken_down, sender=article_model, dispatch_uid="articles.related.unpublished")


def _published(instance, **kwargs):
    renew.enqueue(instance.pk)


def _taken_down(instance, **kwargs):
    """Wagtail says so of a story about to be deleted, too: nothing may be written about it any more."""
    beside(instance.pk).delete()


def beside(story_id):
    """The rows that name a story, in either direction."""
    return apps.get_model("articles.Neighbour").objects.filter(Q(article=story_id) | Q(story=story_id))


@task()
def renew(story_id):
    """Find what belongs beside a story, and put it beside those."""
    stories = apps.get_model("articles.ArticlePage").objects
    neighbours = apps.get_model("articles.Neighbour").objects
    story = stories.live().public().standing().filter(pk=story_id).first()
    found = nearest(story) if story else {}
    with transaction.atomic():
        touched = set(neighbours.filter(story=story_id).values_list("article", flat=True)) | found.keys()
        beside(story_id).delete()
        rows = [(story_id, other, score) for other, score in found.items()]
        rows += [(other, story_id, score) for other, score in found.items()]
        neighbours.bulk_create(
            [neighbours.model(article_id=one, story_id=other, score=score) for one, other, score in rows],
            ignore_conflicts=True,
        )
    batch = PurgeBatch()
    batch.add_pages(stories.live().filter(pk__in={story_id, *touched}).defer("body"))
    batch.purge()


def keep_nearest(story):
    """Put beside a public story exactly what belongs there today; returns whether anything else stood there.

    For many stories, one after the other: each keeps its own rows only, so that their order does not matter.
    """
    rows = story.neighbours.model.objects.filter(article=story.pk)
    found = nearest(story) if not story.retracted_at else {}
    if dict(rows.values_list("story", "score")) == found:
        return False
    with transaction.atomic():
        rows.delete()
        rows.model.objects.bulk_create(
            [rows.model(article=story, story_id=other, score=score) for other, score in found.items()],
            ignore_conflicts=True,
        )
    return True


def nearest(story):
    """The stories with most in common with this one, of equals the later ones: {id: score}."""
    return dict(sorted(scores(story).items(), key=lambda row: (row[1], row[0]), reverse=True)[:KEPT])


def scores(story):
    """How much each other public story has in common with this one: {id: tenths of points}."""
    shared = Counter()
    for rows, points in ways_to_share(story):
        for pk, number in rows:
            shared[pk] += points * number
    others = type(story).objects.live().public().standing().exclude(pk=story.pk).filter(pk__in=shared)
    dates = others.values_list("pk", "first_published_at")
    return {pk: max(1, shared[pk] * SCALE - years_between(story, date)) for pk, date in dates}


def ways_to_share(story):
    """Yield (rows of (story, how many), points) for everything that stories may share."""
    citations, bylines = story.citations.model.objects, story.bylines.model.objects
    people = set(bylines.filter(article=story.pk).values_list("person", flat=True))
    people |= set(citations.filter(article=story.pk, by_name=True).values_list("person", flat=True))
    parts = bylines.filter(person__in=people).order_by().values_list("article", "person")
    quoted = citations.filter(person__in=people, by_name=True).order_by().values_list("article", "person")
    yield Counter(article for article, _person in parts.union(quoted)).items(), PERSON
    treatments = TreatmentMention.objects.filter(page=story.pk, in_live=True).values("treatment")
    mentions = TreatmentMention.objects.filter(in_live=True, treatment__in=treatments)
    yield mentions.order_by().values_list("page").annotate(Count("treatment")), TREATMENT
    through = type(story).products.through.objects
    products = through.filter(articlepage=story.pk).values("product")
    yield through.filter(product__in=products).order_by().values_list("articlepage").annotate(Count("product")), PRODUCT
    if story.topic_id:
        newest = type(story).objects.live().filter(topic=story.topic_id).newest_first()[:MOST_OF_A_TOPIC]
        yield [(pk, 1) for pk in newest.values_list("pk", flat=True)], TOPIC


def years_between(story, date):
    """Tenths of years between two publications, at most MOST_YEARS."""
    if not (date and story.first_published_at):
        return MOST_YEARS * SCALE
    return min(MOST_YEARS * SCALE, abs((story.first_published_at - date).days) * SCALE // 365)
