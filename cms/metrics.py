"""Figures of the running house for Prometheus: requests by this machine's web processes, and what waits to be done."""

import os
import time

from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from django.utils import timezone

from comments.models import ReaderComment, Status

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
        waiting = DBTaskResult.objects.ready()  # ty: ignore[missing-attribute] - a custom queryset
        oldest = waiting.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
        yield gauge("tasks_waiting", "Tasks that a worker could do now", waiting.count())
        yield gauge("tasks_failed", "Tasks that failed", DBTaskResult.objects.failed().count())  # ty: ignore
        age = (timezone.now() - oldest).total_seconds() if oldest else 0
        yield gauge("oldest_task_seconds", "How long the oldest of them has waited", age)
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
