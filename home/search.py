"""What a reader's search finds: live, public stories first, then people, topics and standing pages."""

import unicodedata

from django.core.paginator import Paginator

from wagtail.models import Page

from articles.models import ArticlePage, TopicPage
from money.models import AdvertiserPage
from people.models import PersonPage

from .models import StandingPage

LONGEST_SEARCH = 200  # characters; what comes after them is left out
STORIES_PER_PAGE = 12
MOST_PAGES = 6

# Marks that belong to a word when they stand inside it: O'Neil, micro-needling, 0.5.
INSIDE_WORDS = "'’.-_"


def search_words(typed):
    """Return the words in what a reader typed, separated by single spaces; "" if there are none.

    Letters, digits and the accents on them stay. Operators, quotation marks, control characters and emoji go:
    Wagtail 8.0.1 hands them to SQLite's query language, where a stray double quote or null byte is an error.
    """
    text = unicodedata.normalize("NFC", typed[:LONGEST_SEARCH])
    text = "".join(c if unicodedata.category(c)[0] in "LMN" or c in INSIDE_WORDS else " " for c in text)
    words = (word.strip(INSIDE_WORDS) for word in text.split())
    return " ".join(word for word in words if any(c.isalnum() for c in word))


def find_stories(words, page_number):
    """One page of stories that contain all the words, the best match first.

    Where there are none: stories that have a word which only begins like the last one.
    """
    stories = ArticlePage.objects.live().public().for_cards()
    found = Paginator(stories.search(words), STORIES_PER_PAGE)
    if not found.count:
        found = Paginator(stories.autocomplete(words), STORIES_PER_PAGE)
    return found.get_page(page_number)


def find_pages(words):
    """The few best matching people, topics, standing and advertisers' pages, found as stories are."""
    pages = Page.objects.live().public().type(PersonPage, TopicPage, StandingPage, AdvertiserPage).specific()
    return list(pages.search(words)[:MOST_PAGES]) or list(pages.autocomplete(words)[:MOST_PAGES])
