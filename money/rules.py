"""What a story must say about money before it is public. That it is asked at all, articles/rules.py says."""

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from articles.blocks.people import PaidBy
from articles.disclosures import DisclosureKind
from articles.models import DisclosureAnswer
from articles.products_named import products_of
from articles.rules import STORY, WITH_BODY
from articles.treatments_named import chosen_treatments, words_of
from products.vocabulary import Acquired
from readiness.findings import Gap
from readiness.rules import NOBODY, read_once, rule
from treatments.models import RegulatoryStatus, TreatmentSettings
from treatments.names import found_in
from treatments.vocabulary import Jurisdiction, Status

from .affiliates import paid_links

ADVERTISER = "money.AdvertiserPage"

# What has to be disclosed where somebody else than the house paid for what the writer tried; one of each is enough.
GIVEN = {DisclosureKind.GIFTED_TREATMENT, DisclosureKind.PRESS_TRIP, DisclosureKind.PAID_PARTNERSHIP}
DISCLOSED_AS = {
    PaidBy.PROVIDER: GIVEN,
    PaidBy.BRAND: GIVEN | {DisclosureKind.GIFTED_PRODUCT, DisclosureKind.LOAN},
    PaidBy.DISCOUNTED: {DisclosureKind.DISCOUNT, DisclosureKind.PAID_PARTNERSHIP},
}
# The same for products, by how the desk came by them.
DISCLOSED_OF_PRODUCTS = {
    Acquired.GIFTED: {DisclosureKind.GIFTED_PRODUCT, DisclosureKind.PAID_PARTNERSHIP},
    Acquired.PRESS_SAMPLE: {DisclosureKind.GIFTED_PRODUCT, DisclosureKind.PAID_PARTNERSHIP},
    Acquired.LOAN: {DisclosureKind.LOAN, DisclosureKind.GIFTED_PRODUCT, DisclosureKind.PAID_PARTNERSHIP},
}


@read_once
def _disclosed(story):
    return {disclosure.kind for disclosure in story.disclosures.all()}


@rule(STORY, waiver=NOBODY)
def affiliate_link_undisclosed(story):
    if DisclosureKind.AFFILIATE in _disclosed(story):
        return
    found = {(row.network, row.host, block): address for row, address, block in paid_links(story)}
    for (network, host, block), address in found.items():
        message = _("A link earns somebody a commission (%(network)s), and the story does not say so: %(address)s")
        mend = _(
            "Add a disclosure of the kind “Affiliate links”, or take the link out. If %(host)s pays nobody, take it "
            "off the list under Reference, or say so in the retailer’s record there."
        )
        words = {"network": network, "address": _short(address)}
        yield Gap(message % words, mend % {"host": host}, "body" if block else "disclosures", block, host[:80])


@rule(STORY)
def payment_undisclosed(story):
    disclosed = _disclosed(story)
    for child, paid_by in _tests(story):
        if paid_by in DISCLOSED_AS and disclosed.isdisjoint(DISCLOSED_AS[paid_by]):
            message = _("The writer’s test says who paid (%(who)s), and the story discloses nothing of the kind.")
            mend = _("Add under Disclosure what was given, and by whom.")
            yield Gap(message % {"who": PaidBy(paid_by).label}, mend, "body", child.id or "")


@rule(STORY)
def product_gift_undisclosed(story):
    """What the brand gave or lent us, wherever the story names it."""
    disclosed = _disclosed(story)
    for product in products_of(story):
        wanted = DISCLOSED_OF_PRODUCTS.get(product.acquired)
        if wanted and disclosed.isdisjoint(wanted):
            message = _("We did not pay for %(product)s (%(how)s), and the story does not say so.")
            mend = _("Add under Disclosure that %(brand)s gave or lent it.")
            words = {"product": product, "how": Acquired(product.acquired).label}
            yield Gap(message % words, mend % {"brand": product.brand}, "disclosures", subject=str(product.pk))


@rule(STORY)
def payer_unknown(story):
    if story.disclosure_answer == DisclosureAnswer.NOT_ASKED:  # the same question, asked of the whole story
        return
    for child, paid_by in _tests(story):
        sold = child.value.get("treatment") or (child.value.get("provider") or "").strip()
        if sold and paid_by == PaidBy.UNKNOWN:
            message = _("The writer tried something that is sold, and nobody has said who paid for it.")
            yield Gap(message, _("Ask the writer, and choose who paid."), "body", child.id or "")


def _tests(story):
    """The writer's own tests, each with who paid for it."""
    return [
        (child, child.value.get("paid_by") or PaidBy.UNKNOWN)
        for child in story.body
        if child.block_type == "experience"
    ]


def _short(address):
    return address if len(address) <= 60 else f"{address[:59]}…"


@rule(WITH_BODY)
def prescription_only_promoted(page):
    """Domain rule D10: nobody advertises a medicine on prescription to the public (CAP Code 12.12).

    On an advertiser's page every word advertises. In a story a link that earns a commission does: anywhere in one about
    such a treatment, elsewhere beside its name.
    """
    if not (on_prescription := prescription_only()):
        return
    mend = _("In the United Kingdom it must not be advertised to the public. Take out the name, or the link.")
    if page._meta.label == ADVERTISER:
        in_words = found_in(words_of(page), on_prescription.keys()).keys()
        for pk in sorted(chosen_treatments(page) & on_prescription.keys() | in_words):
            message = _("An advertiser’s page names %(treatment)s, which is on prescription only.")
            yield Gap(message % {"treatment": on_prescription[pk]}, mend, "body", subject=str(pk))
        return
    about = sorted(chosen_treatments(page) & on_prescription.keys())
    message = _("A link that earns a commission stands with %(treatment)s, which is on prescription only: %(address)s")
    for row, address, block in paid_links(page):
        beside = about or sorted(found_in(_words_of_block(page, block), on_prescription.keys()))
        for pk in beside[:1]:
            words = {"treatment": on_prescription[pk], "address": _short(address)}
            yield Gap(message % words, mend, "body" if block else "", block, f"{pk}:{row.host}"[:80])


def prescription_only():
    """{id: name} of the treatments on prescription only in the United Kingdom, if the magazine is read there."""
    if Jurisdiction.UK not in TreatmentSettings.of_the_house().jurisdictions:
        return {}
    rows = RegulatoryStatus.objects.filter(jurisdiction=Jurisdiction.UK, status=Status.PRESCRIPTION_ONLY)
    return dict(rows.values_list("treatment", "treatment__name"))


def _words_of_block(story, block):
    """What readers read in one block; of what stands in none, headline, dek and hero photo."""
    if not block:
        return [strip_tags(text) for text in (story.title, story.dek, story.hero_shown_caption)]
    children = [child for child in story.body if child.id == block]
    return [strip_tags(str(text)) for child in children for text in child.block.get_searchable_content(child.value)]


@rule(ADVERTISER, waiver=NOBODY)
def sponsor_missing(page):
    if not page.sponsor.strip():
        yield Gap(_("Nobody is named who pays for this page."), _("Name the advertiser."), "sponsor")
