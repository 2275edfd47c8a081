"""The only home of select_related and prefetching for stories."""

from copy import copy
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, When, prefetch_related_objects
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.rich_text import RichText, expand_db_html

from accounts.house_rows import attach, once, once_each
from people.models import PersonPage
from people.querysets import ON_LINES
from photos.renditions import with_sizes
from products.querysets import prefetch_for_cards

from .citations import leaves, people_in, photos_in, products_in
from .mentions import introduce
from .references import number_references

PEOPLE: Any = PersonPage.objects
# A character that neither database nor browser lets into a text.
BETWEEN_TEXTS = "\0"
LATEST = 500  # stories on a topic that say who its experts are: no more are read, however many there are

JOINED_ON_CARDS: list = []
# Of the story itself: Django takes as long to name columns as to fetch them.
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
    *["topic", "hero_photo"],
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
    def private_q(self):
        return once("private pages", super().private_q)

    def on_topic(self, topic):
        return self.filter(topic=topic) if topic.pk else self.none()  # a new topic in the editor's preview

    def with_part_of(self, person):
        """Stories someone wrote, reviewed or is quoted in, each with `is_written`, `is_reviewed` and `is_quoted`."""

        def rows_of(relation, **conditions):
            model = self.model._meta.get_field(relation).related_model
            return model.objects.filter(person=person, **conditions).order_by()

        if not person.pk:  # someone new in the editor's preview
            return self.none()
        written, quoted = rows_of("bylines"), rows_of("citations", by_name=True)
        reviewed = self.model.objects.filter(medical_reviewer=person).order_by()
        # A list of theirs: to ask each story of the house for its parts would read all of them.
        theirs = written.values("article").union(quoted.values("article"), reviewed.values("pk"))
        return self.filter(pk__in=theirs).annotate(
            is_written=Exists(written.filter(article=OuterRef("pk"))),
            is_quoted=Exists(quoted.filter(article=OuterRef("pk"))),
            is_reviewed=Exists(reviewed.filter(pk=OuterRef("pk"))),
        )

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

    def card_rows(self):
        """What cards show of the stories themselves; `prefetch_cards` adds the rest, to several lists at once."""
        return self.select_related(*JOINED_ON_CARDS).only(*COLUMNS_ON_CARDS, *JOINED_ON_CARDS)

    def page_of(self, number, per_page, of_all=None):
        """One page of the list as cards; a number that is no page gives the nearest one.

        Args:
            of_all: how many stories the list has, if that is known.
        """
        paginator = Paginator(self.card_rows(), per_page)
        if of_all is not None:
            paginator.count = of_all
        page = paginator.get_page(number)
        page.object_list = prefetch_cards(page.object_list)
        return page


ArticleManager = PageManager.from_queryset(ArticleQuerySet)


def prefetch_cards(rows):
    """With everything that cards in listings show, in a number of queries that does not grow: a list of stories."""
    stories = list(rows)
    prefetch_rows(stories)
    attach([byline for story in stories for byline in story.bylines.all()], "person", PEOPLE.in_bylines)
    for model in {story._meta.get_field("topic").related_model for story in stories}:
        topics = model.objects.only("title", "live", "slug", "url_path")
        attach(stories, "topic", partial(once_each, "topics", read=topics.in_bulk))
    attach(stories, "hero_photo", with_sizes)
    return stories


def prefetch_rows(stories):
    """With what an editor wrote into rows of their own; a draft has them at hand."""
    for relation in ("bylines", "disclosures"):
        stored = [story for story in stories if story.pk and not getattr(story, relation).is_deferring]
        prefetch_related_objects(stored, relation)


def prefetch_story(article, *, with_others=False):
    """Load what the story's page shows besides its own row, whatever its number of statements and photos.

    Args:
        with_others: the stories to read next as well, along with it.
    """
    others = rows_beside(article) if with_others else []
    prefetch_rows([article, *others])
    bylines = list(article.bylines.all())
    attach(bylines, "person", PEOPLE.shared)
    attach([article], "medical_reviewer", PEOPLE.shared)
    prefetch_cards([article, *others])
    article.read_next = others
    prefetch_body(article, *(byline.person for byline in bylines), article.medical_reviewer)
    count_stories_under(bylines)


def count_stories_under(bylines):
    """Give the writers `number_of_stories`, those that readers can see under their byline."""
    if not bylines:
        return
    model = type(bylines[0])
    stories = model._meta.get_field("article").related_model.objects.live().public().standing().order_by()
    people = {byline.person_id for byline in bylines}
    # One by one, or SQLite would read all stories of the house first.
    rows = model.objects.filter(Exists(stories.filter(pk=OuterRef("article"))), person__in=people)
    rows = rows.order_by().values_list("person")
    numbers = dict(rows.annotate(Count("pk")))
    for byline in bylines:
        byline.person = copy(byline.person)  # other pages may share it
        byline.person.number_of_stories = numbers.get(byline.person_id)


def prefetch_body(page, *people):
    """The same for a page with a body, and for people who stand elsewhere on it."""
    shown = [person for person in [*people, *page.cited_people, *people_in(page.body)] if person]
    products = list(products_in(page.body))
    attach([page], "hero_photo", with_sizes)
    attach(products, "photo", with_sizes, again=True)
    prefetch_related_objects([*photos_in(page.body)], "renditions")  # of those that no page shares
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


def rows_beside(article, count=3):
    """Stories to read next: those an editor chose, filled up with those that have most in common with this one."""
    chosen = [related.story_id for related in article.related_stories.all()]
    neighbours = article._meta.get_field("neighbours").related_model.objects.filter(article=article.pk)
    stories = article.__class__.objects.live().public().standing().exclude(pk=article.pk)
    score = Subquery(neighbours.filter(story=OuterRef("pk")).values("score"))
    found = stories.filter(Q(pk__in=chosen) | Q(pk__in=neighbours.values("story"))).annotate(score=score)
    in_order = found.order_by(*by_choice(chosen), F("score").desc(nulls_last=True), "-first_published_at", "-pk")
    return list(in_order.card_rows()[: max(count, len(chosen))])


def by_choice(chosen):
    """An order in which the chosen stories stand first, as they were chosen."""
    places = [When(pk=pk, then=place) for place, pk in enumerate(chosen)]
    return [Case(*places, default=len(chosen))] if chosen else []


def experts_on(topic, private, count=8):
    """Whom the latest stories on a topic quote by name, those most often quoted first, each with `times_quoted`.

    Args:
        private: which pages readers cannot see, as `private_q` has it.
    """
    stories = topic.stories.model.objects.live().exclude(private).standing().on_topic(topic)
    citations = stories.model._meta.get_field("citations").related_model.objects
    people = citations.model._meta.get_field("person").related_model.objects.live().exclude(private)
    # By number, in which every database has the stories of a topic at hand: nothing older is read.
    latest = stories.order_by("-pk").values("pk")[:LATEST]
    quoted = citations.filter(by_name=True, article__in=latest, person__in=people.values("pk")).values("person")
    most_first = quoted.annotate(number=Count("pk")).order_by("-number", "person__last_name", "person")
    times = dict(most_first.values_list("person", "number")[:count])
    found = people.defer("biography").in_bulk(times)
    in_order = [found[pk] for pk in times if pk in found]  # somebody may have been taken down in between
    for person in in_order:
        person.times_quoted = times[person.pk]
    return in_order
