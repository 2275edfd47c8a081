"""An address that was given away once leads on: Wagtail keeps it when a slug changes or a page moves."""

import pytest

from articles.models import StoryIndexPage
from home.models import HomePage, StandingPage
from people.models import PeopleIndexPage
from tests import factories

pytestmark = pytest.mark.django_db

SLUGS = ["second", "zweite-straße", "вторая", "ثاني", "第二", "दस", "k_2", "١٢"]


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    """Give a page another slug, as the editor's form does, and return it anew."""

    def renamed(page, slug):
        with django_capture_on_commit_callbacks(execute=True):
            return publish_as(page, slug)

    return renamed


def publish_as(page, slug):
    page = type(page).objects.get(pk=page.pk)
    page.slug = slug
    page.save_revision()
    if hasattr(page, "bylines"):
        factories.publish(page)
    else:
        page.get_latest_revision().publish()
    return type(page).objects.get(pk=page.pk)


def made(kind):
    return {"story": factories.article, "person": factories.person, "topic": factories.topic}[kind]()


@pytest.mark.parametrize("kind", ["story", "person", "topic"])
@pytest.mark.parametrize("slug", SLUGS)
def test_a_renamed_page_is_found_at_its_old_address(client, rename, kind, slug):
    page = made(kind)
    old = page.url
    new = rename(page, slug).url
    response = client.get(old)
    assert (response.status_code, response.url) == (301, new)
    assert client.get(new).status_code == 200


@pytest.mark.parametrize("kind", ["story", "person", "topic"])
def test_every_old_address_leads_to_the_newest_in_one_step(client, rename, kind):
    page = made(kind)
    addresses = [page.url]
    for slug in ("second", "third"):
        page = rename(page, slug)
        addresses.append(page.url)
    for old in addresses[:-1]:
        response = client.get(old)
        assert (response.status_code, response.url) == (301, page.url)


def test_a_slug_taken_back_makes_no_loop(client, rename):
    page = factories.topic(slug="first")
    rename(page, "second")
    rename(page, "first")
    assert client.get("/first/").status_code == 200
    response = client.get("/second/")
    assert (response.status_code, response.url) == (301, "/first/")


def test_a_page_below_another_is_found_after_the_one_above_was_renamed(client, rename):
    story = factories.article()
    person = factories.person()
    rename(StoryIndexPage.objects.get(), "reading")
    rename(PeopleIndexPage.objects.get(), "who")
    for page in (story, person):
        old, new = page.url, type(page).objects.get(pk=page.pk).get_url()
        assert old != new
        assert client.get(old).url == new


def test_a_page_that_moved_is_found_at_its_old_address(client, django_capture_on_commit_callbacks):
    page = factories.add_page(HomePage.objects.get(), StandingPage(title="About", slug="about"))
    other = factories.add_page(HomePage.objects.get(), StandingPage(title="House", slug="house"))
    with django_capture_on_commit_callbacks(execute=True):
        page.move(other, pos="last-child")
    response = client.get("/about/")
    assert (response.status_code, response.url) == (301, "/house/about/")
