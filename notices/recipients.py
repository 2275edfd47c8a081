"""Who hears of what. Nobody does who is not active or may not enter the desk: letters quote what is not public."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from wagtail.models import Revision, WorkflowState

from articles.models import Byline
from review.models import Fingerprint, Turn, TurnStatus

User = get_user_model()
MANAGING_EDITORS = "readiness.add_override"  # what makes them so


def colleagues():
    """Everyone who can be written to, each with their preference."""
    return (
        User.objects.filter(Q(is_superuser=True) | holding("wagtailadmin.access_admin"), is_active=True)
        .exclude(email="")
        .select_related("notice_preference", "wagtail_userprofile")
        .distinct()
    )


def holding(permission):
    """A condition: who was given this permission, themselves or by a group."""
    app_label, codename = permission.split(".")
    granted = Permission.objects.filter(content_type__app_label=app_label, codename=codename)
    return Q(groups__in=Group.objects.filter(permissions__in=granted)) | Q(user_permissions__in=granted)


def managing_editors():
    """Not administrators: they look after the installation."""
    return colleagues().filter(holding(MANAGING_EDITORS))


def writers_of(page):
    """Everyone who waits to hear of a story: who owns it, whose byline it has, who handed it in."""
    runs: Any = WorkflowState.objects  # with Wagtail's own queryset
    newest = runs.for_instance(page).order_by("-created_at", "-pk")
    submitter = newest.values_list("requested_by", flat=True).first()
    return colleagues().filter(authors_of(page) | Q(pk=submitter))


def authors_of(page):
    """A condition: who owns a story or has its byline, in the newest version."""
    newest = Revision.objects.filter(pk=page.latest_revision_id).values_list("content__bylines", flat=True).first()
    if newest is None:
        people = list(Byline.objects.filter(article=page.pk).values_list("person", flat=True))
    else:
        people = [byline["person"] for byline in newest]
    return Q(pk=page.owner_id) | Q(person__in=people)


def asked_at(turn, page):
    """Whoever a desk's turn is about: the one it was given to, else everyone at the desk who can still sign.

    The writer never signs for a story, and, unless the stage is for mending it, whoever was the last to change it does
    not either (review.runs.Run.may_sign). Whoever has signed, and whose sign-off holds, is not asked again.
    """
    signed = turn.sign_offs.filter(fell_at__isnull=True, withdrawn_at__isnull=True, approver__isnull=False)
    able = (
        colleagues()
        .filter(groups=turn.group_id)
        .exclude(pk__in=User.objects.filter(authors_of(page)))
        .exclude(pk__in=signed.values("approver"))
        .exclude(pk__in=last_editors(turn))
    )
    assignee = able.filter(pk=turn.assignee_id)
    return assignee if turn.assignee_id and assignee else able


def last_editors(turn):
    fingerprint = None if turn.stage.own_edits_count else Fingerprint.objects.filter(page=turn.page_id).first()
    return fingerprint.last_editors(turn.aspects) if fingerprint else set()


def open_turns(page):
    return Turn.objects.filter(page=page.pk, status=TurnStatus.OPEN)
