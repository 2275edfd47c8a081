import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.utils import timezone

from wagtail.models import PageViewRestriction, Site

from accounts.roles import Role
from articles.models import Disclosure
from corrections import declaring
from corrections.models import Kind
from home.markdown import markdown
from home.models import MagazineSettings
from sources.models import Source
from tests import factories
from tests.test_home_meta import Head

ROOT = "http://127.0.0.1:8000"


@pytest.fixture
def offered(db):
    return MagazineSettings.objects.create(site=Site.objects.get(), offers_markdown=True)


def twin(client, story):
    response = client.get(f"{story.url}index.md")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/markdown; charset=utf-8")
    assert response.headers["Link"] == f'<{story.full_url}>; rel="canonical"'
    assert response.headers["X-Robots-Tag"] == "noindex"
    return response.content.decode()


# The address ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_there_is_none_until_the_magazine_offers_it(client):
    story = factories.article()
    assert client.get(f"{story.url}index.md").status_code == 404
    assert "text/markdown" not in client.get(story.url).content.decode()


def test_the_page_leads_there(client, offered):
    story = factories.article()
    links = [each for each in Head(client, story.url).links("alternate") if each.get("type") == "text/markdown"]
    assert [link.get("href") for link in links] == [f"{story.full_url}index.md"]


def test_only_public_stories_have_one(client, offered):
    draft, private = factories.article(live=False), factories.article()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    topic, paid = factories.topic(), factories.advertisement()
    for page in (draft, private, topic, paid):
        assert client.get(f"{page.url}index.md").status_code == 404
    for path in ("/%00/index.md", "/index.md", f"/{'x' * 3000}/index.md", "/stories/-1/index.md"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("slug", ["peau-éclat", "кожа", "بشرة", "皮肤"])
def test_a_story_of_any_slug_has_one(client, offered, slug):
    assert twin(client, factories.article("The serum", slug=slug))


# What it says --------------------------------------------------------------------------------


def test_it_says_what_the_page_says(client, offered):
    speaker, paper = (
        factories.expert(title="Dr. Quillfeather"),
        Source.objects.create(kind="paper", title="On balm", publisher="J Invented", year=2024, doi="10.1000/abc"),
    )
    body = [
        ("heading", {"text": "Does it *work*?"}),
        (
            "paragraph",
            '<p>It is <b>wet</b> and <a href="https://lab.example/a(b)">tested</a>.</p><ul><li>One</li></ul>',
        ),
        factories.statement(speaker, "It is a raincoat.", kind="direct"),
        ("key_points", {"title": "", "points": ["<p>Wear it.</p>"]}),
        ("source_list", {"sources": [{"source": paper}]}),
    ]
    photo = factories.photo(caption="Day ten")
    story = factories.article("The serum", dek="What it does", hero_photo=photo, body=body)
    text = twin(client, story)
    for words in (
        "# The serum\n",
        "What it does\n",
        f"({ROOT}{story.authors[0].url})",
        f"[{ROOT}/stories/{story.slug}/]({story.full_url})",
        "## Does it \\*work\\*?\n",
        "It is **wet** and [tested](https://lab.example/a%28b%29).\n\n- One\n",
        "> “It is a raincoat.”",
        "Dr. Quillfeather",
        "- Wear it.",
        "![A cheek in morning light](http://127.0.0.1:8000/media/images/",
        "Day ten",
        "1. *On balm*. J Invented, 2024.",
    ):
        assert words in text, words
    assert "<" not in text.replace("\\<", "")


def test_who_paid_comes_before_everything(client, offered):
    paid = [Disclosure(kind="paid_partnership", party="Maison Example")]
    story = factories.article("The serum", disclosures=paid, disclosure_answer="declared")
    text = twin(client, story)
    assert text.startswith(f"**{story.label}**")
    assert text.index(story.disclosure_lines[0]) < text.index("# The serum") < text.index("](")


def test_corrections_and_warnings_are_in_it(client, offered, staff):
    exosomes = factories.treatment("Exosomes", US="unapproved")
    story = factories.article("The serum", treatments=[exosomes], body=[("paragraph", "<p>Exosomes are new.</p>")])
    by = staff[Role.MANAGING_EDITOR]
    declaring.add_notice(story, Kind.CORRECTION, by=by, was="It costs 20.", now="It costs 30.")
    text = twin(client, story)
    assert "~~It costs 20.~~" in text
    assert story.treatment_warnings[0].sentence in text.replace("\\", "")


def test_of_a_retracted_story_it_says_no_more_than_the_page(client, offered):
    story = factories.article(treatments=[factories.treatment("Exosomes", US="unapproved")])
    assert story.treatment_warnings[0].sentence in twin(client, story).replace("\\", "")
    other = factories.article(treatments=story.treatments.all())
    type(other).objects.filter(pk=other.pk).update(retracted_at=timezone.now())
    assert story.treatment_warnings[0].sentence not in twin(client, other).replace("\\", "")


def test_a_photo_that_may_not_be_shown_is_not_in_it(client, offered):
    withheld = factories.photo(withheld_at=timezone.now())
    text = twin(client, factories.article(hero_photo=withheld))
    assert "![" not in text
    assert "This photo is no longer shown." in text


def test_nothing_of_the_desk_is_in_it(client, offered):
    speaker = factories.expert(contact_email="secret@desk.example")
    statement = factories.statement(speaker, "A raincoat.", kind="direct", verbatim="um, a raincoat")
    text = twin(client, factories.article(body=[statement]))
    assert "secret@desk" not in text
    assert "um, a raincoat" not in text


def test_hostile_words_stay_words(client, offered):
    words = "</h1><script>alert(1)</script> [x](javascript:alert(1)) &lt; # `a`"
    text = twin(client, factories.article(words, dek=words))
    assert "<script" not in text.replace("\\<", "")
    assert "[x](" not in text


# The converter -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>1. No list</p>", "1\\. No list"),
        ("<p># No heading</p>", "\\# No heading"),
        ("<p>- No list</p>", "\\- No list"),
        ("<p>a<br>b</p>", "a\\\nb"),
        ("<p>a<br>- b<br>2. c</p>", "a\\\n\\- b\\\n2\\. c"),
        ("<p>a<b> b</b>c <a href='/y/'>d </a>e</p>", "a **b**c [d](http://a.example/y/) e"),
        ("<p> a \n b </p>", "a b"),
        ("<div>a<p>b</p>c</div>", "a\n\nb\n\nc"),
        ("<ol start='3'><li><p>a</p><p>b</p></li><li>c</li></ol>", "3. a\n\n   b\n4. c"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<p><em> a </em><b></b></p>", "*a*"),
        ("<p><a href='#x'>a</a> <a href='/y/'>b</a></p>", "a [b](http://a.example/y/)"),
        ("<h2></h2><p></p><ul></ul><dl></dl>", ""),
        ("<dl><div><dt>Day</dt><dd>One</dd></div><div><dt>Who</dt><dd>A</dd></div></dl>", "- Day: One\n- Who: A"),
        ("<figcaption><span>Day ten</span> <span>Ada</span><p>More</p></figcaption>", "Day ten · Ada\n\nMore"),
        ("<p>&amp;lt; &amp; Sons</p>", "\\&lt; & Sons"),
        ("<!-- a --><script>b</script><button>c</button>", ""),
    ],
)
def test_html_becomes_markdown(html, text):
    assert markdown(html, "http://a.example").strip() == text


@given(st.text(max_size=100))
def test_no_text_becomes_markup(text):
    from django.utils.html import escape

    made = markdown(f"<p>{escape(text)}</p>", "")
    for sign in "<>[]*_`":
        assert made.count(sign) == made.count(f"\\{sign}") == text.count(sign)
