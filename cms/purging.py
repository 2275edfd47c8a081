"""What changes on readers' pages without a page being published, and what is thrown away then.

A story that is published empties its own page, those of the stories that show it, and every list: front page, topics,
people, feeds. A comment empties the page of its story, and the lists that say how many there are. Every page shows the
menu and the magazine's name, and nobody can tell which texts name a treatment: whatever else is published, moved or set
empties the whole house.
"""

from django.contrib.auth import get_user_model
from django.db.models.signals import post_delete, post_save, pre_delete

from wagtail.contrib.frontend_cache.utils import PurgeBatch
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from articles import archive
from articles.listings import stories_showing
from articles.models import ArticlePage
from comments.conversations import refresh_pages
from comments.models import Status
from corrections.models import Correction, PublishedVersion
from glossary.models import GlossaryTerm
from money.models import AffiliateHost
from people.signals import standing_changed
from products.models import Offer, Product, Recall, Retailer
from sources.models import Source
from treatments.models import OtherName, RegulatoryStatus, Treatment

from .kept_pages import forget_everything, forget_lists

# Whatever of these is changed shows at once, on pages that nobody can list: a text may name a treatment anywhere.
TREATMENTS = (OtherName, RegulatoryStatus, Treatment)
PRODUCTS = (Offer, Product, Recall, Retailer)
SHOWN_EVERYWHERE = (
    AbstractImage,
    AffiliateHost,
    BaseGenericSetting,
    BaseSiteSetting,
    GlossaryTerm,
    PageViewRestriction,
    Redirect,
    Site,
    Source,
    *PRODUCTS,
    *TREATMENTS,
)


def connect():
    """Listen to everything that readers can see change. Comments see to their stories' pages themselves."""
    archive.connect(ArticlePage)  # before: no page may be made anew with the numbers of a moment ago
    page_published.connect(_page_published, dispatch_uid="cms.purging.published")
    for signal in (page_unpublished, page_slug_changed, post_page_move, standing_changed):
        signal.connect(_page_changed, dispatch_uid="cms.purging.page")
    post_save.connect(_saved, dispatch_uid="cms.purging.saved")
    post_delete.connect(_deleted, dispatch_uid="cms.purging.deleted")
    pre_delete.connect(_user_leaves, sender=get_user_model(), dispatch_uid="cms.purging.user")


def _page_changed(sender, **kwargs):
    forget_everything()


def _page_published(sender, instance, **kwargs):
    if isinstance(instance, ArticlePage):
        forget_story(instance)
    else:
        forget_everything()


def forget_story(story):
    """What shows a story, its latest version or that there is one."""
    forget_lists()
    batch = PurgeBatch()
    batch.add_pages(stories_showing(story))
    batch.purge()


def _saved(sender, instance, created, raw=False, update_fields=None, **kwargs):
    if isinstance(instance, PublishedVersion) or is_notice(instance):
        forget_story(instance.article)
    elif is_written_over(instance, update_fields):
        _page_published(sender, instance)
    elif isinstance(instance, SHOWN_EVERYWHERE) and not is_new_photo(instance, created):
        forget_everything()
    elif isinstance(instance, get_user_model()) and not created and update_fields != {"last_login"}:
        forget_stories_with_comments_of(instance)


def is_written_over(instance, update_fields):
    """Whether a public page itself was saved, by a script for example; a new draft of it touches a few columns only."""
    return isinstance(instance, Page) and instance.live and update_fields is None


def is_new_photo(instance, created):
    """No page shows it yet."""
    return isinstance(instance, AbstractImage) and created


def is_notice(instance):
    """Whether readers are told of it; what is only declared they do not see yet."""
    return isinstance(instance, Correction) and instance.published_at is not None


def _deleted(sender, instance, **kwargs):
    # Without its renditions, which come back under their old names, a page would show holes.
    if isinstance(instance, (*SHOWN_EVERYWHERE, AbstractRendition, Page, PublishedVersion)):
        forget_everything()


def _user_leaves(sender, instance, **kwargs):
    forget_stories_with_comments_of(instance)


def forget_stories_with_comments_of(user):
    """A reader's name stands beside what they wrote, and beside what the front page quotes of it."""
    written = user.reader_comments.filter(status=Status.APPROVED)
    refresh_pages(written.values_list("article", flat=True), numbers=True)
