"""Which words of a story the glossary explains: marked whenever it is shown, remembered for the glossary's page."""

from django_tasks import task

from django.apps import apps
from django.db import transaction
from django.urls import reverse
from django.utils.safestring import mark_safe

from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.models import Site
from wagtail.rich_text import RichText
from wagtail.signals import page_published, page_unpublished

from accounts.house_rows import once
from glossary.marking import Marker
from glossary.models import GlossaryTerm
from glossary.signing import shown_changed

from .citations import leaves

# Where the magazine speaks. Statements and captions are somebody's words, and a card may stand there without its text.
EXPLAINED_IN = {"callout", "experience", "key_points", "paragraph", "question_answer"}
STORIES_AT_A_TIME = 100


def connect(article_model):
    page_published.connect(_published, sender=article_model, dispatch_uid="articles.words_explained.published")
    page_unpublished.connect(_taken_down, sender=article_model, dispatch_uid="articles.words_explained.unpublished")
    shown_changed.connect(_terms_changed, dispatch_uid="articles.words_explained.terms")


def texts_of(body):
    """The rich texts of a body in which words are explained, in order."""
    for child in body:
        if child.block_type in EXPLAINED_IN:
            yield from (value for _block, value in leaves(child.block, child.value) if isinstance(value, RichText))


def explain(body):
    """Give the texts of a body their `explained` HTML, and return the terms in it, in order. One query.

    Only texts with `expanded` HTML (querysets.expand_rich_text) are looked at.
    """
    marker = Marker(once("glossary", lambda: list(GlossaryTerm.objects.shown().order_by("pk"))))
    for text in texts_of(body):
        if expanded := getattr(text, "expanded", ""):
            text.explained = mark_safe(marker.mark(expanded))  # noqa: S308 - safe before, and what is added is escaped
    return marker.used


def record(story, terms):
    """Remember which of these terms a live story explains."""
    marker = Marker(terms)
    for text in texts_of(story.body):
        marker.mark(text.source)
    uses = apps.get_model("articles.TermUse").objects
    with transaction.atomic():
        uses.filter(article=story.pk).exclude(term__in=marker.used).delete()
        uses.bulk_create([uses.model(article_id=story.pk, term=term) for term in marker.used], ignore_conflicts=True)


def _published(instance, **kwargs):
    record(instance, list(GlossaryTerm.objects.shown().order_by("pk")))


def _taken_down(instance, **kwargs):
    apps.get_model("articles.TermUse").objects.filter(article=instance.pk).delete()


def _terms_changed(**kwargs):
    look_again.enqueue()


@task()
def look_again(after=0):
    """Look through all public stories for all terms, some at a time: a new name may take its word from a shorter one.

    Args:
        after: the id of the last story that was looked at.
    """
    stories = apps.get_model("articles.ArticlePage").objects.live().filter(pk__gt=after).order_by("pk")
    some = list(stories[:STORIES_AT_A_TIME])
    terms = list(GlossaryTerm.objects.shown().order_by("pk"))
    for story in some:
        record(story, terms)
    if len(some) == STORIES_AT_A_TIME:
        look_again.enqueue(after=some[-1].pk)
        return
    batch = PurgeBatch()
    batch.add_urls(site.root_url + reverse("glossary") for site in Site.objects.all())
    batch.purge()
