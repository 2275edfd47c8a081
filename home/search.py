"""What a reader's search finds: live, public stories, people, topics and standing pages, and what narrows them down."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import F, Q, TextChoices
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page

from articles.models import ArticlePage, TopicPage
from articles.querysets import prefetch_cards
from money.models import AdvertiserPage
from people.models import PersonPage

from .hits import beginning, best, people_of
from .marks import excerpt, marked
from .models import StandingPage
from .near_words import corrected

LONGEST_SEARCH = 200  # characters; what comes after them is left out
MOST_HITS = 500  # the best stories: nobody reads further, and the numbers beside the facets stay quick
MOST_OTHERS = 200
PER_PAGE = 12
OTHERS_BESIDE = 6  # people, topics and pages beside the stories
NEWEST = 3
FEWEST_LETTERS = 2  # from so many on something is suggested
SUGGESTED_STORIES, SUGGESTED_OTHERS = 5, 3

# Marks that belong to a word when they stand inside it: O'Neil, micro-needling, 0.5.
INSIDE_WORDS = "'’.-_"


class Kind(TextChoices):
    """What is found. Advertisers' pages are among the pages, under their label."""

    STORY = "story", _("Stories")
    PERSON = "person", _("People")
    TOPIC = "topic", _("Topics")
    PAGE = "page", _("Other pages")


MODELS = {
    PersonPage: Kind.PERSON,
    TopicPage: Kind.TOPIC,
    StandingPage: Kind.PAGE,
    AdvertiserPage: Kind.PAGE,
}


def search_words(typed):
    """Return the words in what a reader typed, separated by single spaces; "" if there are none.

    Letters, digits and the accents on them stay. Operators, quotation marks, control characters and emoji go:
    Wagtail 8.0.1 hands them to SQLite's query language, where a stray double quote or null byte is an error.
    """
    text = unicodedata.normalize("NFC", typed[:LONGEST_SEARCH])
    text = "".join(c if unicodedata.category(c)[0] in "LMN" or c in INSIDE_WORDS else " " for c in text)
    words = (word.strip(INSIDE_WORDS) for word in text.split())
    return " ".join(word for word in words if any(c.isalnum() for c in word))


class Hit(NamedTuple):
    """What a search has to know of each story that it found: to make pages of a thousand would take a second."""

    pk: int
    topic_id: int | None
    first_published_at: datetime | None  # in UTC
    retracted_at: datetime | None

    def years(self, zone):
        """In which it was published, where that is known."""
        at = self.first_published_at
        return (at.replace(tzinfo=UTC).astimezone(zone).year,) if at else ()


def stories_with(words, private=None, at_most=MOST_HITS):
    """The best stories, as Hits. What was retracted stands behind everything else."""
    stories = ArticlePage.objects.live().exclude(private or ArticlePage.objects.private_q()).order_by()
    rows = best(stories, [ArticlePage], words, at_most, "topic", "first_published_at", "retracted_at")
    return sorted(map(Hit._make, rows), key=lambda story: story.retracted_at is not None)


def others_with(words, private, at_most=MOST_OTHERS):
    """The best people, topics and standing pages, as (number, model), and behind them all what advertisers paid for."""
    pages = Page.objects.live().exclude(private).type(*MODELS).order_by()
    rows = best(pages, list(MODELS), words, at_most, "content_type")
    return sorted(((pk, ContentType.objects.get_for_id(kind).model_class()) for pk, kind in rows), key=is_paid)


def newest_stories():
    """What to read where nothing was found, or asked."""
    return prefetch_cards(ArticlePage.objects.live().public().standing().newest_first().card_rows()[:NEWEST])


def suggestions(words):
    """Pages whose words begin like what has been typed: a few people and topics, and stories; each with `marked_title`.

    Where there are none, what the nearest words lead to.
    """
    if len(words) < FEWEST_LETTERS:
        return []
    found = begun(words) or ((near := corrected(words)) and begun(near)) or []
    return [with_marked_title(page, words) for page in found]


def begun(words):
    private = ArticlePage.objects.private_q()
    others = Page.objects.live().exclude(private)
    light = ArticlePage.objects.live().exclude(private).defer("body").prefetch_related("disclosures")
    named = beginning(others.type(PersonPage, TopicPage), [PersonPage, TopicPage], words, SUGGESTED_OTHERS)
    stories = beginning(light, [ArticlePage], words, SUGGESTED_STORIES)
    return [*named, *(story for story in stories if not story.retracted_at)]


def is_paid(found):
    return found[1] is AdvertiserPage


def kind_of(found):
    return MODELS[found[1]]


@dataclass
class Facet:
    """One way to narrow stories down, as the form shows it."""

    name: str
    label: str
    anything: str
    options: list  # (value, label, number of stories), in the order of the list
    chosen: str = ""

    @property
    def chosen_label(self):
        return next((label for value, label, _number in self.options if value == self.chosen), self.chosen)


class Search:
    """What there is for some words, narrowed down as asked.

    Args:
        words: from `search_words`, not empty.
        asked: a dict that may have `kind`, `topic`, `person`, `year` and `page`; anything may stand in it.
    """

    def __init__(self, words, asked):
        self.words = words
        self.page_number = asked.get("page")
        self.private, self.zone = ArticlePage.objects.private_q(), timezone.get_current_timezone()  # asked for once
        self.hits = stories_with(words, self.private)
        self.others = others_with(words, self.private)
        self.unknown = []
        self.facets = self.narrow({name: asked.get(name, "").replace("\0", "")[:LONGEST_SEARCH] for name in NARROWING})
        self.kind = self.known_kind(asked.get("kind", ""))

    def __bool__(self):
        return bool(self.hits or self.others)

    def known_kind(self, asked):
        if asked and asked not in Kind.values:
            self.unknown.append(asked)
        return Kind(asked) if asked in Kind.values else None

    def narrow(self, asked):
        """Note which stories are left, and return the facets with the numbers they would lead to."""
        self.labels = self.names(asked["topic"], asked["person"])
        chosen = {name: value for name, value in asked.items() if value and self.is_known(name, value)}
        self.left = self.fitting(chosen)
        return [self.facet(name, chosen) for name in NARROWING]

    def fitting(self, chosen):
        """The stories that have all of these values."""
        if not chosen:
            return self.hits
        keys = {name: self.key_of(name, value) for name, value in chosen.items()}
        return [s for s in self.hits if all(key in self.values[name][s.pk] for name, key in keys.items())]

    def key_of(self, name, value):
        """The number behind what an address says."""
        return (
            int(value) if name == "year" else next(pk for pk, (slug, _t) in self.labels[name].items() if slug == value)
        )

    def facet(self, name, chosen):
        """A Facet whose numbers count what the other facets leave."""
        stories = self.fitting({other: value for other, value in chosen.items() if other != name})
        numbers = Counter(chain.from_iterable(self.values[name][story.pk] for story in stories))
        labels = self.labels.get(name) or {year: (str(year), str(year)) for year in sorted(numbers, reverse=True)}
        options = [(value, label, numbers[key]) for key, (value, label) in labels.items() if numbers[key]]
        value = chosen.get(name, "")
        if value and value not in {each for each, _label, _number in options}:
            options.insert(0, (value, dict(labels.values()).get(value, value), 0))
        label, anything = NARROWING[name]
        return Facet(name, str(label), str(anything), options, value)

    def is_known(self, name, value):
        years = value.isascii() and value.isdigit() and len(value) == 4
        known = years if name == "year" else value in {slug for slug, _title in self.labels[name].values()}
        if not known:
            self.unknown.append(value)
        return known

    @cached_property
    def values(self):
        """What each facet has of each story: numbers of topics or people, or the year."""
        return {
            "topic": {story.pk: (story.topic_id,) for story in self.hits},
            "person": people_of([story.pk for story in self.hits]),
            "year": {story.pk: story.years(self.zone) for story in self.hits},
        }

    def names(self, topic, person):
        """Names for the topics and people of these stories and for those asked for: {facet: {id: (slug, title)}}."""
        kinds = {"topic": (TopicPage, topic), "person": (PersonPage, person)}
        types = {name: ContentType.objects.get_for_model(model).pk for name, (model, _asked) in kinds.items()}
        wanted = Q(pk__in=set().union(*(chain.from_iterable(self.values[name].values()) for name in kinds)) - {None})
        for name, (_model, asked) in kinds.items():
            if asked:
                wanted |= Q(content_type=types[name], slug=asked)
        pages = Page.objects.live().filter(wanted).exclude(self.private).order_by("title")
        found: dict = {name: {} for name in kinds}
        facets = {pk: name for name, pk in types.items()}
        for pk, slug, title, kind in pages.values_list("pk", "slug", "title", "content_type"):
            found[facets[kind]][pk] = (slug, title)
        return found

    @property
    def is_narrowed(self):
        return any(facet.chosen for facet in self.facets)

    @property
    def kinds(self):
        """Each Kind of which there is something, with its number."""
        numbers = Counter(kind_of(page) for page in self.others)
        numbers[Kind.STORY] = len(self.hits)
        return [(kind, numbers[kind]) for kind in Kind if numbers[kind]]

    @cached_property
    def stories(self):
        """One page of stories, each with its headline and an excerpt in which the hits are marked."""
        page = Paginator(self.left, PER_PAGE).get_page(self.page_number)
        ids = [story.pk for story in page]
        stories = ArticlePage.objects.live().card_rows().annotate(words=F("text_for_search__text")).in_bulk(ids)
        found = prefetch_cards(stories[pk] for pk in ids if pk in stories)
        page.object_list = [with_marks(story, self.words) for story in found]
        return page

    @cached_property
    def pages(self):
        """People, topics and other pages: a few above the stories, or all of the kind that was asked for."""
        if self.kind:
            wanted = [page for page in self.others if kind_of(page) == self.kind]
            return self.page_of(wanted, PER_PAGE * 2, self.page_number)
        return self.page_of([page for page in self.others if not is_paid(page)], OTHERS_BESIDE)

    @cached_property
    def paid_pages(self):
        """Below the stories: what is paid for never comes before what the magazine says itself."""
        return self.page_of([page for page in self.others if is_paid(page)], OTHERS_BESIDE)

    def page_of(self, wanted, per_page, number=1):
        page = Paginator(wanted, per_page).get_page(number)
        found = Page.objects.live().specific().in_bulk([pk for pk, _model in page]) if wanted else {}
        page.object_list = [with_marked_title(found[pk], self.words) for pk, _model in page if pk in found]
        return page

    @property
    def shows_stories(self):
        return self.kind in (None, Kind.STORY)

    @property
    def shows_pages(self):
        """Beside the first stories only, and not where a facet asks for stories."""
        if self.kind:
            return self.kind != Kind.STORY and bool(self.pages.object_list)
        return self.is_first_of_everything and bool(self.pages.object_list)

    @property
    def shows_paid_pages(self):
        return self.is_first_of_everything and bool(self.paid_pages.object_list)

    @property
    def is_first_of_everything(self):
        return not self.kind and not self.is_narrowed and self.stories.number == 1


NARROWING = {
    "topic": (_("Topic"), _("Any topic")),
    "person": (_("Person"), _("Anybody")),
    "year": (_("Year"), _("Any year")),
}


def with_marks(story, words):
    """A story with `marked_title`, `marked_kicker` and `excerpt`. Of a retracted one no text is told."""
    story.marked_title = marked(story.title, words)
    story.marked_kicker = marked(story.kicker, words)
    story.excerpt = excerpt(story.words, words) if story.words and not story.retracted_at else ""
    story.marked_dek = marked(story.dek, words)
    return story


def with_marked_title(page, words):
    page.marked_title = marked(page.title, words)
    return page
