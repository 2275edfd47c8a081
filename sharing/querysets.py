"""The only home of filtering and prefetching for preview links."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .tokens import hashed

# For so long after its end, editors still see that there was a link, and an expired one can be opened again.
REMEMBERED = timedelta(days=30)


class PreviewLinkQuerySet(models.QuerySet):
    def of_token(self, token):
        """The link with this secret in its address, with what showing it needs; None for any other secret."""
        return self.select_related("page", "revision").filter(token_hash=hashed(token)).first()

    def open(self):
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def long_dead(self):
        since = timezone.now() - REMEMBERED
        return self.filter(Q(revoked_at__lt=since) | Q(expires_at__lt=since))

    def for_listing(self):
        """With everything a row of the editors' list shows."""
        return self.select_related("created_by", "revoked_by", "revision__user").defer("revision__content")
