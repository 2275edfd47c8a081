"""Each rule on its own: what it holds, and what it must leave alone."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.models import MAX_LENGTH
from screening.pipeline import profile_book, screen
from screening.rules.rule import HOUSE_RULES, Mode, Profile, Submission
from screening.rules.wording import HouseWords, WordList

WORD_RULES = {"blocked_words", "suspect_words"}
ABOUT_THE_WORDS = WORD_RULES | {
    "begs_for_attention",
    "capitals",
    "contains_link",
    "medical_solicitation",
    "no_letters",
    "personal_data",
    "short_link",
    "undeclared_promotion",
    "unsafe_advice",
    "very_long",
}


def spoken(body="Does it sting?", profile=Profile.BALANCED, **facts):
    """The rules that say something, whatever the house makes of it."""
    facts = {"approved": 9} | facts
    return {note.rule for note in screen(Submission(body=body, **facts), profile_book(profile)).notes}


def about_the_words(body):
    return spoken(body) & ABOUT_THE_WORDS


# Shades, brands, anatomy, treatments: everyday beauty talk that lists of bad words stumble over.
INNOCENT = """
My nude lipstick always turns orange by lunchtime.
The Naked palette is still the one I reach for.
Orgasm is the only blush that suits my colouring.
The horny layer is thinner around the eyes, so go easy there.
A nipple cream with lanolin healed my chapped lips in two nights.
Better Than Sex mascara flakes on me, sadly.
Does cupping help cellulite, or does it only leave marks?
My breast reduction scars faded with silicone sheets.
I wear a nude bra under white shirts.
Virgin coconut oil broke me out within a week.
Deep Throat and Super Orgasm are shades from the same blush line.
A bikini wax before the holidays is a mistake I make every year.
The anal glands of the musk deer are no longer used in perfume, thankfully.
Ambergris and civet both smell of animals until you dilute them.
Pubic hair has its purpose, my gynaecologist says.
The shaft of the hair is dead, only the bulb is alive.
Sebum is not dirt.
My skin felt as tight as a drum after that cleanser.
Boob tape saved my dress.
Dick Page did my favourite make-up look of the nineties.
Cocktail dress, red nails, done.
The cockscomb in that hyaluronic acid made me itch.
I am a sucker for a good hand cream.
The Sexy Mother Pucker gloss plumps like nothing else.
Too Faced has a lip gloss called Lip Injection, and it tingles.
Stripping the acid mantle is the real problem.
A strip lash is easier than single ones.
Facial massage with gua sha at night, cold spoons in the morning.
My therapist recommended the salicylic body wash for back acne.
The analgesic gel stung for a minute.
Assess your barrier first, then add acids.
The class on skin of colour was packed.
I passed on the second peel and I do not regret it.
Essex has surprisingly good facialists.
Scunthorpe high street has a decent beauty hall.
Bum masks exist, and I have tried one.
Vaginal dryness in menopause deserves an article of its own.
Labiaplasty numbers are rising, says the report you cite.
Is it normal that my areola peels after the tattoo?
Testosterone makes my chin break out.
The hormone pellets made my skin oily.
Sperm whale oil was in lipsticks once.
Urea at ten percent is a wonder on cracked heels.
Blackheads on my nose come back within days.
A black tint on the lashes lasts three weeks.
White cast is why I gave up on mineral filters.
Yellow undertones, brown spots, red veins: I have them all.
The killer heels made my feet peel.
This shade is to die for.
Retinol burned me, so I buffer it now.
Retard du colis, mais la crème est superbe.
I shot a roll of film with that lighting and my pores vanished.
That drugstore dupe is a steal.
The Dior Addict glow is addictive.
Urban Decay’s Crack eyeliner was a weird name.
High on powder is not what I meant to look like.
Poppers left a rash around my friend’s mouth, said the nurse.
The French Lolita fashion look needs good blush.
My niggling dry patch has gone.
Snigger all you like, snail mucin works.
The spic and span clinic had the friendliest nurse.
Fanny, our colourist, never overdoes the toner.
Tit for tat: I lent her my serum and got her brush.
Pussy willow extract is in this toner, apparently.
Lesbian hairdressers in Berlin give the best undercuts.
My gay best friend does my brows.
Suck in your cheeks and blend upwards.
I blow dry my hair on cold.
The jerky motion of the dermaplane scared me.
Rubber masks peel off in one piece.
Muff scarves chafe my neck in winter.
The shitake extract calmed my redness.
Is there a good SPF 50 for dark skin at around £20?
I paid £300 for lip filler in Leeds and would not do it again.
My dermatologist said to wait two weeks between sessions.
I asked my clinic for the batch number and they sent it the same day.
Would you use a 10 % azelaic acid with vitamin C?
A 0.25 mm roller did nothing for me, to be honest.
Please do not inject filler at home, it ended badly for my cousin.
TCA at home is a bad idea, please see a professional.
I was pregnant and my doctor took me off tretinoin at once.
Two years down the road the scar is flat.
From 2019 to 2023 I used nothing but soap.
Brands always DM me after I post a rosacea photo.
Does anyone have a discount code, or is it never reduced?
The colour code on the box was 302.
It was only £12 and lasted three months.
PMID 31592345 has the trial you mention.
The study was done between 12.03.2019 and 14.06.2021.
OMG the SPF is back.
NARS, MAC, YSL, BHA, AHA, SPF, PDRN: I own them all.
My clinic charges £300 for Botox and £450 for fillers, which felt steep.
They gave me a free consultation and then tried to sell me a £2,000 laser course.
Our salon charged me 90 euros for a facial, is that normal?
I have been a patient at our local clinic for years, the treatment costs about £60.
Laser hurts more than waxing; £40 a session, book your patch test first.
The contact us form on their website never works.
The order number was 20231105 4456.
A 35% peel in the clinic took two weeks to heal, at home I only used vaseline.
My mum's isotretinoin course ended in 2019.
Tretinoin is not fine in pregnancy.
My code name is Peach.
The brand told me to DM them.
I bought my tretinoin online from a registered pharmacy.
I used a 30% AHA rinse at home and loved it.
""".strip().split("\n")


def test_there_are_enough_innocent_sentences():
    assert len(set(INNOCENT)) >= 60


@pytest.mark.parametrize("sentence", INNOCENT)
def test_beauty_talk_is_left_alone(sentence):
    assert not about_the_words(sentence)


# Words


@pytest.mark.parametrize(
    "body",
    [
        "You are an asshole",
        "You are an ASSHOLE!",
        "you are an a$$hole",
        "what a wanker",
        "what a w4nker",
        "what a wánkér",
        "what a wan\u200bker",
        "what a waaaaanker",
        "what a ｗａｎｋｅｒ",
        "what a wаnkеr",  # Cyrillic а and е
        "what a w a n k e r",
        "what a w.a.n.k.e.r",
        "wanker",
        "“wanker”",
        "Go and die.",
        "Go   and\ndie",
    ],
)
def test_abuse_is_found_in_every_disguise(body):
    assert "blocked_words" in spoken(body)


@pytest.mark.parametrize("body", ["wankerchief", "Swankers Lane", "kysmet", "as sholes"])
def test_only_whole_words_count(body):
    assert not spoken(body) & WORD_RULES


def test_rudeness_and_typical_spam_are_looked_at():
    assert "suspect_words" in spoken("What a load of bullshit")
    assert "suspect_words" in spoken("Best online casino")


def house(**kinds):
    lists = {kind: WordList.of(words) for kind, words in kinds.items() if kind != "allowed"}
    return HouseWords(**lists, allowed=frozenset(kinds.get("allowed", ())))


@pytest.mark.parametrize(
    ("listed", "body", "is_found"),
    [
        ("Glow Pro", "I love GLÓW  pro!", True),
        ("glow pro", "a glow product", False),
        ("боль", "Какая боль", True),
        ("боль", "больница", False),
        ("दाग", "यह दाग है", True),
        ("दाग", "दागदार", False),
        ("جميل", "هذا جَمِيـل جدا", True),
        ("جميل", "جميلة", False),
        ("美白", "这个美白产品", True),
        ("ผิว", "ดูแลผิวหน้า", True),
        ("q10", "Does Q10 work?", True),
        ("q10", "q 100", False),
    ],
)
def test_a_house_word_has_its_boundaries_in_every_script(listed, body, is_found):
    assert ("blocked_words" in spoken(body, house_words=house(blocked=[listed]))) is is_found
    assert ("suspect_words" in spoken(body, house_words=house(suspect=[listed]))) is is_found


def test_the_house_can_call_a_listed_word_fine():
    assert not spoken("what a bitch", house_words=house(allowed=["bitch"])) & WORD_RULES
    both = house(allowed=["bitch"])
    assert "blocked_words" in spoken("what a bitch, you wanker", house_words=both)


# How it is written and sent


@pytest.mark.parametrize(("body", "speaks"), [("👏👏", True), ("?!", True), ("5", False), ("美", False), ("हाँ", False)])
def test_signs_alone(body, speaks):
    assert ("no_letters" in spoken(body)) is speaks


def test_a_filled_trap():
    assert "honeypot" in spoken(trapped=True)
    assert "honeypot" not in spoken()


@pytest.mark.parametrize(("age", "speaks"), [(0.0, True), (2.9, True), (3.0, False), (9999.0, False), (None, False)])
def test_a_form_sent_too_quickly(age, speaks):
    assert ("too_quick" in spoken(form_age=age)) is speaks


def test_a_very_long_comment():
    assert "very_long" in spoken("word " * 700)
    assert "very_long" not in spoken("word " * 500)


@pytest.mark.parametrize(
    ("body", "speaks"),
    [
        ("THIS PRODUCT RUINED MY WHOLE SUMMER", True),
        ("This product ruined my whole summer", False),
        ("SPF 50 PLEASE", False),
        ("美しい" * 20, False),
    ],
)
def test_mostly_capitals(body, speaks):
    assert ("capitals" in spoken(body)) is speaks


# Who writes


def test_rates_by_account_and_by_network():
    assert not spoken(in_last_hour=9, from_network=29) & {"account_rate", "network_rate"}
    assert {"account_rate", "network_rate"} <= spoken(in_last_hour=10, from_network=30)


def test_new_commenters():
    assert "new_commenter" in spoken(approved=0)
    assert "new_commenter" not in spoken(approved=1)
    assert "new_commenter" in spoken(approved=2, profile=Profile.STRICT)


@pytest.mark.parametrize(
    ("decided", "refused", "speaks"), [(0, 0, False), (2, 2, False), (10, 2, False), (10, 3, True), (3, 1, True)]
)
def test_poor_history(decided, refused, speaks):
    assert ("poor_history" in spoken(decided=decided, refused=refused)) is speaks


def test_near_repeats():
    assert "repeats_others" in spoken(similar=1, overlap=75)
    assert "repeats_others" not in spoken(similar=1, overlap=62)


# Advertising


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        ("Read https://example.org", {"contains_link"}),
        ("Read www.example.org please", {"contains_link"}),
        ("Read glow-shop.com please", {"contains_link"}),
        ("It is on https://bit.ly/abc", {"contains_link", "short_link"}),
        ("It is on bit.ly/abc", {"contains_link", "short_link"}),
        ("https://shop.example/p?utm_source=x&REF=jo", {"contains_link", "undeclared_promotion"}),
        ("https://amzn.to/3x", {"contains_link", "undeclared_promotion"}),
        ("End.And a new sentence", set()),
    ],
)
def test_links(body, rules):
    assert about_the_words(body) == rules


def test_the_house_sets_how_many_links_are_allowed():
    book = profile_book(Profile.BALANCED) | {"contains_link": (Mode.HOLD, 2)}
    notes = screen(Submission(body="https://a.example https://b.example"), book).notes
    assert "contains_link" not in {note.rule for note in notes}


@pytest.mark.parametrize(
    "body",
    [
        "DM me for prices",
        "Feel free to message me",
        "WhatsApp us, ladies",
        "Whats app me",
        "Our clinic offers Botox from £99. Book now!",
        "We offer laser hair removal, call 020 7946 0999",
        "Our team of injectors does lip filler for 150 euros",
        "We specialise in lip fillers, free consultation",
        "Price list in our bio",
        "I do fillers and botox mobile, message me on Instagram @glowbabe",
        "We provide affordable laser hair removal, book your consultation today",
        "Thanks to Dr Osas who cured my vitiligo",
        "Slots available this Saturday for microblading, inbox to book",
    ],
)
def test_clinics_looking_for_patients(body):
    assert "medical_solicitation" in spoken(body)


@pytest.mark.parametrize(
    "body",
    [
        "Use code GLOW15 at checkout",
        "use my code: jo20",
        "15% off with my code",
        "Promo code: SKIN10",
        "My referral link gives us both a tenner",
        "Enter my discount code JO15",
        "Use ROSE20 at checkout",
        "Sign up with my link and we both get a tenner",
        "Follow me for a discount code",
        "Check out my shop",
    ],
)
def test_coupons_and_referrals(body):
    assert "undeclared_promotion" in spoken(body)


# Harm


@pytest.mark.parametrize(
    "body",
    [
        "I roll 1.5 mm at home every week",
        "Microneedling at home with 0.5mm is easy",
        "A 1.0mm dermapen once a week in your bathroom is enough",
        "Get the 70% glycolic peel online, works great",
        "I do a TCA peel at home, 20%",
        "Salicylic 30 percent at home did wonders",
        "A hyaluron pen is all you need, order one",
        "I inject my own lips with filler, it saves money, I do it myself",
        "You can share leftover Accutane",
        "Kept using tretinoin while pregnant, it is fine",
        "Mix your tretinoin with glycolic for a faster result",
        "Black salve took off my mole, love it",
        "Melanotan works better than any sunbed, try it",
    ],
)
def test_dangerous_advice(body):
    assert "unsafe_advice" in spoken(body)


@pytest.mark.parametrize(
    "body",
    [
        "Never use a 1.5 mm roller at home",
        "Can I do a 50% peel at home?",
        "My doctor did a 70% glycolic peel",
        "My dermatologist used a 1.5 mm needle",
        "The 30% peeling solution at home is fine once a week",
        "Hyaluron pens are banned here",
    ],
)
def test_warnings_questions_and_treatments_by_doctors_are_no_advice(body):
    assert "unsafe_advice" not in spoken(body)


def test_the_house_sets_how_strong_a_home_peel_may_be():
    body = "The 30% glycolic peel at home is fine once a week"
    book = profile_book(Profile.BALANCED) | {"unsafe_advice": (Mode.HOLD, 10)}
    assert "unsafe_advice" in {note.rule for note in screen(Submission(body=body), book).notes}


@pytest.mark.parametrize(
    "body",
    [
        "Her address is jane.doe@example.org",
        "Call her on +44 20 7946 0018",
        "Ring 020-7946-0018",
        "0664 123 45 67 is his number",
        "She lives at 12 Rose Hill Road",
        "Wohnt in der Musterstraße 12",
        "It is 5, rue de Rivoli",
        "The surgery is at SW1A 2AA",
    ],
)
def test_personal_data(body):
    assert "personal_data" in spoken(body)


# All together


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.sampled_from(Profile))
def test_no_text_breaks_a_rule(body, profile):
    submission = Submission(body=body, form_age=9, house_words=house(blocked=["x"], suspect=["美"]))
    verdict = screen(submission, profile_book(profile))
    assert not [note for note in verdict.notes if "failed" in note.sentence]


# Whatever makes a rule look again and again at the same place.
HOSTILE = ["x", "1", "$", "aa\n", "a ", "1 ", "a@", "a.", "a$", "a-", "\n.", "(0", "aа", "美", "\ufdfa"]
HOSTILE += ["a\u0301\u0327\u0330", "our ", "my ", "don't ", "1mm ", "use my code ", "https://a.b/?a&", "12 Aa Bb "]
HOSTILE += ["microneedling at home 1", "call me on ", "we offer ", "a@a.", "+1 (2) ", "1 rue de la "]


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_longest_comment_of_any_make_takes_no_time(piece):
    body = (piece * MAX_LENGTH)[:MAX_LENGTH]
    started = time.process_time()
    screen(Submission(body=body))
    assert time.process_time() - started < 1  # a hundred times what is usual; a quadratic rule takes minutes


def test_every_rule_has_a_label_and_a_mode_in_every_profile():
    for rule in HOUSE_RULES.values():
        assert rule.label
        assert set(rule.modes) == set(Profile)
        assert bool(rule.numbers) is bool(rule.number_label)
        assert rule.advice or Mode.REFUSE not in rule.modes.values()


def test_what_refuses_tells_how_to_put_it_right():
    for rule in HOUSE_RULES.values():
        if Mode.REFUSE in rule.modes.values():
            assert str(rule.advice).endswith(".")


# Audience


@pytest.mark.parametrize(
    "body",
    [
        "Check out my new channel",
        "sub 4 sub anyone?",
        "Suscríbete, guapas",
        "Nice post! Please visit my blog too",
        "I make $500 a day from home, ask me how",
        "My trading coach made me rich, reach her on WhatsApp",
        "A powerful spell caster brought him back",
        "Free gift cards for everybody",
    ],
)
def test_looking_for_an_audience(body):
    assert "begs_for_attention" in spoken(body)


@pytest.mark.parametrize(
    "body",
    [
        "“Check out my channel” is all they ever write below these stories",
        'Brands write "use my code GLOW15" and wonder why nobody believes them',
        "Like for like, the cheaper one wins",
        "I subscribe to the print issue",
        "Vote with your purse",
        "She hacked off her fringe",
    ],
)
def test_quoting_a_seller_and_similar_words_are_left_alone(body):
    assert not about_the_words(body)


def test_who_puts_everything_into_quotation_marks_is_read_all_the_same():
    assert "begs_for_attention" in spoken("“Check out my channel, I post every day”")
