"""Stories that were public and are not any more: their addresses answer 410, which search engines take as final.

A retracted story is not among them: it keeps its address and says what happened.
"""

from urllib.parse import unquote, urlsplit

from django.db import models
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from wagtail.contrib.redirects.models import Redirect
from wagtail.signals import page_published, page_unpublished

from articles.models import ArticlePage


class GoneAddress(models.Model):
    """A path at which readers could open a story, and by which key the house knows it. Nothing else is kept of it."""

    path = models.TextField(unique=True)
    key = models.UUIDField(db_index=True)  # of the story, which may be deleted: its `translation_key`
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("address of a story that is gone")
        verbose_name_plural = _("addresses of stories that are gone")
        default_permissions = ()

    def __str__(self):
        return self.path


class GoneMiddleware:
    """410 in place of 404 where a story was. It stands outside of redirects, so that one set by an editor wins."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_asked_for = response.status_code == 404 and request.method in ("GET", "HEAD") and "\0" not in request.path
        if is_asked_for and GoneAddress.objects.filter(path=request.path).exists():
            return render(request, "410.html", status=410)
        return response


def connect():
    # Wagtail tells so before a live page is deleted, too.
    page_unpublished.connect(_unpublished, sender=ArticlePage, dispatch_uid="home.gone.unpublished")
    page_published.connect(_published, sender=ArticlePage, dispatch_uid="home.gone.published")


def path_of(page):
    return unquote(urlsplit(page.get_full_url() or "").path)


def _unpublished(instance, **kwargs):
    if path := path_of(instance):
        GoneAddress.objects.update_or_create(path=path, defaults={"key": instance.translation_key})


def _published(instance, **kwargs):
    """A story that comes back under another address is found under the old one too."""
    now = path_of(instance)
    former = GoneAddress.objects.filter(key=instance.translation_key).exclude(path=now)
    for path in former.values_list("path", flat=True):
        if not Redirect.objects.filter(old_path=Redirect.normalise_path(path)).exists():
            Redirect.add_redirect(path, redirect_to=instance, automatically_created=True)
    former.delete()
    GoneAddress.objects.filter(path=now).delete()
