"""A CDN before the house, where CDN_URL names one, forgets what was taken away. Pages it may not keep anyhow."""

from django.conf import settings
from django.db.models.signals import post_delete

from wagtail.contrib.frontend_cache.utils import purge_urls_from_cache
from wagtail.images.models import AbstractRendition

CDN = "cdn"  # in settings.WAGTAILFRONTENDCACHE


def connect():
    post_delete.connect(_deleted, dispatch_uid="cms.cdn.deleted")


def _deleted(sender, instance, **kwargs):
    """A photo that was taken down must not live on at the CDN, which keeps it for a year."""
    if isinstance(instance, AbstractRendition) and CDN in settings.WAGTAILFRONTENDCACHE:
        purge_urls_from_cache([settings.WAGTAILADMIN_BASE_URL + instance.url], backends=[CDN])
