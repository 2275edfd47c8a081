"""The living pattern page: every part of the readers' side, made by the templates that readers get.

It is there where the demo magazine may be, and nowhere else: docs/style.md says what each part is for.
"""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from articles.blocks.body import ArticleBody
from articles.models import ArticlePage
from articles.querysets import prefetch_cards
from comments.conversations import StoryConversation
from comments.forms import GuestCommentForm
from glossary.marking import explained
from glossary.models import GlossaryTerm

from .edges import EDGES, LANGUAGES

ERRORS = {
    "403": ("403.html", 403),
    "403-csrf": ("403_csrf.html", 403),
    "404": ("404.html", 404),
    "410": ("410.html", 410),
    "410-link": ("comments/link_dead.html", 410),
    "429": ("429.html", 429),
    "500": ("500.html", 500),
}
COLOURS = ["paper", "tint", "ink", "ink-soft", "hairline", "edge", "accent", "on-accent"]


def example_term():
    """A word as the glossary explains it; it is in no database."""
    words = "An ingredient that attracts water and holds on to it, such as glycerin."
    return GlossaryTerm(pk=0, signed={"title": "Humectant", "names": [], "definition": words, "source": None})


@require_safe
def patterns(request):
    """Every component on one page, with links to the edge stories and the error pages."""
    stories = ArticlePage.objects.live().public().newest_first().card_rows()
    talked_about = StoryConversation.objects.filter(published__gt=1).order_by("-published").first()
    blocks = [(block.label, block.bind(block.get_preview_value())) for block in ArticleBody().child_blocks.values()]
    request.is_preview = True  # the thread as editors preview it: nobody is asked to write
    context = {
        "blocks": blocks,
        "colours": COLOURS,
        "edges": EDGES,
        "errors": ERRORS,
        "form": GuestCommentForm({}),
        "explained": explained("humectant", example_term()),
        "page_of_many": Paginator(range(30), 10).get_page(2),
        "stories": prefetch_cards(stories[:3]),
        "talked_about": talked_about and talked_about.article,
    }
    return render(request, "patterns/patterns.html", context)


@require_safe
def one_pattern(request, pattern):
    """One edge story or error page. Raises Http404 for another name."""
    if pattern in ERRORS:
        template, status = ERRORS[pattern]
        return render(request, template, status=status)
    if pattern not in EDGES:
        raise Http404(f"no pattern {pattern}")
    request.is_preview = True
    with translation.override(LANGUAGES.get(pattern, translation.get_language())):
        page = EDGES[pattern]()
        return render(request, "articles/article_page.html", page.get_context(request))
