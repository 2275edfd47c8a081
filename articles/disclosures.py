"""Who paid: what a story may have to disclose, and the words in which readers learn it, the same in every channel."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class DisclosureKind(models.TextChoices):
    """Domain rule D1. That nothing has to be disclosed is an answer of the story's, and no row."""

    AFFILIATE = "affiliate", gettext_lazy("Affiliate links")
    GIFTED_PRODUCT = "gifted_product", gettext_lazy("Gifted product")
    GIFTED_TREATMENT = "gifted_treatment", gettext_lazy("Gifted treatment")
    DISCOUNT = "discount", gettext_lazy("Discount")
    PRESS_TRIP = "press_trip", gettext_lazy("Press trip")
    LOAN = "loan", gettext_lazy("Loan")
    PAID_PARTNERSHIP = "paid_partnership", gettext_lazy("Paid partnership")
    OWNERSHIP = "ownership", gettext_lazy("Ownership")
    EXPERT_PAID = "expert_paid_by_brand", gettext_lazy("Expert paid by a brand")


class ValueBand(models.TextChoices):
    """What it was worth, in the currency of the house. For the desk and the yearly audit; readers are not told."""

    UNKNOWN = "unknown", gettext_lazy("Not known")
    UNDER_50 = "under_50", gettext_lazy("Under 50")
    UP_TO_250 = "50_250", gettext_lazy("50 to 250")
    UP_TO_1000 = "250_1000", gettext_lazy("250 to 1,000")
    OVER_1000 = "over_1000", gettext_lazy("Over 1,000")


# Plain words (16 CFR 255.0(f) asks for what readers cannot miss or misunderstand), where an editor writes no others.
SENTENCES = {
    DisclosureKind.AFFILIATE: gettext_lazy(
        "If you buy through links in this story, we may earn a commission from %(party)s."
    ),
    DisclosureKind.GIFTED_PRODUCT: gettext_lazy("%(party)s gave us a product in this story free of charge."),
    DisclosureKind.GIFTED_TREATMENT: gettext_lazy("%(party)s provided a treatment in this story free of charge."),
    DisclosureKind.DISCOUNT: gettext_lazy("%(party)s gave us a discount on something in this story."),
    DisclosureKind.PRESS_TRIP: gettext_lazy("%(party)s paid for travel for this story."),
    DisclosureKind.LOAN: gettext_lazy("%(party)s lent us something in this story."),
    DisclosureKind.PAID_PARTNERSHIP: gettext_lazy("%(party)s paid us for this story."),
    DisclosureKind.OWNERSHIP: gettext_lazy("The writer or the magazine owns a part of %(party)s."),
    DisclosureKind.EXPERT_PAID: gettext_lazy("%(party)s pays an expert who speaks in this story."),
}


def nothing_to_disclose():
    """What readers are told where the writer was asked and there was nothing."""
    return _("The writer has nothing to disclose.")


def sentence(kind, party, may_change_text=False):
    """Return what readers are told of a disclosure for which nobody has written other words; empty in unfinished rows.

    Args:
        kind: a DisclosureKind.
        party: the brand, clinic or agency, as printed.
        may_change_text: whether the party could change what the story says.
    """
    if kind not in SENTENCES or not party:
        return ""
    told = str(SENTENCES[DisclosureKind(kind)])
    if may_change_text:
        told = f"{told} {_('%(party)s could change the text.')}"
    return told % {"party": party}


def label_of(disclosures):
    """Return the one or two words in the place of the kicker that say before the click what a story is; often none.

    An advertisement is what was paid for and could be changed by whoever paid (CAP Code, as the ASA applies it to
    papers); stories with affiliate links are labelled where they are listed, too (ASA ruling G22-1153503).

    Args:
        disclosures: rows of Disclosure, finished or not.
    """
    kinds = {disclosure.kind for disclosure in disclosures}
    if any(disclosure.may_change_text for disclosure in disclosures):
        return _("Advertisement")
    if DisclosureKind.PAID_PARTNERSHIP in kinds:
        return _("Paid partnership")
    return _("Ad: affiliate links") if DisclosureKind.AFFILIATE in kinds else ""


def labelled(title, label):
    """A title where nothing stands beside it: in feeds and messengers."""
    return f"[{label}] {title}" if label else title
