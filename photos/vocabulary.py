"""The fixed words of a photo: each list is a standard's, or the house's own where there is none."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReleaseState(models.TextChoices):
    """Consent of the people shown (domain vocabulary: Consent.state)."""

    UNKNOWN = "unknown", _("Not known yet")
    NOT_NEEDED = "not_needed", _("Not needed: nobody recognisable")
    REQUESTED = "requested", _("Requested")
    GRANTED = "granted", _("Granted")
    RESTRICTED = "restricted", _("Granted with restrictions")
    EXPIRED = "expired", _("Expired")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Whoever is shown does not agree, or no longer.
OVER = (ReleaseState.EXPIRED, ReleaseState.DECLINED, ReleaseState.WITHDRAWN)

# Of several people shown, the one whose state comes first here speaks for the photo.
GRAVEST_FIRST = [
    ReleaseState.WITHDRAWN,
    ReleaseState.DECLINED,
    ReleaseState.EXPIRED,
    ReleaseState.UNKNOWN,
    ReleaseState.REQUESTED,
    ReleaseState.RESTRICTED,
    ReleaseState.GRANTED,
    ReleaseState.NOT_NEEDED,
]


class AgeBand(models.TextChoices):
    """How old a person shown was (PLUS: Minor Model Age Disclosure, in the bands that change what the desk must do)."""

    ADULT = "adult", _("18 or older")
    TEENAGER = "16_17", _("16 or 17")
    CHILD = "under_16", _("Under 16")


class Retouching(models.TextChoices):
    """What was done to the picture, as declared by the person who did it."""

    UNKNOWN = "unknown", _("Not known yet")
    NONE = "none", _("Not retouched")
    GLOBAL_ONLY = "global_only", _("Crop and tone only")
    RETOUCHED = "retouched", _("Retouched")


class DigitalSourceType(models.TextChoices):
    """How the picture came to be (IPTC NewsCodes, digitalsourcetype; the value is the last part of its address)."""

    CAPTURE = "digitalCapture", _("Taken with a digital camera")
    COMPUTATIONAL = "computationalCapture", _("Computed by a phone out of several shots")
    NEGATIVE = "negativeFilm", _("Digitised from a negative")
    POSITIVE = "positiveFilm", _("Digitised from a slide")
    PRINT = "print", _("Digitised from a print")
    HUMAN_EDITS = "humanEdits", _("Changed by a person beyond crop and tone")
    COMPOSITE_CAPTURE = "compositeCapture", _("Put together from photographs")
    DIGITAL_CREATION = "digitalCreation", _("Drawn by a person on a computer")
    DATA_DRIVEN = "dataDrivenMedia", _("Drawn from data")
    ENHANCED = "algorithmicallyEnhanced", _("Enhanced by an algorithm")
    AI = "trainedAlgorithmicMedia", _("Made by AI")
    COMPOSITE_AI = "compositeWithTrainedAlgorithmicMedia", _("Photograph with parts made by AI")


MADE_WITH_AI = {DigitalSourceType.AI, DigitalSourceType.COMPOSITE_AI}
DIGITAL_SOURCE_TYPE_ADDRESS = "http://cv.iptc.org/newscodes/digitalsourcetype/"


class DataMining(models.TextChoices):
    """What machines may learn from the picture (PLUS LDF, DataMining; the value is the last part of its address)."""

    UNSPECIFIED = "DMI-UNSPECIFIED", _("Nothing said")
    ALLOWED = "DMI-ALLOWED", _("Allowed")
    NO_AI = "DMI-PROHIBITED-AIMLTRAINING", _("Not for training AI")
    PROHIBITED = "DMI-PROHIBITED", _("Prohibited")


DATA_MINING_ADDRESS = "http://ns.useplus.org/ldf/vocab/"


class Sensitivity(models.TextChoices):
    """Why a picture stays veiled until a reader asks for it."""

    NONE = "", _("Nothing that needs a warning")
    BLOOD = "blood", _("Blood or an open wound")
    PEELING = "peeling", _("Peeling or irritated skin")
    NUDITY = "nudity", _("Nudity")


# What readers are told in front of the veil.
WARNINGS = {
    Sensitivity.BLOOD: _("This photo shows blood or an open wound."),
    Sensitivity.PEELING: _("This photo shows peeling or irritated skin."),
    Sensitivity.NUDITY: _("This photo shows nudity."),
}


class CredentialState(models.TextChoices):
    """What a photo's Content Credentials (C2PA) say. An intact signature proves who signed, not what is shown."""

    NONE = "none", _("No Content Credentials")
    UNTRUSTED = "untrusted", _("Present, but the signer is not on the trust list")
    TRUSTED = "trusted", _("Present, and the signer is on the trust list")
    BROKEN = "broken", _("Broken: the file or one it was made from was changed after signing")
