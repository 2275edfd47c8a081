"""How the house has set its rules, and the words it has listed itself."""

from dataclasses import dataclass
from functools import lru_cache

from django.db import models, transaction
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from wagtail.log_actions import log

from .learner import LearnedWeights, model_of
from .pipeline import SCREENS
from .rules.rule import HOUSE_RULES, Mode, Profile
from .rules.wording import HouseWords, WordList, phrase_key

MOST_WORDS = 5_000  # that a comment is compared with


class RuleSetting(models.Model):
    """The mode and number of one rule. Without a row it is as in the profile “balanced”."""

    rule = models.CharField(_("rule"), max_length=40, unique=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)

    class Meta:
        verbose_name = _("comment rule")
        verbose_name_plural = _("comment rules")
        default_permissions = ["change"]
        constraints = [models.CheckConstraint(condition=Q(mode__in=Mode.values), name="screening_rule_mode_valid")]

    def __str__(self):
        known = HOUSE_RULES.get(self.rule)
        return str(known.label) if known else self.rule


class WordKind(models.TextChoices):
    BLOCKED = "blocked", _("Blocked")
    SUSPECT = "suspect", _("Suspect")
    ALLOWED = "allowed", _("Fine here")


class HouseWord(models.Model):
    """A word or phrase that this house blocks, looks at, or takes out of the built-in lists."""

    text = models.CharField(_("word or phrase"), max_length=60)
    kind = models.CharField(_("what it means here"), max_length=10, choices=WordKind.choices)
    key = models.CharField(max_length=200, unique=True, editable=False)

    class Meta:
        verbose_name = _("house word")
        verbose_name_plural = _("house words")
        default_permissions = ["add", "change", "delete"]
        ordering = ["text"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=WordKind.values), name="screening_word_kind_valid"),
            models.CheckConstraint(condition=~Q(key=""), name="screening_word_has_key"),
        ]

    def __str__(self):
        return self.text

    def save(self, *args, **kwargs):
        self.key = phrase_key(self.text)
        super().save(*args, **kwargs)


@dataclass(frozen=True)
class Arrangement:
    """What the house has set and learned.

    Attributes:
        book: the mode and number of every rule: {name: (Mode, number or None)}.
        words: its own list, ready to be looked up.
        learned: the version of the spam model, None if none is stored.
    """

    book: dict
    words: HouseWords
    learned: str | None

    @property
    def spam_model(self):
        return model_of(self.learned)


def arrangement():
    """The Arrangement as it stands in the database, in one query; made anew only where something has changed since."""
    rules = RuleSetting.objects.values_list(Value("rule"), "rule", "mode", "number")
    words = HouseWord.objects.order_by().values_list(Value("word"), "kind", "text", "pk")
    learned = LearnedWeights.objects.values_list(Value("learned"), "version", Value(""), "pk")
    return arranged(frozenset(rules.union(words, learned, all=True)))


@lru_cache(maxsize=1)
def arranged(rows):
    book = {rule.name: (rule.modes[Profile.BALANCED], rule.numbers.get(Profile.BALANCED)) for rule in each_rule()}
    words, learned = [], None
    for what, name, value, number in sorted(rows, key=lambda row: row[3] or 0):
        if what == "word":
            words.append((name, value))
        elif what == "learned":
            learned = name
        elif name in book:
            book[name] = (Mode(value), book[name][1] if number is None else number)
    return Arrangement(book, listed(words[:MOST_WORDS]), learned)


def current_book():
    """The mode and number of every rule as the house has them: {name: (Mode, number or None)}."""
    return dict(arrangement().book)


def each_rule():
    """The rules that can be switched, in the order in which they are asked."""
    return [HOUSE_RULES[rule.__name__] for rule in SCREENS if rule.__name__ in HOUSE_RULES]


@transaction.atomic
def set_rules(book, *, by):
    """Set modes and numbers, and log what changed. Returns the names of the rules that changed."""
    changed = [name for name, setting in current_book().items() if name in book and book[name] != setting]
    for name in changed:
        mode, number = book[name]
        setting, _created = RuleSetting.objects.update_or_create(rule=name, defaults={"mode": mode, "number": number})
        log(setting, "comments.rule", user=by, data={"mode": str(mode), "number": number})
    return changed


def profile_in_use(book):
    """The profile that the book follows to the letter, or None."""
    for profile in Profile:
        if all(book[rule.name] == (rule.modes[profile], rule.numbers.get(profile)) for rule in each_rule()):
            return profile
    return None


def listed(pairs):
    """Pairs of WordKind and text, ready to be looked up."""
    words = {kind: [] for kind in WordKind.values}
    for kind, text in pairs:
        words[kind].append(text)
    return HouseWords(
        blocked=WordList.of(words[WordKind.BLOCKED]),
        suspect=WordList.of(words[WordKind.SUSPECT]),
        allowed=frozenset(phrase_key(text) for text in words[WordKind.ALLOWED]),
    )
