"""Figures of the running house for Prometheus: requests by this machine's web processes, and what waits to be done."""

import os
import time

from django_tasks_db.models import DBTaskResult, get_date_max
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from django.db.models import Case, Count, Min, When
from django.utils import timezone

from comments.models import ReaderComment, Status
from planning.clock import seconds_since_tick
from planning.scheduling import overdue

from .page_memory import MEMORY

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

requests = Counter("beautydesk_requests_total", "Requests that reached Django", ["method", "status", "cache"])
duration = Histogram("beautydesk_request_seconds", "How long Django took", ["cache"], buckets=SECONDS)
from_memory = Counter("beautydesk_memory_hits_total", "Pages sent from a process's memory, before Django")


class MetricsMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response
        self.counted = 0  # of what the memory of pages has answered

    def __call__(self, request):
        method = request.method if request.method in {"GET", "HEAD", "POST"} else "other"
        started = time.monotonic()
        response = self.get_response(request)
        kind = cache_kind(response.headers.get("Cache-Status", ""))
        requests.labels(method, response.status_code, kind).inc()
        duration.labels(kind).observe(time.monotonic() - started)
        self.count_memory()
        return response

    def count_memory(self):
        """Take over what was counted without us: that way has no time to lose."""
        answered = MEMORY.answered
        from_memory.inc(answered - self.counted)
        self.counted = answered


def cache_kind(status):
    """What the front cache did, of its `Cache-Status`: "front; fwd=miss; stored"."""
    for kind in ("hit", "stored", "miss", "bypass"):
        if kind in status:
            return kind
    return "none"


class House:
    """What waits, asked when the figures are read."""

    def collect(self):
        now = timezone.now()
        due = Case(When(run_after=get_date_max(), then="enqueued_at"), default="run_after")
        waiting = DBTaskResult.objects.ready().aggregate(count=Count("pk"), oldest=Min(due))  # ty: ignore
        age = (now - waiting["oldest"]).total_seconds() if waiting["oldest"] else 0
        later = DBTaskResult.objects.filter(status="READY", run_after__gt=now, run_after__lt=get_date_max())
        yield gauge("tasks_waiting", "Tasks that a worker could do now", waiting["count"])
        yield gauge("oldest_task_seconds", "For how long the oldest of them could have been done", age)
        yield gauge("tasks_put_off", "Tasks that wait for a later hour: mail to be tried again", later.count())
        yield gauge("tasks_failed", "Tasks that failed", DBTaskResult.objects.failed().count())  # ty: ignore
        yield gauge("worker_seconds", "Since a worker last went round its clock", seconds_since_tick())
        yield gauge("overdue_stories", "Stories to be published or taken down a minute ago or before", overdue(now))
        pending = ReaderComment.objects.filter(status=Status.PENDING).count()
        yield gauge("comments_waiting", "Comments that wait for a moderator", pending)


def gauge(name, description, value):
    return GaugeMetricFamily(f"beautydesk_{name}", description, value)


def as_text():
    """What all web processes of this server have counted, and the state of the house."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
        counted = b""
    else:
        counted = generate_latest(REGISTRY)
    registry.register(House())
    return counted + generate_latest(registry)
