"""Rules for what could hurt somebody: dangerous advice, and other people's addresses."""

import re
import unicodedata

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .promotion import phone_numbers
from .rule import Mode, house_rule

SENTENCE_END = re.compile(r"[.!?…]+(?:\s|$)|\n")
WARNS = re.compile(
    r"\b(?:don'?t|do not|don’t|never|not to|should ?n[o'’]?t|shouldn|must ?n[o'’]?t|mustn|stop|avoid|against|"
    r"dangerous|danger|unsafe|risky|risks?|harm|harmful|illegal|banned|warns?|warned|warnings?|scarred|burn(?:ed|t|s)?|"
    r"infected|regret|instead of|rather than|horrified|please see|(?:isn['’]?t|not|n['’]?t be) (?:safe|fine|ok|okay)|"
    r"bad idea|terrible idea|"
    r"only a doctor|leave it to|no one should|nobody should|is it|would it|could it|can i|should i|why do|why would)\b"
)
ALONE = re.compile(
    r"\b(?:at home|myself|yourself|yourselves|themselves|diy|own (?:face|lips|skin|forehead)|"
    r"(?:your|my|own) (?:bathroom|kitchen)|"
    r"no need (?:for|to see) a|without a (?:doctor|nurse|clinic|professional|dermatologist|derm)|home kit|"
    r"(?:ebay|amazon|aliexpress|alibaba|temu|online|korean site))\b"
)
BY_DOCTORS = re.compile(
    r"\b(?:in|at) (?:the|a|my|her|his) (?:clinic|practice|salon|office|hospital)\b"
    r"|\bmy (?:derm|dermatologist|doctor|nurse|aesthetician|esthetician|facialist)\b"
)
MILLIMETRES = re.compile(r"\b(\d(?:[.,]\d{1,2})?) ?mm\b")
PERCENT = re.compile(r"\b(\d{1,3})(?:[.,]\d{1,2})? ?(?:%|percent|per cent)")
NEEDLING = re.compile(
    r"\b(?:micro ?needl\w{1,5}|derma ?(?:rollers?|rolling|pens?|stamps?)|needling|roll(?:er|ed|ing)?)\b"
)
ACID_PEEL = re.compile(r"\b(?:glycolic|lactic|mandelic|jessner'?s?|aha|pyruvic|peel(?:s|ing)?)\b")
SALICYLIC = re.compile(r"\b(?:salicylic|bha)\b")
TCA = re.compile(r"\b(?:tca|trichloroacetic|phenol|croton oil)\b")
INJECT = re.compile(r"\b(?:inject(?:ed|ing|s)?|needles?|syringes?|cannula)\b")
INJECTABLE = re.compile(
    r"\b(?:fillers?|hyaluron(?:ic)?(?: acid)?|botox|botulinum|toxin|juvederm|restylane|silicone|polynucleotides?|"
    r"fat dissolv\w{2,4}|lemon ?bottle|deoxycholic|innotox|nabota)\b"
)
PEN = re.compile(r"\b(?:hyaluron|hyla|hya|filler)[- ]?pens?\b")
ORAL_RETINOID = re.compile(r"\b(?:accutane|roaccutane|isotretinoin|acitretin)\b")
RETINOID = re.compile(r"\b(?:tretinoin|retin-?a|tazarotene|adapalene|trifarotene|isotretinoin|accutane|roaccutane)\b")
UNSUPERVISED = re.compile(
    r"\b(?:without a prescription|no prescription|leftover|left over|spare|share|shared|borrow(?:ed)?|"
    r"(?:use|used|take|took|try|tried|finish|finished) (?:my |her |his )?(?:sister|friend|mum|mom|cousin|mate)['’]?s|"
    r"(?:order|ordered|bought|buy) (?:it )?online)\b"
)
PREGNANT = re.compile(r"\b(?:pregnan(?:t|cy)|breast ?feeding|trying to conceive|ttc)\b")
REASSURES = re.compile(r"\b(?:safe|fine|ok|okay|no problem|carry on|keep using|kept using|harmless)\b")
MIX = re.compile(r"\b(?:mix(?:ed|ing)?|blend(?:ed|ing)?|stir(?:red)?|add(?:ed|ing)? (?:some|a|it|your))\b")
STRONG_PARTNER = re.compile(
    r"\b(?:benzoyl peroxide|glycolic|salicylic|lactic|tca|hydroquinone|peel(?:ing)?|steroid|betamethasone|clobetasol|"
    r"vitamin c powder|lemon|bicarb|baking soda)\b"
)
CAUSTIC = re.compile(
    r"\b(?:black salve|bloodroot|mole remov\w{2,3} (?:pen|cream|kit)|plasma pen|wart freez\w{2,3}|bleach)\b"
)
MOLE = re.compile(r"\b(?:moles?|skin tags?|lesions?|black salve)\b")
TANNING = re.compile(r"\b(?:melanotan|tanning (?:injections?|nasal sprays?)|nasal tan\w{0,5})\b")
TRY = re.compile(r"\b(?:use|used|using|try|tried|love|recommend|buy|bought|order|get|got|works?|worked)\b")

DEEPEST_NEEDLE = 0.5  # millimetres
STRONGEST_SALICYLIC = 10  # percent


@house_rule(
    _("Unsafe treatment advice: needles, strong peels, injections and prescription drugs at home"),
    advice=_(
        "What you describe has hurt people who tried it at home, so we publish it only after a moderator has read it. "
        "Your text is still in the box: leave out how to do it, or send it again as it is."
    ),
    modes=[Mode.HOLD, Mode.HOLD, Mode.HOLD],
    numbers=[30, 30, 20],
    number_label=_("percent: the strongest home peel"),
)
def unsafe_advice(submission, strongest_peel):
    """Advice to do at home what belongs in a practice. Sentences that warn, regret or ask are left alone.

    * Needles of 0.5 mm and more: professional treatments begin there, what is sold for home use ends there; the
      US FDA counts devices that reach living skin as medical and advises to see a trained professional.
    * Peels: FDA, 30 July 2024, warns against buying and using TCA, glycolic, salicylic and lactic acid in high
      concentrations without supervision (products it names: salicylic 30 %, glycolic 35 % and more, TCA of any
      strength). Some 30 % rinse-off products are sold to consumers, so the number begins above.
    * Fillers and hyaluron pens: FDA, 8 October 2021, advises nobody to inject themselves or to use needle-free
      devices: injuries to lips, skin and eyes.
    * Retinoids: taken by mouth they harm the unborn and are given only under a pregnancy prevention programme, and
      those for the skin are not to be used in pregnancy either (European Medicines Agency, 2018).
    * Mole and wart removers: FDA, August 2022: burns, scars, and melanomas found too late.
    * Melanotan: unlicensed; the UK's MHRA warns against tanning injections and nasal sprays.
    """
    for sentence in SENTENCE_END.split(submission.folded):
        if not sentence or WARNS.search(sentence):
            continue
        found = deep_needles(sentence) or strong_peel(sentence, strongest_peel) or injection(sentence)
        found = found or retinoid(sentence) or other_danger(sentence)
        if found:
            return found
    return None


def is_done_alone(sentence):
    return ALONE.search(sentence) and not BY_DOCTORS.search(sentence)


def deep_needles(sentence):
    if not (NEEDLING.search(sentence) and is_done_alone(sentence)):
        return None
    depths = [float(match[1].replace(",", ".")) for match in MILLIMETRES.finditer(sentence)]
    if any(depth >= DEEPEST_NEEDLE for depth in depths):
        return gettext("Needling at home with needles of %(depth)s mm") % {"depth": f"{max(depths):g}"}
    return None


def strong_peel(sentence, strongest):
    percents = [number for match in PERCENT.finditer(sentence) if (number := int(match[1])) <= 100]
    if not is_done_alone(sentence):
        return None
    if TCA.search(sentence) and (percents or "peel" in sentence):
        return gettext("A TCA or phenol peel at home")
    strong = max(percents, default=0)
    if (ACID_PEEL.search(sentence) and strong > strongest) or (
        SALICYLIC.search(sentence) and strong > STRONGEST_SALICYLIC and not ACID_PEEL.search(sentence)
    ):
        return gettext("A %(percent)s %% peel at home") % {"percent": strong}
    return None


def injection(sentence):
    if PEN.search(sentence) and (ALONE.search(sentence) or TRY.search(sentence)):
        return gettext("Hyaluron pens at home")
    if INJECT.search(sentence) and INJECTABLE.search(sentence) and ALONE.search(sentence):
        return gettext("Injections at home")
    return None


def retinoid(sentence):
    if ORAL_RETINOID.search(sentence) and UNSUPERVISED.search(sentence):
        return gettext("Isotretinoin without a prescription")
    if RETINOID.search(sentence) and PREGNANT.search(sentence) and REASSURES.search(sentence):
        return gettext("Retinoids in pregnancy")
    if RETINOID.search(sentence) and MIX.search(sentence) and STRONG_PARTNER.search(sentence):
        return gettext("A prescription retinoid mixed with something strong")
    return None


def other_danger(sentence):
    if CAUSTIC.search(sentence) and MOLE.search(sentence) and TRY.search(sentence):
        return gettext("Removing moles or skin tags at home")
    if TANNING.search(sentence) and TRY.search(sentence):
        return gettext("Tanning injections or sprays")
    return None


EMAIL = re.compile(r"(?<![\w.%+-])[a-z0-9._%+-]{1,64}@[a-z0-9.-]{1,100}\.[a-z]{2,20}\b")
STREET = re.compile(r"\b[a-z]{3,25}(?:strasse|gasse) \d{1,4}\b|\b\d{1,4},? rue (?:de |du |des |la ){0,2}[a-z]{3,20}\b")
# With capitals: “two years down the road” is no address.
ENGLISH_STREET = re.compile(
    r"\b\d{1,4}[A-Za-z]?,? (?:[A-Z][a-z'’]{1,20} ){1,3}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Crescent|Terrace|Boulevard|Mews|Close|Gardens|Blvd|Drive)\b"
)
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLN-UW-Z]{2}\b")  # the United Kingdom's


@house_rule(
    _("Personal data: e-mail addresses, telephone numbers, street addresses"),
    advice=_(
        "Your comment seems to give an e-mail address, a telephone number or a street address, and everybody could "
        "read it. Your text is still in the box: leave that out. If you send it as it is, a moderator will read it "
        "first."
    ),
    modes=[Mode.HOLD, Mode.REFUSE, Mode.REFUSE],
)
def personal_data(submission):
    text = submission.folded
    if EMAIL.search(text):
        return gettext("Gives an e-mail address")
    if next(phone_numbers(text), None) is not None:
        return gettext("Gives a telephone number")
    written = unicodedata.normalize("NFKC", submission.body)
    if STREET.search(text) or ENGLISH_STREET.search(written) or POSTCODE.search(written):
        return gettext("Gives a street address")
    return None
