"""Readiness rules about who said what, on which terms, how the house knows, and what its sources say of it.

Names of people who must not be named are looked for in everything that readers, search engines or machines get.
"""

import re
from typing import Any

from django.utils.text import Truncator, get_text_list, slugify
from django.utils.translation import gettext as _

from wagtail.blocks import StreamBlock, StructBlock
from wagtail.rich_text import RichText

from articles import prose
from articles.blocks import Basis, PhotoUseValue
from articles.citations import cited_in, named_ids
from people.models import BOARD_CERTIFIED, PersonPage
from readiness.findings import Gap, Severity
from readiness.rules import NOBODY, rule
from sources.models import Source

from .following import wrongly_credited
from .standing import State, standings
from .statements import statements_in

STORY = "articles.ArticlePage"
WITH_BODY = "articles.BodyPage"  # advertisers’ pages as well

# The fields of a story that go out, each with the field where an editor mends them.
PUBLIC_FIELDS = ["title", "kicker", "dek", "seo_title", "search_description"]


def short(words):
    return Truncator(prose.plain(words)).chars(60)


# On which terms --------------------------------------------------------------------------------------


@rule(WITH_BODY, waiver=NOBODY)
def off_record_statement(story):
    for one in statements_in(story):
        if one.value.is_off_record:
            message = _("“%(words)s” was said off the record, and may not be published in any form.")
            mend = _("Take the block out, or agree on other terms with the source.")
            yield Gap(message % {"words": short(one.value.get("words"))}, mend, "body", one.block_id)


@rule(STORY)
def background_without_description(story):
    for one in statements_in(story):
        value, is_background = one.value, one.value.basis in (Basis.BACKGROUND, Basis.DEEP_BACKGROUND)
        lacking = []
        if value.basis == Basis.BACKGROUND and not value.shown_description:
            lacking.append(_("how readers get to know the source"))
        if is_background and not (value.get("basis_reason") or "").strip():
            lacking.append(_("why they are not named"))
        if lacking:
            message = _("“%(words)s” was said on background. Not known: %(gaps)s.")
            words = {"words": short(value.get("words")), "gaps": get_text_list(lacking, _("and"))}
            yield Gap(message % words, _("Fill it in under Terms, in this block."), "body", one.block_id)


@rule(STORY)
def background_name_shown(story):
    hidden = {one.person.pk: one.person for one in statements_in(story) if one.value.hides_person and one.person}
    if not hidden:
        return
    mend = _("Take the name out. If it is somebody else’s, or another word, a managing editor may waive this.")
    texts = list(public_texts(story))
    for person in hidden.values():
        pattern = name_pattern(person)
        for field, block, text in texts:
            if found := pattern.search(text):
                message = _("“%(word)s” stands here, and is a name of somebody who must not be named in this story.")
                yield Gap(message % {"word": found[0]}, mend, field, block, f"{person.pk}:{found[0]}"[:80])
        if slugify(person.last_name) in (story.slug or "").split("-"):
            message = _("The address of the story has the name of somebody in it who must not be named.")
            yield Gap(message, _("Choose another one on the tab Promote."), "slug", subject=str(person.pk))
    for place, block in places_naming(story, hidden):
        message = _("%(name)s is named here, and is a source in this story who must not be named.")
        yield Gap(message % {"name": hidden[place].title}, mend, "body", block, f"named:{place}")


def name_pattern(person):
    """Finds a person's full, first or last name as whole words, as a text would print it.

    Case counts: of many a name, the small letters are a word. Names of one letter are none.
    """
    names = {person.title, person.first_name, person.last_name}
    names = [re.escape(prose.plain(name)) for name in names if len(name.strip()) > 1]
    upper = [name.upper() for name in names]
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted([*names, *upper], key=len, reverse=True))})(?!\w)")


def public_texts(story):
    """Yield (field, block's id, text) for everything typed that goes out with a story."""
    for name in PUBLIC_FIELDS:
        yield name, "", prose.plain(getattr(story, name))
    if photo := story.hero_photo:
        yield "hero_alt_text", "", prose.plain(story.hero_alt)
        yield "hero_caption", "", prose.plain(story.hero_shown_caption)
        yield "hero_credit", "", prose.plain(story.hero_shown_credit)
        yield "hero_photo", "", prose.plain(photo.long_description)
    for row in story.disclosures.all():
        yield "disclosures", "", prose.plain(f"{row.party} {row.text}")
    for child in story.body:
        for text in _texts_in(child.block, child.value):
            yield "body", child.id or "", prose.plain(text)


def _texts_in(block, value):
    """Every text of a block that is not for the desk alone; of a photo, the words it shows here."""
    if isinstance(value, PhotoUseValue) and value.get("photo"):
        yield from (value.alt, value.shown_caption, value.shown_credit, value["photo"].long_description)
    if isinstance(block, StructBlock):
        private = {*getattr(block, "private_names", ()), "verbatim"}
        for name, child in block.child_blocks.items():
            if name not in private:
                yield from _texts_in(child, value.get(name))
        return
    if not isinstance(block, StreamBlock) and hasattr(block, "child_block"):
        for item in value or []:
            yield from _texts_in(block.child_block, item)
        return
    if isinstance(value, RichText):
        yield prose.read(value.source).words
    elif isinstance(value, Source):
        yield from (value.title, value.authors, value.publisher)
    elif isinstance(value, str):
        yield value


def places_naming(story, people):
    """Yield (person's id, block's id) where one of these people is named by a mark, a pull quote or on the record."""
    for child in story.body:
        named = named_ids([child])
        yield from ((pk, child.id or "") for pk in named if pk in people)


@rule(STORY)
def board_certified_unproved(story):
    """The words are typed where a story cites somebody of whom no board certification is verified and current (domain
    rule Q7). The page says them by itself where they are proved."""
    places = list(places_with(BOARD_CERTIFIED, story))
    everybody = {pk for child in story.body for pk in cited_in(child.block, child.value)} if places else ()
    unproved = people_unproved(everybody)
    mend = _("Take the words out, or have the certification verified. A licence is none.")
    for field, block, beside in places:
        if beside:
            message = _("“Board-certified” stands beside %(name)s, of whom no board certification is verified.")
            people = [person for person in unproved if person.pk in beside]
        else:
            message = _("“Board-certified” stands here, and of %(name)s, who is cited, none is verified.")
            people = [person for person in unproved if person.speaks]
        for person in people:
            yield Gap(message % {"name": person.title}, mend, field, block, str(person.pk))


def places_with(pattern, story):
    """Yield (field, block's id, ids of who is cited there) for each place with such words."""
    found = {field for field, _block, text in public_texts(story) if field != "body" and pattern.search(text)}
    yield from ((field, "", set()) for field in sorted(found))
    for child in story.body:
        if any(pattern.search(prose.plain(text)) for text in _texts_in(child.block, child.value)):
            yield "body", child.id or "", set(cited_in(child.block, child.value))


def people_unproved(ids):
    """Those of these people, in order, of whom no board certification is verified and current."""
    people: Any = PersonPage.objects
    found = people.with_rows("credentials", "disputes").filter(pk__in=ids).order_by("pk") if ids else ()
    return [person for person in found if not person.is_board_certified]


# How the house knows ---------------------------------------------------------------------------------


@rule(STORY, Severity.WARNING)
def direct_quote_without_evidence(story):
    for one in statements_in(story):
        value = one.value
        gaps = [
            name
            for field, name in (
                ("interviewed_on", _("when it was said")),
                ("medium", _("how")),
                ("reference", _("where the recording or the notes are")),
            )
            if not value.get(field)
        ]
        if value.get("kind") == "direct" and gaps:
            message = _("Nobody could check the quote “%(words)s”. Not known: %(gaps)s.")
            words = {"words": short(value.shown_words), "gaps": get_text_list(gaps, _("and"))}
            yield Gap(message % words, _("Fill it in under Evidence, in this block."), "body", one.block_id)


# What the sources say --------------------------------------------------------------------------------


def _in_state(story, *states, quotes=None):
    for one in standings(story):
        if one.state in states and (quotes is None or one.statement.is_exact == quotes):
            yield one


def _of(one, message, mend):
    names = {"name": one.statement.person.title if one.statement.person else "", "words": short(one.checked.words)}
    return Gap(message % names, mend, "body", one.statement.block_id, str(one.checked.pk))


def _disputed(story, *, quotes):
    for one in _in_state(story, State.DISPUTED, quotes=quotes):
        mend = _("Decide under Accuracy checks: accept and change the words, or decline and say why.")
        yield _of(one, _("%(name)s disputes “%(words)s”."), mend)
    for one in _in_state(story, State.TO_MEND, quotes=quotes):
        message = _("%(name)s is right about “%(words)s”, the desk has said, and the words are as they were.")
        yield _of(one, message, _("Change what was wrong."))


@rule(STORY)
def quote_disputed(story):
    yield from _disputed(story, quotes=True)


@rule(STORY, Severity.WARNING)
def statement_disputed(story):
    yield from _disputed(story, quotes=False)
    for check in wrongly_credited(story):
        message = _("%(name)s says that they are credited wrongly.") % {"name": check.person.title}
        mend = _("Mend it under People, then decide under Accuracy checks.")
        yield Gap(message, mend, "body", subject=f"credit:{check.pk}")


@rule(STORY, Severity.WARNING)
def accuracy_check_open(story):
    mend = _("Wait for the answer, telephone, or withdraw the link.")
    for one in _in_state(story, State.SENT, State.TO_ASK):
        yield _of(one, _("%(name)s has not said yet whether “%(words)s” is accurate."), mend)


@rule(STORY, Severity.NOTE)
def accuracy_check_lapsed(story):
    for one in _in_state(story, State.LAPSED):
        message = _("“%(words)s”: the words have changed since %(name)s was asked about them.")
        yield _of(one, message, _("Ask again, if the change touches what they said."))
    for one in _in_state(story, State.UNANSWERED):
        message = _("%(name)s has not answered in time whether “%(words)s” is accurate.")
        yield _of(one, message, _("Telephone, or ask again."))
