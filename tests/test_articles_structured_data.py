import json
import re

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import structured_data
from people.models import Affiliation, Credential, PersonLink
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)
PRINTED = {"headline", "description", "name", "creditText", "caption", "text", "articleSection", "jobTitle"}


def page_of(client, page):
    """The page's HTML and the data about it in its head; the way to it comes behind."""
    html = client.get(page.get_url()).content.decode()
    data, _way = SCRIPT.findall(html)
    return html, json.loads(data)


def data_of(client, page):
    return page_of(client, page)[1]


def visible_text(html):
    main = html5lib.parse(html, namespaceHTMLElements=False)
    return " ".join(" ".join(main.find("body").itertext()).split())


def printed_values(data):
    """Every value that a reader must find on the page."""
    if isinstance(data, list):
        for item in data:
            yield from printed_values(item)
    elif isinstance(data, dict):
        yield from (value for key, value in data.items() if key in PRINTED)
        for value in data.values():
            yield from printed_values(value)


def big_photo(**fields):
    return factories.photo(file=factories.image_file(size=(2000, 1500)), **fields)


def test_a_story_is_an_article_with_what_the_page_shows(client):
    writers = [factories.person("Nora Halloran"), factories.person("Ivo Lind")]
    story = factories.article("The serum", dek="What it does", writers=writers, topic=factories.topic("Skin"))
    data = data_of(client, story)
    assert data["@type"] == "Article"
    assert data["headline"] == "The serum"
    assert data["description"] == "What it does"
    assert [author["name"] for author in data["author"]] == ["Nora Halloran", "Ivo Lind"]
    assert data["author"][0]["url"] == writers[0].full_url
    assert data["publisher"]["name"] == "Beauty Desk"
    assert data["articleSection"] == "Skin"
    assert data["mainEntityOfPage"] == story.full_url
    assert data["inLanguage"] == "en-GB"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", data["datePublished"])
    assert data["dateModified"] >= data["datePublished"]


def test_the_hero_photo_comes_in_three_shapes_each_with_caption_and_credit(client):
    story = factories.article(hero_photo=big_photo(caption="Day ten", credit="Studio Example"))
    images = data_of(client, story)["image"]
    assert [round(image["width"]["value"] / image["height"]["value"], 2) for image in images] == [1.78, 1.33, 1.0]
    assert {(image["caption"], image["creditText"]) for image in images} == {("Day ten", "Studio Example")}
    assert all(image["contentUrl"].startswith("http") for image in images)


def test_a_photo_without_credit_claims_none(client):
    photo = big_photo(credit="", caption="")
    story = factories.article(hero_photo=photo, waived=["photo_without_credit"])
    for image in data_of(client, story)["image"]:
        assert not {"creditText", "creator", "caption"} & image.keys()


def test_a_credit_names_a_creator_only_if_it_is_one_of_the_writers(client):
    writer = factories.person("Nora Halloran")
    story = factories.article(
        writers=[writer],
        hero_photo=big_photo(credit="Studio Example"),
        body=[("photo", {"photo": big_photo(credit="Nora Halloran")})],
    )
    data = data_of(client, story)
    assert "creator" not in data["image"][0]
    [photo] = data["associatedMedia"]
    assert photo["creator"] == data["author"][0]


def test_photographer_and_copyright_are_told_where_the_credit_line_has_them(client):
    rights = {
        "photographer": "Ida Lens",
        "copyright_notice": "© Studio Example",
        "licence_url": "https://lens.example/l",
    }
    named = big_photo(credit="Ida Lens / © Studio Example", **rights)
    unnamed = big_photo(credit="Archive", **rights)
    story = factories.article(body=[("photo", {"photo": named}), ("photo", {"photo": unnamed})])
    html, data = page_of(client, story)
    told, untold = data["associatedMedia"]
    assert told["creator"] == {"@type": "Person", "name": "Ida Lens"}
    assert told["copyrightNotice"] == "© Studio Example"
    assert not {"creator", "copyrightNotice"} & untold.keys()
    assert told["license"] == untold["license"] == "https://lens.example/l"
    assert html.count('rel="license noopener" href="https://lens.example/l"') == 2


def test_a_person_keeps_one_id_whatever_the_address(client):
    writer = factories.person("Nora Halloran")
    story = factories.article(writers=[writer])
    before = data_of(client, writer)["mainEntity"]["@id"]
    writer.slug = "another-address"
    writer.save_revision().publish()
    writer = type(writer).objects.get(pk=writer.pk)
    assert data_of(client, writer)["mainEntity"]["@id"] == before == data_of(client, story)["author"][0]["@id"]


def test_only_direct_and_partial_quotes_are_quotations(client):
    speaker = factories.expert(title="Dr. Quillfeather")
    kinds = ["direct", "partial", "paraphrase", "written", "translated"]
    story = factories.article(body=[factories.statement(speaker, f"Said {kind}.", kind=kind) for kind in kinds])
    quotations = data_of(client, story)["hasPart"]
    assert [quotation["text"] for quotation in quotations] == ["Said direct.", "Said partial."]
    assert {quotation["spokenByCharacter"]["name"] for quotation in quotations} == {"Dr. Quillfeather"}


def test_the_photos_of_a_before_and_after_pair_are_never_listed_one_by_one(client):
    pair = factories.pair(big_photo(caption="before"), big_photo(caption="after"))
    gallery = {"photos": [{"photo": big_photo(caption="One")}, {"photo": big_photo(caption="Two")}]}
    story = factories.article(body=[pair, ("gallery", gallery)])
    assert [photo["caption"] for photo in data_of(client, story)["associatedMedia"]] == ["One", "Two"]


def test_a_medical_review_stands_around_the_article_and_never_on_it(client):
    reviewer = factories.person("Dr. Marlowe", is_medical_reviewer=True)
    story = factories.article("The serum", medical_reviewer=reviewer)
    data = data_of(client, story)
    assert data["@type"] == "MedicalWebPage"
    assert data["reviewedBy"]["name"] == "Dr. Marlowe"
    assert data["lastReviewed"] == timezone.localdate().isoformat()
    assert data["specialty"] == "https://schema.org/Dermatology"
    assert data["mainEntity"]["headline"] == "The serum"
    assert {"reviewedBy", "lastReviewed", "specialty"}.isdisjoint(data["mainEntity"])


def test_a_specialty_that_schema_org_does_not_know_is_left_out(client):
    reviewer = factories.person(is_medical_reviewer=True, specialty="Trichology")
    assert "specialty" not in data_of(client, factories.article(medical_reviewer=reviewer))


def test_a_review_from_before_the_latest_changes_is_not_claimed_for_the_text_at_hand(client):
    reviewer = factories.person("Dr. Marlowe", is_medical_reviewer=True)
    body = [("paragraph", "<p>It wakes the skin up.</p>")]
    story = factories.article("The serum", medical_reviewer=reviewer, body=body)
    story.dek = "It heals."
    story.save_revision()
    factories.publish(story)
    html, data = page_of(client, story)
    assert "Dr. Marlowe" in visible_text(html)
    assert data["@type"] == "Article"


def test_a_person_is_a_profile_page(client):
    expert = factories.expert(
        title="Dr. Quillfeather",
        job_title="Dermatologist",
        affiliations=[Affiliation(institution="Clinic Example")],
        portrait=big_photo(),
        credentials=[Credential(name="Doctor of Medicine", abbreviation="MD")],
        links=[PersonLink(label="Clinic", url="https://clinic.example/")],
    )
    html, data = page_of(client, expert)
    assert data["@type"] == "ProfilePage"
    person = data["mainEntity"]
    assert (person["name"], person["honorificSuffix"], person["jobTitle"]) == (
        "Dr. Quillfeather",
        "MD",
        "Dermatologist",
    )
    assert person["affiliation"][0]["name"] == "Clinic Example"
    assert person["sameAs"] == ["https://clinic.example/"]
    assert person["image"][0]["creditText"] == "Ada Example"
    assert all(value in visible_text(html) for value in printed_values(person))


def test_someone_whose_page_is_not_public_has_a_name_and_no_address(client):
    speaker = factories.expert(title="Dr. Quillfeather")
    story = factories.article(body=[factories.statement(speaker, "It works.", kind="direct")])
    speaker.unpublish()
    [quotation] = data_of(client, story)["hasPart"]
    assert quotation["spokenByCharacter"] == {"@type": "Person", "name": "Dr. Quillfeather"}


def test_nothing_is_said_that_the_page_does_not_show(client):
    speaker = factories.expert(title="Dr. Quillfeather")
    photo = big_photo(caption="The palm, day three", credit="Ivo Lind")
    story = factories.article(
        "The serum & the “skin”",
        dek="What it <does>",
        hero_photo=big_photo(caption="Day ten"),
        medical_reviewer=factories.person("Dr. Marlowe", is_medical_reviewer=True),
        search_description="Never printed on the page",
        body=[
            factories.statement(speaker, "“It is a raincoat.”", kind="direct", verbatim="um, a raincoat"),
            ("photo", {"photo": photo, "credit": "Studio Example"}),
        ],
    )
    html, data = page_of(client, story)
    text = visible_text(html)
    values = list(printed_values(data))
    assert {"The serum & the “skin”", "It is a raincoat.", "Studio Example", "Dr. Marlowe"} <= set(values)
    assert [value for value in values if value not in text] == []


def test_a_headline_cannot_end_the_script_it_stands_in(client):
    headline = "</script><script>alert(1)</script> <!-- & ]]>"
    html, data = page_of(client, factories.article(headline))
    assert data["headline"] == headline
    assert "<script>alert" not in html


@given(st.text())
def test_no_text_can_end_the_script_and_all_of_it_arrives(text):
    html = structured_data.script({"headline": text})
    [inside] = SCRIPT.findall(html)
    assert not set("<>&") & set(inside)
    assert json.loads(inside)["headline"] == text


def test_the_number_of_queries_does_not_grow_with_statements_and_photos(client):
    def queries(story):
        client.get(story.url)  # makes the renditions
        with CaptureQueriesContext(connection) as captured:
            client.get(story.url)
        return len(captured)

    def parts(count):
        for n in range(count):
            yield factories.statement(factories.expert(portrait=factories.photo()), f"Said {n}", kind="direct")
            yield ("photo", {"photo": factories.photo()})

    few = factories.article(body=list(parts(1)), hero_photo=factories.photo())
    many = factories.article(body=list(parts(9)), hero_photo=factories.photo(), topic=few.topic)
    assert queries(many) == queries(few)
