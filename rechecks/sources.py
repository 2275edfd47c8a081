"""Has live stories looked at again when a source that they lean on is retracted, whoever found it out."""

from django.db.models.signals import post_save, pre_save
from django.utils.translation import gettext as _

from wagtail.log_actions import get_active_log_context

from articles.models import ArticlePage
from readiness.reports import recheck

from .models import CauseKind
from .opening import open_for


def connect(source_model):
    pre_save.connect(_remember, sender=source_model, dispatch_uid="rechecks.sources.before")
    post_save.connect(_saved, sender=source_model, dispatch_uid="rechecks.sources.after")


def _remember(instance, raw=False, **kwargs):
    before = type(instance).objects.filter(pk=instance.pk).values_list("retracted_on", flat=True).first()
    instance.is_newly_retracted = not raw and bool(instance.retracted_on) and before is None


def _saved(instance, raw=False, **kwargs):
    if raw:
        return
    recheck(instance.uses.values("article"))
    if instance.is_newly_retracted:
        words = _("The source “%(title)s” was retracted.") % {"title": instance.title}
        live = ArticlePage.objects.filter(pk__in=instance.uses.filter(in_live=True).values("article"))
        # Nobody is at work where the worker has found it.
        open_for(instance, CauseKind.SOURCE_RETRACTED, words, live, by=get_active_log_context().user)
