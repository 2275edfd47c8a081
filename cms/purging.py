"""What changes on readers' pages without a page being published, and what is thrown away then.

Front page, topics, people and feeds list stories, and every page shows the menu and the magazine's name. So whatever is
published, moved or set empties the whole house; a comment empties the page of its story, and the lists that say how
many there are.
"""

from django.contrib.auth import get_user_model
from django.db.models.signals import post_delete, post_save, pre_delete

from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from comments.conversations import refresh_pages
from comments.models import Status
from corrections.models import Correction, PublishedVersion
from glossary.models import GlossaryTerm
from money.models import AffiliateHost
from people.signals import standing_changed
from products.models import Offer, Product, Recall, Retailer
from sources.models import Source
from treatments.models import OtherName, RegulatoryStatus, Treatment

from .front_cache import forget_everything

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
    PublishedVersion,
    Redirect,
    Site,
    Source,
    *PRODUCTS,
    *TREATMENTS,
)


def connect():
    """Listen to everything that readers can see change. Comments see to their stories' pages themselves."""
    for signal in (page_published, page_unpublished, page_slug_changed, post_page_move, standing_changed):
        signal.connect(_page_changed, dispatch_uid="cms.purging.page")
    post_save.connect(_saved, dispatch_uid="cms.purging.saved")
    post_delete.connect(_deleted, dispatch_uid="cms.purging.deleted")
    pre_delete.connect(_user_leaves, sender=get_user_model(), dispatch_uid="cms.purging.user")


def _page_changed(sender, **kwargs):
    forget_everything()


def _saved(sender, instance, created, raw=False, update_fields=None, **kwargs):
    if isinstance(instance, SHOWN_EVERYWHERE) or is_written_over(instance, update_fields) or is_notice(instance):
        forget_everything()
    elif isinstance(instance, get_user_model()) and not created and update_fields != {"last_login"}:
        forget_stories_with_comments_of(instance)


def is_written_over(instance, update_fields):
    """Whether a public page itself was saved, by a script for example; a new draft of it touches a few columns only."""
    return isinstance(instance, Page) and instance.live and update_fields is None


def is_notice(instance):
    """Whether readers are told of it; what is only declared they do not see yet."""
    return isinstance(instance, Correction) and instance.published_at is not None


def _deleted(sender, instance, **kwargs):
    # Without its renditions, which come back under their old names, a page would show holes.
    if isinstance(instance, (*SHOWN_EVERYWHERE, AbstractRendition, Page)):
        forget_everything()


def _user_leaves(sender, instance, **kwargs):
    forget_stories_with_comments_of(instance)


def forget_stories_with_comments_of(user):
    """A reader's name stands beside what they wrote, and beside what the front page quotes of it."""
    written = user.reader_comments.filter(status=Status.APPROVED)
    refresh_pages(written.values_list("article", flat=True), numbers=True)
