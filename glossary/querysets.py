from django.db import models


class GlossaryTermQuerySet(models.QuerySet):
    def shown(self):
        """Those that readers get: somebody has signed for them."""
        return self.filter(signed__isnull=False)
