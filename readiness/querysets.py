from django.db import models


class OverrideQuerySet(models.QuerySet):
    def for_report(self):
        """With the page and the person of each, picture included."""
        return self.select_related("page", "given_by__wagtail_userprofile")

    def for_panel(self):
        return self.select_related("given_by")
