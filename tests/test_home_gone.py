import pytest

from wagtail.contrib.redirects.models import Redirect

from home.models import GoneAddress
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_story_that_was_taken_down_is_gone_and_the_page_leads_on(client):
    story = factories.article()
    story.unpublish()
    response = client.get(story.url)
    assert response.status_code == 410
    html = response.content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert 'href="/search/"' in html
    assert 'href="/corrections/"' in html
    assert story.title not in html


def test_a_story_that_was_deleted_is_gone(client):
    story = factories.article(slug="ادام")
    address = story.url
    story.delete()
    assert client.get(address).status_code == 410
    assert client.head(address).status_code == 410


def test_what_was_never_public_is_not_there(client):
    draft = factories.article(live=False)
    address = draft.url
    assert client.get(address).status_code == 404
    draft.delete()
    assert client.get(address).status_code == 404
    assert client.get("/stories/%00/").status_code == 404
    assert client.get(f"/stories/{'x' * 5000}/").status_code == 404


def test_a_story_that_comes_back_is_there_again(client):
    story = factories.article()
    story.unpublish()
    factories.publish(story)
    assert client.get(story.url).status_code == 200
    assert not GoneAddress.objects.exists()


def test_a_story_that_comes_back_under_another_address_is_found_under_the_old_one(client):
    story = factories.article(slug="first")
    old = story.url
    story.unpublish()
    story.slug = "second"
    story.save_revision()
    factories.publish(story)
    response = client.get(old)
    assert (response.status_code, response.headers["Location"]) == (301, "/stories/second/")
    assert client.get("/stories/second/").status_code == 200
    assert not GoneAddress.objects.exists()


def test_a_redirect_that_an_editor_has_set_stays_when_the_story_comes_back_elsewhere(client):
    story = factories.article(slug="first")
    old = story.url
    story.unpublish()
    Redirect.add_redirect(old, "/corrections/")
    story.slug = "second"
    story.save_revision()
    factories.publish(story)
    assert client.get(old).headers["Location"] == "/corrections/"


def test_a_redirect_by_an_editor_wins(client):
    story = factories.article()
    story.unpublish()
    Redirect.add_redirect(story.url, "/corrections/")
    assert client.get(story.url).status_code == 301


def test_only_readers_are_told(client):
    story = factories.article()
    story.unpublish()
    assert client.post(story.url).status_code != 410
