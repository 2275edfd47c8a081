"""The only home of select_related and prefetching for stories."""

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, When, prefetch_related_objects
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.rich_text import RichText, expand_db_html

from people.models import PersonPage
from people.querysets import ON_LINES
from products.querysets import prefetch_for_cards

from .citations import leaves, people_in, photos_in, products_in
from .mentions import introduce
from .references import number_references

# A character that neither database nor browser lets into a text.
BETWEEN_TEXTS = "\0"

WRITERS = Prefetch("bylines__person", PersonPage.objects.only("title", "live", "url_path"))
ON_CARDS = [WRITERS, "disclosures", "hero_photo__renditions"]
JOINED_ON_CARDS = ["topic", "hero_photo"]
# Of the story itself, and of its topic: Django takes as long to name columns as to fetch them.
COLUMNS_ON_CARDS = [
    *[
        "title",
        "live",
        "alias_of",
        "url_path",
        "translation_key",
        "first_published_at",
        "updated_at",
        "retracted_at",
        "kicker",
    ],
    *["dek", "hero_alt_text", "hero_decorative", "hero_caption", "hero_credit", "disclosure_answer"],
    *["topic__title", "topic__live", "topic__url_path"],
]


class Part(models.TextChoices):
    """What somebody has to do with a story."""

    WRITTEN = "written", _("Wrote")
    REVIEWED = "reviewed", _("Reviewed")
    QUOTED = "quoted", _("Quoted in")


def join_on_cards(relation):
    """Let cards show something of another app's: a relation with one row for each story, read together with it."""
    if relation not in JOINED_ON_CARDS:
        JOINED_ON_CARDS.append(relation)


class ArticleQuerySet(PageQuerySet):
    def on_topic(self, topic):
        return self.filter(topic=topic) if topic.pk else self.none()  # a new topic in the editor's preview

    def with_part_of(self, person):
        """Stories someone wrote, reviewed or is quoted in, each with `is_written`, `is_reviewed` and `is_quoted`."""

        def rows_of(relation, **conditions):
            model = self.model._meta.get_field(relation).related_model
            return Exists(model.objects.filter(article=OuterRef("pk"), person=person, **conditions))

        if not person.pk:  # someone new in the editor's preview
            return self.none()
        return self.annotate(
            is_written=rows_of("bylines"),
            is_quoted=rows_of("citations", by_name=True),
            is_reviewed=Exists(self.model.objects.filter(pk=OuterRef("pk"), medical_reviewer=person)),
        ).filter(Q(is_written=True) | Q(is_quoted=True) | Q(is_reviewed=True))

    def part(self, part):
        """Of the stories `with_part_of` somebody, those with this one."""
        return self.filter(**{f"is_{part}": True})

    def number_of_parts(self):
        """How many of the stories `with_part_of` somebody have each part: {part: number}."""
        return self.order_by().aggregate(
            **{part: Count("pk", filter=Q(**{f"is_{part}": True})) for part in Part.values}
        )

    def standing(self):
        """Without those that the magazine has retracted: nothing recommends them."""
        return self.filter(retracted_at=None)

    def newest_first(self):
        return self.order_by("-first_published_at", "-pk")

    def for_cards(self):
        """With everything a card in a listing shows, in a number of queries that does not grow."""
        return self.card_rows().prefetch_related(*ON_CARDS)

    def card_rows(self):
        """What cards show of the stories themselves; `prefetch_cards` adds the rest to several lists at once."""
        return self.select_related(*JOINED_ON_CARDS).only(*COLUMNS_ON_CARDS, *JOINED_ON_CARDS)

    def page_of(self, number, per_page):
        """One page of the list; a number that is no page gives the nearest one."""
        return Paginator(self, per_page).get_page(number)


ArticleManager = PageManager.from_queryset(ArticleQuerySet)


def prefetch_cards(stories):
    prefetch_related_objects(stories, *ON_CARDS)


def prefetch_story(article):
    """Load what the story's page shows besides its own row, whatever its number of statements and photos."""
    article.disclosures.get_object_list()  # several parts of the page ask
    bylines = article.bylines.get_object_list()
    prefetch_related_objects(bylines, Prefetch("person", counted_writers(article)))
    prefetch_body(article, *article.authors, article.medical_reviewer)


def counted_writers(article):
    """People with `number_of_stories`, those that readers can see under their byline."""
    stories = article.__class__.objects.live().public().standing().order_by()
    rows = article.bylines.model.objects.filter(person=OuterRef("pk"), article__in=stories.values("pk"))
    number = rows.order_by().values("person").annotate(number=Count("pk")).values("number")
    people = rows.model._meta.get_field("person").related_model.objects
    return people.annotate(number_of_stories=Subquery(number))


def prefetch_body(page, *people):
    """The same for a page with a body, and for people who stand elsewhere on it."""
    shown = [person for person in [*people, *page.cited_people, *people_in(page.body)] if person]
    products = list(products_in(page.body))
    prefetch_related_objects(shown, "portrait")
    prefetch_related_objects(products, "photo")
    photos = [
        page.hero_photo,
        *photos_in(page.body),
        *(one.portrait for one in shown),
        *(one.photo for one in products),
    ]
    prefetch_related_objects([photo for photo in photos if photo], "renditions")  # of all at once
    prefetch_related_objects(shown, *ON_LINES)
    prefetch_for_cards(products)
    introduce(page.body, page.cited_people)
    expand_rich_text(page.body)
    number_references(page.body)


def expand_rich_text(body):
    """Give every rich text of a body its `expanded` HTML; Wagtail alone would look its links up text by text."""
    texts = [value for _block, value in leaves(body.stream_block, body) if isinstance(value, RichText)]
    joined = BETWEEN_TEXTS.join(text.source.replace(BETWEEN_TEXTS, "") for text in texts)
    for text, html in zip(texts, expand_db_html(joined).split(BETWEEN_TEXTS), strict=False):
        text.expanded = mark_safe(html)  # noqa: S308 - what Wagtail's own richtext filter marks safe


def stories_beside(article, count=3):
    """Stories to read next: those an editor chose, filled up with those that have most in common with this one."""
    chosen = [related.story_id for related in article.related_stories.all()]
    neighbours = article._meta.get_field("neighbours").related_model.objects.filter(article=article.pk)
    stories = article.__class__.objects.live().public().standing().exclude(pk=article.pk)
    score = Subquery(neighbours.filter(story=OuterRef("pk")).values("score"))
    found = stories.filter(Q(pk__in=chosen) | Q(pk__in=neighbours.values("story"))).annotate(score=score)
    in_order = found.order_by(*by_choice(chosen), F("score").desc(nulls_last=True), "-first_published_at", "-pk")
    return list(in_order.for_cards()[: max(count, len(chosen))])


def by_choice(chosen):
    """An order in which the chosen stories stand first, as they were chosen."""
    places = [When(pk=pk, then=place) for place, pk in enumerate(chosen)]
    return [Case(*places, default=len(chosen))] if chosen else []


def experts_on(topic, private, count=8):
    """Whom the stories on a topic quote by name, those most often quoted first, each with `times_quoted`.

    Args:
        private: which pages readers cannot see, as `private_q` has it.
    """
    stories = topic.stories.model.objects.live().exclude(private).standing().on_topic(topic).order_by()
    citations = stories.model._meta.get_field("citations").related_model.objects
    here = citations.filter(person=OuterRef("pk"), by_name=True, article__in=stories.values("pk"))
    times = here.order_by().values("person").annotate(number=Count("pk"))
    people = citations.model._meta.get_field("person").related_model.objects.live().exclude(private).defer("biography")
    quoted = people.annotate(times_quoted=Subquery(times.values("number"))).filter(times_quoted__gt=0)
    return list(quoted.order_by("-times_quoted", "last_name", "pk")[:count])
