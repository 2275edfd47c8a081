"""The front screen and the menu of the newsroom, as each role finds them."""

import pytest

from django.urls import reverse

from wagtail.admin.menu import admin_menu

from accounts.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def front(login, staff):
    return lambda role: login(staff[role]).get(reverse("wagtailadmin_home")).content.decode()


def test_a_new_story_is_one_click_from_the_front_screen(front, client):
    assert "New story" in front(Role.WRITER)
    response = client.get(reverse("stories:choose_parent"), follow=True)
    assert response.context["form"].instance._meta.label == "articles.ArticlePage"


@pytest.mark.parametrize(
    ("role", "story", "photos"),
    [
        (Role.WRITER, True, True),
        (Role.COPY_EDITOR, True, True),
        (Role.PHOTO_EDITOR, False, True),
        (Role.MEDICAL_REVIEWER, False, False),
        (Role.COMMENT_MODERATOR, False, False),
        (Role.MANAGING_EDITOR, True, True),
    ],
)
def test_the_front_screen_offers_only_what_a_role_may_do(front, role, story, photos):
    page = front(role)
    assert ("New story" in page) == story
    assert ("Add photos" in page) == photos


def menu_of(client, user):
    request = client.get(reverse("wagtailadmin_home")).wsgi_request
    return [item.label for item in sorted(admin_menu.menu_items_for_request(request), key=lambda item: item.order)]


def test_the_menu_begins_with_what_a_newsroom_is_about(login, staff):
    user = staff[Role.MANAGING_EDITOR]
    assert menu_of(login(user), user)[:6] == ["My desk", "Stories", "Board", "Calendar", "People", "Photos"]


@pytest.mark.parametrize("role", [Role.MEDICAL_REVIEWER, Role.COMMENT_MODERATOR])
def test_the_menu_hides_lists_that_a_role_may_not_open(login, staff, role):
    user = staff[role]
    assert not {"Stories", "People", "Photos"} & set(menu_of(login(user), user))


def test_the_admin_carries_the_magazines_name_and_mark(front):
    page = front(Role.WRITER)
    assert "Dashboard - Beauty Desk</title>" in page
    assert "house-mark" in page


def test_an_installation_without_a_story_index_has_no_new_story(front):
    factories.StoryIndexPage.objects.get().delete()
    assert "New story" not in front(Role.WRITER)
