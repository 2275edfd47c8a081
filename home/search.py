"""What a reader's search finds: live, public stories, people, topics and standing pages, and what narrows them down."""

import unicodedata
from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail.models import Page

from articles.models import ArticlePage, Byline, Citation, TopicPage
from money.models import AdvertiserPage
from people.models import PersonPage

from .marks import excerpt, marked
from .models import StandingPage
from .near_words import corrected

LONGEST_SEARCH = 200  # characters; what comes after them is left out
MOST_HITS = 1000  # the best stories: nobody reads further, and the numbers beside the facets stay quick
MOST_OTHERS = 200
PER_PAGE = 12
OTHERS_BESIDE = 6  # people, topics and pages beside the stories
NEWEST = 3
FEWEST_LETTERS = 2  # from so many on something is suggested
SUGGESTED_STORIES, SUGGESTED_OTHERS = 5, 3

# Marks that belong to a word when they stand inside it: O'Neil, micro-needling, 0.5.
INSIDE_WORDS = "'’.-_"


class Kind(models.TextChoices):
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


def best(pages, words, at_most):
    """The pages that have all the words, the best match first; else those with one that begins like the last one."""
    return list(pages.search(words)[:at_most]) or list(pages.autocomplete(words)[:at_most])


def stories_with(words, at_most=MOST_HITS):
    """The best stories as light rows. What was retracted stands behind everything else."""
    rows = ArticlePage.objects.live().public().only("id", "topic", "first_published_at", "retracted_at", "title")
    return sorted(best(rows, words, at_most), key=lambda story: story.retracted_at is not None)


def others_with(words, at_most=MOST_OTHERS):
    """The best people, topics and standing pages, as rows of Page, and behind them all what advertisers paid for."""
    return sorted(best(Page.objects.live().public().type(*MODELS).defer_streamfields(), words, at_most), key=is_paid)


def newest_stories():
    """What to read where nothing was found, or asked."""
    return list(ArticlePage.objects.live().public().standing().newest_first().for_cards()[:NEWEST])


def suggestions(words):
    """Pages whose words begin like what has been typed: a few people and topics, and stories; each with `marked_title`.

    Where there are none, what the nearest words lead to.
    """
    if len(words) < FEWEST_LETTERS:
        return []
    found = begun(words) or ((near := corrected(words)) and begun(near)) or []
    return [with_marked_title(page, words) for page in found]


def begun(words):
    others = Page.objects.live().public().type(PersonPage, TopicPage).autocomplete(words)[:SUGGESTED_OTHERS]
    light = ArticlePage.objects.live().public().defer("body").prefetch_related("disclosures")
    stories = light.autocomplete(words)[:SUGGESTED_STORIES]
    return [*others, *(story for story in stories if not story.retracted_at)]


def is_paid(page):
    return page.specific_class is AdvertiserPage


def kind_of(page):
    return MODELS[page.specific_class]


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
        self.hits = stories_with(words)
        self.others = others_with(words)
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
        labels = {"topic": topics_of(self.hits, asked["topic"]), "person": people_of(self.people, asked["person"])}
        values = {story.pk: self.values_of(story, labels) for story in self.hits}
        chosen = {name: value for name, value in asked.items() if value and self.is_known(name, value, labels)}
        self.left = [story for story in self.hits if fits(values[story.pk], chosen)]
        return [facet_of(name, values.values(), chosen, labels.get(name)) for name in NARROWING]

    def is_known(self, name, value, labels):
        years = value.isascii() and value.isdigit() and len(value) == 4
        known = years if name == "year" else value in {slug for slug, _title in labels[name].values()}
        if not known:
            self.unknown.append(value)
        return known

    def values_of(self, story, labels):
        """What each facet has of a story: {name: set of values}."""
        year = timezone.localtime(story.first_published_at).year if story.first_published_at else None
        people = self.people.get(story.pk, ())
        return {
            "topic": {labels["topic"][story.topic_id][0]} if story.topic_id in labels["topic"] else set(),
            "person": {labels["person"][pk][0] for pk in people if pk in labels["person"]},
            "year": {str(year)} if year else set(),
        }

    @cached_property
    def people(self):
        """Who wrote each story or is quoted in it by name: {story: set of ids}."""
        found: dict = {}
        ids = [story.pk for story in self.hits]
        named = [Byline.objects.filter(article__in=ids), Citation.objects.filter(article__in=ids, by_name=True)]
        for article, person in (
            named[0]
            .order_by()
            .values_list("article", "person")
            .union(named[1].order_by().values_list("article", "person"))
        ):
            found.setdefault(article, set()).add(person)
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
        stories = ArticlePage.objects.live().for_cards().select_related("text_for_search").in_bulk(ids)
        page.object_list = [with_marks(stories[pk], self.words) for pk in ids if pk in stories]
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
        found = Page.objects.live().specific().in_bulk([each.pk for each in page]) if wanted else {}
        page.object_list = [with_marked_title(found[each.pk], self.words) for each in page if each.pk in found]
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


def topics_of(stories, asked):
    """Names for the topics of these stories, and the one asked for: {id: (slug, title)}."""
    wanted = models.Q(pk__in={story.topic_id for story in stories}) | models.Q(slug=asked)
    return names(TopicPage.objects.filter(wanted))


def people_of(people, asked):
    wanted = models.Q(pk__in=set().union(*people.values())) | models.Q(slug=asked)
    return names(PersonPage.objects.filter(wanted))


def names(pages):
    return {
        pk: (slug, title)
        for pk, slug, title in pages.live().public().order_by("title").values_list("pk", "slug", "title")
    }


def fits(values, chosen):
    return all(value in values[name] for name, value in chosen.items())


def facet_of(name, values, chosen, labels):
    """A Facet whose numbers count what the other facets leave."""
    others = {other: value for other, value in chosen.items() if other != name}
    numbers = Counter(value for each in values if fits(each, others) for value in each[name])
    if name == "year":
        options = [(year, year, numbers[year]) for year in sorted(numbers, reverse=True)]
    else:
        options = [(slug, title, numbers[slug]) for slug, title in labels.values() if numbers[slug]]
    value = chosen.get(name, "")
    if value and value not in numbers:
        title = dict(labels.values())[value] if labels else value
        options.insert(0, (value, title, 0))
    label, anything = NARROWING[name]
    return Facet(name, str(label), str(anything), options, value)


def with_marks(story, words):
    """A story with `marked_title`, `marked_kicker` and `excerpt`. Of a retracted one no text is told."""
    text = getattr(story, "text_for_search", None)
    story.marked_title = marked(story.title, words)
    story.marked_kicker = marked(story.kicker, words)
    story.excerpt = excerpt(text.text, words) if text and not story.retracted_at else ""
    story.marked_dek = marked(story.dek, words)
    return story


def with_marked_title(page, words):
    page.marked_title = marked(page.title, words)
    return page
