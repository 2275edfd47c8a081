"""Opening a version of a story that names something which has been deleted since."""

from wagtail.models import Page


def without_deleted(content):
    """Return a revision's content without the topic and people that are gone.

    Their keys are protected, so nothing goes while a story needs it; but an old version may outlive what it names,
    and modelcluster raises where it finds a protected key without its row.
    """
    bylines = content.get("bylines", [])
    named = {content.get("topic"), *(byline["person"] for byline in bylines)}
    alive = set(Page.objects.filter(pk__in=named - {None}).values_list("pk", flat=True))
    return content | {
        "topic": content.get("topic") if content.get("topic") in alive else None,
        "medical_reviewer": None,  # the row's own counts: see ArticlePage.with_content_json
        "bylines": [byline for byline in bylines if byline["person"] in alive],
    }
