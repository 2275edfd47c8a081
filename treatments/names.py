"""Finding treatments by their names in a text."""

import re
import unicodedata
from collections.abc import Iterable

from accounts.house_rows import once

from .models import OtherName, Treatment

# Typing that changes no word: soft hyphens and what has no width; dashes of all kinds join words as a hyphen does.
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—-"), " ")


def letters(text):
    """What counts of a text where names are looked for: composed, in lower case, no hyphens."""
    return unicodedata.normalize("NFKC", text).translate(UNSEEN | HYPHENS).casefold()


def folded(text):
    """A text in the form in which names are looked for, with single spaces."""
    return " ".join(letters(text).split())


def pattern_of(names: Iterable[str]) -> re.Pattern[str]:
    """What finds folded names in a folded text, as whole words. The longest counts where several begin."""
    longest_first = [re.escape(name) for name in sorted(names, key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")


def found_in(texts, treatments=None):
    """Return the treatments that texts call by one of their names, as {id of the treatment: the name that was found}.

    Names count as whole words, and the longest counts where several begin: “laser hair removal” is no “laser”. Two
    queries, however many names there are.

    Args:
        texts: strings as readers see them, without markup.
        treatments: ids of those to look for; all without it.
    """
    owners = once(("names of treatments", treatments and frozenset(treatments)), lambda: _owners(treatments))
    if not owners:
        return {}
    pattern = pattern_of(owners)
    found = {}
    for text in texts:
        for name in pattern.findall(folded(text)):
            for pk in owners[name]:
                found.setdefault(pk, name)
    return found


def names_of_others(pk):
    """What treatments but this one are called, as it is looked for: (the set of first names, that of other names)."""
    first = Treatment.objects.exclude(pk=pk).values_list("name", flat=True)
    other = OtherName.objects.exclude(treatment=pk).values_list("name", flat=True)
    return set(map(folded, first)), set(map(folded, other))


def _owners(treatments) -> dict[str, list[int]]:
    """Whose name it is, by the name as it is looked for; of two treatments of one name, neither's warning is lost."""
    first, other = Treatment.objects.values_list("name", "pk"), OtherName.objects.values_list("name", "treatment")
    if treatments is not None:
        first, other = first.filter(pk__in=treatments), other.filter(treatment__in=treatments)
    owners: dict[str, list[int]] = {}
    for name, pk in [*first, *other]:
        if key := folded(name):
            owners.setdefault(key, []).append(pk)
    return owners
