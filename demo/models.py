from django.db import models
from django.utils.translation import gettext_lazy as _


class Loading(models.Model):
    """That the demo magazine was loaded here. One row at most: what editors change or delete later stays so."""

    ONLY = 1

    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("loading of the demo magazine")
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="demo_loading_once")]

    def __str__(self):
        return str(self.at)
