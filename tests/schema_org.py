"""Is this schema.org data what the vocabulary allows? Asked of an extract of it (tests/data/schema_org.tsv), offline.

Stricter than search engines are: a property must belong to the type or to one above it, and its value must be of a type
that the vocabulary names for it, so that neither a plain number nor a line of text passes for a thing.
"""

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

VOCABULARY = Path(__file__).parent / "data" / "schema_org.tsv"
DOMAIN = "https://schema.org/"
NUMBERS = {"Number", "Integer", "Float"}


@cache
def vocabulary():
    """Types with their supertypes, properties with (types, types of values), members of enumerations with types."""
    found = {"type": {}, "property": {}, "member": {}}
    for line in VOCABULARY.read_text().splitlines():
        if not line.startswith("#"):
            kind, name, *columns = line.split("\t")
            lists = [set(column.split()) for column in columns]
            found[kind][name] = lists if kind == "property" else set().union(*lists)
    return found["type"], found["property"], found["member"]


@cache
def with_supertypes(name):
    return {name}.union(*(with_supertypes(above) for above in vocabulary()[0].get(name, ())))


def faults(data):
    """Everything in the data of one script element that the vocabulary does not allow, in words."""
    if data.get("@context") != DOMAIN.rstrip("/"):
        return [f"the context is {data.get('@context')!r}"]
    return list(_faults_of_node({name: value for name, value in data.items() if name != "@context"}, "data"))


def _faults_of_node(node, where):
    types, properties, _members = vocabulary()
    kind = node.get("@type")
    if kind not in types:
        yield f"{where}: there is no type {kind!r}"
        return
    for name, value in node.items():
        if name in ("@type", "@id"):
            continue
        here = f"{where}.{name}"
        if name not in properties:
            yield f"{here}: there is no such property"
            continue
        of_types, of_values = properties[name]
        if not of_types & with_supertypes(kind):
            yield f"{here}: no property of {kind}"
        for each in value if isinstance(value, list) else [value]:
            yield from _faults_of_value(each, of_values, here)


def _faults_of_value(value, allowed, where):
    if isinstance(value, dict):
        if not allowed & with_supertypes(value.get("@type")):
            yield f"{where}: {value.get('@type')!r} is none of {sorted(allowed)}"
        yield from _faults_of_node(value, where)
    elif not allowed & types_of(value):
        yield f"{where}: {value!r} is none of {sorted(allowed)}"


def types_of(value):
    """What a plain value can stand for: a member of an enumeration, an address, a day, a moment, a number, text."""
    if isinstance(value, bool):
        return {"Boolean"}
    if isinstance(value, (int, float)):
        return NUMBERS if isinstance(value, int) else NUMBERS - {"Integer"}
    if not isinstance(value, str) or not value.strip():
        return set()
    member = vocabulary()[2].get(value.removeprefix(DOMAIN)) if value.startswith(DOMAIN) else None
    if member:
        return set().union(*(with_supertypes(one) for one in member))
    found = {"Text"}
    if urlsplit(value).scheme in ("http", "https") and urlsplit(value).netloc:
        found.add("URL")
    if _is_day(value):
        found.add("Date")
    if _is_moment(value):
        found.add("DateTime")
    return found


def _is_day(value):
    """A year and a month are days, too, in ISO 8601."""
    if re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", value):
        return True
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value)) and _reads(date, value)


def _is_moment(value):
    return "T" in value and _reads(datetime, value) and datetime.fromisoformat(value).tzinfo is not None


def _reads(kind, value):
    try:
        kind.fromisoformat(value)
    except ValueError:
        return False
    return True
