"""Every page with structured data says in it only what the vocabulary of schema.org has words for."""

import json
import re

import pytest

from wagtail.models import Site

from accounts.roles import Role
from articles.models import Disclosure
from corrections import declaring
from corrections.models import Kind
from home.models import HomePage, MagazineSettings, StandingPage
from people.models import Affiliation, PersonLink
from people.vocabulary import CredentialKind
from sources.models import Source
from tests import factories, sources
from tests.schema_org import faults

pytestmark = pytest.mark.usefixtures("whole_worker")

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def all_data_of(client, page):
    """The structured data of a page as readers get it, one for each script element."""
    return [json.loads(found) for found in SCRIPT.findall(client.get(page.url).content.decode())]


def data_of(client, page):
    """What the page says of itself; the way to it is said besides, and holds to the vocabulary too."""
    data, way = all_data_of(client, page)
    assert faults(way) == []
    assert way["@type"] == "BreadcrumbList"
    return data


def big_photo(**fields):
    return factories.photo(file=factories.image_file(size=(2000, 1500)), **fields)


def types_in(data):
    """Every type of which there is something in the data."""
    if isinstance(data, list):
        return set().union(*map(types_in, data))
    if isinstance(data, dict):
        return {data["@type"]}.union(*map(types_in, data.values()))
    return set()


def everything(speaker, writer):
    """The fields of a story in which there is one of all that search engines are told."""
    paper = Source.objects.create(kind="paper", title="On balm", publisher="J Invented", year=2024, doi="10.1000/abc")
    notice = Source.objects.create(kind="official", title="A notice", publisher="An authority", year=2025)
    return {
        "writers": [writer],
        "hero_photo": big_photo(caption="Day ten", credit=writer.title),
        "disclosures": [Disclosure(kind="paid_partnership", party="Maison Example")],
        "disclosure_answer": "declared",
        "body": [
            factories.statement(speaker, "It is the lid.", kind="direct"),
            ("photo", {"photo": big_photo(caption="The palm", credit="Studio Example")}),
            factories.pair(big_photo(), big_photo()),
            ("source_list", {"sources": [{"source": paper}, {"source": notice}]}),
        ],
    }


@pytest.mark.django_db
def test_a_story_with_one_of_all_that_search_engines_are_told(client, staff):
    chief, reviewer = staff[Role.MANAGING_EDITOR], factories.person(is_medical_reviewer=True)
    speaker, writer = factories.expert(contact_email="source@example.org"), factories.person()
    story = factories.article(live=False, **everything(speaker, writer))
    sources.confirm(story, speaker)
    sources.policy(tells_readers=True)
    factories.publish(story)
    plain = data_of(client, story)
    declaring.add_notice(story, Kind.CORRECTION, by=chief, was="It costs 20.", now="It costs 30.")
    factories.comment(story, reply_to=factories.comment(story, helpful=2))
    factories.medical_review(story, reviewer)
    reviewed = data_of(client, story)
    assert faults(plain) + faults(reviewed) == []
    assert (plain["@type"], reviewed["@type"]) == ("Article", "MedicalWebPage")
    assert "backstory" in reviewed["mainEntity"]
    assert types_in(reviewed) == {
        "Article",
        "Comment",
        "CorrectionComment",
        "CreativeWork",
        "ImageObject",
        "MedicalWebPage",
        "NewsMediaOrganization",
        "Organization",
        "Periodical",
        "Person",
        "QuantitativeValue",
        "Quotation",
        "ScholarlyArticle",
    }


@pytest.mark.django_db
def test_a_person_and_an_advertisers_page(client):
    somebody = factories.expert(
        job_title="Dermatologist",
        specialty="Dermatology",
        affiliations=[Affiliation(institution="Clinic Example")],
        portrait=big_photo(),
        links=[PersonLink(label="Clinic", url="https://clinic.example/")],
    )
    factories.credential(somebody, kind=CredentialKind.BOARD_CERTIFICATION, jurisdiction="Larkhollow")
    paid = factories.advertisement(hero_photo=big_photo(), sponsor_url="https://maison.example/")
    profile, advertisement = data_of(client, somebody), data_of(client, paid)
    assert faults(profile) + faults(advertisement) == []
    assert {"ProfilePage", "EducationalOccupationalCredential", "AdministrativeArea"} <= types_in(profile)
    assert {"AdvertiserContentArticle", "ImageObject"} <= types_in(advertisement)


@pytest.mark.django_db
def test_the_front_page_says_whose_site_this_is_and_the_others_where_they_stand(client):
    home, story = HomePage.objects.get(), factories.article()
    about = factories.add_page(home, StandingPage(title="About us"))
    MagazineSettings.objects.create(
        site=Site.objects.get(), publishing_principles=about, corrections_policy=about, unnamed_sources_policy=about
    )
    said = {page: all_data_of(client, page) for page in (home, story.topic, about)}
    assert [faults(data) for found in said.values() for data in found] == [[], [], []]
    assert [data["@type"] for found in said.values() for data in found] == ["WebSite"] + ["BreadcrumbList"] * 2


# The checker itself ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("properties", "fault"),
    [
        ({"@type": "Artikel"}, "data: there is no type 'Artikel'"),
        ({"hedline": "A balm"}, "data.hedline: there is no such property"),
        ({"lastReviewed": "2026-03-01"}, "data.lastReviewed: no property of Article"),
        ({"author": "Ada Example"}, "data.author: 'Ada Example' is none of ['Organization', 'Person']"),
        ({"author": [{"@type": "Periodical"}]}, "data.author: 'Periodical' is none of ['Organization', 'Person']"),
        ({"author": {"@type": "Person", "isbn": "1"}}, "data.author.isbn: no property of Person"),
        ({"datePublished": "1 March 2026"}, "data.datePublished: '1 March 2026' is none of ['Date', 'DateTime']"),
        ({"datePublished": "2026-03-01T10"}, "data.datePublished: '2026-03-01T10' is none of ['Date', 'DateTime']"),
        ({"url": "/stories/a-balm/"}, "data.url: '/stories/a-balm/' is none of ['URL']"),
        ({"headline": ""}, "data.headline: '' is none of ['Text']"),
        (
            {"@type": "MedicalWebPage", "specialty": "https://schema.org/Marketing"},
            "data.specialty: 'https://schema.org/Marketing' is none of ['Specialty']",
        ),
        ({"@context": "http://example.org"}, "the context is 'http://example.org'"),
    ],
)
def test_the_checker_names_what_is_wrong(properties, fault):
    assert faults({"@context": "https://schema.org", "@type": "Article"} | properties) == [fault]
