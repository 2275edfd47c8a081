"""Which wording makes a claim, and why. The grounds stand here once, the wordings in a module for each language.

How a wording is written, word by word, in small letters, hyphens left out:

    cream           this word
    cream|lotion    either
    heal*           any word that begins so; at least three letters
    very?           there or not
    #               a number, in digits or in words
    …               up to five words of any kind

TURNS are words, one by one, that turn a sentence round or make it absolute. They make no claim by themselves; that one
comes or goes changes what is said.

A line that ends in a bar goes on in the next. A wording is found within one sentence. It can be read without knowing
any programming, and no text can make it slow.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """Domain rule D8. Cosmetics need evidence, too: FTC, Health Products Compliance Guidance (2022)."""

    EFFICACY = "efficacy", _("Says what it does")
    SAFETY = "safety", _("Says it is safe")
    ABSOLUTE = "absolute", _("Leaves no exception")
    COMPARATIVE = "comparative", _("Compares")
    TIME = "time", _("True for a time, or by a time")


@dataclass(frozen=True)
class Ground:
    """Why a wording is looked at.

    Attributes:
        category: a Category.
        reason: what to ask of such a sentence, in plain words.
    """

    category: Category
    reason: str | Promise


GROUNDS = {
    "body": Ground(
        Category.EFFICACY,
        _("It says that something changes what the body makes or does. Who has measured that, and in whom?"),
    ),
    "heals": Ground(
        Category.EFFICACY,
        _("It says that something heals, repairs or prevents. For a cosmetic this is a claim of a medicine."),
    ),
    "removes": Ground(
        Category.EFFICACY, _("It says that something takes a flaw away. How much of it, and in how many people?")
    ),
    "result": Ground(
        Category.EFFICACY, _("It promises how skin, hair or nails will look. Is that measured, or one person’s view?")
    ),
    "works": Ground(Category.EFFICACY, _("It says that something works. On what evidence?")),
    "studies": Ground(
        Category.EFFICACY, _("It leans on studies or tests. Which? Readers should be able to find them.")
    ),
    "figures": Ground(
        Category.EFFICACY, _("It gives a figure for an effect. Where is it from, and how was it counted?")
    ),
    "harmless": Ground(
        Category.SAFETY, _("It says that something is safe or does no harm. Hardly anything is so for everyone.")
    ),
    "just": Ground(
        Category.SAFETY,
        _("It makes light of what something is made of. What it is made of does not say what it does."),
    ),
    "natural": Ground(
        Category.SAFETY, _("It says that something is safe because of what is not in it, or where it comes from.")
    ),
    "approved": Ground(
        Category.SAFETY, _("It names an approval or a test. By whom, for what use, in which country, and since when?")
    ),
    "always": Ground(Category.ABSOLUTE, _("It leaves no exception. Is there really none?")),
    "everyone": Ground(Category.ABSOLUTE, _("It speaks for everyone. Whom has nobody asked, or tested?")),
    "guarantee": Ground(Category.ABSOLUTE, _("It guarantees a result. Nobody can.")),
    "cannot": Ground(Category.ABSOLUTE, _("It says that something is impossible, or possible in one way only.")),
    "better": Ground(Category.COMPARATIVE, _("It puts one thing above another. Who has compared them, and how?")),
    "best": Ground(Category.COMPARATIVE, _("It puts one thing above all others. By whose judgement?")),
    "novelty": Ground(
        Category.COMPARATIVE, _("It says that nothing like this was there before. That is an advertiser’s word.")
    ),
    "by_when": Ground(
        Category.TIME, _("It says how soon something shows, or how long it lasts. Who has timed it, and in whom?")
    ),
    "today": Ground(Category.TIME, _("It is true as long as nothing changes. Say as of when, and look at it again.")),
}
