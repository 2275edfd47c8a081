"""The only home of select_related and prefetching for planning; and which stories a screen is about."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Cast

from wagtail.models import Revision, WorkflowState
from wagtail.permissions import policy_registry

from articles.models import ArticlePage, Byline
from photos.models import Rendition
from review.models import SignOff, Stage, Turn, TurnStatus

# What lets somebody find a story in Wagtail's own listings.
SEES_STORIES = {"add", "change", "publish", "lock", "unlock", "bulk_delete"}
THUMBNAIL = "format-jpeg|width-480"  # the smallest size that every photo is kept in, see photos/renditions.py
UNDER_WAY = [WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES]


class ScheduleFailureQuerySet(models.QuerySet):
    def open(self):
        """What still waits to be done."""
        return self.filter(resolved_at__isnull=True)

    def waiting(self, now):
        """What is not to be tried again yet."""
        return self.open().filter(next_at__gt=now)

    def settle(self, now):
        """Close what nobody wants done any more: schedules cancelled or moved, pages taken down by hand."""
        moved = Q(revision__approved_go_live_at__isnull=True) | Q(revision__approved_go_live_at__gte=now)
        kept = Q(page__live=False) | Q(page__expire_at__isnull=True) | Q(page__expire_at__gte=now)
        settled = self.open().filter(Q(revision__isnull=False) & moved | Q(revision__isnull=True) & kept)
        # Looking first keeps an idle worker from taking SQLite's one write lock.
        if ids := list(settled.values_list("pk", flat=True)):
            self.filter(pk__in=ids).update(resolved_at=now)


class CalendarTokenQuerySet(models.QuerySet):
    def valid(self):
        return self.filter(revoked_at__isnull=True, user__is_active=True)


# Where stories stand ----------------------------------------------------------------------------------


def stages_now(*statuses):
    """The stage at which each run stands; for a story that was sent back, the one that sent it.

    Args:
        statuses: of the runs; both that are under way, unless given.
    """
    return Stage.objects.filter(
        workflow_state__status__in=statuses or UNDER_WAY, task=F("workflow_state__current_task_state__task")
    )


def open_turns():
    """The desks that are asked now."""
    return Turn.objects.filter(status=TurnStatus.OPEN, stage__workflow_state__status=WorkflowState.STATUS_IN_PROGRESS)


def scheduled_at():
    """When the approved version of a page goes live, as an expression; null where none waits for its time."""
    waiting = Revision.page_revisions.filter(
        approved_go_live_at__isnull=False, object_id=Cast(OuterRef("pk"), models.CharField())
    )
    return Subquery(waiting.order_by("approved_go_live_at").values("approved_go_live_at")[:1])


def scheduled_pages():
    """The ids of the pages of which a version waits for its time."""
    waiting = Revision.page_revisions.filter(approved_go_live_at__isnull=False).order_by()
    return waiting.annotate(of=Cast("object_id", models.BigIntegerField())).values("of")


def written_by(user, page="pk", owner="owner"):
    """A condition: somebody's own stories, those they began and those that bear their name."""
    return Q(**{owner: user}) | Exists(Byline.objects.filter(article=OuterRef(page), person__user=user))


def stories_for(user):
    """The stories that somebody may know of: where they have a right to pages, and what their desks are asked about."""
    if user.is_active and user.is_superuser:
        return ArticlePage.objects.all()
    at_their_desks = Turn.objects.filter(group__in=user.groups.all(), stage__workflow_state__status__in=UNDER_WAY)
    known = Q(pk__in=at_their_desks.values("page")) | written_by(user)
    # Wagtail's own condition says each place once for every right that somebody has there.
    for path in roots_for(user):
        known = Q(path__startswith=path) | known
    return ArticlePage.objects.filter(known)


def roots_for(user):
    """The paths of the pages at and below which somebody has a right to stories, as far as no other is above them."""
    rights = policy_registry.get_by_type(ArticlePage).get_cached_permissions_for_user(user)
    paths = {right.page.path for right in rights if right.permission.codename.removesuffix("_page") in SEES_STORIES}
    return sorted(path for path in paths if not any(path != above and path.startswith(above) for above in paths))


# What lists show --------------------------------------------------------------------------------------


def page_rows(pages):
    """Pages of any kind with what lists say of them."""
    return pages.select_related("plan", "readiness_report", "fingerprint")


def story_rows(stories):
    """Stories with what lists and cards say of them, in a number of queries that does not grow."""
    writers = Prefetch("bylines", Byline.objects.select_related("person"))
    return page_rows(stories).select_related("topic").prefetch_related(writers).defer("body")


def with_thumbnails(stories):
    """Stories with the hero photo in the one size that a card shows, where there is one already: `hero_photo.small`."""
    small = Rendition.objects.filter(filter_spec=THUMBNAIL).order_by("focal_point_key")
    return stories.select_related("hero_photo").prefetch_related(
        Prefetch("hero_photo__renditions", small, to_attr="small")
    )


def stages_with_turns(pages):
    """The stages that count now for these stories, with desks and sign-offs; those of one story in their order.

    They are where each story stands, and any earlier one of which a desk is asked again.
    """
    standing = SignOff.objects.filter(withdrawn_at=None, fell_at=None)
    turns = Turn.objects.select_related("assignee", "group").prefetch_related(
        Prefetch("sign_offs", standing, to_attr="standing")
    )
    stages = Stage.objects.filter(
        Q(pk__in=stages_now().values("pk")) | Q(pk__in=open_turns().values("stage")), page__in=pages
    )
    return (
        stages.select_related("workflow_state__current_task_state")
        .prefetch_related(Prefetch("turns", turns))
        .order_by("page", "position")
    )
