from html import unescape

import pytest

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from accounts.roles import Role
from people.models import PeopleIndexPage, PersonPage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(login, staff):
    return login(staff[Role.WRITER])


def person_data(**changes):
    person = {
        "title": "Dr. Ida Invented",
        "slug": "ida-invented",
        "honorific": "Dr.",
        "last_name": "Invented",
        "is_expert": "on",
        "conflicts_answer": "not_asked",
        "biography": rich_text("<p>Skin is patient.</p>"),
        "credentials": inline_formset([]),
        "affiliations": inline_formset([]),
        "interests": inline_formset([]),
        "links": inline_formset([]),
    }
    return nested_form_data(person | changes)


def add(client, data):
    index = PeopleIndexPage.objects.get()
    return client.post(reverse("wagtailadmin_pages:add", args=("people", "personpage", index.pk)), data)


def test_a_writer_adds_an_expert_as_a_draft(writer):
    assert add(writer, person_data()).status_code == 302
    person = PersonPage.objects.get()
    assert not person.live
    assert person.first_name == ""


def test_a_person_who_plays_no_part_is_refused_with_a_plain_message(writer):
    response = add(writer, person_data(is_expert=""))
    assert response.status_code == 200
    page = unescape(response.content.decode())
    assert "Say whether this person is a writer, an expert or a medical reviewer." in page
    assert "Skin is patient." in page
    assert not PersonPage.objects.exists()


def test_credentials_ties_and_contact_are_filled_in_on_the_page(writer):
    credential = {"kind": "licence", "name": "Licence to practise", "number": "N-4711", "expires_on": "2090-01-31"}
    tie = {"brand": "Maison Example", "kind": "adviser", "begins_on": "2025-01-01"}
    data = person_data(
        credentials=inline_formset([credential]),
        interests=inline_formset([tie]),
        affiliations=inline_formset([{"institution": "Larkhollow General", "is_current": "on"}]),
        contact_email="ida@example.org",
    )
    assert add(writer, data).status_code == 302
    person = PersonPage.objects.get()
    assert person.contact_email == "ida@example.org"
    assert person.affiliation == "Larkhollow General"
    assert [(one.number, one.state) for one in person.credentials.all()] == [("N-4711", "unverified")]
    assert [one.brand for one in person.interests.all()] == ["Maison Example"]


def test_board_certified_is_refused_in_the_field_where_it_is_typed(writer):
    page = unescape(add(writer, person_data(job_title="Board-certified dermatologist")).content.decode())
    assert "“Board-certified” is never typed" in page
    assert 'value="Board-certified dermatologist"' in page
    assert not PersonPage.objects.exists()


def test_the_database_knows_nobody_without_a_part():
    person = factories.person()
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonPage.objects.filter(pk=person.pk).update(is_writer=False)


def test_a_login_belongs_to_one_person(staff):
    factories.person(user=staff[Role.WRITER])
    with pytest.raises(ValidationError, match="already exists"):
        factories.person(user=staff[Role.WRITER])


@pytest.mark.parametrize(("honorific", "expected"), [("Dr.", "Dr. Invented"), ("", "Invented")])
def test_later_mentions_are_short(honorific, expected):
    assert factories.expert(honorific=honorific, last_name="Invented").short_name == expected


def test_credentials_are_printed_as_their_bearers_write_them():
    person = factories.expert()
    person.credentials.create(name="Doctor of medicine", abbreviation="MD", sort_order=0)
    person.credentials.create(name="Diploma in cosmetic science", sort_order=1)
    assert person.credential_line == "MD, Diploma in cosmetic science"
    assert factories.expert().credential_line == ""


def test_only_administrators_tie_a_person_to_a_login(login, staff):
    person = factories.person()
    url = reverse("wagtailadmin_pages:edit", args=[person.pk])
    assert "user" not in login(staff[Role.MANAGING_EDITOR]).get(url).context["form"].fields
    assert "user" in login(factories.user(is_superuser=True)).get(url).context["form"].fields


def test_the_register_is_read_page_by_page(client, monkeypatch):
    monkeypatch.setattr(PeopleIndexPage, "people_per_page", 2)
    for name in ("Cara Cee", "Abel Ay", "Bea Bee"):
        factories.person(name, last_name=name.split()[1])
    pages = [client.get(f"/people/?page={number}").content.decode() for number in (1, 2)]
    listed = [[name for name in ("Abel Ay", "Bea Bee", "Cara Cee") if name in page] for page in pages]
    assert listed == [["Abel Ay", "Bea Bee"], ["Cara Cee"]]
    assert "Next page" in pages[0]
    assert "Previous page" in pages[1]
