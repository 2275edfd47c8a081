"""The archive by year, month and topic: what each leads to, and how many stories stand there."""

import secrets
from collections import Counter
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.db.models.signals import post_delete, post_save

from wagtail.models import PageViewRestriction
from wagtail.signals import page_published, page_unpublished, post_page_move

STAMP = "archive.stamp"
KEPT_FOR = 600  # seconds; what changes without a publication


def connect(article_model):
    """Count anew when a story comes, goes or changes: to tell the months of all of them takes SQLite a while."""
    for signal in (page_published, page_unpublished, post_page_move, post_delete):
        signal.connect(_forget, sender=article_model, dispatch_uid="articles.archive.story")
    for signal in (post_save, post_delete):
        signal.connect(_forget, sender=PageViewRestriction, dispatch_uid="articles.archive.restriction")


def _forget(**kwargs):
    transaction.on_commit(lambda: cache.delete(STAMP))


def archive(stories, topics, asked):
    """Narrow all stories down by `year`, `month` and `topic`; what is none of these is left out of account.

    Args:
        stories: a queryset of the stories that readers can see.
        topics: the topics that readers can see.
        asked: a dict; anything may stand in it.

    Returns:
        A dict with `found` (a queryset), `years`, `months` (of the chosen year, January first) and `topics`, each a
        list of (value, label, number of stories, whether it is chosen) with the numbers the other choices leave, and
        `chosen`, with what of the three is known.
    """
    rows = kept_numbers_of(stories)
    titles = {topic.slug: topic for topic in topics}
    topic = titles.get(asked.get("topic"))
    year = number_in(asked.get("year"), {month.year for month, _topic, _number in rows})
    month = number_in(asked.get("month"), range(1, 13)) if year else None
    years, months, by_topic = Counter(), Counter(), Counter()
    dates = {}
    for date, topic_id, number in rows:
        is_of_topic = topic is None or topic.pk == topic_id
        if is_of_topic:
            years[date.year] += number
        if is_of_topic and date.year == year:
            months[date.month] += number
            dates[date.month] = date
        if year in (None, date.year) and month in (None, date.month):
            by_topic[topic_id] += number
    return {
        "found": narrowed(stories, year, month, topic),
        "years": [(each, str(each), years[each], each == year) for each in sorted(years, reverse=True)],
        "months": [(each, dates[each], months[each], each == month) for each in sorted(months)],
        "topics": [
            (slug, each.title, by_topic[each.pk], each == topic)
            for slug, each in titles.items()
            if by_topic[each.pk] or each == topic
        ],
        "chosen": {"year": year, "month": month, "topic": topic},
    }


def number_on(topic, stories):
    """How many of all stories that readers can see are on a topic, without counting them on each page of it."""
    return sum(number for _month, on, number in kept_numbers_of(stories) if on and on == topic.pk)


def kept_numbers_of(stories) -> Any:
    # Asked for before counting: what is counted while a story is published goes under a stamp that is gone.
    stamp = cache.get_or_set(STAMP, lambda: secrets.token_hex(8), timeout=None)
    return cache.get_or_set(f"archive.numbers:{stamp}", lambda: numbers_of(stories), KEPT_FOR)


def numbers_of(stories):
    """Rows of (first day of a month, topic, how many stories)."""
    dated = stories.order_by().exclude(first_published_at=None).annotate(month=TruncMonth("first_published_at"))
    return list(dated.values_list("month", "topic").annotate(Count("pk")))


def number_in(written, numbers):
    """The one of these numbers that is written there in plain digits; else None."""
    return next((number for number in numbers if str(number) == written), None)


def narrowed(stories, year, month, topic):
    if year:
        stories = stories.filter(first_published_at__year=year)
    if month:
        stories = stories.filter(first_published_at__month=month)
    return stories.on_topic(topic) if topic else stories
