"""Forgetting what has been of use: for how long, the house says under Settings, Comments. The worker does it hourly."""

from datetime import timedelta

from django_tasks_db.models import DBTaskResult

from django.utils import timezone

from wagtail.models import Site

from .decision_letters import DecisionLetter
from .erasing import GONE, MAIL_TASK, MOST_AT_ONCE, erase_comments, part_with_flags
from .flags import CommentFlag
from .models import CommentSettings, ReaderComment, Status
from .states import ADDRESSED


def forget_old():
    """Erase what is older than the settings of the default site allow: they hold for the whole house."""
    settings = CommentSettings.for_site(Site.objects.get(is_default_site=True))
    erase_decided([Status.WITHDRAWN], days_ago(settings.forget_withdrawn_after))
    erase_decided(ADDRESSED, days_ago(settings.forget_refused_after))
    forget_visitors(days_ago(settings.forget_flags_after))
    failed = DBTaskResult.objects.filter(task_path=MAIL_TASK, status="FAILED")
    failed.filter(finished_at__lt=days_ago(settings.forget_failed_mail_after)).delete()


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def erase_decided(statuses, before):
    """Leave tombstones of comments decided before that time, some at once. An open appeal keeps its comment."""
    old = ReaderComment.objects.out_of_time(statuses, before).order_by("pk").values_list("pk", flat=True)
    while pks := list(old[:MOST_AT_ONCE]):
        erase_comments(pks)


def forget_visitors(before):
    """Take note and network out of answered reports. That they were answered stays known: see flags.settled_by."""
    flags = CommentFlag.objects.filter(by=None, at__lt=before, closed_by__isnull=False)
    told = flags.exclude(pk__in=DecisionLetter.objects.filter(sent_at=None, flag__isnull=False).values("flag"))
    part_with_flags(told.exclude(network__startswith=GONE))
