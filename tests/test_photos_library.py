"""Wagtail's list of photos finds what is not known of a photo, for whom it lists them anyway."""

import pytest
from bs4 import BeautifulSoup

from django.urls import reverse

from accounts.roles import Role
from photos.vocabulary import ReleaseState
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


@pytest.fixture
def photos():
    return {
        "whole": factories.photo(title="Whole cheek", caption="In the morning", photographer="Marigold"),
        "uncredited": factories.photo(title="Uncredited cheek", credit="", caption="At noon", alt_text="An eyelash"),
        "wordless": factories.photo(title="Wordless cheek", alt_text="", caption="At night"),
        "asked": factories.photo(title="Asked cheek", credit="Bo Thistlewick", release_state=ReleaseState.REQUESTED),
    }


def found(browser, name="index", **filters):
    html = browser.get(reverse(f"wagtailimages:{name}"), filters).content
    titles = BeautifulSoup(html, "html.parser").select(".image-choice figcaption")
    return {title.get_text(" ", strip=True).split()[0].lower() for title in titles}


@pytest.mark.parametrize("name", ["index", "index_results"])
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"whole", "uncredited", "wordless", "asked"}),
        ({"without": "credit"}, {"uncredited"}),
        ({"without": "alt_text"}, {"wordless"}),
        ({"without": "caption"}, {"asked"}),
        ({"release_state": ReleaseState.REQUESTED}, {"asked"}),
        ({"without": "credit", "release_state": ReleaseState.REQUESTED}, set()),
        ({"q": "cheek", "without": "credit"}, {"uncredited"}),
        ({"q": "marigold"}, {"whole"}),
        ({"q": "thistle"}, {"asked"}),
        ({"q": "eyelash"}, {"uncredited"}),
        ({"q": "cheek", "release_state": ReleaseState.REQUESTED}, {"asked"}),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, dict) else "",
)
@pytest.mark.usefixtures("search_index")
def test_the_library_finds_what_is_not_known(login, staff, photos, name, filters, expected):
    assert found(login(staff[Role.PHOTO_EDITOR]), name, **filters) == expected


def test_a_photo_that_may_not_be_shown_says_so_in_the_library_and_on_its_form(login, staff):
    photo = factories.photo(release_state=ReleaseState.WITHDRAWN)
    browser = login(staff[Role.PHOTO_EDITOR])
    for address in (reverse("wagtailimages:index"), reverse("wagtailimages:edit", args=[photo.pk])):
        page = browser.get(address).content.decode()
        assert "not-found" not in page
        assert "data:image/svg+xml;base64," in page
    assert "This photo is hidden" in page


def test_who_may_not_see_the_library_sees_none_of_it_filtered(login, staff):
    photo_lists = [reverse("wagtailimages:index"), reverse("wagtailimages:index_results")]
    browser = login(staff[Role.COMMENT_MODERATOR])
    for address in photo_lists:
        answer = browser.get(address, {"without": "credit"})
        assert answer.status_code in (302, 403)
