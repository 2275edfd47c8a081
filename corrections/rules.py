"""What readers must be told when a public story changes, and what never comes back by itself."""

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from articles.house_time import told
from articles.models import ArticlePage
from articles.rules import STORY
from readiness.findings import Gap
from readiness.rules import NOBODY, rule

from .changes import change_of
from .declaring import declaration_for
from .models import Correction


def change_to_tell(story):
    """The change that a version makes for readers; None for an alias, whose original has been looked at."""
    if story.alias_of_id and ArticlePage.objects.filter(pk=story.alias_of_id, live=True).exists():
        return None
    return change_of(story)


@rule(STORY, waiver=NOBODY)
def change_without_kind(story):
    """Publishing over what readers have seen says what it is."""
    change = change_to_tell(story)
    if change is None:
        return
    declared = declaration_for(story.pk, change)
    mend = _("Say so on the screen “What changes”: it is among the actions (⋯) above the story.")
    screen = reverse("story_corrections:change", args=[story.pk])
    if declared is None:
        message = _("This changes what readers have seen, and nobody has said yet what kind of change it is.")
        yield Gap(message, mend, subject=change.content[:12], url=screen)
    elif declared.needs_second_person:
        message = _("It is called a minor fix, and %(things)s changes: somebody else has to confirm that.")
        things = get_text_list(declared.touched, _("and"))
        yield Gap(message % {"things": things}, mend, subject=declared.pk, url=screen)


@rule(STORY, waiver=NOBODY)
def retracted(story):
    """The text of a retracted story does not come back by restoring an old version."""
    if not story.pk or not story.first_published_at:
        return
    retraction = Correction.objects.standing_retractions().filter(article=story.pk).first()
    if retraction and change_to_tell(story):
        yield Gap(
            _("This story was retracted on %(time)s. Nothing but the retraction may be public in its place.")
            % {"time": told(retraction.published_at)},
            _("A managing editor can lift the retraction."),
            subject=retraction.pk,
        )
