from django.db import models


class NoticeQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(sent_at__isnull=True)

    def due(self, now):
        return self.waiting().filter(send_after__lte=now)

    def for_letter(self):
        """With everything that a letter reads of them."""
        return self.select_related("page", "turn", "recipient__wagtail_userprofile").order_by("created_at", "pk")
