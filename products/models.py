"""Products that stories name: who sells them, for how much on which day, and whether they were recalled."""

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.search import index

from accounts.house_clock import today

from .panels import RecallPanel
from .vocabulary import Acquired, Currency, Stock

# From then on a card says that a price may have changed. A month: shops run their offers by the month, and one person
# can look at every price of a magazine once in that time.
PRICE_HOLDS = timedelta(days=30)

HTTPS = URLValidator(schemes=["https"])


class Retailer(index.Indexed, models.Model):
    """A shop to which product cards lead."""

    name = models.CharField(gettext_lazy("name"), max_length=80)
    pays_nobody = models.BooleanField(
        gettext_lazy("pays us nothing"),
        default=False,
        help_text=gettext_lazy(
            "Tick it only if somebody has made sure: no commission, by no network. Otherwise each story that links to "
            "this shop must disclose affiliate links."
        ),
    )

    # Who keeps the table of affiliate hosts says it here as well: a tick lets links go out without a word.
    panels = [
        FieldPanel("name", help_text=gettext_lazy("As its readers know it, without legal form: “Harrow & Finch”.")),
        FieldPanel("pays_nobody", permission="money.change_affiliatehost"),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = gettext_lazy("retailer")
        verbose_name_plural = gettext_lazy("retailers")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="products_retailer_name_once",
                violation_error_message=gettext_lazy("There is a retailer of this name already."),
            )
        ]

    def __str__(self):
        return self.name


class Product(index.Indexed, ClusterableModel):
    """A product that stories mention. What its card tells is read from here each time it is shown."""

    brand = models.CharField(gettext_lazy("brand"), max_length=120)
    name = models.CharField(gettext_lazy("name"), max_length=200)
    shade = models.CharField(gettext_lazy("shade or size"), max_length=120, blank=True)
    photo = models.ForeignKey(
        "photos.Photo",
        verbose_name=gettext_lazy("photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,  # as for stories: one deletion takes a photo off everywhere
        related_name="+",
    )
    note = models.CharField(
        gettext_lazy("what readers should know"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("On each of its cards: “Contains lanolin.” What one story thinks of it, its card says."),
    )
    acquired = models.CharField(
        gettext_lazy("how we came by it"),
        max_length=20,
        choices=Acquired.choices,
        blank=True,
        help_text=gettext_lazy("Readers are told. What was given or lent, a story must disclose."),
    )
    tested_by = models.ForeignKey(
        "people.PersonPage",
        verbose_name=gettext_lazy("tested by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    tested_on = models.DateField(gettext_lazy("tested on"), null=True, blank=True)

    offers: Any  # by Offer.product
    recalls: Any  # by Recall.product

    panels = [
        RecallPanel(heading=gettext_lazy("Safety")),
        FieldRowPanel(
            [
                FieldPanel("brand", help_text=gettext_lazy("As the maker writes it: “Maison Example”.")),
                FieldPanel("name", help_text=gettext_lazy("Without brand, shade and promises: “Plain Balm”.")),
            ]
        ),
        FieldPanel(
            "shade",
            help_text=gettext_lazy("“50 ml”, “Rosewood”. What has a price of its own is a product of its own."),
        ),
        FieldPanel(
            "photo",
            help_text=gettext_lazy(
                "The product alone on a plain ground, with credit and alt text: “A white jar, open”."
            ),
        ),
        FieldPanel("note"),
        MultiFieldPanel(
            [
                FieldPanel("acquired"),
                FieldRowPanel(
                    [
                        FieldPanel("tested_by", help_text=gettext_lazy("Who used it, not who wrote about it.")),
                        FieldPanel("tested_on", help_text=gettext_lazy("The day on which the test was over.")),
                    ]
                ),
            ],
            heading=gettext_lazy("Our test"),
        ),
        InlinePanel(
            "offers",
            label=gettext_lazy("Retailer"),
            heading=gettext_lazy("Where it is sold"),
            help_text=gettext_lazy(
                "Two or three shops, not all of one owner, with what exactly this shade or size cost on the day you "
                "looked: “£12.00, checked on 3 May”."
            ),
        ),
    ]
    search_fields = [
        index.SearchField("brand"),
        index.SearchField("name"),
        index.SearchField("shade"),
        index.AutocompleteField("brand"),
        index.AutocompleteField("name"),
    ]

    class Meta:
        verbose_name = gettext_lazy("product")
        verbose_name_plural = gettext_lazy("products")
        ordering = ["brand", "name", "shade"]
        permissions = [("recall_product", "Can recall product")]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "name", "shade"],
                name="products_product_once",
                violation_error_message=gettext_lazy("This product is in the list already."),
            ),
            models.CheckConstraint(
                condition=Q(acquired__in=[*Acquired.values, ""]), name="products_product_acquired_valid"
            ),
        ]

    def __str__(self):
        return f"{self.brand} {self.full_name}"

    def clean(self):
        if self.photo and not (self.photo.alt_text and self.photo.credit):
            message = _("This photo has no alt text or no credit yet. Cards show both: add them to the photo first.")
            raise ValidationError({"photo": message})
        if self.tested_on and not self.tested_by_id:
            raise ValidationError({"tested_by": _("Say who tested it, or leave the day out.")})
        if self.tested_on and self.tested_on > today():
            raise ValidationError({"tested_on": _("Nobody can have tested it yet: this day is still to come.")})

    @property
    def full_name(self):
        return f"{self.name}, {self.shade}" if self.shade else self.name

    @property
    def recall(self):
        """The Recall that stands, or None; of a product that is only made up for a preview, none."""
        recalls = self.recalls.all() if self.pk else ()
        return next((one for one in recalls if one.is_open), None)

    @property
    def acquired_line(self):
        """What readers are told of how the desk came by it; empty where nobody has said."""
        return Acquired(self.acquired).told if self.acquired else ""

    @property
    def shown_offers(self):
        """The cheapest first, and behind them those of which no price is known."""
        offers = self.offers.all()
        return sorted(offers, key=lambda offer: (offer.is_out_of_stock, offer.price is None, offer.price or 0))

    @property
    def may_earn_commission(self):
        """Whether a link on its card leads to a shop of which nobody has made sure that it pays nothing."""
        return any(offer.shown_address and not offer.retailer.pays_nobody for offer in self.offers.all())

    @property
    def as_entry(self):
        """What a reader's shopping list keeps of it, as JSON: what the page knew when it was put there."""
        entry = {"id": self.pk, "brand": self.brand, "name": self.full_name}
        return json.dumps(entry | {"offers": [offer.as_entry for offer in self.shown_offers]}, ensure_ascii=False)


def price_lines(**words):
    """What is said of a price, on cards and on a reader's shopping list alike."""
    return {
        "out": _("Out of stock on %(day)s") % words,
        "old": _("%(price)s. Price from %(day)s; it may have changed.") % words,
        "checked": _("%(price)s, checked on %(day)s") % words,
    }


class Offer(models.Model):
    """That one shop sells a product: where, and what it cost on the day somebody looked."""

    product = ParentalKey(Product, on_delete=models.CASCADE, related_name="offers")
    retailer = models.ForeignKey(
        Retailer, verbose_name=gettext_lazy("retailer"), on_delete=models.PROTECT, related_name="offers"
    )
    address = models.URLField(
        gettext_lazy("address"),
        max_length=500,
        blank=True,
        validators=[HTTPS],
        help_text=gettext_lazy("Beginning with https://. Empty: the shop is named, without a link."),
    )
    price = models.DecimalField(
        gettext_lazy("price"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    currency = models.CharField(
        gettext_lazy("currency"), max_length=3, choices=Currency.choices, default=Currency.GBP, blank=True
    )
    stock = models.CharField(gettext_lazy("stock"), max_length=20, choices=Stock.choices, default=Stock.UNKNOWN)
    checked_on = models.DateField(gettext_lazy("checked on"), null=True, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("retailer"), FieldPanel("address")]),
        FieldRowPanel([FieldPanel("price"), FieldPanel("currency")]),
        FieldRowPanel([FieldPanel("stock"), FieldPanel("checked_on")]),
    ]

    class Meta:
        verbose_name = gettext_lazy("offer")
        verbose_name_plural = gettext_lazy("offers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "retailer"],
                name="products_offer_once_per_retailer",
                violation_error_message=gettext_lazy("This retailer stands here already."),
            ),
            models.CheckConstraint(
                condition=Q(address="") | Q(address__startswith="https://"),
                name="products_offer_address_https",
                violation_error_message=gettext_lazy("The address must begin with https://."),
            ),
            models.CheckConstraint(condition=Q(price__isnull=True) | Q(price__gte=0), name="products_offer_price"),
            models.CheckConstraint(
                condition=Q(currency__in=[*Currency.values, ""]), name="products_offer_currency_valid"
            ),
            models.CheckConstraint(condition=Q(stock__in=Stock.values), name="products_offer_stock_valid"),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | ~Q(currency=""),
                name="products_offer_price_has_currency",
                violation_error_message=gettext_lazy("Say in which currency the price is."),
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True, stock=Stock.UNKNOWN) | Q(checked_on__isnull=False),
                name="products_offer_checked",
                violation_error_message=gettext_lazy("Say on which day the price or the stock was looked up."),
            ),
        ]

    def __str__(self):
        return f"{self.product} – {self.retailer}"

    def clean(self):
        if self.checked_on and self.checked_on > today():
            raise ValidationError({"checked_on": _("Nobody can have looked yet: this day is still to come.")})

    @property
    def is_out_of_stock(self):
        return self.stock == Stock.OUT_OF_STOCK

    @property
    def is_old(self):
        """Whether what is known is so old that it may be otherwise by now."""
        return bool(self.checked_on and today() - self.checked_on > PRICE_HOLDS)

    @property
    def price_words(self):
        """The price as it is printed, “£1,250.00”; empty without one."""
        if self.price is None:
            return ""
        words = {"currency": Currency(self.currency).label, "amount": number_format(self.price, 2, force_grouping=True)}
        # Translators: where the currency stands beside the amount.
        return _("%(currency)s%(amount)s") % words

    @property
    def line(self):
        """What stands beside the shop's name on a card: price, stock and the day; empty where nothing is known."""
        day = date_format(self.checked_on, "DATE_FORMAT") if self.checked_on else ""
        words = price_lines(price=self.price_words, day=day)
        if self.is_out_of_stock:
            return words["out"]
        if self.price is None:
            return _("In stock on %(day)s") % {"day": day} if self.stock == Stock.IN_STOCK else ""
        return words["old" if self.is_old else "checked"]

    @property
    def shown_address(self):
        """Where the shop's name leads; a shop that has none of it is not linked."""
        return "" if self.is_out_of_stock else self.address

    @property
    def as_entry(self):
        return {
            "retailer": self.retailer.name,
            "address": self.shown_address,
            "price": None if self.price is None else str(self.price),
            "currency": self.currency,
            "out": self.is_out_of_stock,
            "checked": self.checked_on.isoformat() if self.checked_on else "",
        }


class RecallQuerySet(models.QuerySet):
    def open(self):
        return self.filter(lifted_at=None)


class Recall(models.Model):
    """That a product is not safe: since when, and who says so. products/recalls.py sets and lifts it.

    Attributes:
        reason, authority, address, recalled_on: what readers are told, on every card of the product.
        by, lifted_by: the users; None for one whose account is gone. The log keeps them as well.
        lifted_because: why it no longer holds, for the desk.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="recalls")
    reason = models.CharField(
        gettext_lazy("reason"), max_length=400, help_text=gettext_lazy("For readers: what is wrong, and what to do.")
    )
    recalled_on = models.DateField(gettext_lazy("recalled on"))
    authority = models.CharField(
        gettext_lazy("authority"), max_length=160, help_text=gettext_lazy("Who says so: a regulator, or the maker.")
    )
    address = models.URLField(gettext_lazy("address of the notice"), max_length=500, validators=[HTTPS])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_because = models.CharField(gettext_lazy("why it is lifted"), max_length=400, blank=True)

    objects: RecallQuerySet = RecallQuerySet.as_manager()  # ty: ignore[invalid-assignment]

    class Meta:
        verbose_name = gettext_lazy("recall")
        verbose_name_plural = gettext_lazy("recalls")
        default_permissions = ()
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product"], condition=Q(lifted_at__isnull=True), name="products_recall_one_open"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_because="")
                | (Q(lifted_at__isnull=False) & ~Q(lifted_because="")),
                name="products_recall_lifted_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(authority="") & Q(address__startswith="https://"),
                name="products_recall_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.product}: {self.reason}"

    @property
    def is_open(self):
        return self.lifted_at is None

    @property
    def as_entry(self):
        """What a shopping list is told of it, as JSON: on the card, and among all recalls."""
        return json.dumps(self.for_list, ensure_ascii=False)

    @property
    def for_list(self):
        return {
            "id": self.product_id,
            "reason": self.reason,
            "authority": self.authority,
            "address": self.address,
        }
