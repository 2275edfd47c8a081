from django import template

from rechecks.progress import progress_of

register = template.Library()


@register.inclusion_tag("rechecks/admin/_progress.html")
def recheck_progress(thing):
    """How far looking again at the stories that lean on a person, a treatment or a source has come."""
    return progress_of(thing)
