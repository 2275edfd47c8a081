from django.utils.translation import gettext as _

from articles.rules import STORY
from readiness.findings import Gap, Severity
from readiness.rules import rule

from .models import Recheck


@rule(STORY, Severity.WARNING)
def to_be_looked_at_again(story):
    """What a live story leans on has changed, and nobody has said yet whether it may stand."""
    for recheck in Recheck.objects.open().filter(article=story.pk).select_related("cause").order_by("pk"):
        message = _("Something this story leans on has changed: %(words)s")
        mend = _("Look at the story again, and say under Reports, “To look at again”, what came of it.")
        yield Gap(message % {"words": recheck.cause.words}, mend, subject=str(recheck.pk))
