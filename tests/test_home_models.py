import datetime

import pytest

from django.urls import URLPattern, get_resolver, reverse

from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import nested_form_data, streamfield

from articles.forms import TAKEN_SLUGS
from articles.models import ArticlePage, TopicPage
from home.front import FEWEST_SECONDARY, front
from home.models import HomePage, StandingPage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return HomePage.objects.get()


def add_rivers(home, *topics):
    home.sections = [("river", topic) for topic in topics]
    home.save()


def rivers(home):
    return [section.topic.title for section in front(home)["sections"] if section.kind == "river"]


def titles(stories):
    return [story.title for story in stories]


def stories(number, year=2026, **fields):
    """Stories titled 1, 2, 3 …, each a day newer than the one before."""
    for n in range(1, number + 1):
        story = factories.article(str(n), **fields)
        day = datetime.datetime(year, 1, n, tzinfo=datetime.UTC)
        ArticlePage.objects.filter(pk=story.pk).update(first_published_at=day)


def test_the_newest_story_leads_where_no_editor_chose(home):
    stories(2)
    assert front(home)["lead"].title == "2"


def test_the_chosen_story_leads_however_old(home):
    stories(3)
    home.lead_story = ArticlePage.objects.get(title="1")
    shown = front(home)
    assert shown["lead"].title == "1"
    assert titles(shown["secondary"]) == ["3", "2"]


def test_a_chosen_story_that_was_taken_down_gives_way_to_the_newest(home):
    stories(2)
    home.lead_story = ArticlePage.objects.get(title="1")
    home.lead_story.unpublish()
    assert front(home)["lead"].title == "2"


def test_no_story_stands_on_the_front_page_twice(home):
    topic = factories.topic("Skin")
    stories(7, topic=topic)
    add_rivers(home, topic)
    shown = front(home)
    [river] = shown["sections"]
    assert titles([shown["lead"], *shown["secondary"], *river.stories]) == ["7", "6", "5", "4", "3", "2", "1"]


def test_rivers_keep_the_editors_order_and_leave_out_what_is_empty_or_hidden(home):
    skin, hair, hidden, used_up = (factories.topic(name) for name in ("Skin", "Hair", "Hidden", "Used up"))
    stories(FEWEST_SECONDARY + 1, topic=used_up)
    for topic in (skin, hair, hidden):
        stories(1, year=2025, topic=topic)
    hidden.unpublish()
    add_rivers(home, hair, used_up, hidden, skin)
    assert rivers(home) == ["Hair", "Skin"]


def test_private_topics_are_in_no_river_and_no_menu(home, client):
    topic, private = factories.topic("Skin"), factories.topic("Under wraps")
    for each in (topic, private):
        stories(6, topic=each)
    add_rivers(home, private, topic)
    private.view_restrictions.create(restriction_type=PageViewRestriction.LOGIN)
    assert rivers(home) == ["Skin"]
    page = client.get("/people/").content.decode()  # a page with no story of either topic: header and footer
    assert page.count(">Skin</a>") == 2
    assert "Under wraps" not in page


def test_drafts_stay_off_the_front_page(home):
    factories.article("Draft", live=False)
    assert front(home) == {"lead": None, "secondary": [], "is_chosen": False, "sections": []}


def add_below_home(client, kind, **fields):
    address = reverse("wagtailadmin_pages:add", args=(*kind, HomePage.objects.get().pk))
    data = nested_form_data(fields | {"body": streamfield([])} | {"action-publish": "yes"})
    return client.post(address, data)


@pytest.mark.parametrize("kind", [("articles", "topicpage"), ("home", "standingpage")])
def test_an_address_of_the_site_itself_is_refused_for_a_page(login, kind):
    client = login(factories.user(is_superuser=True))
    for fields in ({"title": "Find", "slug": "search"}, {"title": "Search", "slug": ""}):
        response = add_below_home(client, kind, **fields)
        assert "The site itself uses the address “search”" in response.content.decode()
    assert not TopicPage.objects.exists()
    assert add_below_home(client, kind, title="Research", slug="research").status_code == 302
    assert TopicPage.objects.count() + StandingPage.objects.filter(slug="research").count() == 1


def test_every_address_before_the_page_tree_is_refused():
    def first_parts(patterns, above=""):
        for pattern in patterns:
            route = above + str(pattern.pattern)
            if "/" in route or isinstance(pattern, URLPattern):
                yield route.partition("/")[0]
            else:
                yield from first_parts(pattern.url_patterns, route)

    routes = set(first_parts(get_resolver().url_patterns))
    slugs = {route for route in routes if route.replace("_", "").replace("-", "").isalpha()}
    assert slugs | {"-", "static"} == TAKEN_SLUGS  # these two a middleware answers
