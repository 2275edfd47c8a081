import pytest

from django.urls import reverse

from wagtail.models import Page

from accounts.roles import Role
from articles.models import ArticlePage, Byline
from people.models import PeopleIndexPage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole_worker")]


@pytest.fixture
def chief(login, staff):
    return login(staff[Role.MANAGING_EDITOR])


def press_delete(client, page):
    """Delete from the page's own menu. Returns the words of the page that follows."""
    response = client.post(reverse("wagtailadmin_pages:delete", args=(page.pk,)), follow=True)
    assert response.status_code == 200
    return response.content.decode()


def press_bulk_delete(client, *pages):
    url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "delete"))
    chosen = "&".join(f"id={page.pk}" for page in pages)
    response = client.post(f"{url}?{chosen}&next={reverse('wagtailadmin_explore_root')}", follow=True)
    assert response.status_code == 200
    return response.content.decode()


def exists(page):
    return Page.objects.filter(pk=page.pk).exists()


def in_a_live_body(person):
    return factories.article("Quiet skin", body=[factories.statement(person)])


def in_a_drafts_body(person):
    return factories.article("Quiet skin", body=[factories.statement(person)], live=False)


def in_a_byline(person):
    return factories.article("Quiet skin", writers=[person])


def as_medical_reviewer(person):
    return factories.article("Quiet skin", medical_reviewer=person)


def in_the_draft_of_a_live_story(person):
    story = factories.article("Quiet skin")
    story.bylines = [Byline(person=person)]
    story.save_revision()
    return story


UNKNOWN_TO_WAGTAIL = [
    in_a_live_body,
    in_a_drafts_body,
    in_the_draft_of_a_live_story,
]
KNOWN_TO_WAGTAIL = [in_a_byline, as_medical_reviewer]


@pytest.mark.parametrize(
    ("press", "named"),
    [
        *((press_delete, named) for named in UNKNOWN_TO_WAGTAIL + KNOWN_TO_WAGTAIL),
        *((press_bulk_delete, named) for named in UNKNOWN_TO_WAGTAIL),
    ],
)
def test_a_person_named_in_a_story_is_not_deleted_and_the_story_is_told(chief, press, named):
    person = factories.expert(title="Dr. Ada Example", is_writer=True, is_medical_reviewer=True)
    story = named(person)
    words = press(chief, person)
    assert exists(person)
    assert "Nothing was deleted. “Dr. Ada Example”" in words
    assert "“Quiet skin”" in words
    assert reverse("wagtailadmin_pages:edit", args=(story.pk,)) in words


@pytest.mark.parametrize("named", KNOWN_TO_WAGTAIL)
def test_wagtail_itself_offers_no_bulk_deletion_of_a_person_it_knows_to_be_needed(chief, named):
    person = factories.person(is_writer=True, is_medical_reviewer=True)
    named(person)
    url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "delete"))
    assert "prevent it from being deleted" in chief.get(f"{url}?id={person.pk}").content.decode()
    press_bulk_delete(chief, person)
    assert exists(person)


def test_the_question_whether_to_delete_is_not_even_asked(chief):
    person = factories.expert()
    in_a_live_body(person)
    response = chief.get(reverse("wagtailadmin_pages:delete", args=(person.pk,)), follow=True)
    assert "Nothing was deleted" in response.content.decode()


@pytest.mark.parametrize("press", [press_delete, press_bulk_delete])
def test_the_people_index_is_not_deleted_with_a_quoted_person_in_it(chief, press):
    person = factories.expert()
    in_a_live_body(person)
    assert "Nothing was deleted" in press(chief, PeopleIndexPage.objects.get())
    assert exists(person)


def test_one_quoted_person_stops_a_whole_bulk_deletion(chief):
    quoted, unknown = factories.expert(), factories.expert()
    in_a_live_body(quoted)
    press_bulk_delete(chief, unknown, quoted)
    assert exists(quoted)
    assert exists(unknown)


def test_a_topic_with_stories_is_not_deleted(chief):
    topic = factories.topic("Skin")
    factories.article("Quiet skin", topic=topic)
    assert "“Quiet skin”" in press_delete(chief, topic)
    assert exists(topic)


def test_of_many_stories_the_first_five_are_named(chief):
    topic = factories.topic("Skin")
    for n in range(7):
        factories.article(f"Story no. {n}", topic=topic)
    words = press_delete(chief, topic)
    assert "“Story no. 4” and 2 more stories" in words
    assert "“Story no. 5”" not in words


def test_a_person_nobody_names_can_be_deleted(chief):
    person = factories.expert()
    assert "deleted." in press_delete(chief, person)
    assert not exists(person)


def test_a_person_can_be_deleted_once_the_stories_do_without(chief):
    person = factories.expert()
    story = in_a_live_body(person)
    story.body = []
    story.save_revision()
    factories.publish(story)
    press_delete(chief, person)
    assert not exists(person)


def test_a_story_can_be_deleted_with_all_it_names(chief):
    story = in_a_live_body(factories.expert())
    press_delete(chief, story)
    assert not exists(story)


def test_versions_that_name_a_deleted_person_or_topic_still_open(chief):
    old_topic, old_writer = factories.topic(), factories.person()
    story = factories.article(topic=old_topic, writers=[old_writer])
    old = story.latest_revision
    story.topic, story.bylines = factories.topic(), [Byline(person=factories.person())]
    story.save_revision()
    factories.publish(story)
    for page in (old_topic, old_writer):
        press_delete(chief, page)
        assert not exists(page)
    for address in ("revisions_view", "revisions_revert"):
        url = reverse(f"wagtailadmin_pages:{address}", args=(story.pk, old.pk))
        assert chief.get(url).status_code == 200
    comparison = reverse("wagtailadmin_pages:revisions_compare", args=(story.pk, old.pk, "live"))
    assert chief.get(comparison).status_code == 200
    assert ArticlePage.objects.get(pk=story.pk).live
