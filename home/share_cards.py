"""A picture for messengers of each public story: made by the worker at publication, gone with the story."""

import hashlib
import json
from dataclasses import asdict

from django_tasks import task

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.utils.translation import gettext_lazy as _

from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.signals import page_published, page_unpublished

from articles.models import ArticlePage

from .card_drawing import SIZE, Words, draw

DESIGN = 1  # counted up when cards are to look different: `prepare_stories` makes each anew, or its next publication


class ShareCard(models.Model):
    """The card of one story. Browsers keep the file for a year: another headline gives it another name."""

    article = models.OneToOneField(ArticlePage, on_delete=models.CASCADE, related_name="+")
    # Below images/, the one folder of uploads that readers reach (cms/media.py).
    file = models.FileField(upload_to="images/cards", max_length=255)
    made_of = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("share card")
        verbose_name_plural = _("share cards")
        default_permissions = ()

    def __str__(self):
        return self.file.name

    def image(self, story):
        """What messengers are told of it. It says no more than the headline, which they are told besides."""
        url = self.file.url
        address = settings.WAGTAILADMIN_BASE_URL + url if url.startswith("/") else url  # as Wagtail does for photos
        return {"url": address, "width": SIZE[0], "height": SIZE[1], "alt": story.title}


def connect():
    page_published.connect(_published, sender=ArticlePage, dispatch_uid="home.share_cards.published")
    page_unpublished.connect(_unpublished, sender=ArticlePage, dispatch_uid="home.share_cards.unpublished")
    post_delete.connect(_deleted, sender=ShareCard, dispatch_uid="home.share_cards.deleted")


@task(priority=-40)  # before the sizes of photos, which take minutes: messengers come at once
def make_card(page_id):
    """Draw the card of a story, if readers can open it and the card they have says anything else."""
    story = ArticlePage.objects.live().public().filter(pk=page_id).select_related("topic").first()
    if story is not None and keep_card(story):
        batch = PurgeBatch()
        batch.add_page(story)
        batch.purge()


def keep_card(story):
    """Draw the card of a public story anew if the one it has says anything else; returns whether."""
    words = words_of(story)
    made_of = hashlib.sha256(json.dumps([DESIGN, asdict(words)]).encode()).hexdigest()
    card = ShareCard.objects.filter(article=story).first() or ShareCard(article=story)
    if card.made_of == made_of and card.file.name and card.file.storage.exists(card.file.name):
        return False
    old, card.made_of = card.file.name, made_of
    card.file.save(f"{story.translation_key.hex}-{made_of[:12]}.png", ContentFile(draw(words)), save=False)
    with transaction.atomic():
        card.save()
        transaction.on_commit(lambda: card.file.storage.delete(old) if old and old != card.file.name else None)
    return True


def words_of(story):
    from .models import MagazineSettings  # which needs ShareCard

    magazine = MagazineSettings.objects.filter(site__is_default_site=True).first() or MagazineSettings()
    kicker = story.kicker or (story.topic.title if story.topic else "")
    return Words(magazine=magazine.name, headline=story.title, kicker=kicker, label=str(story.label))


def _published(instance, **kwargs):
    make_card.enqueue(instance.pk)


def _unpublished(instance, **kwargs):
    for card in ShareCard.objects.filter(article=instance.pk):
        card.delete()


def _deleted(instance, **kwargs):
    storage, name = instance.file.storage, instance.file.name
    transaction.on_commit(lambda: storage.delete(name))
