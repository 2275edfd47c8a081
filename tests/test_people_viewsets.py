import pytest

from django.urls import reverse

from accounts.roles import Role
from people.models import Credential, PersonPage
from people.vocabulary import ConflictsAnswer
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(login, staff):
    return login(staff[Role.MANAGING_EDITOR])


def test_the_list_says_what_is_missing_about_each_person(editor):
    factories.expert(title="Dr. Ida Invented", first_name="", checked=False)
    page = editor.get(reverse("people:index")).content.decode()
    assert "first name, specialty, credential and conflicts of interest" in page


def test_the_list_is_filtered_by_the_part_people_play(editor):
    factories.person()
    expert = factories.expert()
    response = editor.get(reverse("people:index"), {"is_expert": "true"})
    assert [person.pk for person in response.context["object_list"]] == [expert.pk]


def test_the_number_of_queries_does_not_grow_with_the_people(editor, django_assert_max_num_queries):
    factories.expert()
    with django_assert_max_num_queries(100) as few:
        editor.get(reverse("people:index"))
    for _ in range(5):
        factories.expert().credentials.create(name="Doctor of medicine")
    with django_assert_max_num_queries(len(few)):
        editor.get(reverse("people:index"))


@pytest.mark.parametrize("name", ["people:index", "stories:index"])
@pytest.mark.parametrize(("role", "status"), [(Role.WRITER, 200), (Role.COMMENT_MODERATOR, 302)])
def test_lists_are_for_those_who_work_on_pages(login, staff, name, role, status):
    assert login(staff[role]).get(reverse(name)).status_code == status


def test_the_editor_of_a_person_says_what_is_missing(editor):
    person = factories.expert(specialty="Dermatology", conflicts_answer=ConflictsAnswer.NONE_DECLARED)
    page = editor.get(reverse("wagtailadmin_pages:edit", args=[person.pk])).content.decode()
    assert "<li>Credential</li>" in page
    assert "<li>Specialty</li>" not in page


def test_nothing_is_missing_about_a_person_who_is_known():
    person = factories.expert(specialty="Dermatology", conflicts_answer=ConflictsAnswer.NONE_DECLARED)
    person.credentials = [Credential(name="Doctor of medicine", issuing_body="University of Larkhollow")]
    person.save()
    assert PersonPage.objects.get(pk=person.pk).missing == []


def test_a_writer_is_not_asked_for_a_credential():
    assert factories.person(is_writer=True).missing == []


def test_a_credential_counts_when_it_is_known_who_issued_it():
    person = factories.expert(conflicts_answer=ConflictsAnswer.NONE_DECLARED)
    assert person.unverified == ["credential"]
    person.credentials = [Credential(name="Doctor of medicine")]
    assert person.unverified == ["who issued the credential"]
    person.credentials = [Credential(name="Doctor of medicine", issuing_body="University of Larkhollow")]
    assert person.unverified == []
