"""Which versions of pages name a photo. What a photo lacks, the stories that show it lack too."""

import re
from collections import defaultdict
from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.db.models.signals import post_save
from django.utils.translation import gettext as _

from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex, Revision, get_page_models
from wagtail.snippets.models import get_snippet_models

from readiness.reports import recheck_users_of

LIVE, DRAFT, SCHEDULED, RECORD = "live", "draft", "scheduled", "record"


def connect(photo_model):
    post_save.connect(_photo_saved, sender=photo_model, dispatch_uid="photos.where_used.saved")


def _photo_saved(instance, created, raw, **kwargs):
    if not created and not raw:
        recheck_users_of(instance)


def pages_showing(photo):
    """Every page with a photo in its live version, its newest draft or a scheduled one; `how` of each says in which.

    Wagtail's reference index knows the saved row of a page alone. Drafts and scheduled versions are read here, but for
    those that show a photo only by a record they name.
    """
    how = defaultdict(set)
    page_type = ContentType.objects.get_for_model(Page)
    public = ReferenceIndex.get_references_to(photo).filter(base_content_type=page_type)
    for pk in public.values_list("object_id", flat=True):
        how[int(pk)].add(LIVE)
    for record in records_showing(photo):
        naming = ReferenceIndex.get_references_to(record).filter(base_content_type=page_type)
        for pk in naming.values_list("object_id", flat=True):
            how[int(pk)].add(RECORD)
    newest = Page.objects.filter(latest_revision__isnull=False).values("latest_revision")
    revisions = Revision.page_revisions.filter(Q(pk__in=newest) | Q(approved_go_live_at__isnull=False))
    # The database leaves out what cannot name it; what is left is read.
    revisions = revisions.annotate(text=Cast("content", TextField())).filter(text__contains=str(photo.pk))
    for pk, goes_live, content in revisions.values_list("object_id", "approved_go_live_at", "content").iterator(200):
        if is_named_in(content, photo.pk):
            how[int(pk)].add(SCHEDULED if goes_live else DRAFT)
    places = {
        LIVE: _("live"),
        DRAFT: _("in the draft"),
        SCHEDULED: _("in the scheduled version"),
        RECORD: _("on a card"),
    }
    pages = list(Page.objects.filter(pk__in=how).order_by("-live", "title"))
    for page in pages:
        named = how[page.pk]
        if not page.live:  # its saved row holds a version that nobody reads
            named.discard(LIVE)
        page.goes_on_showing_it = bool(named & {LIVE, SCHEDULED})
        page.how = [words for one, words in places.items() if one in named] or [_("in an older version, not live")]
    return pages


def records_showing(photo):
    """The snippets with a photo, such as products. Pages that name one show the photo on its card."""
    rows = ReferenceIndex.get_references_to(photo)
    found = []
    for model, content_type in ContentType.objects.get_for_models(*get_snippet_models()).items():
        ids = rows.filter(base_content_type=content_type).values_list("object_id", flat=True)
        found += model._default_manager.filter(pk__in=set(ids)) if ids else []
    return found


def is_named_in(content, photo_id):
    """Whether the content of a revision names a photo: in a field of the page, or in a block of its body."""
    in_fields = any(content.get(name) == photo_id for name in fields_with_a_photo())
    return in_fields or any(isinstance(value, str) and in_block(photo_id).search(value) for value in content.values())


def with_another_photo(content, photo_id, other_id):
    """The content of a revision with another photo wherever it names this one."""
    other = {
        name: in_block(photo_id).sub(rf"\g<1>{int(other_id)}", value) if isinstance(value, str) else value
        for name, value in content.items()
    }
    return other | {name: other_id for name in fields_with_a_photo() if content.get(name) == photo_id}


def in_block(photo_id):
    """Where the JSON of a body names a photo. In a text the quotation marks would be escaped."""
    return re.compile(rf'("photo": ?){int(photo_id)}\b')


@cache
def fields_with_a_photo():
    """The names of all fields of page types that hold a photo."""
    fields = (field for model in get_page_models() for field in model._meta.concrete_fields)
    return {field.name for field in fields if field.related_model is get_image_model()}
