"""Where the cards of stories stand: what has to be made anew when something on a card changes."""

from django.contrib.contenttypes.models import ContentType

from wagtail.models import Page, ReferenceIndex, Site

from .models import ArticlePage, Byline, Citation, Neighbour, StoryIndexPage


def pages_showing(article_ids):
    """Stories with the pages that list them: front page, archive, their topics, and everybody who has a part in them.

    “Read next” below other stories is not among them: its cards show nothing that changes without a publication.

    Returns:
        A queryset of live Pages; one query, by primary key.
    """
    stories = ArticlePage.objects.filter(pk__in=article_ids).order_by()
    parts = [model.objects.filter(article__in=article_ids).order_by() for model in (Byline, Citation)]
    found = stories.values("pk").union(
        stories.values("topic"),
        stories.values("medical_reviewer"),
        *(rows.values("person") for rows in parts),
        StoryIndexPage.objects.order_by().values("pk"),
        Site.objects.order_by().values("root_page"),
    )
    return Page.objects.live().filter(pk__in=found)


def stories_showing(story):
    """A story, and the live stories on whose pages it stands: beside the text, or linked in it."""
    stories = ContentType.objects.get_for_model(ArticlePage)
    linked = ReferenceIndex.get_references_to(story).filter(content_type=stories).values_list("object_id", flat=True)
    beside = Neighbour.objects.filter(story=story.pk).values_list("article", flat=True)
    return ArticlePage.objects.live().filter(pk__in={story.pk, *map(int, linked), *beside}).defer("body")
