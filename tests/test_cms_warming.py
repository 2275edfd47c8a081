"""What is published the worker makes: the first reader finds it made."""

import pytest
from django_tasks_db.models import DBTaskResult

from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from wagtail.models import Site

from accounts.roles import Role
from cms import warming
from cms.settings import base
from comments import moderation
from home.models import MagazineSettings
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_are_kept")]
HERE = {"Host": "127.0.0.1:8000"}  # the magazine's own address


@pytest.fixture(autouse=True)
def with_worker(settings):
    settings.TASKS = base.TASKS


@pytest.fixture
def story():
    return factories.article("Light on glass")


def is_made(path):
    return Client().get(path, headers=HERE).headers["Cache-Status"] == "front; hit"


def waiting():
    return DBTaskResult.objects.filter(status="READY", task_path__startswith="cms.warming.")


def work():
    """Do what waits, of these tasks, as the worker does."""
    while task := waiting().first():
        task.claim("worker")
        task.task.call(*task.args_kwargs["args"], **task.args_kwargs["kwargs"])
        task.set_successful(None)


def save_settings():
    MagazineSettings.objects.update_or_create(site=Site.objects.get(), defaults={"tagline": str(timezone.now())})


def test_a_published_story_is_made_before_anybody_asks(story, committed, django_assert_num_queries):
    Client().get(story.url, headers=HERE)
    with committed():
        factories.publish(story)
    work()
    addresses = [story.url, story.topic.url, "/", "/feeds/rss.xml"]
    with django_assert_num_queries(0):
        assert all(map(is_made, addresses))


def test_a_story_with_an_address_in_any_script_is_made(committed):
    story = factories.article(slug="crème-brûlée")
    with committed():
        factories.publish(story)
    work()
    assert is_made(story.url)


def test_what_waits_for_the_worker_waits_once(story, committed):
    for _each in range(3):
        with committed():
            save_settings()
            factories.publish(story)
    paths = [path for task in waiting() for path in (task.args_kwargs["args"] or [[warming.EVERYTHING]])[0]]
    assert sorted(paths) == sorted(set(paths))
    assert {story.url, warming.EVERYTHING} <= set(paths)


def test_what_changes_while_the_worker_makes_a_page_is_made_again(story, committed, monkeypatch):
    with committed():
        factories.publish(story)
    made = []

    def publish_once_more(path, *rest):
        if not made:
            with committed():
                factories.publish(story)
        made.append(path)

    monkeypatch.setattr(warming, "as_reader", publish_once_more)
    warming.make.call([story.url])
    assert caches["pages"].get(warming.claim_of(story.url))
    assert waiting().filter(args_kwargs__args=[[story.url]]).count() == 2


def test_a_house_that_changes_is_made_in_a_moment_and_not_at_each_change(committed):
    with committed():
        save_settings()
    task = waiting().get()
    assert task.run_after > timezone.now()


def test_a_decision_about_a_comment_gives_the_worker_no_page(story, staff, committed):
    comment = factories.comment(story, status="pending")
    with committed():
        moderation.approve(comment, by=staff[Role.COMMENT_MODERATOR])
    assert not waiting().exists()


def test_without_a_worker_nobody_makes_pages_beforehand(story, committed, settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    monkeypatch.setattr(warming, "as_reader", pytest.fail)
    with committed():
        factories.publish(story)
