"""Forgetting what was told: it quotes notes and names people."""

from datetime import timedelta

from django.utils import timezone

from .models import DeliveryState, Notice, WebhookDelivery

KEEP_NOTICES = timedelta(days=90)  # after the letter went out
KEEP_DELIVERIES = timedelta(days=30)


def forget_old():
    """Delete sent notices and finished deliveries that are older than that. The worker calls it every hour."""
    now = timezone.now()
    Notice.objects.filter(sent_at__lt=now - KEEP_NOTICES).delete()
    finished = WebhookDelivery.objects.exclude(state=DeliveryState.WAITING)
    finished.filter(created_at__lt=now - KEEP_DELIVERIES).delete()
