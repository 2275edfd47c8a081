"""Keep search in step with what a story borrows from other pages: its people's names and its topic's."""

from django_tasks import task

from django.apps import apps
from django.db.models import Q

from wagtail.search import index
from wagtail.signals import page_published, page_unpublished


def connect():
    """Index stories again when they, their people or their topic are published.

    Wagtail indexes a page when its own row is saved: before its byline is, and never for a change elsewhere.
    """
    page_published.connect(_page_published, dispatch_uid="articles.search_index.published")
    page_unpublished.connect(_page_published, dispatch_uid="articles.search_index.unpublished")


@task()
def index_stories(story_ids):
    """Renew what search knows about these stories."""
    for story in apps.get_model("articles.ArticlePage").objects.filter(pk__in=story_ids):
        index.insert_or_update_object(story)
        keep_text(story)


def keep_text(story):
    """Keep what readers see of a live story as plain text; of any other, nothing. Returns whether it was another."""
    texts = apps.get_model("articles.StoryText").objects
    if not story.live:
        return bool(texts.filter(article=story).delete()[0])
    text = " ".join(" ".join(map(str, story.body_text)).split())  # which is plain already
    if texts.filter(article=story, text=text).exists():
        return False
    texts.update_or_create(article=story, defaults={"text": text})
    return True


def _page_published(sender, instance, **kwargs):
    borrowing = {
        "articles.ArticlePage": Q(pk=instance.pk),
        "articles.TopicPage": Q(topic=instance.pk),
        "people.PersonPage": Q(bylines__person=instance.pk) | Q(citations__person=instance.pk),
    }.get(sender._meta.label)
    if borrowing is None:
        return
    stories = apps.get_model("articles.ArticlePage").objects.filter(borrowing)
    if story_ids := list(stories.values_list("pk", flat=True).distinct()):
        index_stories.enqueue(story_ids)
