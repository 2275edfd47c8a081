"""The glossary as readers leaf through it: every word that somebody has signed for, from A to Z."""

from itertools import groupby
from unicodedata import normalize

from django.db.models import Prefetch
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wagtail.models import Site

from articles.models import ArticlePage, TermUse
from glossary.models import GlossaryTerm

from .models import MagazineSettings
from .structured_data import defined_terms

STORIES_FOR_EACH = 3


@require_safe
def glossary(request):
    terms = sorted(with_newest_stories(GlossaryTerm.objects.shown()), key=in_order)
    context = {
        "letters": [(letter, list(same)) for letter, same in groupby(terms, key=letter_of)],
        "canonical": Site.find_for_request(request).root_url + request.path,
        "data": defined_terms(terms, request, MagazineSettings.for_request(request)),
    }
    return render(request, "home/glossary.html", context)


def with_newest_stories(terms):
    """Each with its source, its reviewer's page and `newest_uses`, in two queries however many there are."""
    stories = ArticlePage.objects.live().public().standing()
    uses = TermUse.objects.filter(article__in=stories).select_related("article").defer("article__body")
    newest = uses.order_by("-article__first_published_at", "-article")[:STORIES_FOR_EACH]
    return terms.select_related("source", "reviewed_by__person").prefetch_related(
        Prefetch("uses", newest, to_attr="newest_uses")
    )


def plain(title):
    """A title without accents: Égalité stands among the Es."""
    return normalize("NFKD", title.strip()).casefold()


def in_order(term):
    letter = letter_of(term)
    return letter == "#", plain(term.signed["title"])  # what begins with no letter comes last


def letter_of(term):
    first = plain(term.signed["title"])[:1].upper()
    return first if first.isalpha() else "#"
