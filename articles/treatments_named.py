"""Which treatments a story names: by choice, in a block, or in its text. And the table that remembers it."""

from django_tasks import task

from django.apps import apps
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.utils.html import strip_tags

from wagtail.models import Revision
from wagtail.signals import page_published, page_unpublished

from readiness import reports
from readiness.rules import read_once
from readiness.versions import version_in
from treatments import mentions
from treatments.models import TreatmentSettings
from treatments.names import found_in
from treatments.signals import found_in_live, names_changed, status_changed
from treatments.warnings import rows_to_warn_of, together

from .citations import chosen

STORIES_AT_A_TIME = 100


@read_once
def chosen_treatments(story):
    """Ids of the treatments chosen for a story or in a block of it; for an advertiser's page only in blocks."""
    in_blocks = chosen(story.body.stream_block, story.body, "treatments.Treatment")
    whole = story.treatments.all() if hasattr(story, "treatments") else ()
    return {treatment.pk for treatment in [*whole, *in_blocks]}


def words_of(story):
    """Everything that readers read in a story, one string for each piece."""
    texts = [story.title, getattr(story, "kicker", ""), story.dek, story.hero_shown_caption, *story.body_text]
    return [strip_tags(str(text)) for text in texts]


def named_in_words(story):
    """The treatments that a story's text calls by a name: {id: the name}. Several rules ask about one version in a
    row: the names are looked up once for each object, and again where its words have changed."""
    words, known = words_of(story), story.__dict__
    if known.get("_named_in_words", ("", {}))[0] != words:
        known["_named_in_words"] = words, found_in(words)
    return known["_named_in_words"][1]


def named_treatments(story):
    """Ids of all treatments that a story names, chosen or not."""
    return chosen_treatments(story) | named_in_words(story).keys()


def warnings_for(story):
    """The Warnings that a version of a story carries, as the records have them now.

    Two queries where the house has nothing to warn of, three more elsewhere, whatever the story.
    """
    rows = rows_to_warn_of()
    if not rows:
        return []
    by_name = found_in(words_of(story), {row.treatment_id for row in rows})
    named = chosen_treatments(story) | by_name.keys()
    return together(row for row in rows if row.treatment_id in named)


# The kinds of pages whose mentions are kept.
KEPT: list = []


def connect(model):
    """Keep the table of mentions in step with drafts, with what is live, and with the names of treatments.

    Args:
        model: a BodyPage.
    """
    KEPT.append(model)
    post_save.connect(_draft_saved, sender=Revision, dispatch_uid="articles.treatments_named.draft")
    for signal in (page_published, page_unpublished):
        signal.connect(_live_changed, sender=model, dispatch_uid=f"articles.treatments_named.{model.__name__}")
    names_changed.connect(_names_changed, dispatch_uid="articles.treatments_named.names")
    status_changed.connect(_status_changed, dispatch_uid="articles.treatments_named.status")
    for signal in (post_save, post_delete):
        signal.connect(_places_changed, sender=TreatmentSettings, dispatch_uid="articles.treatments_named.places")


def _draft_saved(instance, update_fields=None, **kwargs):
    if instance.content_type.model_class() in KEPT and (update_fields is None or "content" in update_fields):
        story = version_in(instance)
        mentions.record(story.pk, "in_draft", named_treatments(story))


def _live_changed(instance, **kwargs):
    mentions.record(instance.pk, "in_live", named_treatments(instance) if instance.live else set())


def _status_changed(treatment, **kwargs):
    """What the rules find in its stories may be otherwise now."""
    reports.recheck(treatment.mentions.values("page"))


def _places_changed(raw=False, **kwargs):
    """Readers of other places are warned of other treatments: the worker looks at every page again."""
    for model in KEPT if not raw else ():
        reports.recheck(model.objects.order_by().values("pk"))


def _names_changed(treatment, **kwargs):
    for model in KEPT:
        look_for.enqueue(treatment.pk, model=model._meta.label)


@task()
def look_for(treatment_id, after=0, found=(), model="articles.ArticlePage"):
    """Look through all stories for the names of one treatment, some at a time; the next task goes on behind these.

    Args:
        model: the kind of pages, one of KEPT.
        after: the id of the last story that was looked at.
        found: ids of live stories found so far of which it was not known that they name it.
    """
    stories = apps.get_model(model).objects.filter(pk__gt=after).order_by("pk")
    some = list(stories[:STORIES_AT_A_TIME])
    with transaction.atomic():
        new = [story.pk for story in some if _look_at(story, treatment_id)]
        found = [*found, *new]
        if some:
            look_for.enqueue(treatment_id, after=some[-1].pk, found=found, model=model)
            return
        treatment = apps.get_model("treatments.Treatment").objects.filter(pk=treatment_id).first()
        if treatment and found:
            found_in_live.send(sender=type(treatment), treatment=treatment, page_ids=found)


def _look_at(story, treatment_id):
    """Note whether a story names the treatment. Returns whether readers see it do so, and that is new."""
    draft = story.get_latest_revision_as_object() if story.has_unpublished_changes else story
    mentions.record(story.pk, "in_draft", _names(draft, treatment_id), of=treatment_id)
    return story.live and mentions.record(story.pk, "in_live", _names(story, treatment_id), of=treatment_id)


def _names(story, treatment_id):
    by_choice = chosen_treatments(story) & {treatment_id}
    return by_choice or set(found_in(words_of(story), {treatment_id}))
