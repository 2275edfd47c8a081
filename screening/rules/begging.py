"""The rule against those who come for an audience: for clicks, followers, believers and investors.

Only idioms that nobody needs to talk about beauty. What is put more freely is left to the learner.
"""

import re

from django.utils.translation import gettext_lazy as _

from .rule import Mode, house_rule

MINE = r"(?:my|our|me at)"
PLACE = (
    r"(?:(?:you ?tube|insta(?:gram)?|tik ?tok|face ?book|twitch|telegram|new|first|latest|little|own|last) ){0,2}"
    r"(?:channe?l|chanel|page|profile|web ?site|site|blog|vlog|video|vid|videos|vids|song|track|single|mixtape|"
    r"remix|music|"
    r"beats|tutorials?|podcast|stream|shop|store|boutique|insta(?:gram)?|tiktok|facebook|twitter|snap(?:chat)?|"
    r"telegram|"
    r"group|app|wall|etsy|newest post)\b"
)
SAY = {
    _("Asks readers to look at what the writer makes"): [
        rf"\b(?:check|watch|see|visit|view|find|hear|follow|like|support|come to|look at|listen to|subscribe to|go to|"
        rf"look up|have a look at|take a look at|hop over to|sub to|sub|join|stream) (?:out |also |on |it on |"
        rf"me on |us on )?"
        rf"{MINE} {PLACE}",
        r"\b(?:check|chek) (?:me|us|mine|ours|it|this|them|my \w+|our \w+) out\b|\bcheck (?:me|us) \w+ out\b",
        r"\b(?:full review|more|part (?:two|three|\d)|tutorials?|videos?|link|it is|it's|up|guide|"
        r"post) (?:is )?(?:up )?"
        r"(?:on|in) my (?:channel|page|profile|blog|wall|bio)\b",
        r"\b(?:click|tap|press play) (?:on )?my (?:name|picture|icon|profile|face|pic|photo)\b",
        r"\b(?:give|gave) (?:it|my \w+|me|us) (?:a )?(?:listen|view|views|like|chance|try and subscribe)\b(?! to)",
        r"\bi (?:also )?blogged about\b|\bplease (?:read and comment|visit my|vote for|sign my|watch my|"
        r"listen to my)\b",
    ],
    _("Asks for subscribers, followers, likes or votes"): [
        r"\b(?:please|plz|pls|plez|bitte|just|and|to me and|then|so|hit|now|like|comment) (?:and )?(?:suscribe|"
        r"subscribe)\b",
        r"^\W*(?:suscribe|subscribe|sub)\b(?! to (?:the|this)\b)(?!-)",
        r"\b(?:sub|follow|f|s|l|like) ?4 ?(?:sub|follow|f|s|l|like)\b|\b(?:sub|follow) for (?:sub|follow)\b"
        r"|\blike for like\b(?=\W*(?:$|comment|back|anyone|done))",
        r"\b(?:subscribe|sub|follow)(?:s|ing)? (?:you )?back\b|\b(?:follow|subscribe to|sub) (?:me|us|my)\b(?! around)",
        r"\b\d+k? (?:real |new |more |instagram )?(?:subs|subscribers|followers)\b(?=.*\b(?:help|reach|get|hit|"
        r"road|need|buy|for|only|price|delivered|overnight|i )\b)|\b(?:help|reach|get|hit|need|buy|road to)\b.{0,20}"
        r"\b\d+k? (?:subs|subscribers|followers|likes)\b",
        r"\b(?:thumbs up|press like|hit like|like (?:this|my) comment|like (?:this )?if|like so)\b"
        r"(?=.*\b(?:if|so|plea?se?|plz|agree|top)\b)",
        r"\b(?:send|forward|repost|post|copy|share) (?:this|it)\b.{0,30}\b(?:people|friends|walls|pages|contacts|"
        r"stories|"
        r"everyone|everywhere|or (?:you|your|something|else))\b|^\W*share\W*(?:this|share)?\W*$|\bmake this go viral\b",
        r"\bvote (?:for me|number|for my)\b|\bone click\b.{0,20}\b(?:vote|help|subscribe)\b",
        r"\babonne[- ](?:toi|vous)|\babonnez|\bsuscrib(?:ete|anse)|\bsigueme\b|\biscriviti\b|\binscreva|\babone ol|"
        r"\bfolgt mir\b|\babonniert\b|\bподпи(?:шись|сывайтесь)",
    ],
    _("Sells followers, links or articles"): [
        r"\b(?:backlinks?|guest posts?|guest articles?|link exchange|sponsored article)\b(?=.*\b(?:offer|accept|"
        r"publish|"
        r"write|rates?|sale|cheap|buy|quality|budget|can i|we)\b)|\bquality backlinks\b",
        r"\b(?:buy|cheap|real|fresh|active) (?:\w+ ){0,2}(?:followers|likes|views|subscribers)\b",
        r"\b(?:first page of google|rank (?:number|your)|grow (?:your|accounts)|boost your (?:views|traffic|"
        r"followers|page))\b",
        r"\b(?:nice|great|excellent|wonderful|awesome|informative|useful|helpful|fantastic|amazing|good) "
        r"(?:post|blog|article|information|content|read)\b(?=.*\b(?:visit|check|here is mine|our (?:company|clinic|"
        r"institute|"
        r"services)|we (?:also )?(?:provide|offer|are)|my (?:web ?site|blog|site)|http)\b)",
        r"\bhello admin\b|\bdear (?:admin|webmaster)\b|\bhi admin\b|\bkindly (?:check|visit)\b",
    ],
    _("Promises money"): [
        r"\b(?:earn|make|made|earning|makes|win|get paid|gagne[rz]?|verdien\w*|ganar?|guadagna\w*|ganhe)\b.{0,25}"
        r"(?:(?:[$€£] ?\d|\b\d[\d.,]*k? ?(?:euros? |dollars )?(?:an?|per|par|al|am|every) (?:day|week|month|jour|"
        r"dia|giorno|tag|"
        r"hour))(?=.*\b(?:from|online|ask|how|join|message|work|working|app|phone|laptop|write|contact|method\w*|"
        r"ecri\w*|"
        r"read)\b)|\bfrom home\b|"
        r"\bfrom (?:your|my|a) (?:phone|sofa|laptop)|\bextra (?:cash|money|income)|\breal money|\bonline\b)",
        r"\b(?:work from home|extra income|side hustle|passive income|financial freedom|part time online|no boss)\b"
        r"(?=.*\b(?:ask|join|message|start|apply|team|how|dm|write|no experience|daily|students|comment|want|learn)\b)",
        r"\b(?:invest(?:ment|ing|ed)?|trad(?:ing|er|es)|bitcoin|ethereum|forex|binary options|"
        r"crypto)\b(?=.*\b(?:manager|"
        r"mentor|coach|expert|broker|teacher|profits?|returns?|whats ?app|telegram|withdraw\w*|signals?|thank|write|"
        r"group)\b)|\b(?:coach|expert|manager)\b.{0,40}\bwithdraw",
        r"\b(?:loans?|kredit|pret|prestamos?|prestiti|credit)\b(?=.*\b(?:interest|approval|apply|offer|contact|"
        r"lender|hours|"
        r"country|rapide|sofort|schnell\w*|contact\w*|scrivimi)\b)|\bpromo ?code\b.{0,12}\b[a-z]+\d+",
        r"\b(?:casino|slots?|roulette|bookmaker|sure odds|free spins|spin and win)\b(?=.*\b(?:bonus|spins|win|play|"
        r"sign up|"
        r"dealer|ticket|join|bet)\b)",
        r"\b(?:referral|invite) (?:link|code)\b|\b(?:register|sign up|join) (?:with|through|via) (?:my|me)\b",
    ],
    _("Promises love, cures or magic"): [
        r"\b(?:spell ?caster|love spells?|(?:cast|casts) (?:a|the) spell|spell temple|priest(?:ess)? of|voyan(?:t|ce)|"
        r"illuminati|brotherhood for)\b",
        r"\b(?:herbal|herbs|roots?|healer|remedy)\b(?=.*\b(?:cured|removed|healed|call him|contact|took away|mail|"
        r"number)\b)"
        r"|\b(?:dr|doctor)\.? \w+ (?:cured|healed|helped me get)\b|\bcured (?:me |my )?\w* ?(?:with|by) (?:herbs|"
        r"roots)\b",
        r"\b(?:hack(?:er|ers|ed)?|recover\w*|unlock\w*|spy)\b(?=.*\b(?:contact|telegram|any|him|back|legit|reliable|"
        r"your "
        r"partner|in (?:ten|\d+) minutes|write)\b)(?!.*\bhack off\b)",
        r"\b(?:hot|sexy|naughty|private|spicy)\b.{0,15}\b(?:pics?|pictures|video|girls|singles|"
        r"photos)\b(?=.*\b(?:my|me|waiting|"
        r"near|area|click|tap|free|tonight|your)\b)|\b(?:text|write|chat with|talk to) me\b.{0,20}\b(?:lonely|"
        r"tonight|alone|"
        r"xxx|beautiful)\b|\bgive me (?:your|ur) (?:number|whats ?app)\b",
        r"\b(?:you (?:have |are )?(?:won|been selected|the lucky)|lucky (?:winner|visitor)|claim your|collect your)\b",
        r"\bfree (?:gift cards?|iphone|itunes|coins|credits|gems|codes)\b|\bgift card generator\b|"
        r"\bunlimited (?:free )?"
        r"(?:gems|coins)\b|\b(?:giveaway)\b(?=.*\b(?:follow|tag|subscribe|our page|my (?:page|channel))\b)",
        r"\b(?:viagra|cialis|kamagra|tramadol|xanax|roaccutane|isotretinoin|tretinoin|pain pills|"
        r"semaglutide)\b(?=.*\b(?:cheap|"
        r"low prices?|for sale|without (?:a )?prescription here|no prescription|no questions|ship\w*|overnight|"
        r"in stock)\b)",
    ],
}
IDIOMS = [(sentence, re.compile("|".join(patterns), re.DOTALL)) for sentence, patterns in SAY.items()]


@house_rule(
    _("Looking for an audience: channels, followers, easy money, miracles"),
    modes=[Mode.HOLD, Mode.HOLD, Mode.HOLD],
)
def begs_for_attention(submission):
    for sentence, pattern in IDIOMS:
        if pattern.search(submission.own_words):
            return str(sentence)
    return None
