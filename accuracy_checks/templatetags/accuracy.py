from django import template

from accuracy_checks import shown

register = template.Library()


@register.simple_tag
def checked_with_sources(story):
    """The sentence on with whom a story was checked; empty where there is none, or the house does not tell."""
    return shown.sentence_on(story)
