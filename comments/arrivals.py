"""What is known of a comment as it comes in, gathered for the rules; and what is kept of it for the next one."""

import hashlib
import hmac
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, Max, Q, Subquery
from django.utils import timezone

from accounts.networks import network_token
from screening.rulebook import Arrangement, arrangement
from screening.rules.rule import Submission
from screening.rules.wording import words_of
from screening.text import folded

MAX_LENGTH = 5000  # characters of a comment; about two pages
RATE_WINDOW = timedelta(hours=1)
HISTORY = timedelta(days=90)
REPEATS_KEPT = timedelta(days=30)
SHINGLE = 3  # words that stand together
SAMPLES = 8  # of a text's shingles; two texts are alike as far as their samples agree
FEWEST_WORDS = 6  # “so helpful, thank you” is said by many
MOST_COMPARED = 400  # rows


@dataclass(frozen=True)
class Arrival:
    """How a comment came in. Whoever calls without a form leaves it empty.

    Attributes:
        network: the tokens of the visitor's network, today's and yesterday's.
        form_age: seconds since the form was handed out.
        trapped: whether the field that only programs see was filled in.
        told: the rules that gave this text back already.
    """

    network: tuple[str, ...] = ()
    form_age: float | None = None
    trapped: bool = False
    told: frozenset[str] = frozenset()


NOTHING_KNOWN = Arrival()


class NetworkTrace(models.Model):
    """From which network a comment came: a keyed hash with the day in the key, kept for an hour."""

    comment = models.OneToOneField(
        "comments.ReaderComment", primary_key=True, on_delete=models.CASCADE, related_name="trace"
    )
    token = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["token", "at"], name="comments_trace_token"),
            models.Index(fields=["at"], name="comments_trace_age"),
        ]

    def __str__(self):
        return str(self.comment_id)


class TextSample(models.Model):
    """One of a few keyed numbers drawn from a comment's words: comments that share most of them are near repeats."""

    comment = models.ForeignKey("comments.ReaderComment", on_delete=models.CASCADE, related_name="samples")
    value = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["value", "-at"], name="comments_sample_value"),
            models.Index(fields=["at"], name="comments_sample_age"),
        ]

    def __str__(self):
        return str(self.comment_id)


def arrival_of(request, form_age, trapped, told):
    """What a web request says about how a comment came in."""
    today = timezone.now()
    tokens = tuple(network_token(request, day.date().isoformat()) for day in (today, today - RATE_WINDOW))
    return Arrival(network=tuple(dict.fromkeys(tokens)), form_age=form_age, trapped=trapped, told=told)


def described(
    comments,
    *,
    body,
    author,
    submission=None,
    by_staff=False,
    arrival=NOTHING_KNOWN,
    article=None,
    house: Arrangement | None = None,
):
    """The comment as the rules see it, in four queries at most and one for `house`, however many there are.

    Args:
        comments: the queryset of all comments but this one.
        author: a Q that finds what the same person has written.
        article: the story, to find what the author has just said there.
        house: what the rules go by, where the caller has asked already.
    """
    house = house or arrangement()
    now = timezone.now()
    if submission:
        # Sent twice at the same moment, it would look like a repetition of itself.
        comments = comments.exclude(submission=submission)
    own = comments.filter(author)
    said = own.filter(article=article).exclude(status__in=["unconfirmed", "withdrawn"]).order_by("-pk").values("pk")
    lately = Q(decided_at__gte=now - HISTORY)
    history = own.aggregate(
        approved=Count("pk", Q(status="approved")),
        decided=Count("pk", lately & Q(status__in=["approved", "rejected", "spam", "removed"])),
        refused=Count("pk", lately & Q(status__in=["rejected", "spam"])),
        in_last_hour=Count("pk", Q(created_at__gte=now - RATE_WINDOW)),
        previous_body=Max("body", filter=Q(pk=Subquery(said[:1])), default=""),
    )
    similar, overlap = repeats_of(body, comments)
    return Submission(
        body=body,
        longest=MAX_LENGTH,
        by_staff=by_staff,
        **history,
        from_network=from_networks(arrival.network, now),
        similar=similar,
        overlap=overlap,
        form_age=arrival.form_age,
        trapped=arrival.trapped,
        told=arrival.told,
        house_words=house.words,
        spam_model=house.spam_model,
    )


def from_networks(tokens, now):
    """How many comments came from these networks in the last hour."""
    if not tokens:
        return 0
    return NetworkTrace.objects.filter(token__in=tokens, at__gte=now - RATE_WINDOW).count()


def repeats_of(body, comments):
    """How many of the comments share words with the text, and how much the nearest does, in percent.

    Looks at the newest few hundred rows that share a sample, whatever the number of comments.
    """
    values = samples_of(body)
    if not values:
        return 0, 0
    found = TextSample.objects.filter(value__in=values, at__gte=timezone.now() - REPEATS_KEPT).order_by("-at")
    shared = Counter(found.values_list("comment_id", flat=True)[:MOST_COMPARED])
    near = {pk: number for pk, number in shared.items() if number * 2 >= SAMPLES}
    near = {pk: near[pk] for pk in comments.filter(pk__in=near).values_list("pk", flat=True)} if near else {}
    return len(near), max(near.values(), default=0) * 100 // SAMPLES


def samples_of(body):
    """Min-wise samples of the text's shingles (Broder, 1997): equal samples estimate how much two texts overlap.

    Keyed, so that nobody who sees the table can tell which words were written.
    """
    words = words_of(folded(body))
    if len(words) < FEWEST_WORDS:
        return []
    shingles = {" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)}
    key = hashlib.sha256(b"comments.samples" + settings.SECRET_KEY.encode()).digest()
    hashes = [hmac.digest(key, shingle.encode("utf-8", "surrogatepass"), "sha512") for shingle in shingles]
    return [
        int.from_bytes(min(found[place * 8 : place * 8 + 8] for found in hashes), "big", signed=True) & ~7 | place
        for place in range(SAMPLES)
    ]


def keep_traces(comment, arrival):
    """Keep, for the comments to come, what this one's words and network were like."""
    store_samples(comment)
    if arrival.network:
        NetworkTrace.objects.create(comment=comment, token=arrival.network[0], at=comment.created_at)


def keep_samples(comment):
    """Keep what the words are like, in place of what they were like before."""
    TextSample.objects.filter(comment=comment).delete()
    store_samples(comment)


def store_samples(comment):
    TextSample.objects.bulk_create(
        TextSample(comment=comment, value=value, at=comment.created_at) for value in samples_of(comment.body)
    )


def forget_traces():
    """Erase what no rule looks at any more. The worker does it every hour."""
    now = timezone.now()
    NetworkTrace.objects.filter(at__lt=now - RATE_WINDOW).delete()
    TextSample.objects.filter(at__lt=now - REPEATS_KEPT).delete()
