"""What a moderator reads beside a comment, for many comments in the same few queries."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.text import Truncator

from wagtail.admin.compare import diff_text

from comments.measures import AuthorMeasure, address_key
from comments.models import ReaderComment, Status, Verb
from comments.moderation import MARKS, after, possible_decisions
from comments.moderators import on_topics_of, why_not
from screening.learner import current_model

OTHERS_SHOWN = 5  # of the same author
WORDS_FROM = 50  # percent of the score; below, nobody asks why
LAST_OF_HISTORY = 8
ARRIVAL = [Verb.SUBMIT, Verb.CONFIRM]


@dataclass
class Dossier:
    """A comment with what is known about it and its author.

    Attributes:
        place: where the queue goes on after it, see moderation/paging.py.
        numbers: how many comments of the author have each Status, this one included.
        others: the newest others of the author.
        measures: those in force against the author.
        spam_words: what moved its score, where that is high.
        not_theirs: why this moderator may not decide it.
    """

    comment: Any  # a ReaderComment; the type checker knows nothing of reverse relations
    place: str = ""
    numbers: Counter = field(default_factory=Counter)
    others: list = field(default_factory=list)
    measures: list = field(default_factory=list)
    spam_words: list = field(default_factory=list)
    not_theirs: Any = ""

    @cached_property
    def verbs(self):
        """What can be decided. Picking a comment that waits approves it first."""
        if self.not_theirs:
            return []
        verbs = [*possible_decisions(self.comment), *(verb for verb in MARKS if after(self.comment, verb) is not None)]
        if self.comment.status == Status.PENDING:
            verbs.append(Verb.PICK)
        return verbs

    @property
    def record(self):
        """The author's numbers that say something, as (label, number)."""
        shown = [Status.APPROVED, Status.REJECTED, Status.SPAM, Status.REMOVED]
        return [(status.label, self.numbers[status]) for status in shown]

    @property
    def is_first(self):
        return self.numbers.total() <= 1

    @property
    def edit(self):
        """The words that wait beside the live ones, with what is new and what is gone marked, as safe HTML."""
        return diff_text(self.comment.body, self.comment.edit_body).to_html() if self.comment.edit_body else ""

    @property
    def open_flags(self):
        """The reports that wait, each with how often its reader was right so far, in percent."""
        waiting = [flag for flag in self.comment.flags.all() if flag.closed_by_id is None]
        return [(flag, round(flag.weight * 100)) for flag in waiting]

    @property
    def history(self):
        """What happened since it came, the latest last."""
        return [action for action in self.comment.history.all() if action.verb not in ARRIVAL][-LAST_OF_HISTORY:]

    @property
    def dek(self):
        return Truncator(strip_tags(self.comment.article.dek)).words(40)


def dossiers_on(comments, user):
    """A Dossier for each comment of a list, as for_console() reads them, for this moderator."""
    barred = why_not(user, comments)
    numbers, measures = numbers_of_authors(comments), measures_of_authors(comments)
    others = others_of_authors(comments, user)
    suspicious = any((comment.score or 0) >= WORDS_FROM for comment in comments)
    model = current_model() if suspicious else None
    return [
        Dossier(
            comment,
            not_theirs=barred.get(comment.pk, ""),
            spam_words=model.reasons(comment.body) if model and (comment.score or 0) >= WORDS_FROM else [],
            numbers=numbers[author_of(comment)],
            others=[other for other in others[author_of(comment)] if other.pk != comment.pk][:OTHERS_SHOWN],
            measures=measures[author_of(comment)],
        )
        for comment in comments
    ]


def author_of(comment):
    """Who wrote it: an account, or a guest's address."""
    return comment.author_id, comment.guest_email


def by_accounts_and_guests(comments):
    """What the authors of these have written. Two querysets: of either at once, PostgreSQL would read every row, where
    an index has all that is counted.
    """
    accounts = {comment.author_id for comment in comments if comment.author_id}
    guests = {comment.guest_email for comment in comments if comment.guest_email}
    written = ReaderComment.objects.order_by()
    return written.filter(author__in=accounts), written.filter(guest_email__in=guests)


def numbers_of_authors(comments):
    by_accounts, by_guests = by_accounts_and_guests(comments)
    numbers = defaultdict(Counter)
    for account, status, number in by_accounts.values_list("author", "status").annotate(Count("pk")):
        numbers[account, ""][status] = number
    for guest, status, number in by_guests.values_list("guest_email", "status").annotate(Count("pk")):
        numbers[None, guest][status] = number
    return numbers


def others_of_authors(comments, user):
    by_accounts, by_guests = (on_topics_of(user, written) for written in by_accounts_and_guests(comments))
    newest = newest_by(by_accounts, "author").union(newest_by(by_guests, "guest_email"), all=True)
    others = defaultdict(list)
    for other in ReaderComment.objects.filter(pk__in=newest).order_by("-pk"):
        others[author_of(other)].append(other)
    return others


def newest_by(written, author):
    place = Window(RowNumber(), partition_by=[F(author)], order_by=F("pk").desc())
    return written.annotate(place=place).filter(place__lte=OTHERS_SHOWN + 1).values("pk")


def measures_of_authors(comments):
    measures = defaultdict(list)
    accounts = {comment.author_id for comment in comments if comment.author_id}
    # A measure against an address also holds for an account that has it.
    addresses = {address_key(comment.writer_email): author_of(comment) for comment in comments if comment.writer_email}
    rows = AuthorMeasure.objects.in_force().filter(Q(author__in=accounts) | Q(address__in=list(addresses)))
    for measure in rows:
        writer = (measure.author_id, "") if measure.author_id else addresses[measure.address]
        measures[writer].append(measure)
    return measures
