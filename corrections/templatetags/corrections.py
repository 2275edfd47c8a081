from django import template

from corrections.models import PublishedVersion
from corrections.notices import notices_on

register = template.Library()


@register.simple_tag
def notices(page, where):
    """The notices of a story at one of its two places: "top" or "end"."""
    return [notice for notice in notices_on(page) if notice.on_top == (where == "top")]


@register.simple_tag
def has_history(page):
    """Whether there is another version for readers to compare the one they see with."""
    if not page.pk or not page.live or page.alias_of_id or page.retracted_at:
        return False
    return PublishedVersion.objects.filter(article=page.pk, withheld_at=None).count() > 1
