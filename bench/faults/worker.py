"""Two workers are killed again and again while stories come due and tasks are done"""

import time
from collections import Counter
from datetime import timedelta

from django.db import connections
from django.utils import timezone

from ..figures import Figure
from .house import run
from .servers import Worker

STORIES, KILLS, BETWEEN = 20, 8, 2.5  # seconds between two kills, about the time in which a worker has started
LONGEST = 120  # seconds until everything that was due is out


def figures(house):
    from django_tasks_db.models import DBTaskResult

    from wagtail.models import PageLogEntry

    from articles.models import ArticlePage

    waiting = [waits_for_its_hour(number) for number in range(STORIES)]
    connections.close_all()
    workers = [Worker().start() for _each in range(2)]
    try:
        for number in range(KILLS):
            time.sleep(BETWEEN)
            workers[number % 2].kill()
            workers[number % 2].start()
        deadline, live = time.monotonic() + LONGEST, 0
        while live < STORIES and time.monotonic() < deadline:
            time.sleep(1)
            live = ArticlePage.objects.live().filter(pk__in=waiting).count()
        time.sleep(5)
    finally:
        for worker in workers:
            worker.kill()
    log = PageLogEntry.objects.filter(page__in=waiting, action="wagtail.publish")
    times = Counter(log.values_list("page", flat=True))
    doubled = sum(number > 1 for number in times.values())
    told = f"{STORIES} accepted, {live} published, {doubled} duplicated"
    yield Figure("stories due", "none lost or duplicated", told, live == STORIES and not doubled)
    tasks = Counter(DBTaskResult.objects.values_list("status", flat=True))
    yield Figure(
        "tasks afterwards, by state", "", ", ".join(f"{each.lower()} {n}" for each, n in sorted(tasks.items()))
    )


def waits_for_its_hour(number):
    """A story that is approved and comes due while workers are being killed."""
    from readiness.gate import blockers_in
    from tests import factories, newsroom

    at = timezone.now() + timedelta(seconds=STORIES + number)  # making them takes a while
    story = factories.article(f"Due {number}", slug=f"due-{number}", live=False, go_live_at=at)
    factories.waive(story, *{found.rule for found in blockers_in(newsroom.newest(story))})
    with factories.no_rules():
        factories.publish(story)
    return story.pk


if __name__ == "__main__":
    run(figures)
