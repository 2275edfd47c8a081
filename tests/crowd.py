"""Readers and moderators who do things at random, for tests and the benchmark; and what undo has to give back."""

import random
from collections import Counter
from contextlib import contextmanager

from django.db.models.signals import post_delete

from accounts.roles import Role
from comments import erasing, flags, moderation, posting, sanctions, votes
from comments.access import Access
from comments.conversations import StoryConversation
from comments.measures import MeasureKind, ReasonCode
from comments.models import CommentFlag, HelpfulVote, ModerationAction, ReaderComment, Status, Verb
from comments.moderators import NotTheirs
from comments.states import Queue
from comments.writers import Writer
from tests import factories

STATE = [
    "pk", "status", "decided_at", "body", "edit_body", "edited_at", "picked_at", "is_escalated", "is_appealed",
    "open_flags", "helpful", "queue",
]  # fmt: skip
KNOWN = 200  # comments among which the crowd chooses
VERBS = [*moderation.DECISIONS, Verb.PICK, Verb.ESCALATE]


def state():
    """Everything that undo has to give back."""
    return (
        sorted(ReaderComment.objects.values_list(*STATE)),
        sorted(CommentFlag.objects.values_list("pk", "closed_by")),
        sorted(StoryConversation.objects.values_list("article", "published", *Queue.values)),
    )


def some(dice, at_most=8):
    """A few comments, at the version a moderator would see."""
    versions = list(ReaderComment.objects.order_by("-pk").values_list("pk", "version")[:KNOWN])
    return dict(dice.sample(versions, min(len(versions), dice.randint(1, at_most))))


class Crowd:
    """A few readers and a moderator below some stories.

    Attributes:
        done: what they did that the database must have kept: the number of comments, actions and votes.
    """

    def __init__(self, stories, moderator, seed):
        self.dice = random.Random(seed)
        self.stories, self.moderator = stories, moderator
        self.readers = [factories.user() for _number in range(4)]
        self.done = Counter()

    def step(self):
        self.dice.choice(
            [self.write, self.write, self.flag, self.vote, self.decide, self.bulk, self.edit, self.withdraw]
        )()

    def one(self, **conditions):
        return self.dice.choice([*ReaderComment.objects.filter(**conditions).order_by("-pk")[:KNOWN]] or [None])

    def write(self):
        factories.comment(
            self.dice.choice(self.stories),
            by=self.dice.choice(self.readers),
            status=self.dice.choice([Status.PENDING, Status.APPROVED]),
        )

    def flag(self):
        if comment := self.one():
            flags.flag(comment, self.dice.choice(flags.FlagReason.values), by=self.dice.choice(self.readers))

    def vote(self):
        if comment := self.one():
            helpful = self.dice.random() < 0.7
            if votes.vote(comment, helpful, by=self.dice.choice(self.readers)):
                self.done["votes"] += 1 if helpful else -1

    def decide(self):
        if comment := self.one():
            verb = self.dice.choice([*moderation.possible_decisions(comment), Verb.PICK, Verb.ESCALATE])
            self.done["actions"] += bool(tried(moderation.decide, comment, verb, by=self.moderator))

    def bulk(self):
        seen = some(self.dice)
        verbs = {pk: self.dice.choice(list(moderation.DECISIONS)) for pk in seen}
        batch, _overtaken = moderation.decide_many(verbs, by=self.moderator, seen=seen)
        self.done["actions"] += batch.number
        return batch

    def edit(self):
        if comment := self.one(status__in=["pending", "approved"], author__in=self.readers):
            body = f"New words {self.dice.random()} " + self.dice.choice(["", "http://example.com"])
            told = frozenset({"contains_link"})
            self.done["actions"] += tried(posting.edit, comment, by=comment.author, body=body, told=told) is not None

    def withdraw(self):
        if comment := self.one(status__in=["pending", "approved"], author__in=self.readers):
            self.done["actions"] += posting.withdraw(comment, by=comment.author)


class BusyCrowd(Crowd):
    """A crowd that also takes things back, bans, erases, and writes through the house's own door."""

    def step(self):
        rest = [self.undo, self.undo_bulk, self.ban, self.erase]
        super().step() if self.dice.random() < 0.8 else self.dice.choice(rest)()

    def write(self):
        story, reader = self.dice.choice(self.stories), self.dice.choice(self.readers)
        parent = self.one(status="approved", article=story) if self.dice.random() < 0.5 else None
        sent = tried(
            posting.submit,
            story,
            by=reader,
            body=f"Thought {self.dice.random()} about the skin.",
            access=Access.WRITE,
            reply_to=parent and parent.pk,
        )
        if sent:
            self.done.update(comments=1, actions=1)

    def undo(self):
        latest = ModerationAction.objects.filter(verb__in=VERBS).select_related("comment").order_by("-pk")
        if action := self.dice.choice([*latest[:KNOWN]] or [None]):
            self.done["actions"] += bool(tried(moderation.undo, action, by=self.moderator))

    def undo_bulk(self):
        batch = self.bulk()
        undone, _left = moderation.undo_many(batch, by=self.moderator)
        self.done["actions"] += undone.number

    def ban(self):
        measure = sanctions.take(
            MeasureKind.BAN,
            by=self.moderator,
            code=ReasonCode.ABUSE,
            author=self.dice.choice(self.readers),
            with_comments=self.dice.random() < 0.3,
        )
        self.done["actions"] += measure.batch.number if measure.batch else 0
        sanctions.lift(measure, by=self.moderator, with_comments=self.dice.random() < 0.7)
        if measure.batch:
            undone = ModerationAction.objects.filter(undoes__batch=measure.batch, actor=self.moderator)
            self.done["actions"] += undone.count()

    def erase(self):
        """A reader has one comment erased; one in ten has everything erased, and goes on writing."""
        reader = self.dice.choice(self.readers)
        with votes_deleted() as gone:
            if self.dice.random() < 0.1:
                number = erasing.erase(author=reader)
            elif comment := self.one(author=reader):
                number = erasing.erase_one(comment, by=Writer(account=reader))
            else:
                number = 0
        self.done.update(actions=number, votes=-len(gone))


@contextmanager
def votes_deleted():
    """The votes that this process deletes meanwhile; those of others below an erased comment are among them."""
    gone = []

    def notice(instance, **kwargs):
        gone.append(instance.pk)

    post_delete.connect(notice, sender=HelpfulVote)
    try:
        yield gone
    finally:
        post_delete.disconnect(notice, sender=HelpfulVote)


def tried(act, *args, **options):
    """What act() gives, or None where somebody else came first, or a right, a rule, a ban or the clock refuses it."""
    try:
        return act(*args, **options)
    except (moderation.Overtaken, NotTheirs, posting.Refused):
        return None


def newsroom(seed, number_of_stories=2, crowd=BusyCrowd):
    """A crowd below new stories, with a moderator of its own."""
    return crowd(
        [factories.article() for _number in range(number_of_stories)], factories.user(Role.COMMENT_MODERATOR), seed
    )
