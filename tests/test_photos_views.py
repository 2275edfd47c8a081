import pytest

from django.urls import reverse

from accounts.roles import Role
from photos.vocabulary import ReleaseState, Retouching
from tests import factories

pytestmark = pytest.mark.django_db


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


def test_the_report_can_be_taken_away_as_a_spreadsheet(photo_desk):
    factories.photo(title="Noon", credit="Ada Example")
    table = b"".join(photo_desk.get(reverse("photo_report"), {"export": "csv"}).streaming_content).decode()
    assert "Noon,Ada Example,A cheek in morning light,Granted,Not known yet" in table


def test_the_number_of_queries_does_not_grow_with_the_photos(photo_desk, django_assert_max_num_queries):
    factories.photo()
    with django_assert_max_num_queries(100) as few:
        photo_desk.get(reverse("photo_report"))
    for _ in range(5):
        factories.photo()
    with django_assert_max_num_queries(len(few)):
        photo_desk.get(reverse("photo_report"))


@pytest.mark.parametrize(("role", "status"), [(Role.COPY_EDITOR, 200), (Role.MEDICAL_REVIEWER, 302)])
def test_the_report_is_for_those_who_may_change_photos(login, staff, role, status):
    assert login(staff[role]).get(reverse("photo_report")).status_code == status


def delete(client, photo):
    return client.post(reverse("wagtailimages:delete", args=[photo.pk]))


def test_a_photo_in_use_can_be_deleted_and_the_story_stays_readable(photo_desk, client):
    photo = factories.photo()
    story = factories.article(
        hero_photo=photo,
        body=[
            ("photo", {"photo": photo}),
            ("gallery", {"photos": [{"photo": photo}, {"photo": photo}]}),
            factories.pair(photo, photo),
        ],
    )
    confirmation = photo_desk.get(reverse("wagtailimages:delete", args=[photo.pk])).content.decode()
    assert "referenced 1 time" in confirmation
    assert delete(photo_desk, photo).status_code == 302
    assert client.get(story.url).status_code == 200
    assert photo_desk.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).status_code == 200


def test_a_photo_used_only_in_a_draft_can_be_deleted_and_the_draft_opens(photo_desk, client, staff):
    photo = factories.photo()
    story = factories.article()
    story.hero_photo = photo
    story.body = [("photo", {"photo": photo})]
    story.save_revision()
    delete(photo_desk, photo)
    client.force_login(staff[Role.MANAGING_EDITOR])
    assert client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).status_code == 200


def test_many_photos_in_use_can_be_deleted_at_once(photo_desk):
    photos = [factories.photo() for _ in range(2)]
    factories.article(hero_photo=photos[0])
    url = reverse("wagtail_bulk_action", args=["photos", "photo", "delete"])
    response = photo_desk.post(f"{url}?id={photos[0].pk}&id={photos[1].pk}&next=/admin/images/")
    assert response.status_code == 302
    assert not type(photos[0]).objects.exists()
