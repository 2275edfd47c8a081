"""Words that do the same job in an advertisement, so that the spam model learns from one what holds for all.

A word in two groups does two jobs. Beauty words are left out: they stand in spam and in honest talk alike.
"""

from .rules.wording import words_of
from .text import folded

GROUPS = {
    "me": (
        "me my mine us our ours we i im myself mes mon ma notre mein meine meinem meinen unser mi mis nuestra meu minha"
    ),
    "you": (
        "you your yours u ur ya everyone everybody anyone anybody guys ladies girls dear friends all vous "
        "votre euch ihr dein tu tus voce"
    ),
    "place": (
        "channel chanel channl chanl page pages profile blog website websites site sites webpage shop "
        "store boutique wall account group community feed bio insta instagram ig tiktok youtube yt twitch "
        "facebook fb twitter snapchat snap telegram discord onlyfans linktree patreon soundcloud spotify "
        "url link links chaine kanal canal canale seite pagina kanalima"
    ),
    "work": (
        "video videos vid vids vidios vlog vlogs song songs track single mixtape remix cover covers beat "
        "beats music band album lyrics rap rapper singer producer artist musician tutorial tutorials "
        "stream streams livestream gaming gameplay minecraft podcast ebook playlist clip clips movie "
        "movies film animation animations skits pranks haul hauls"
    ),
    "look": (
        "check checkout chek watch see listen visit look view read hear search google type tap click press "
        "play peek open browse discover come go hop scroll regarde schau schaut mira guarda"
    ),
    "ask": (
        "subscribe subscribes suscribe subscribing sub subs subbed follow follows following like likes "
        "share vote repost retweet tag join add support promote recommend abonne abonnez abonniert folgt "
        "suscribete suscribanse sigueme sigue seguitemi iscriviti inscreva suis suivez abone takip"
    ),
    "please": ("please plz pls plez plizz pleas kindly pliz svp bitte favor thanks thx help gracias lutfen pleeease"),
    "buy": (
        "buy order shop purchase get grab claim reserve book enrol enroll register download install apply "
        "save sell selling sells sold sale sales ship ships shipping deliver delivery delivered pay "
        "payment deposit stock wholesale retail bulk vendor vendors supplier suppliers factory "
        "manufacturer catalogue catalog distributor export import oem odm moq samples vendo vends kaufen "
        "commande"
    ),
    "contact": (
        "dm dms pm inbox message messages msg whatsapp whatsap whats telegram text call mail email e-mail "
        "gmail write contact reach ring reply hmu number phone viber skype messenger info enquiries "
        "inquiries contactez schreib anschreiben escribeme escribe scrivimi chama"
    ),
    "deal": (
        "discount coupon code codes voucher vouchers promo promotion offer offers deal deals cheap cheaper "
        "cheapest free giveaway giveaways prize prizes gift gifts bonus trial reduced reduction clearance "
        "price prices priced affordable wholesale limited hurry exclusive special tonight today win winner "
        "winners lucky reward rewards rabatt sparen gratis oferta descuento"
    ),
    "money": (
        "money cash dollar dollars euros euro pounds usd income profit profits earn earned earning "
        "earnings paid salary rich wealth wealthy invest invested investment investing investor trading "
        "trader trade bitcoin btc crypto ethereum forex binary broker loan loans credit debt debts "
        "withdraw withdrawal withdrawals fund funds paypal million millions payout financial freedom "
        "passive hustle argent geld dinero dinheiro kredit pret"
    ),
    "job": (
        "job jobs work home boss team business hiring recruit opportunity network marketing entrepreneur "
        "ambassador consultant distributor affiliate partner mentor coach coachable expert manager agent "
        "agency online hours daily weekly week month monthly students moms mums"
    ),
    "fame": (
        "followers follower views viewers likes subscribers subscriber subs fans viral famous traffic "
        "visitors ranking rank seo backlink backlinks boost grow growth engagement verified badge tick "
        "influencer instant organic"
    ),
    "wonder": (
        "miracle secret secrets guaranteed guarantee overnight instantly instant trick tricks cure cured "
        "cures remedy spell spells spellcaster caster herbal herbs herbalist magic amazing powerful "
        "permanent permanently proven forever fast quickly results hack hacks hacker hackers recovery "
        "recovered recover prayer temple illuminati brotherhood"
    ),
    "drug": (
        "viagra cialis kamagra tramadol xanax prescription pharmacy pills pill slimming keto gummies detox "
        "semaglutide ozempic steroid steroids injections whitening bleaching glutathione enlargement"
    ),
    "lure": (
        "sexy naughty lonely singles hot nudes naked cam webcam escort escorts adult porn dating date meet "
        "chat girl girls woman women man men lady marriage widow widower beautiful lovely babe honey "
        "darling sugar"
    ),
    "gamble": "casino casinos bet bets betting odds slots spins roulette poker jackpot lottery",
    "clinic": (
        "clinic clinics hospital surgeon surgeons doctor doctors dr practice centre center institute "
        "medspa appointment appointments consultation consultations booking bookings session sessions "
        "treatment treatments surgery package packages certified certificate course courses training "
        "masterclass webinar academy enrolment"
    ),
    "praise": (
        "great awesome wonderful excellent informative useful helpful amazing superb post article blog "
        "content information sharing keep admin site bookmark"
    ),
    "told": (
        "bought paid cost costs charged told said says asked got had went used tried felt made left found "
        "read was were did came thought heard wore gave took lost saw smelled burned hurt stopped started "
        "returned worked lasted offered reported blocked ignored refused walked waited faded broke grew "
        "looked wanted tells says hurts itches stings gekauft bezahlt bestellt benutzt gebrannt vertragen "
        "geholfen hatte habe achete paye utilise essaye brule compre pague usado probado comprato pagato "
        "usato provato comprei paguei usei aldim kullandim купила купил"
    ),
    "not": (
        "no not never none nothing don't dont didn't doesn't can't cannot won't isn't wasn't without "
        "nobody hardly stop against hate beware careful avoid instead neither nor"
    ),
    "wonders": "why how what when where which whose does do did is are can could would should has have anyone",
    "feels": (
        "love loved loves hate hated prefer miss enjoy enjoyed agree disagree wish hope think believe "
        "remember know wonder guess swear"
    ),
    "mine": (
        "skin face hair lips lip nose chin cheeks eyes eye brows lashes nails hands scar scars mother mum "
        "mom sister daughter husband wife gran grandmother aunt cousin dermatologist gp pharmacist "
        "hairdresser surgeon nurse"
    ),
}


def grouped():
    groups = {}
    for group, words in GROUPS.items():
        for word in words.split():
            key = "".join(words_of(folded(word)))
            groups[key] = (*groups.get(key, ()), group)
    return groups


GROUPS_OF = grouped()
