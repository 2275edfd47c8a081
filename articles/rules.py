"""What is missing in a story, or wrong with it. docs/readiness.md lists the rules and shows how to add one.

Each rule looks at the version it is handed and at nothing else of the story. It names the thing, and the place where
an editor mends it. The number of queries does not grow with blocks, photos, people or links.
"""

from copy import deepcopy
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import Truncator, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail.blocks import StructBlock
from wagtail.models import Page
from wagtail.rich_text import RichText

from people.models import PersonPage
from people.vocabulary import ConflictsAnswer
from readiness.findings import Gap, Severity
from readiness.rules import NOBODY, read_once, rule

from . import prose
from .blocks.body import ArticleBody
from .blocks.people import StatementValue
from .citations import chosen, cited_in, leaves, lost_photo_marks, named_ids, row_number
from .models import WORDS_PER_MINUTE, ArticlePage, DisclosureAnswer, HouseStyle
from .products_named import products_of
from .reading_grade import reading_grade
from .references import lost_references
from .treatments_named import named_treatments

STORY = "articles.ArticlePage"
WITH_BODY = "articles.BodyPage"  # advertisers' pages as well

# Google shows some 600 pixels of a title, which is about 60 characters of its Arial (Moz, "Title Tag").
HEADLINE_LIMIT = 60
# Three minutes of reading: from there on readers look for their place.
LONG_STORY = 3 * WORDS_PER_MINUTE  # words
# What an editor writes into a note in the margin that must not be overlooked.
MUST_RESOLVE = "must resolve"

# Blocks of our own: while somebody saves a draft, Wagtail loosens those of the form, which all threads share.
BODY = deepcopy(ArticleBody())


def short(words):
    return Truncator(prose.plain(words)).chars(60)


# The head of the story -------------------------------------------------------------------------------


@rule(WITH_BODY)
def dek_missing(story):
    if not story.dek.strip():
        yield Gap(_("The dek is empty."), _("Say in one or two sentences what the story is about."), "dek")


@rule(STORY, waiver=NOBODY)
def topic_missing(story):
    if not story.topic_id:
        yield Gap(_("No topic is chosen."), _("Choose where readers find the story."), "topic")


@rule(STORY, waiver=NOBODY)
def byline_missing(story):
    if not story.bylines.all():
        yield Gap(_("The byline is empty."), _("Say who wrote the story."), "bylines")


@rule(WITH_BODY, Severity.WARNING)
def hero_missing(story):
    if not story.hero_photo:
        yield Gap(_("There is no hero photo."), _("Choose the picture on top of the story."), "hero_photo")


@rule(WITH_BODY, Severity.WARNING)
def search_description_missing(story):
    if not story.search_description.strip():
        mend = _("Write one or two sentences for search engines, on the tab Promote. Until then they get the dek.")
        yield Gap(_("There is no description for search."), mend, "search_description")


@rule(WITH_BODY, Severity.WARNING)
def headline_too_long(story):
    field = "seo_title" if story.seo_title else "title"
    if (length := len(getattr(story, field))) > HEADLINE_LIMIT:
        message = _(
            "Search results will cut the headline: it has %(length)d characters, and they show about %(limit)d."
        )
        mend = _("Shorten it, or give search engines a shorter title tag on the tab Promote.")
        yield Gap(message % {"length": length, "limit": HEADLINE_LIMIT}, mend, field)


# Who says it -----------------------------------------------------------------------------------------


@rule(WITH_BODY)
def statement_without_speaker(story):
    for child in story.body:
        value = child.value
        is_statement = child.block_type == "statement" or (child.block_type == "pull_quote" and value.get("exact"))
        if is_statement and not value.get("person"):
            words = short(value.get("words"))
            message = _("Who said “%(words)s”? Nobody is named.") if words else _("A statement names nobody yet.")
            message = message % {"words": words}
            yield Gap(message, _("Choose who said it."), "body", block_id(child))


@rule(WITH_BODY)
def speaker_unpublished(story):
    named = named_ids(story.body)
    for person, block in _speakers(story):
        if not person.live and person.pk in named:
            message = _("%(name)s, who is cited here, has no published page.") % {"name": person.title}
            yield Gap(
                message, _("Publish the page under People, or cite somebody else."), "body", block, str(person.pk)
            )


@rule(STORY)
def expert_not_verified(story):
    """Nobody is cited as an expert for the first time of whom nobody has made sure (domain rule Q9)."""
    for person, block in _experts(story):
        if gaps := person.unchecked:
            message = _("Nobody has made sure who %(name)s, who is cited here, is. Not recorded: %(gaps)s.")
            mend = _("Check it, and write it down under Reports, “Experts: who was checked”.")
            yield Gap(message % {"name": person.title, "gaps": listed(gaps)}, mend, "body", block, str(person.pk))


@rule(STORY)
def expert_disputed(story):
    """Somebody in doubt is cited anew. Where readers see them already, the story is on the list to look at again."""
    doubted = [(person, block) for person, block in _experts(story) if person.is_disputed]
    seen = story.citations.model.objects.filter(article=story.pk, in_live=True) if doubted and story.pk else None
    there = set(seen.values_list("person", flat=True)) if seen is not None else set()
    for person, block in doubted:
        if person.pk not in there:
            message = _("%(name)s, who is cited here, is in doubt.") % {"name": person.title}
            mend = _("Cite somebody else, or wait until it is cleared up.")
            yield Gap(message, mend, "body", block, str(person.pk))


@rule(STORY, Severity.WARNING)
def first_name_unknown(story):
    for person, block in _speakers(story):
        if not person.first_name:
            message = _("%(name)s: first name unknown.") % {"name": person.title}
            yield Gap(message, _("Ask, and fill it in under People."), "body", block, str(person.pk))


@rule(STORY, Severity.WARNING)
def credential_unknown(story):
    for person, block in _experts(story):
        credentials = person.credentials.all()
        if not credentials:
            message = _("%(name)s: credential unknown.")
        elif not any(one.issuing_body for one in credentials):
            message = _("%(name)s: who issued the credential is unknown.")
        else:
            continue
        mend = _("Ask, and fill it in under People.")
        yield Gap(message % {"name": person.title}, mend, "body", block, str(person.pk))


@rule(STORY)
def conflicts_not_asked(story):
    """Domain rule Q8: where something sold is named, readers must know who is paid by whom (16 CFR 255.5)."""
    if _names_something_sold(story):
        yield from _open_conflicts(story)


@rule(STORY, Severity.WARNING)
def conflicts_still_open(story):
    if not _names_something_sold(story):
        yield from _open_conflicts(story)


def _open_conflicts(story):
    for person, block in _experts(story):
        if person.conflicts_answer == ConflictsAnswer.NOT_ASKED:
            message = _("%(name)s, who is cited here, was never asked about conflicts of interest.")
        elif person.declares_nothing:
            message = _("%(name)s, who is cited here, declared conflicts of interest, and nobody wrote down which.")
        else:
            continue
        mend = _("Ask, and fill it in under People.")
        yield Gap(message % {"name": person.title}, mend, "body", block, str(person.pk))


@rule(STORY, Severity.NOTE)
def expert_via_pr(story):
    for person, block in _speakers(story):
        if person.via_pr:
            message = _("%(name)s, who is cited here, came through a PR agency.") % {"name": person.title}
            yield Gap(message, _("Make sure that the words are theirs."), "body", block, str(person.pk))


@rule(STORY, Severity.NOTE)
def person_partly_unknown(story):
    places = {byline.person_id: ("bylines", "") for byline in story.bylines.all()}
    speaking = {pk: ("body", block) for pk, _field, block in _cited(story)}
    for person in _people([*places, *(pk for pk in speaking if pk not in places)]):
        # The first name of whoever is cited has a rule of its own.
        told = [_("first name")] if person.pk in speaking else []
        if gaps := [gap for gap in person.unknown if gap not in told]:
            message = _("%(name)s: %(gaps)s not known.") % {"name": person.title, "gaps": listed(gaps)}
            field, block = speaking.get(person.pk) or places[person.pk]
            yield Gap(message, _("Ask, and fill it in under People."), field, block, str(person.pk))


def _cited(story):
    """Everyone cited, each with the place where they are cited first: (id, field, block's id)."""
    places: dict = {}
    for child in story.body:
        for pk in cited_in(child.block, child.value):
            places.setdefault(pk, (pk, "body", block_id(child)))
    return list(places.values())


@read_once
def _speakers(story):
    places = {pk: block for pk, _field, block in _cited(story)}
    people = _people(places, "checks", "disputes", "credentials", "interests")
    return [(person, places[person.pk]) for person in people]


def _experts(story):
    """Those of them who speak as experts: a writer who is quoted is known to the house."""
    return [(person, block) for person, block in _speakers(story) if person.speaks]


def _people(ids, *relations):
    """The persons with these ids, in this order, with what these relations tell; nobody who has been deleted."""
    people: Any = PersonPage.objects
    found = people.with_rows(*relations).in_bulk(list(ids)) if ids else {}
    return [found[pk] for pk in ids if pk in found]


# Links -----------------------------------------------------------------------------------------------


@rule(WITH_BODY)
def dead_link(story):
    links = list(_links(story))
    named = {pk for pk, _words, _block in links} - {None}
    alive = set(Page.objects.filter(pk__in=named).values_list("pk", flat=True))
    for pk, words, block in links:
        if pk not in alive:
            message = _("The words “%(words)s” lead to a page that was deleted.") % {"words": short(words)}
            yield Gap(message, _("Link to another page, or remove the link."), "body", block, str(pk))


@rule(WITH_BODY)
def unpublished_page_linked(story):
    links = [*_links(story, kinds=["page"])]
    topic_id = getattr(story, "topic_id", None)
    targets = {pk for pk, _words, _block in links} | {topic_id}
    drafts = dict(Page.objects.filter(pk__in=targets - {None, story.pk}, live=False).values_list("pk", "draft_title"))
    mend = _("Publish that page first, or link to another.")
    if topic_id in drafts:
        message = _("The topic “%(title)s” is not published.") % {"title": drafts[topic_id]}
        yield Gap(message, _("Publish the topic first, or choose another."), "topic", subject=str(topic_id))
    for pk, words, block in links:
        if pk in drafts:
            message = _("The words “%(words)s” lead to the page “%(title)s”, which is not published.")
            yield Gap(message % {"words": short(words), "title": drafts[pk]}, mend, "body", block, str(pk))


@rule(WITH_BODY)
def photo_mark_lost(story):
    for _index, child in lost_photo_marks(story.body, story.hero_photo):
        message = _("Some words here point to a photo that does not stand in the story.")
        yield Gap(message, _("Add the photo, or remove the mark."), "body", block_id(child))


@rule(STORY)
def reference_lost(story):
    for child in lost_references(story.body):
        message = _("Some words here lean on a source that stands in no source list of the story.")
        yield Gap(message, _("Add the source to the list, or remove the mark."), "body", block_id(child))


@rule(STORY)
def source_retracted(story):
    for child in story.body:
        for source in _sources_chosen(child):
            if source.retracted_on:
                message = _("The source “%(title)s” was retracted by whoever published it.") % {
                    "title": short(source.title)
                }
                mend = _("Take out what leans on it, or let it stand if the story is about the retraction.")
                yield Gap(message, mend, "body", block_id(child), str(source.pk))


@rule(STORY, Severity.WARNING)
def source_link_dead(story):
    for child in story.body:
        for source in _sources_chosen(child):
            if source.leads_nowhere:
                message = _("The address of the source “%(title)s” leads nowhere: %(words)s")
                words = {"title": short(source.title), "words": source.check_words}
                mend = _("Find where it stands now, and change its address under Reference, “Sources”.")
                yield Gap(message % words, mend, "body", block_id(child), str(source.pk))


def _sources_chosen(child):
    """The sources that a block names by choice, each once."""
    return list(dict.fromkeys(chosen(child.block, child.value, "sources.Source")))


def _links(story, kinds=("page", "person")):
    """Yield (page's id, words, block's id) for links to pages and people, each target once in a block.

    The id is None where a text names something that is none.
    """
    for child in story.body:
        marks = [mark for text in _rich_texts(child) for mark in prose.read(text.source).marks if mark.kind in kinds]
        # The first words that lead there.
        by_target = {mark.target: mark.words for mark in reversed(marks)}
        yield from ((row_number(target), words, block_id(child)) for target, words in by_target.items())


def _rich_texts(child):
    return [value for _block, value in leaves(child.block, child.value) if isinstance(value, RichText)]


# Who paid --------------------------------------------------------------------------------------------


@rule(STORY)
def disclosure_unanswered(story):
    if _is_unanswered(story) and _names_something_sold(story):
        message = _(
            "The story names a product or a treatment, and nobody has said whether anything was paid for or given."
        )
        yield Gap(message, _("Ask the writer, and note the answer under Disclosure."), "disclosure_answer")


@rule(STORY, Severity.NOTE)
def disclosure_still_open(story):
    if _is_unanswered(story) and not _names_something_sold(story):
        message = _("Nobody has said yet whether anything was paid for or given.")
        yield Gap(message, _("Ask the writer, and note the answer under Disclosure."), "disclosure_answer")


@rule(STORY)
def disclosure_incomplete(story):
    rows = list(story.disclosures.all())
    if story.disclosure_answer == DisclosureAnswer.DECLARED and not rows:
        message = _("The answer says that something is disclosed below, and nothing is.")
        yield Gap(message, _("Add what was paid for or given, or change the answer."), "disclosures")
    if story.disclosure_answer == DisclosureAnswer.NONE and rows:
        message = _("The answer says that there is nothing to disclose, and something is disclosed below it.")
        yield Gap(message, _("Change the answer, or take the disclosure out."), "disclosure_answer")
    if any(not row.kind or not row.party for row in rows):
        message = _("A disclosure does not say what was paid for or given, or by whom.")
        yield Gap(message, _("Complete it, or take it out."), "disclosures", subject="row")


def _is_unanswered(story):
    return story.disclosure_answer == DisclosureAnswer.NOT_ASKED


def _names_something_sold(story):
    return names_a_treatment(story) or bool(products_of(story))


def names_a_treatment(page):
    """Whether a page names a treatment: a story by choice or in its text, any other page in a block."""
    if isinstance(page, ArticlePage):
        return bool(named_treatments(page))
    return any(chosen(page.body.stream_block, page.body, "treatments.Treatment"))


# The text --------------------------------------------------------------------------------------------


@rule(STORY, Severity.NOTE)
def section_headings_missing(story):
    has_headings = any(child.block_type == "heading" for child in story.body)
    if not has_headings and (words := story.count_words()) >= LONG_STORY:
        message = ngettext(
            "The story has %(words)d word and no section heading.",
            "The story has %(words)d words and no section heading.",
            words,
        )
        mend = _("From %(limit)d words on, about three minutes, headings help readers to find their place.")
        yield Gap(message % {"words": words}, mend % {"limit": LONG_STORY}, "body")


@rule(STORY, Severity.WARNING)
def reading_grade_above_target(story):
    if not settings.LANGUAGE_CODE.startswith("en"):  # the formula is made for English
        return
    target, grade = HouseStyle.of_the_house().reading_grade, reading_grade(_paragraphs(story))
    if target and grade and round(grade) > target:
        message = _("The text asks for %(grade)d years of school; the house aims at %(target)d.")
        mend = _("Shorter sentences help most, then shorter words.")
        yield Gap(message % {"grade": round(grade), "target": target}, mend, "body")


def _paragraphs(story):
    """What readers read in one go, in the story's own words and its experts'."""
    for child in story.body:
        if isinstance(child.value, StatementValue):
            yield child.value.shown_words
        for text in _rich_texts(child):
            yield from prose.read(text.source).paragraphs


@rule(WITH_BODY)
def editor_note_unresolved(story):
    for note in story.wagtail_admin_comments.all():
        if note.resolved_at is None and MUST_RESOLVE in note.text.casefold():
            field, _dot, path = note.contentpath.partition(".")
            message = _("A note in the margin must be resolved first: “%(note)s”") % {"note": short(note.text)}
            mend = _("Do what it asks and mark it as resolved.")
            yield Gap(message, mend, field, path.partition(".")[0], str(note.pk))


@rule(WITH_BODY)
def block_refused(story):
    """Whatever a block itself refuses; speakers, the words of photos and links are for the rules above."""
    for child in story.body:
        block = BODY.child_blocks[child.block_type]
        try:
            block.clean(child.value)
        except ValidationError as error:
            for path, place, message in _refusals(block, error):
                where = block.label if place is block else f"{block.label}, {place.label}"
                yield Gap(f"{where}: {message}", _("Mend it in this block."), "body", block_id(child), path)


def _refusals(block, error, path=""):
    """Yield (path, innermost block, message) for everything in a block's validation error."""
    for message in getattr(error, "non_block_errors", error.messages):
        yield path, block, message
    for key, inner in getattr(error, "block_errors", {}).items():
        child = block.child_blocks[key] if isinstance(block, StructBlock) else block.child_block
        yield from _refusals(child, inner, f"{path}.{key}".strip("."))


def block_id(child):
    return child.id or ""


def listed(words):
    return get_text_list([str(word) for word in words], _("and"))
