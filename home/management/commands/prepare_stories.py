from collections import Counter

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.contrib.frontend_cache.utils import PurgeBatch

from articles.models import ArticlePage
from articles.related import keep_nearest
from articles.search_index import keep_text
from home.share_cards import keep_card

AT_ONCE = 50  # stories in memory


class Command(BaseCommand):
    """After an update: what publication prepares from then on, stories that were public before it lack."""

    help = "Make what readers are shown of public stories as their publication would: search, related stories, cards."

    def handle(self, **options):
        public = ArticlePage.objects.live().public().select_related("topic").prefetch_related("disclosures")
        ids = list(public.order_by("pk").values_list("pk", flat=True))
        changed = Counter()
        for start in range(0, len(ids), AT_ONCE):
            self.prepare(public.filter(pk__in=ids[start : start + AT_ONCE]), changed)
        told = ngettext("%(count)d public story looked at.", "%(count)d public stories looked at.", len(ids))
        self.stdout.write(told % {"count": len(ids)})
        self.stdout.write(_("Texts for search: %(count)d changed") % {"count": changed["text"]})
        self.stdout.write(_("Related stories: %(count)d changed") % {"count": changed["nearest"]})
        self.stdout.write(_("Share cards: %(count)d drawn") % {"count": changed["card"]})

    def prepare(self, stories, changed):
        """Bring one batch up to date and count what that changed. Each story is done by itself: it can be stopped."""
        batch = PurgeBatch()
        for story in stories:
            done = {"text": keep_text(story), "nearest": keep_nearest(story), "card": keep_card(story)}
            changed.update(name for name, is_new in done.items() if is_new)
            if done["nearest"] or done["card"]:
                batch.add_page(story)
        batch.purge()
