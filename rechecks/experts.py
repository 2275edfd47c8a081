"""Where an expert stands, and what follows when somebody is put in doubt or loses a credential."""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.house_clock import today
from articles.deletion_guard import stories_that_need
from articles.models import ArticlePage, Byline, Citation
from people import standing
from people.models import Credential
from people.vocabulary import CredentialState
from readiness.reports import recheck

from . import letters
from .models import Cause, CauseKind, Outcome
from .opening import open_for
from .rights import knows_sources

SOON = timedelta(days=60)  # time to ask for the renewal, or to look for another expert
MARK = re.compile(r"<a\b[^>]*>")


def leaning_on(person):
    """The stories whose readers see this person as an expert: their words, or their review."""
    cited = Citation.objects.filter(person=person, in_live=True)
    return ArticlePage.objects.filter(Q(pk__in=cited.values("article")) | Q(medical_reviewer=person))


def look_at_findings_again(person, **kwargs):
    """Have the worker renew what the rules find in the stories that cite somebody, or show their review."""
    cited = Citation.objects.filter(person=person)
    recheck(ArticlePage.objects.filter(Q(pk__in=cited.values("article")) | Q(medical_reviewer=person)).values("pk"))


@transaction.atomic
def put_in_doubt(person, reason, *, by):
    """Mark somebody as disputed, and have every live story that leans on them looked at again.

    Returns:
        The Dispute and the Cause; the first is None where a colleague was quicker, the second where no live story
        leans on them.

    Raises:
        PermissionDenied, ValidationError: as people.standing.dispute.
    """
    made = standing.dispute(person, reason, by=by)
    if made is None:
        return None, None
    words = _("%(name)s is in doubt: %(reason)s") % {"name": person.title, "reason": made.reason}
    return made, open_for(person, CauseKind.EXPERT_DISPUTED, words, leaning_on(person), by=by)


@transaction.atomic
def clear_up(person, answer, *, by):
    """Say that the doubt about somebody is gone. Stories that wait to be looked at still do, and are told why.

    Returns and raises what people.standing.clear_up does.
    """
    is_cleared = standing.clear_up(person, answer, by=by)
    if is_cleared:
        about = ContentType.objects.get_for_model(person)
        disputes = Cause.objects.filter(kind=CauseKind.EXPERT_DISPUTED, content_type=about, object_id=person.pk)
        words = _("%(name)s was in doubt, and is no longer: %(answer)s") % {"name": person.title, "answer": answer}
        disputes.filter(rechecks__outcome=Outcome.OPEN).update(words=words[:500])
    return is_cleared


@transaction.atomic
def judge_credential(credential, state, *, by, seen):
    """Say whether a credential is what it claims to be. Where readers are told of one that no longer holds, every live
    story that leans on its holder is looked at again.

    Args, Returns, Raises: as people.standing.judge_credential.
    """
    before = Credential.objects.select_for_update().get(pk=credential.pk)
    if not standing.judge_credential(before, state, by=by, seen=seen):
        return False
    after = Credential.objects.select_related("person").get(pk=credential.pk)
    if (before.is_valid and not after.is_valid) or (before.is_shown and not after.is_shown):
        words = _("“%(credential)s” of %(name)s no longer holds: %(state)s.")
        names = {"credential": after.name, "name": after.person.title, "state": after.get_state_display()}
        open_for(after.person, CauseKind.CREDENTIAL_ENDED, words % names, leaning_on(after.person), by=by)
    return True


def end_credentials():
    """Mark what has run out, and have the live stories that lean on it looked at again. For the worker."""
    over = Credential.objects.filter(state=CredentialState.VERIFIED, expires_on__lt=today()).select_related("person")
    for credential in over:
        with transaction.atomic():
            if standing.end_credential(credential):
                words = _("“%(credential)s” of %(name)s ran out on %(day)s.") % _named(credential)
                open_for(credential.person, CauseKind.CREDENTIAL_ENDED, words, leaning_on(credential.person))


def warn_of_endings():
    """Tell managing editors once of each verified credential that runs out soon. For the worker."""
    soon = Credential.objects.filter(
        state=CredentialState.VERIFIED, expires_on__range=(today(), today() + SOON)
    ).select_related("person")
    with transaction.atomic():
        if new := [credential for credential in soon.order_by("expires_on") if standing.note_warning(credential)]:
            letters.tell_of_endings(new)


def _named(credential):
    return {
        "credential": credential.name,
        "name": credential.person.title,
        "day": date_format(credential.expires_on, "DATE_FORMAT"),
    }


# Where they stand -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """What somebody is in one story.

    Attributes:
        story: the ArticlePage, without its body.
        parts: what they are there, as plain words.
        live, draft: how many of their statements and marked words stand in what readers see, and in the newest
            version. Not for who must not know of statements without a name: templates ask `knows_sources`.
    """

    story: ArticlePage
    parts: list
    live: int
    draft: int


def stories_naming(person, *, user):
    """Every story that names somebody, in what readers see or in its newest version, as a queryset.

    Who neither writes, edits nor checks, such as a reviewer from outside, learns what readers learn: of published
    stories, and of those that name the person.
    """
    cited = Citation.objects.filter(article=OuterRef("pk"), person=person)
    written = Exists(Byline.objects.filter(article=OuterRef("pk"), person=person))
    stories: Any = ArticlePage.objects.filter(pk__in=stories_that_need([person]).order_by().values("pk"))
    if not knows_sources(user):
        cited = cited.filter(by_name=True)
        stories = stories.filter(Exists(cited) | written | Q(medical_reviewer=person), live=True)
    return (
        stories.annotate(is_quoted=Exists(cited), is_written=written)
        .annotate_approved_schedule()
        .prefetch_workflow_states()
        .select_related("latest_revision")
        .order_by("-live", "-last_published_at", "-pk")
    )


def places(stories, person, *, user):
    """A Place for each of these rows of `stories_naming`, for the same user. No queries for each."""
    knows = knows_sources(user)
    return [_place(story, person.pk, knows) for story in stories]


def _place(story, pk, knows):
    newest = story.latest_revision.content if story.latest_revision and knows else {}
    parts = [
        (story.is_quoted, _("speaker")),
        (story.is_written or any(row.get("person") == pk for row in newest.get("bylines", [])), _("byline")),
        (pk in (story.medical_reviewer_id, newest.get("medical_reviewer")), _("medical reviewer")),
    ]
    live = said_by(pk, list(story.body.raw_data)) if story.live else 0
    draft = said_by(pk, json.loads(newest.get("body") or "[]"))
    return Place(story, [name for is_part, name in parts if is_part], live, draft)


def said_by(pk, raw):
    """How many blocks and marks of a body, as it is stored, give somebody's words."""
    if isinstance(raw, dict):
        return (raw.get("person") == pk) + sum(said_by(pk, part) for part in raw.values())
    if isinstance(raw, list):
        return sum(said_by(pk, part) for part in raw)
    if isinstance(raw, str) and "linktype" in raw:
        marks = [tag for tag in MARK.findall(raw) if 'linktype="person"' in tag]
        return sum(f'id="{pk}"' in tag for tag in marks)
    return 0
