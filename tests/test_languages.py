"""What the languages of this house hold: every string translated, and what is compiled is what was written."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_python
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from django.conf import settings
from django.utils.translation import gettext, override, template

import wagtail

ROOT = Path(settings.BASE_DIR)
CATALOGUES = sorted(ROOT.glob("locale/*/LC_MESSAGES/django.po"))
WORDING = sorted(ROOT.glob("cms/wording/*/LC_MESSAGES/django.po"))
NOT_THE_PRODUCT = {"artefacts", "bench", "node_modules", "tests", "var"}  # as bin/messages has it
# Which arguments are the context, the string and its plural: what gettext is told of Django's functions.
FUNCTIONS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDERS = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w*\}|</?\w+[^>]*>")


def catalogue(path):
    with path.open("rb") as file:
        return read_po(file)


def entries(path):
    """Every entry but the header."""
    return [message for message in catalogue(path) if message.id]


def source(path):
    text = path.read_text()
    if path.suffix == ".py":
        return text
    # Python of sorts: its calls stand as they should, its indentation does not.
    return re.sub(r"^\s+", "", template.templatize(text), flags=re.MULTILINE)


def strings():
    """Each (context, string) of the product's code and templates, with the file it stands in."""
    found = {}
    for path in sorted(ROOT.glob("[!.]*/**/*")):
        where = path.relative_to(ROOT)
        is_template = where.parts[0] == "templates" and path.suffix in {".html", ".txt"}
        if where.parts[0] in NOT_THE_PRODUCT or not (is_template or path.suffix == ".py"):
            continue
        file = BytesIO(source(path).encode())
        for _line, function, message, _comments in extract_python(file, FUNCTIONS.keys(), [], {}):
            message = message if isinstance(message, tuple) else (message,)
            context = message[0] if "pgettext" in function else None
            found[context, message[1 if context else 0]] = str(where)
    return {key: where for key, where in found.items() if key[1]}


def forms(message):
    return tuple(message.string) if message.pluralizable else (message.string,)


def first(message):
    return message.id[0] if message.pluralizable else message.id


def test_each_language_but_the_first_has_a_catalogue():
    assert [path.parts[-3] for path in CATALOGUES] == sorted(code for code, _name in settings.LANGUAGES[1:])


@pytest.fixture(scope="module")
def said():
    return strings()


@pytest.mark.parametrize("path", CATALOGUES, ids=str)
def test_every_string_of_code_and_templates_is_in_the_catalogue(path, said):
    assert len(said) > 3500  # so that a search which finds nothing is no proof
    known = {(message.context, first(message)) for message in entries(path)}
    missing = {key: where for key, where in said.items() if key not in known}
    assert not missing, "`make messages` brings them into the catalogue"
    assert not known - said.keys(), "`make messages` takes them out of the catalogue"


@pytest.mark.parametrize("path", CATALOGUES + WORDING, ids=str)
def test_every_string_is_translated_and_none_by_a_guess(path):
    assert not [message.id for message in entries(path) if message.fuzzy or not all(forms(message))]


@pytest.mark.parametrize("path", CATALOGUES + WORDING, ids=str)
def test_a_translation_has_the_placeholders_of_its_string(path):
    """The singular may leave out the number: “one story”."""
    for message in entries(path):
        most = message.id[1] if message.pluralizable else message.id
        wanted = sorted(PLACEHOLDERS.findall(most))
        *others, last = forms(message)
        assert sorted(PLACEHOLDERS.findall(last)) == wanted, message.id
        assert all(set(PLACEHOLDERS.findall(form)) <= set(wanted) for form in others), message.id


@pytest.mark.parametrize("path", CATALOGUES + WORDING, ids=str)
def test_what_is_compiled_is_what_was_written(path):
    with path.with_suffix(".mo").open("rb") as file:
        compiled = {(message.context, first(message)): forms(message) for message in read_mo(file) if message.id}
    written = {(message.context, first(message)): forms(message) for message in entries(path)}
    assert compiled == written, "`make messages` compiles it"


def test_a_story_is_at_the_desks_and_not_in_moderation():
    with override("en-gb"):
        assert gettext("in moderation") == "at the desks"
    with override("de"):
        assert gettext("in moderation") == "bei den Ressorts"


@pytest.mark.parametrize("path", WORDING, ids=str)
def test_what_is_worded_anew_is_what_wagtail_says(path):
    said = {
        message.id for own in Path(wagtail.__file__).parent.rglob("locale/en/*/django.po") for message in entries(own)
    }
    assert {message.id for message in entries(path)} <= said
