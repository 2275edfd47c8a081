"""What readers are told about changes: on the page, in feeds, in structured data."""

from articles.house_time import told
from articles.structured_data import known, moment

from .confidential import without_hidden_names
from .models import Correction, Kind


def notices_of(stories):
    """The public notices of stories, newest first, as {id: list}; three queries at most. Aliases have their own."""
    originals = {story.pk: story.alias_of_id or story.pk for story in stories}
    found: dict = {pk: [] for pk in originals.values()}
    notices = Correction.objects.filter(article__in=found).select_related("of")
    told = list(notices.told())
    if any(notice.kind == Kind.RETRACTION for notice in told):
        told = notices.public()
    for notice in without_hidden_names(told):
        found[notice.article_id].append(notice)
    return {pk: found[original] for pk, original in originals.items()}


def notices_on(story):
    """The notices of one story, asked for once."""
    if not story.pk or not story.first_published_at:
        return []
    if "shown_notices" not in story.__dict__:
        story.shown_notices = notices_of([story])[story.pk]
    return story.shown_notices


def as_text(notice):
    """A notice as one line of plain text: its kind, its date in the house's zone, and what it says."""
    return f"{notice.get_kind_display()}, {told(notice.published_at)}: {' '.join(notice.told)}"


def structured(story, request):
    """For structured data: as many as there are notices on the page."""
    return {
        "correction": [
            known("CorrectionComment", text=" ".join(notice.told), datePublished=moment(notice.published_at))
            for notice in notices_on(story)
        ]
    }
