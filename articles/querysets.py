"""The only home of select_related and prefetching for stories."""

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects

from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from .citations import people_in, photos_in


class ArticleQuerySet(PageQuerySet):
    def on_topic(self, topic):
        return self.filter(topic=topic)

    def by_person(self, person):
        return self.filter(bylines__person=person)

    def citing(self, person):
        return self.filter(citations__person=person, citations__in_live=True)

    def newest_first(self):
        return self.order_by("-first_published_at", "-pk")

    def for_cards(self):
        """With everything a card in a listing shows, in a number of queries that does not grow."""
        return (
            self.select_related("topic", "hero_photo")
            .prefetch_related("bylines__person", "hero_photo__renditions")
            .defer("body")
        )

    def page_of(self, number, per_page):
        """One page of the list; a number that is no page gives the nearest one."""
        return Paginator(self, per_page).get_page(number)


ArticleManager = PageManager.from_queryset(ArticleQuerySet)


def prefetch_story(article):
    """Load what the story's page shows besides its own row, whatever its number of statements and photos."""
    prefetch_related_objects(
        [article],
        "topic",
        "hero_photo__renditions",
        "bylines__person__portrait__renditions",
        "bylines__person__credentials",
        "disclosures",
        "medical_reviewer__credentials",
    )
    photos, people = list(photos_in(article.body)), list(people_in(article.body))
    prefetch_related_objects(photos, "renditions")
    prefetch_related_objects(people, "credentials", "portrait__renditions")
