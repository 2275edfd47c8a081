"""Where the cards of stories stand: what has to be made anew when something on a card changes."""

from wagtail.models import Page, Site

from .models import ArticlePage, Byline, Citation, StoryIndexPage


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
