from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    PAPER = "paper", _("Scientific paper")
    OFFICIAL = "official", _("Authority or official notice")
    LABEL = "label", _("Product label or instructions")
    INTERVIEW = "interview", _("Interview by the magazine")
    OTHER = "other", _("Other")
