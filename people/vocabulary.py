"""What is said of people, in the words of the database and of the newsroom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_REMARK = 500  # characters of what is said about a check or a doubt


class ConflictsAnswer(models.TextChoices):
    """Whether the person was asked about conflicts of interest (16 CFR 255.5)."""

    NOT_ASKED = "not_asked", _("Not asked yet")
    NONE_DECLARED = "none_declared", _("Asked: none declared")
    DECLARED = "declared", _("Asked: declared below")


class InterestKind(models.TextChoices):
    """How somebody is tied to a brand."""

    ADVISER = "adviser", _("Paid adviser")
    SPEAKER = "speaker", _("Paid speaker")
    RESEARCH = "research", _("Research money")
    SHARES = "shares", _("Shares or ownership")
    GIFTS = "gifts", _("Gifts, travel or products")
    OTHER = "other", _("Other")


class CredentialKind(models.TextChoices):
    """Domain vocabulary: Credential.type."""

    DEGREE = "degree", _("Degree")
    LICENCE = "licence", _("Licence")
    BOARD_CERTIFICATION = "board_certification", _("Board certification")
    MEMBERSHIP = "membership", _("Membership")


class CredentialState(models.TextChoices):
    """Domain vocabulary: Credential.state."""

    UNVERIFIED = "unverified", _("Not verified")
    VERIFIED = "verified", _("Verified")
    EXPIRED = "expired", _("Expired")
    DISPUTED = "disputed", _("In doubt")
    REVOKED = "revoked", _("Revoked")


class CheckKind(models.TextChoices):
    """What was done to make sure that a person exists and is who they say (domain rule Q9)."""

    DIRECT_CONTACT = "direct_contact", _("Spoken to directly, not through an agency")
    ON_REGISTER = "on_register", _("Found on a public register")
    EMPLOYER = "employer", _("Employer or institution confirmed")
    PUBLICATIONS = "publications", _("Known by work published elsewhere")
    PORTRAIT = "portrait", _("Portrait not found elsewhere under another name")


# What somebody other than the person, or whoever speaks for them, has confirmed.
INDEPENDENT = {CheckKind.ON_REGISTER, CheckKind.EMPLOYER, CheckKind.PUBLICATIONS}


class Standing(models.TextChoices):
    """Whether a person may be cited as an expert."""

    UNVERIFIED = "unverified", _("Not verified")
    VERIFIED = "verified", _("Verified")
    DISPUTED = "disputed", _("In doubt")
