"""Rules against advertising: links, clinics that look for patients, codes that pay whoever posts them."""

import re
from urllib.parse import parse_qsl, urlsplit

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from screening.text import address_in, folded, web_addresses

from .rule import Mode, house_rule
from .wording import entries

BARE_ADDRESS = re.compile(
    r"(?<![\w@/.-])(?:www\.[a-z0-9-]{2,60}\.|[a-z0-9-]{2,60}\.)"
    r"(?:com|net|org|co|shop|store|clinic|info|biz|xyz|online|site|ru|cn|io|me|ly|link|click)\b(?![.]?[a-z0-9])"
)
SHORTENERS = frozenset(
    entries(
        "bit.ly|tinyurl.com|t.co|goo.gl|ow.ly|is.gd|buff.ly|rebrand.ly|cutt.ly|shorturl.at|rb.gy|t.ly|tiny.cc|v.gd|"
        "lnkd.in|linktr.ee|beacons.ai|wa.me|t.me"
    )
)
AFFILIATE_HOSTS = frozenset(
    entries(
        "amzn.to|rstyle.me|liketk.it|shopltk.com|shopmy.us|go.magik.ly|shrsl.com|shareasale.com|awin1.com|tidd.ly|"
        "click.linksynergy.com|anrdoezrs.net|tkqlhce.com|go.skimresources.com"
    )
)
AFFILIATE_PARAMETERS = frozenset(
    entries(
        "aff|aff_id|affid|affiliate|affiliate_id|afftrack|awc|clickref|coupon|discount|irclickid|irgwc|promo|promo_code|"
        "ranmid|rfsn|ref|refcode|referral|referral_code|referrer_id|sscid|tag"
    )
)


@house_rule(
    _("Shortened links, which hide where they lead"),
    advice=_(
        "Your link does not show where it leads. Your text is still in the box: put the full address instead. If you "
        "send it as it is, a moderator will read it first."
    ),
    modes=[Mode.HOLD, Mode.REFUSE, Mode.REFUSE],
)
def short_link(submission):
    return gettext("Has a shortened link") if any(host in SHORTENERS for host in hosts_in(submission)) else None


@house_rule(
    _("Links"),
    advice=_(
        "Comments here go without links. Your text is still in the box: name the source instead. If you send it as it "
        "is, a moderator will read it first."
    ),
    modes=[Mode.HOLD, Mode.HOLD, Mode.HOLD],
    numbers=[1, 0, 0],
    number_label=_("links allowed"),
)
def contains_link(submission, allowed):
    number = len(hosts_in(submission))
    if number <= allowed:
        return None
    return ngettext("Contains a link", "Contains %(number)s links", number) % {"number": number}


def hosts_in(submission):
    """The host of every address in the text, with http(s) or without."""
    matches = web_addresses(submission.body)
    hosts = [(urlsplit(address_in(match)).hostname or "").removeprefix("www.") for match in matches]
    rest = submission.folded
    for match in matches:
        rest = rest.replace(folded(match.group()), " ")
    return hosts + [match.group().removeprefix("www.") for match in BARE_ADDRESS.finditer(rest)]


# Asking readers to come over: only what somebody says who has something to sell.
CONTACT_ME = re.compile(
    r"(?<!they )(?<!always )(?<!brands )(?<!clinics )(?<!sellers )(?<!people )(?<!who )(?<!kept )(?<!would )(?<!to )"
    r"\b(?:dm|pm|inbox|whats ?app) (?:me|us)\b"
    r"|\bfree to (?:dm|pm|inbox|whats ?app|message|text|call) (?:me|us)\b"
    r"|\b(?:text|ring|call|e-?mail|message|contact) (?:me|us|him|her) "
    r"(?:(?:for|directly|asap|via)\b|(?:on|at) (?:whats|insta|telegram|messenger|facebook|[+(\d@]))"
    r"|\b(?:send|drop) (?:me|us) (?:a )?(?:dm|pm|whats ?app)\b"
    r"|\b(?:link|number|price list|prices) (?:is )?in (?:my|our) (?:bio|profile)\b"
    r"|\b(?:hmu|hit me up|check my bio|dms are open)\b|\b(?:dm|inbox|message|call|text|whats ?app) (?:for|to) "
    r"(?:prices?(?!\?)|book|bookings?|details|info|appointments?|a quote)\b|\b(?:telegram|whats ?app)[: ]{1,2}@\w"
    r"|\bdr\.? [a-z]{2,15} (?:who |that |he |she )?cured\b"
)
OUR_CLINIC = re.compile(
    r"\bour (?!local|usual|village|town)(?:\w{1,20} ){0,2}(?:clinics?|salon|spa|practice|practitioners?|surgeons|"
    r"injectors?|patients|clients|team of)\b(?! (?:charge[ds]?|where|closed|shut|told|said))"
    r"|\bmy (?:patients|clients)\b"
)
OFFER = re.compile(
    r"\bbook (?:now|today|with us|your (?:appointment|consultation|session|slot|place))\b"
    r"|\b(?:visit|contact) (?:us|our)\b|\bcome (?:and|to) (?:see|visit) us\b"
    r"|\bwe (?:also |now |only |can )?(?:offer|specialise|specialize|provide|perform|are offering|have a special|"
    r"deliver|ship)\b"
)
# What buyers say as well as sellers.
TRADE = re.compile(
    r"[£€$] ?\d|\b\d{2,5} ?(?:£|€|\$|eur|euros?|usd|dollars|gbp|pounds|quid|aed|tl|lira)(?!\w)"
    r"|\bfree consultations?\b|\bspecial offers?\b|\blimited (?:time|slots|spaces)\b"
    r"|\b(?:slots|appointments) (?:still )?available\b"
)
TREATMENT = re.compile(
    r"\b(?:botox|fillers?|lip (?:filler|flip)|laser|peels?|microneedling|mesotherapy|prp|exosomes?|implants?|"
    r"liposuction|rhinoplasty|facelift|hair transplants?|veneers|botulinum|profhilo|hifu|threads?|injections?|"
    r"injectables|facials?|treatments?|whitening|cosmetic surgery|aesthetics?)\b"
)
PHONE = re.compile(r"(?<![\w.,+-])\+?\(?\d[\d ()./-]{6,18}\d(?![\w%])")
IN_AMERICA = re.compile(r"^(?:1[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4}$")
DATE_LIKE = re.compile(r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$|^\d{4} ?- ?\d{4}$")


def phone_numbers(text):
    """What has 9 to 15 digits (ITU-T E.164 allows 15), spaced like a telephone number, and is no date."""
    for match in PHONE.finditer(text):
        number = match.group().strip()
        digits = sum(character.isdigit() for character in number)
        if 9 <= digits <= 15 and not DATE_LIKE.match(number) and (number[0] in "+(0" or IN_AMERICA.match(number)):
            yield match


@house_rule(
    _("Clinics and sellers looking for patients: “DM me”, offers, prices, telephone numbers"),
    advice=_(
        "Comments are no place to offer treatments. Your text is still in the box: leave out prices, numbers and "
        "invitations. If you send it as it is, a moderator will read it first."
    ),
    modes=[Mode.HOLD, Mode.HOLD, Mode.REFUSE],
)
def medical_solicitation(submission):
    """Two signs of an offer, or one that nobody gives by chance.

    What a reader has paid, and where, is what others come to read: a price or a treatment alone is no offer.
    """
    text = submission.own_words
    if CONTACT_ME.search(text):
        return gettext("Invites readers to get in touch")
    offers = len(OUR_CLINIC.findall(text)) + len(OFFER.findall(text))
    has_phone = next(phone_numbers(text), None) is not None
    names_treatment = bool(TREATMENT.search(text))
    if names_treatment and (offers > 1 or (offers and (has_phone or TRADE.search(text)))):
        return gettext("Reads like an offer of treatments")
    if names_treatment and has_phone:
        return gettext("Names a treatment and a telephone number")
    return None


CODE = re.compile(
    r"\b(?:use|with|enter|apply|quote) (?:(?:my|our|the|this|promo|discount|coupon|referral|voucher) ){0,2}code"
    r"[: ]{1,3}[\"'“‘]?(?!(?:of|for|is|at|on|and|to|from|with|that|which|but|or|in|number)\b)[a-z0-9]{3,20}"
    r"|\b(?:my|our) (?:promo |discount |coupon |referral |voucher |affiliate )?"
    r"(?:code(?! (?:name|word|number|is not))|coupon|voucher|affiliate link)\b"
    r"|\b(?:use|enter) [a-z]{2,12}\d{1,3} at (?:the )?check ?out\b|\b(?:with|through|via|use) my link\b"
    r"|\bfollow (?:me|us) for\b|\b(?:check out|visit) my (?:page|profile|channel|shop|store|website|blog)\b"
    r"|\b(?:my|our) (?:referral|affiliate) (?:link|code)\b"
    r"|\b(?:promo|discount|coupon|referral|voucher) code ?[:=] ?[\"'“‘]?[a-z0-9]{3,20}"
    r"|\b\d{1,2} ?% off (?:with|using|when you use|if you use) (?:my|our|code|the code|this)\b"
)


@house_rule(
    _("Undeclared promotion: coupon and referral codes, links that pay whoever posts them"),
    advice=_(
        "Codes and links that earn you something are not published in comments. Your text is still in the box: leave "
        "them out. If you send it as it is, a moderator will read it first."
    ),
    modes=[Mode.HOLD, Mode.HOLD, Mode.REFUSE],
)
def undeclared_promotion(submission):
    if CODE.search(submission.own_words):
        return gettext("Gives a coupon or referral code")
    if any(host in AFFILIATE_HOSTS for host in hosts_in(submission)) or any(
        AFFILIATE_PARAMETERS & parameters_of(address_in(match)) for match in web_addresses(submission.body)
    ):
        return gettext("Has a link that pays whoever posted it")
    return None


def parameters_of(address):
    """The names in the query of an address, in small letters."""
    return {name.casefold() for name, _value in parse_qsl(urlsplit(address).query[:2000], keep_blank_values=True)}
