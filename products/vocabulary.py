"""What is said of products: how the desk came by one, in which money, and whether a shop has it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Acquired(models.TextChoices):
    """How the desk came by the product that was tried. Readers are told in `told`."""

    BOUGHT = "bought", _("Bought by the desk")
    GIFTED = "gifted", _("Gift of the brand")
    LOAN = "loan", _("On loan from the brand")
    PRESS_SAMPLE = "press_sample", _("Press sample")

    @property
    def told(self):
        return TOLD[self]


TOLD = {
    Acquired.BOUGHT: _("We bought it."),
    Acquired.GIFTED: _("The brand gave it to us."),
    Acquired.LOAN: _("The brand lent it to us."),
    Acquired.PRESS_SAMPLE: _("The brand sent it to us free of charge."),
}


class Stock(models.TextChoices):
    UNKNOWN = "unknown", _("Not known")
    IN_STOCK = "in_stock", _("In stock")
    OUT_OF_STOCK = "out_of_stock", _("Out of stock")


class Currency(models.TextChoices):
    """ISO 4217, as the magazine's readers pay; each with what stands for it in print."""

    GBP = "GBP", "£"
    EUR = "EUR", "€"
    USD = "USD", "US$"
    CAD = "CAD", "CA$"
    AUD = "AUD", "A$"
