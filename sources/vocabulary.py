from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    PAPER = "paper", _("Scientific paper")
    OFFICIAL = "official", _("Authority or official notice")
    LABEL = "label", _("Product label or instructions")
    INTERVIEW = "interview", _("Interview by the magazine")
    OTHER = "other", _("Other")


class LinkStatus(models.TextChoices):
    """What became of asking for a source's address; empty: nobody has asked yet. No answer is no proof of anything."""

    FOUND = "found", _("Found")
    DEAD = "dead", _("Leads nowhere")
    NOT_ASKED = "not_asked", _("Could not be asked")
