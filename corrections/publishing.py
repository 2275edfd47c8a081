"""What happens when a version goes out: what was declared becomes public with it, and it enters the history.

At the saving of the row itself, as the gate does (docs/decisions/0013-one-gate.md): whoever publishes, on whatever way.
"""

from django.db.models.signals import post_save, pre_save
from django.utils import timezone

from wagtail.signals import page_unpublished

from articles.models import ArticlePage
from medical_reviews.carrying import carry_over
from readiness.gate import BOOKKEEPING

from .changes import change_of
from .confidential import remember
from .declaring import declaration_for, stories
from .models import Correction, Kind, PublishedVersion
from .translations import look_again


def connect():
    pre_save.connect(_goes_out, sender=ArticlePage, dispatch_uid="corrections.publishing.goes_out")
    post_save.connect(_is_out, sender=ArticlePage, dispatch_uid="corrections.publishing.is_out")
    page_unpublished.connect(_taken_down, sender=ArticlePage, dispatch_uid="corrections.publishing.taken_down")


def changes_what_is_read(page, raw, update_fields):
    is_own = not raw and page.live and not page.alias_of_id
    return is_own and (update_fields is None or bool(set(update_fields) - BOOKKEEPING))


def _goes_out(instance, raw, update_fields, **kwargs):
    """Find what was declared for this change, as long as what readers saw before is still in the row."""
    instance.declared = None
    if not changes_what_is_read(instance, raw, update_fields):
        return
    if not Correction.objects.pending().filter(article=instance.pk).exists():
        return
    change = change_of(instance)
    instance.declared = change and declaration_for(instance.pk, change)
    if instance.declared:
        instance.retracted_at = timezone.now() if instance.declared.kind == Kind.RETRACTION else None
    if instance.declared and instance.declared.kind == Kind.MINOR_FIX:
        instance.before_the_fix = ArticlePage.objects.get(pk=instance.pk)
    elif instance.declared:
        instance.updated_at = instance.retracted_at or timezone.now()


def _is_out(instance, raw, update_fields, **kwargs):
    if not changes_what_is_read(instance, raw, update_fields):
        return
    remember(instance)
    if instance.declared:
        publish(instance.declared, instance)
    if instance.live_revision_id and (
        instance.declared or not PublishedVersion.objects.filter(article=instance, withheld_at=None).exists()
    ):
        PublishedVersion.objects.create(
            article_id=instance.pk,
            revision_id=instance.live_revision_id,
            correction=instance.declared,
            published_at=timezone.now(),
        )


def publish(declared, story):
    """Let what was declared be public; the story's aliases get its dates."""
    declared.published_at = timezone.now()
    declared.revision_id = story.live_revision_id
    declared.save(update_fields=["published_at", "revision"])
    stories(story.pk).update(updated_at=story.updated_at, retracted_at=story.retracted_at)
    if declared.kind == Kind.RETRACTION:
        forget_history(story.pk)
    look_again(story, declared)
    if declared.kind == Kind.MINOR_FIX:  # it changes nothing medical: its second person answers for that
        carry_over(story.before_the_fix, story)


def forget_history(page_id):
    """Take what readers have seen so far out of a story's public history; it begins anew with what comes next."""
    PublishedVersion.objects.filter(article=page_id, withheld_at=None).update(withheld_at=timezone.now())


def _taken_down(instance, **kwargs):
    forget_history(instance.pk)
