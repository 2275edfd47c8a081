import re

from django import template

from wagtail.templatetags.wagtailcore_tags import richtext

from articles import models
from articles.blocks.people import PaidBy, unquoted
from articles.querysets import Part

register = template.Library()
register.filter(unquoted)

STORIES_PER_PERSON_PAGE = 24

# Players that set no cookie before the video runs. Every other address stays a plain link.
PLAYERS = [
    (
        re.compile(
            r"^https://(?:www\.|m\.)?(?:youtube(?:-nocookie)?\.com/(?:watch\?(?:.*&)?v=|embed/|shorts/)|youtu\.be/)([\w-]{11})"
        ),
        "https://www.youtube-nocookie.com/embed/{}",
    ),
    (re.compile(r"^https://(?:www\.)?vimeo\.com/(\d+)"), "https://player.vimeo.com/video/{}?dnt=1"),
]


@register.filter
def anchor(block):
    """The fragment id of a section heading's block."""
    return models.anchor(block)


@register.filter
def player_url(address):
    """The address of a video's privacy-friendly player; empty where we know none."""
    for pattern, player in PLAYERS:
        if found := pattern.match(address):
            return player.format(found[1])
    return ""


@register.filter
def prose(text):
    """A body's rich text as HTML: as it was prepared for the whole story, if it was."""
    return getattr(text, "explained", None) or getattr(text, "expanded", None) or richtext(text)


@register.simple_tag
def photo_ids():
    """Where a story's page keeps which photos have their id already: `{% photo_ids as photo_ids_given %}`."""
    return set()


@register.simple_tag(takes_context=True)
def photo_id(context, photo):
    """The id that marks in the text point to (see articles/rich_text.py); only a photo's first use carries it."""
    given = context.get("photo_ids_given", set())
    if photo is None or photo.pk in given:
        return ""
    given.add(photo.pk)
    return f"photo-{photo.pk}"


@register.filter
def who_paid(paid_by):
    """The words readers see for who paid for what the writer tried."""
    return PaidBy(paid_by).label


@register.simple_tag(takes_context=True)
def stories_of(context, person):
    """The live stories that a person wrote, reviewed or is quoted in, newest first, by ?part= one of these.

    Returns:
        A dict with `page` (of stories), `parts` (each Part there is, with its number) and `chosen` (a Part or None).
    """
    if not hasattr(person, "stories_shown"):  # the head of the page asks first, which of the list's pages it is
        request = context.get("request")
        person.stories_shown = _stories_of(person, request.GET if request else {})
    return person.stories_shown


def _stories_of(person, asked):
    stories = models.ArticlePage.objects.live().public().with_part_of(person)
    numbers = stories.number_of_parts() if person.pk else {}
    chosen = Part(asked["part"]) if asked.get("part") in Part.values else None
    found = (stories.part(chosen) if chosen else stories).newest_first()
    return {
        "page": found.page_of(asked.get("page", 1), STORIES_PER_PERSON_PAGE),
        "parts": [(part, numbers[part]) for part in Part if numbers.get(part)],
        "chosen": chosen,
    }


@register.simple_tag
def stories_to_read_next(article):
    """What stands below a story: the editor's choice, and what has most in common with it."""
    return article.read_next
