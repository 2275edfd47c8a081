"""Words that keep a comment back.

Written for a beauty magazine: shades, brands, parts of the body and skin layers are its subject, so nothing here
is a word that a story could use. “Nude”, “naked”, “orgasm”, “horny”, “nipple”, “sex”, “breast” and “bikini line” are
missing on purpose; whether somebody is rude with them, a person must judge.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .rule import Mode, house_rule
from .wording import WordList, entries

# Obscenity aimed at people, and slurs: never needed to talk about beauty.
BLOCKED = WordList.of(
    entries(
        "fuck|fucks|fucked|fucker|fuckers|fucking|motherfucker|motherfucking|fuckwit|fuckface|clusterfuck|phuck|"
        "cunt|cunts|twat|twats|wanker|wankers|arsehole|arseholes|asshole|assholes|dickhead|dickheads|shithead|"
        "cocksucker|whore|whores|skank|skanks|nigger|niggers|nigga|niggas|faggot|faggots|tranny|trannies|kike|kikes|"
        "paki|pakis|wetback|wetbacks|retards|kill yourself|kys|go and die|hope you die"
    )
)

# Often harmless, often not: a person looks.
SUSPECT = WordList.of(
    entries(
        "shit|shitty|bullshit|wtf|stfu|piss off|bastard|bastards|bitch|bitches|slut|sluts|moron|morons|imbecile|"
        "fat pig|ugly cow|stupid cow|go back to your country|scammers|con artist|"
        "online casino|online casinos|casino bonus|cheap viagra|buy viagra|cialis|buy bitcoin|forex trading|"
        "payday loan|sugar daddy|onlyfans|porn|escort service|escorts|make money online|earn money online|"
        "double your money|dollars a day|weight loss pills"
    )
)


@house_rule(
    _("Blocked words: abuse and slurs, and the house’s own list"),
    advice=_(
        "We do not publish one of the words you used. Your text is still in the box: say it without that word. If you "
        "send it as it is, a moderator will read it first."
    ),
    modes=[Mode.HOLD, Mode.REFUSE, Mode.REFUSE],
)
def blocked_words(submission):
    allowed = submission.house_words.allowed
    found = submission.house_words.blocked.find(submission) or BLOCKED.find(submission, but_not=allowed)
    return found and gettext("Has the blocked word “%(word)s”") % {"word": found.strip()}


@house_rule(
    _("Suspect words: rudeness, accusations, typical spam, and the house’s own list"),
    advice=_(
        "Some of your words often hurt or advertise. Your text is still in the box: put it differently if you can. If "
        "you send it as it is, a moderator will read it first."
    ),
    modes=[Mode.HOLD, Mode.HOLD, Mode.HOLD],
)
def suspect_words(submission):
    allowed = submission.house_words.allowed
    found = submission.house_words.suspect.find(submission) or SUSPECT.find(submission, but_not=allowed)
    return found and gettext("Has the suspect word “%(word)s”") % {"word": found.strip()}
