"""What readers may see of accuracy checks, if the house wants it: with whom a story was checked, and when.

Only people whose every named statement, exactly as it stands, was confirmed; never anybody who is not named.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models.signals import post_save
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from wagtail.contrib.frontend_cache.utils import purge_page_from_cache

from accounts.house_clock import day_of
from articles import structured_data

from .models import AccuracyCheck, AccuracyPolicy, Answer, CheckState
from .standing import newest_answers
from .statements import everything_said


@dataclass(frozen=True)
class Checked:
    name: str
    on: date


def checked_with(story):
    """With whom a version of a story was checked, in order of appearance; nobody where the house does not tell.

    One question for each story, whatever its number of statements, and one for the setting.
    """
    if not AccuracyPolicy.of_the_house().tells_readers:
        return []
    statements = [one for one in everything_said(story) if one.value.shown_person]
    if not statements:
        return []
    said = newest_answers(story.pk)
    people: dict = {}
    for one in statements:
        people.setdefault(one.person, []).append(confirmed_on(one, said.get(one.key)))
    return [Checked(person.title, max(days)) for person, days in people.items() if all(days) and not person.is_disputed]


def confirmed_on(statement, checked):
    """The day on which a source confirmed exactly this statement, or None."""
    if not checked or checked.digest != statement.digest or checked.answer != Answer.ACCURATE:
        return None
    return day_of(checked.check_of.answered_at)


def sentence_on(story):
    """What readers see below a story; empty for nothing to say."""
    if "_checked_with" not in story.__dict__:  # page and structured data ask for the same version
        story._checked_with = checked_with(story)
    parts = [
        _("%(name)s on %(day)s") % {"name": one.name, "day": date_format(one.on, "DATE_FORMAT")}
        for one in story._checked_with
    ]
    if not parts:
        return ""
    return _("The accuracy of statements was checked with %(people)s.") % {"people": get_text_list(parts, _("and"))}


def told_to_machines(article, request):
    """The same sentence as schema.org's `backstory` of an Article (https://schema.org/backstory)."""
    return {"backstory": sentence_on(article)}


def connect():
    structured_data.add_to_story(told_to_machines)
    post_save.connect(_check_saved, sender=AccuracyCheck, dispatch_uid="accuracy_checks.shown")


def _check_saved(instance, raw, **kwargs):
    if not raw and instance.state == CheckState.ANSWERED and instance.story.live:
        transaction.on_commit(lambda: purge_page_from_cache(instance.story))
