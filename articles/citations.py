"""Who and what is cited in a story, and the tables that remember it."""

import re

from django.db import transaction
from django.db.models.signals import post_save

from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.models import Revision
from wagtail.rich_text import RichText
from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs
from wagtail.signals import page_published, page_unpublished

from readiness.versions import version_in


def leaves(block, value):
    """Yield (block, value) for every innermost part of a stream, struct or list block's value."""
    if isinstance(block, StreamBlock):
        for child in value:
            yield from leaves(child.block, child.value)
    elif isinstance(block, StructBlock):
        for name, child_block in block.child_blocks.items():
            yield from leaves(child_block, value.get(name))
    elif isinstance(block, ListBlock):
        for child in value or []:
            yield from leaves(block.child_block, child)
    elif value is not None:
        yield block, value


def chosen(block, value, model_label):
    """Yield what choosers within a block hold of a model, one object for each use, in order."""
    for leaf, thing in leaves(block, value):
        if getattr(leaf, "target_model", None) is not None and leaf.target_model._meta.label == model_label:
            yield thing


def people_in(body):
    """The persons chosen in blocks, one object for each use, in order."""
    return chosen(body.stream_block, body, "people.PersonPage")


def photos_in(body):
    """The photos chosen in blocks, one object for each use, in order."""
    return chosen(body.stream_block, body, "photos.Photo")


def products_in(body):
    """The products that have a card, one object for each, in order."""
    return chosen(body.stream_block, body, "products.Product")


def row_number(written):
    """The number of a row as it is written in a text; None for what no database has as one."""
    return int(written) if re.fullmatch("[0-9]{1,18}", written or "") else None


def marked_ids(block, value, linktype):
    """Ids of the persons or photos that marks in rich text point to, in order. See articles/rich_text.py."""
    for _block, text in leaves(block, value):
        if isinstance(text, RichText):
            for tag in FIND_A_TAG.findall(text.source):
                attributes = extract_attrs(tag)
                if attributes.get("linktype") == linktype and (pk := row_number(attributes.get("id"))):
                    yield pk


def cited_ids(body):
    """Ids of everyone whose words stand in the body, each once, in order of appearance by kind."""
    return cited_in(body.stream_block, body)


def named_ids(body):
    """The same without those whom readers must not find here: sources who spoke on other terms than on the record."""
    named = (cited_in(child.block, child.value) for child in body if not hides_person(child.value))
    people = [pk for ids in named for pk in ids]
    return list(dict.fromkeys(people))


def hides_person(value):
    """Whether a block's value is a statement of somebody who must not be named."""
    return getattr(value, "hides_person", False)


def cited_in(block, value):
    """Ids of everyone whose words stand in one block, background sources too."""
    people = [person.pk for person in chosen(block, value, "people.PersonPage")]
    return list(dict.fromkeys([*people, *marked_ids(block, value, "person")]))


def source_ids(body):
    """Ids of the sources that a body names, in its lists or by marks, each once."""
    listed = [source.pk for source in chosen(body.stream_block, body, "sources.Source")]
    return list(dict.fromkeys([*listed, *marked_ids(body.stream_block, body, "source")]))


def leaned_on(child):
    """Ids of the sources that a block leans on: by marks, or because its words or pictures are from there."""
    marked = set(marked_ids(child.block, child.value, "source"))
    return marked | {value["source"].pk for value in taken_from(child.block, child.value)}


def taken_from(block, value):
    """Yield the statements and uses of photos within a block that name a source for themselves, in order."""
    if isinstance(block, StructBlock):
        if hasattr(value, "source_number") and value.get("source"):
            yield value
        for name, child_block in block.child_blocks.items():
            yield from taken_from(child_block, value.get(name))
    elif isinstance(block, ListBlock):
        for child in value or []:
            yield from taken_from(block.child_block, child)


def lost_photo_marks(body, hero_photo):
    """Yield (index, block) for each block in which words point to a photo that does not stand in the story.

    Args:
        body: a value of the body.
        hero_photo: the story's hero photo, or None.
    """
    shown = {photo.pk for photo in [hero_photo, *photos_in(body)] if photo}
    for index, child in enumerate(body):
        if not shown.issuperset(marked_ids(child.block, child.value, "photo")):
            yield index, child


# The tables kept here, and what each names.
KEYS = {"citations": "person", "source_uses": "source"}


def connect(article_model):
    """Keep both tables in step with drafts and with what is live."""
    post_save.connect(_draft_saved, sender=Revision, dispatch_uid="articles.citations.draft")
    for signal in (page_published, page_unpublished):
        signal.connect(_live_changed, sender=article_model, dispatch_uid="articles.citations.live")


def _draft_saved(instance, update_fields=None, **kwargs):
    is_story = instance.content_type.app_label == "articles" and instance.content_type.model == "articlepage"
    if is_story and (update_fields is None or "content" in update_fields):
        article = version_in(instance)
        _record(article, "citations", "in_draft", cited_ids(article.body))
        _record(article, "source_uses", "in_draft", source_ids(article.body))


@transaction.atomic
def _live_changed(instance, **kwargs):
    citations = instance._meta.get_field("citations").related_model.objects.filter(article_id=instance.pk)
    citations.filter(by_name=True).update(by_name=False)
    _record(instance, "citations", "in_live", cited_ids(instance.body) if instance.live else [])
    if instance.live:
        citations.filter(person__in=named_ids(instance.body)).update(by_name=True)
    _record(instance, "source_uses", "in_live", source_ids(instance.body) if instance.live else [])


@transaction.atomic
def _record(article, relation, place, ids):
    """Set one of the two flags for exactly these people or sources; rows with neither flag go.

    An old version, opened again, may mark somebody who has been deleted since: that is nobody to be recorded.

    Args:
        relation: "citations" or "source_uses".
        place: "in_draft" or "in_live".
        ids: of the people or sources.
    """
    rows = article._meta.get_field(relation).related_model.objects.filter(article_id=article.pk)
    key = KEYS[relation]
    things = rows.model._meta.get_field(key).related_model
    wanted = set(things.objects.filter(pk__in=ids).values_list("pk", flat=True))
    known = dict(rows.values_list(f"{key}_id", place))
    other = "in_live" if place == "in_draft" else "in_draft"
    unwanted = rows.exclude(**{f"{key}_id__in": wanted})
    unwanted.filter(**{other: False}).delete()
    unwanted.filter(**{other: True, place: True}).update(**{place: False})
    rows.filter(**{f"{key}_id__in": wanted, place: False}).update(**{place: True})
    rows.model.objects.bulk_create(
        [rows.model(**{"article_id": article.pk, f"{key}_id": pk, place: True}) for pk in wanted - known.keys()],
        ignore_conflicts=True,
    )
