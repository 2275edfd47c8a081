"""Has the findings of a topic's stories looked at again when its strictness changes."""

from django.db.models.signals import post_delete, post_save

from articles.models import ArticlePage
from readiness.reports import recheck


def connect(policy_model):
    for signal in (post_save, post_delete):
        signal.connect(_strictness_changed, sender=policy_model, dispatch_uid="claims.policies.changed")


def _strictness_changed(instance, raw=False, **kwargs):
    if not raw:
        recheck(ArticlePage.objects.filter(topic=instance.topic_id).values("pk"))
