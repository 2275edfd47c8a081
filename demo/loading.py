"""Loads the demo magazine, once."""

from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext as _

from wagtail.signal_handlers import disable_reference_index_auto_update

from articles.models import ArticlePage
from notices.models import Notice
from people.models import PersonPage

from . import magazine
from .accounts import create_accounts
from .conversation import create_comments
from .models import Loading
from .stories import create_advertisement, create_stories


class NotAllowed(Exception):
    """This installation may hold no demo content."""


def load(report=lambda words: None):
    """Load the demo magazine into an empty house.

    Does nothing where it was loaded before, whatever has become of it, and nothing where somebody has begun a
    magazine of their own. Sends no mail.

    Args:
        report: called with a line of text at each step.

    Returns:
        Whether the magazine was loaded now.

    Raises:
        NotAllowed: settings.DEMO_CONTENT_ALLOWED is not set.
    """
    if not getattr(settings, "DEMO_CONTENT_ALLOWED", False):
        raise NotAllowed
    with transaction.atomic():
        # Two at once: the second waits here for the first, and then finds its row.
        loading, is_first = Loading.objects.get_or_create(pk=Loading.ONLY)
        if not is_first:
            return False
        if ArticlePage.objects.exists() or PersonPage.objects.exists():
            loading.delete()
            report(_("There are stories or people here already, so the demo magazine was not loaded."))
            return False
        with disable_reference_index_auto_update():
            fill(report)
        report(_("Search"))
        make_findable()
    return True


def fill(report):
    report(_("Accounts"))
    users = create_accounts()
    editor = users["managing"]
    report(_("Photographs"))
    photos = magazine.create_photos(by=users["photo"])
    report(_("People, topics and standing pages"))
    people = magazine.create_people(photos, users)
    topics = magazine.create_topics(by=editor)
    pages = magazine.create_standing_pages(by=editor)
    cast = magazine.create_cast(photos, people, pages)
    magazine.publish_standing_pages(cast, by=editor)
    magazine.set_up_magazine(pages)
    report(_("Stories, drafts and the desks' decisions"))
    stories = create_stories(cast, topics, users)
    create_advertisement(cast, users)
    magazine.create_glossary(users)
    magazine.recall_products(cast, by=users["facts"])
    magazine.set_up_front(topics, stories, by=editor)
    report(_("Comments"))
    create_comments(stories, users)
    # Of all this nobody needs to be told: it happened before anybody came.
    Notice.objects.all().delete()


def make_findable():
    """Do now what readers miss: the worker would take minutes for the hundreds of tasks that the saving has left it."""
    call_command("rebuild_references_index", verbosity=0)
    call_command("update_index", verbosity=0)
    call_command("prepare_stories", stdout=StringIO())
