"""The same story in other languages: what was wrong in one is looked for in each of the others."""

from django.utils.translation import gettext as _

from articles.models import ArticlePage
from rechecks.models import CauseKind
from rechecks.opening import open_for

from .models import Kind

SENDS_BACK = {Kind.CORRECTION, Kind.RETRACTION}


def look_again(story, notice):
    """Have each live translation of a story looked at again when this notice says that something was wrong."""
    if notice.kind not in SENDS_BACK:
        return None
    others = ArticlePage.objects.filter(translation_key=story.translation_key, alias_of=None).exclude(pk=story.pk)
    words = {"title": story.title, "language": story.locale, "told": " ".join(notice.told)}
    if notice.kind == Kind.RETRACTION:
        sentence = _("The same story in %(language)s, “%(title)s”, was retracted: %(told)s")
    else:
        sentence = _("The same story in %(language)s, “%(title)s”, was corrected. %(told)s")
    return open_for(story, CauseKind.TRANSLATION_CORRECTED, sentence % words, others, by=notice.by)
