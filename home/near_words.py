"""Typing errors in a search: the nearest words of the magazine's own. docs/decisions/0042-near-words.md says why so."""

from collections import Counter

from django.core.cache import cache
from django.db.models.signals import post_delete, post_save

from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from articles.models import ArticlePage, TopicPage
from people.models import PersonPage
from products.models import Product
from treatments.models import OtherName, Treatment

from .marks import WORD, folded

KEY = "search.words"
KEPT_FOR = 600  # seconds; what changes without a publication
MOST_CORRECTED = 12  # words of one search
MOST_STORIES = 2000  # whose words are collected, the newest: so long does nobody have to wait for it in a large house


def connect():
    """Forget the words when what readers can see changes; the next search that finds nothing collects them anew."""
    for signal in (page_published, page_unpublished):
        signal.connect(_forget, dispatch_uid="home.near_words.page")
    for signal in (post_save, post_delete):
        signal.connect(_forget, sender=PageViewRestriction, dispatch_uid="home.near_words.restriction")
    post_delete.connect(_page_deleted, dispatch_uid="home.near_words.deleted")


def _forget(**kwargs):
    cache.delete(KEY)


def _page_deleted(instance, **kwargs):
    if isinstance(instance, Page):
        _forget()


def corrected(words):
    """The words with each that the magazine does not know replaced by its nearest; "" where that changes nothing.

    A word that is like none is left out.
    """
    known = cache.get_or_set(KEY, vocabulary, KEPT_FOR)
    near = [nearest(word, known) for word in words.split()[:MOST_CORRECTED]]
    better = " ".join(word for word in near if word)
    return better if better.casefold() != words.casefold() else ""


def vocabulary():
    """The words of names, and of the newest headlines and deks, that readers see: {folded: (as written, how often)}."""
    spelled: dict = {}
    for text in texts():
        for word in WORD.findall(text):
            spelled.setdefault(folded(word), Counter())[word.casefold()] += 1
    return {plain: (spellings.most_common(1)[0][0], spellings.total()) for plain, spellings in spelled.items()}


def texts():
    stories = ArticlePage.objects.live().public().standing().newest_first()
    for row in stories.values_list("title", "dek", "kicker")[:MOST_STORIES]:
        yield from row
    for model, *names in (
        (PersonPage, "title", "specialty"),
        (TopicPage, "title", "introduction"),
    ):
        for row in model.objects.live().public().order_by().values_list(*names):
            yield from row
    for model, *names in ((Treatment, "name"), (OtherName, "name"), (Product, "brand", "name")):
        for row in model.objects.order_by().values_list(*names):
            yield from row


def nearest(word, known):
    """The word itself if it is known, as it is written here; else the nearest one; None where none is near."""
    plain = folded(word)
    if plain in known:
        return known[plain][0]
    most = allowed(plain)
    letters = set(plain)
    near = []
    for other, (written, uses) in known.items():
        # One changed letter takes one out of the set and puts one in: cheap, and it leaves few to be measured.
        if abs(len(other) - len(plain)) <= most and len(letters.symmetric_difference(other)) <= 2 * most:
            steps = distance(plain, other, most)
            if steps <= most:
                near.append((steps, other[0] != plain[0], -uses, written))
    return min(near)[-1] if near else None


def allowed(word):
    """How many slips a word of this length may hold."""
    if len(word) < 3:
        return 0
    return 1 if len(word) < 6 else 2


def distance(one, other, most):
    """Letters that were added, left out, changed, or swapped with their neighbour (Damerau 1964, as optimal string
    alignment); any number above `most` where there are more."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, its in enumerate(other, 1):
            steps = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                steps = min(steps, before[j - 2] + 1)
            row.append(steps)
        if min(row) > most:
            return most + 1
        before, above = above, row
    return above[-1]
