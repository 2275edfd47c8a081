"""Readiness rules about who said what, on which terms, how the house knows, and what its sources say of it."""

from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from articles import prose
from articles.blocks.people import Basis
from articles.citations import cited_in
from articles.rules import STORY, WITH_BODY, short
from people.models import BOARD_CERTIFIED, PersonPage
from readiness.findings import Gap, Severity
from readiness.rules import NOBODY, rule

from .following import wrongly_credited
from .names import Address, WithPhoto, finder, hidden_people, places_naming, public_texts, texts_in
from .standing import State, standings
from .statements import statements_in

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
    hidden = hidden_people(story)
    if not hidden:
        return
    mend = _("Take the name out. If it is somebody else’s, or another word, a managing editor may waive this.")
    texts = list(public_texts(story))
    for person in hidden.values():
        find = finder(person)
        for field, block, text in texts:
            if word := find(text):
                yield Gap(where_it_stands(text) % {"word": word}, mend, field, block, f"{person.pk}:{word}"[:80])
    for place, block in places_naming(story, hidden):
        message = _("%(name)s is named here, and is a source in this story who must not be named.")
        yield Gap(message % {"name": hidden[place].title}, mend, "body", block, f"named:{place}")


def where_it_stands(text):
    if isinstance(text, Address):
        return _("An address here has “%(word)s” in it, a name of somebody who must not be named in this story.")
    if isinstance(text, WithPhoto):
        return _(
            "“%(word)s” stands in what the library keeps with a photo here and sends along with it, and is a name of "
            "somebody who must not be named in this story."
        )
    return _("“%(word)s” stands here, and is a name of somebody who must not be named in this story.")


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
        if any(pattern.search(prose.plain(text)) for text in texts_in(child.block, child.value)):
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
    names = {
        "name": one.statement.person.title if one.statement.person else "",
        "words": short(one.checked.words),
        "said": short(one.checked.correction or one.checked.get_answer_display()),
    }
    return Gap(message % names, mend, "body", one.statement.block_id, str(one.checked.pk))


def _disputed(story, *, quotes):
    for one in _in_state(story, State.DISPUTED, quotes=quotes):
        mend = _("Decide under Accuracy checks: accept and change the words, or decline and say why.")
        yield _of(one, _("%(name)s disputes “%(words)s”: %(said)s"), mend)
    for one in _in_state(story, State.TO_MEND, quotes=quotes):
        message = _("%(name)s disputed “%(words)s”: %(said)s The desk accepted that, and the words are as they were.")
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
