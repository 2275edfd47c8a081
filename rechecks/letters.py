"""One letter for each thing that happened: to managing editors, and to each author with their stories."""

from collections import defaultdict

from django_tasks import task

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Byline
from notices.addresses import editor_of, in_admin
from notices.mail import compose, in_language_of
from notices.recipients import colleagues, managing_editors

from .models import Cause, CauseKind

STORIES_NAMED = 20
NAMED_TO_EDITORS = 5


@task()  # whoever changed the world does not wait for the post
def tell(cause_id):
    """Tell whoever answers for the stories of a cause, once all of them are on the list."""
    cause = Cause.objects.filter(pk=cause_id).first()
    if not cause:
        return
    editors = list(managing_editors().exclude(pk=cause.by_id))
    named = named_in(cause) if editors else []
    for editor in editors:
        _send(editor, cause, [], cause.stories, named)
    told = {cause.by_id, *(editor.pk for editor in editors)}
    for author, stories in stories_by_author(cause, but=told).items():
        _send(author, cause, stories, len(stories))


def stories_by_author(cause, *, but):
    """Whose stories are concerned: {user: [stories]}, for owners and bylines, without the users `but`."""
    rechecks = cause.rechecks.select_related("article").defer("article__body")
    stories = {recheck.article_id: recheck.article for recheck in rechecks}
    pairs = {(story.owner_id, pk) for pk, story in stories.items()}
    pairs.update(Byline.objects.filter(article__rechecks__cause=cause).values_list("person__user", "article"))
    by_user = defaultdict(list)
    for user, pk in sorted(pairs, key=lambda pair: pair[1]):
        if user and user not in but:
            by_user[user].append(stories[pk])
    users = colleagues().in_bulk(by_user) if by_user else {}
    return {user: by_user[pk] for pk, user in users.items()}


def named_in(cause):
    """The first stories of a cause, as (title, address in the editor), for those who answer for all of them."""
    rechecks = cause.rechecks.select_related("article").defer("article__body").order_by("pk")[:NAMED_TO_EDITORS]
    return [(one.article.get_admin_display_title(), editor_of(one.article)) for one in rechecks]


def _send(user, cause, stories, number, named=()):
    with in_language_of(user):
        subject = ngettext("%(number)d story to look at again", "%(number)d stories to look at again", number)
        context = {
            "cause": cause,
            "number": number,
            "stories": [(story.get_admin_display_title(), editor_of(story)) for story in stories[:STORIES_NAMED]],
            "named": named,
            "is_of_person": cause.kind == CauseKind.EXPERT_DISPUTED,
            "more": max(0, len(stories) - STORIES_NAMED),
            "link": in_admin("rechecks_report", query=f"cause={cause.pk}"),
        }
        compose(user.email, subject % {"number": number}, "rechecks/emails/cause", context).send()


def tell_of_endings(credentials):
    """One letter to each managing editor about credentials that run out soon."""
    for editor in managing_editors():
        with in_language_of(editor):
            lines = [(one, in_admin("experts:standing", one.person_id)) for one in credentials]
            compose(
                editor.email, _("Credentials that run out soon"), "rechecks/emails/endings", {"lines": lines}
            ).send()
