"""Stories at the edge of what a layout bears. They are made for the pattern page and never saved."""

from django.utils import timezone

from articles.blocks.body import ArticleBody
from articles.models import ArticlePage, Byline, TopicPage
from people.models import PersonPage
from photos.models import Photo

LONG_WORD = "Sodiumlaureth" + "sulfopropylbetain" * 11  # 200 letters
TEXT = (
    "Skin takes its time. What you put on it tonight is not what you will see tomorrow, and the jar that promises "
    "otherwise is selling you the jar. Wait six weeks, in the same light, and look again."
)
ARABIC = "البشرة تحتاج إلى وقت. ما تضعه عليها الليلة لن تراه غدًا، فانتظر ستة أسابيع ثم انظر مرة أخرى في الضوء نفسه."


def paragraph(text=TEXT, times=1):
    return ("paragraph", f"<p>{text}</p>" * times)


def heading(text):
    return ("heading", {"text": text})


def statement(number=1, words="Nobody has ever scrubbed a face into being patient."):
    """A quotation: each of the experts there are speaks in turn."""
    experts = list(PersonPage.objects.filter(is_expert=True).order_by("pk")[:3])
    person = experts[number % len(experts)].pk if experts else None
    return ("statement", {"person": person, "kind": "direct", "words": words})


def pull_quote(words):
    return ("pull_quote", {"words": words})


def story(title, *body, **fields):
    """A story that was never saved, in the first topic there is."""
    blocks = [{"type": kind, "value": value, "id": f"{number:08}"} for number, (kind, value) in enumerate(body)]
    fields = {"dek": "What happens where a layout is asked for more than it was drawn for."} | fields
    made = ArticlePage(title=title, slug="edge", first_published_at=timezone.now(), **fields)
    made.body = ArticleBody().to_python(blocks)
    made.topic = TopicPage.objects.order_by("pk").first()
    writer = PersonPage.objects.filter(is_writer=True).order_by("pk").first()
    made.bylines = [Byline(person=writer)] if writer else []
    made.word_count = made.count_words()
    return made


def long_headline():
    return story("We asked eleven dermatologists, four chemists and one very patient aunt " * 3, paragraph(times=3))


def missing_photos():
    middle = [heading("What the label says"), statement(), paragraph(times=2), pull_quote("Wait six weeks.")]
    return story("A story without a single photo", paragraph(times=2), *middle, paragraph())


def forty_quotes():
    return story("Forty people say something", paragraph(), *(statement(number) for number in range(40)))


def one_paragraph():
    return story("One paragraph and nothing else", paragraph(), dek="")


def long_words():
    body = [paragraph(f"{TEXT} {LONG_WORD} {TEXT}"), heading(LONG_WORD), statement(words=LONG_WORD)]
    points = ("key_points", {"points": [LONG_WORD, TEXT]})
    return story(LONG_WORD, *body, pull_quote(LONG_WORD), points, dek=LONG_WORD, kicker=LONG_WORD[:60])


def ten_photos():
    photos = list(Photo.objects.filter(sensitivity="").order_by("pk")[:10])
    pictures = [("photo", {"photo": photo.pk, "size": "standard"}) for photo in photos[1:5]]
    gallery = ("gallery", {"title": "Textures", "photos": [{"photo": photo.pk} for photo in photos[5:]]})
    hero = photos[0] if photos else None
    return story("Ten photos", paragraph(), *pictures, paragraph(), gallery, paragraph(), hero_photo=hero)


def no_comments():
    return story("Nobody has said anything yet", paragraph(times=3))


def retracted():
    return story("We take this story back", dek="This story was retracted.", retracted_at=timezone.now())


def right_to_left():
    body = [paragraph(ARABIC), heading("ماذا يقول الملصق؟"), statement(words=ARABIC), paragraph(ARABIC, times=2)]
    return story("البشرة تحتاج إلى وقت", *body, dek=ARABIC, kicker="العناية")


EDGES = {
    "long-headline": long_headline,
    "missing-photos": missing_photos,
    "forty-quotes": forty_quotes,
    "one-paragraph": one_paragraph,
    "long-words": long_words,
    "ten-photos": ten_photos,
    "no-comments": no_comments,
    "retracted": retracted,
    "right-to-left": right_to_left,
}
LANGUAGES = {"right-to-left": "ar"}
