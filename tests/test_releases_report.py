from datetime import date, timedelta

import pytest

from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from photos.vocabulary import ReleaseState, Retouching
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


@pytest.fixture
def photo_desk(login, staff):
    return login(staff[Role.PHOTO_EDITOR])


def titles(response):
    return [photo.title for photo in response.context["object_list"]]


def test_the_report_says_what_is_missing_about_each_photo(photo_desk):
    factories.photo(title="Noon", credit="", retouching=Retouching.NONE)
    page = photo_desk.get(reverse("photo_report")).content.decode()
    assert "credit and date taken" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"without": "credit"}, ["No credit"]),
        ({"without": "alt_text"}, ["No alt text"]),
        ({"release_state": "withdrawn"}, ["Withdrawn"]),
    ],
)
def test_the_report_is_filtered_by_what_is_missing_and_by_release(photo_desk, query, expected):
    factories.photo(title="No credit", credit="")
    factories.photo(title="No alt text", alt_text="")
    factories.photo(title="Withdrawn", release_state=ReleaseState.WITHDRAWN)
    assert titles(photo_desk.get(reverse("photo_report_results"), query)) == expected


def test_the_report_shows_each_photo_and_is_searched(photo_desk):
    photo = factories.photo(title="Noon", credit="Marigold Thistlewick")
    factories.photo(title="Night")
    answer = photo_desk.get(reverse("photo_report"), {"q": "thistlewick"})
    assert titles(answer) == ["Noon"]
    assert photo.get_rendition("max-165x165").url in answer.content.decode()


def test_the_report_can_be_taken_away_as_a_spreadsheet(photo_desk):
    factories.photo(title="Noon", credit="Ada Example")
    table = b"".join(photo_desk.get(reverse("photo_report"), {"export": "csv"}).streaming_content).decode()
    assert "Noon,Ada Example,A cheek in morning light,Granted,Not known yet" in table


def test_the_number_of_queries_does_not_grow_with_the_photos(photo_desk, django_assert_max_num_queries):
    factories.photo()
    photo_desk.get(reverse("photo_report"))  # at the first look the previews are made
    with django_assert_max_num_queries(100) as few:
        photo_desk.get(reverse("photo_report"))
    most = len(few)
    for _ in range(5):
        factories.photo()
    photo_desk.get(reverse("photo_report"))
    with django_assert_max_num_queries(most):
        photo_desk.get(reverse("photo_report"))


@pytest.mark.parametrize(("role", "status"), [(Role.COPY_EDITOR, 200), (Role.MEDICAL_REVIEWER, 302)])
def test_the_report_is_for_those_who_may_change_photos(login, staff, role, status):
    assert login(staff[role]).get(reverse("photo_report")).status_code == status


def test_the_report_finds_what_ends_within_sixty_days(photo_desk):
    today = timezone.localdate()
    soon, later = today + timedelta(days=60), today + timedelta(days=61)
    factories.photo(title="Licence soon", licence_ends_on=soon)
    factories.photo(title="Licence later", licence_ends_on=later)
    for title, state, day in [
        ("Release soon", "granted", soon),
        ("Release later", "granted", later),
        ("Declined", "withdrawn", soon),
    ]:
        factories.release(factories.photo(title=title), state=state, ends_on=day)
    found = titles(photo_desk.get(reverse("photo_report_results"), {"ending": "soon"}))
    assert sorted(found) == ["Licence soon", "Release soon"]


def test_a_licence_that_ends_some_day_says_on_which(photo_desk):
    factories.photo(licence_ends_on=date(2099, 5, 3))
    page = photo_desk.get(reverse("photo_report_results")).content.decode()
    assert "May 3, 2099" in page or "3 May 2099" in page


def test_the_report_says_how_many_pages_show_a_photo_and_finds_the_others(photo_desk):
    used, _unused = factories.photo(title="Used"), factories.photo(title="Unused")
    for _ in range(2):
        factories.article(hero_photo=used, body=[("photo", {"photo": used})])
    answer = photo_desk.get(reverse("photo_report_results"))
    assert {photo.title: photo.pages for photo in answer.context["object_list"]} == {"Used": 2, "Unused": 0}
    assert titles(photo_desk.get(reverse("photo_report_results"), {"use": "used"})) == ["Used"]
    assert titles(photo_desk.get(reverse("photo_report_results"), {"use": "unused"})) == ["Unused"]


def test_the_photo_of_a_product_is_in_use(photo_desk):
    factories.product(photo=factories.photo(title="Jar"))
    assert titles(photo_desk.get(reverse("photo_report_results"), {"use": "unused"})) == []
