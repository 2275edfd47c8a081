"""A decision about a comment costs the comments: the page around them is kept, and never shows what has changed."""

import re
from pathlib import Path

import pytest

from django.conf import settings as django_settings
from django.contrib.messages import constants
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from wagtail.contrib.frontend_cache.utils import purge_page_from_cache
from wagtail.models import PageViewRestriction, Site

from accounts.roles import Role
from cms import kept_frames
from cms.kept_pages import forget_paths
from comments import moderation, remembered
from comments.models import CommentSettings, Verb
from home.models import HomePage, MagazineSettings
from products import recalls
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_are_kept"), pytest.mark.usefixtures("whole_worker")]


@pytest.fixture
def made(monkeypatch):
    """The paths of the pages that were made in whole since."""
    paths = []
    original = kept_frames.made
    monkeypatch.setattr(
        kept_frames, "made", lambda request, *rest: paths.append(request.path) or original(request, *rest)
    )
    return paths


@pytest.fixture
def story():
    return factories.article("Light on glass")


def text(address, visitor=None):
    return (visitor or Client()).get(address).content.decode()


def keys():
    """Of everything that is kept."""
    return [key.partition(":1:")[2] for key in list(caches["pages"]._cache)]


def without(html):
    """Without what stands between tags: templates are indented, what was put in later is not."""
    return re.sub(r"\s+", "", html)


# What costs little


def test_a_decision_about_a_comment_makes_nothing_but_the_comments(story, staff, committed, made):
    lists = ["/", "/stories/", story.topic.url]
    comment = factories.comment(story, status="pending", body="It does not sting.")
    for address in (story.url, *lists):
        text(address)
    made.clear()
    with committed():
        moderation.approve(comment, by=staff[Role.COMMENT_MODERATOR])
    page = text(story.url)
    assert "It does not sting." in page.partition("application/ld+json")[2].partition("</script>")[0]
    assert "It does not sting." in page.partition('id="comments"')[2]
    assert '<a href="#comments">1 comment</a>' in page
    assert all("<span>1 comment</span>" in text(address) for address in lists)
    assert made == []
    with committed():
        moderation.decide(comment, Verb.REMOVE, by=staff[Role.COMMENT_MODERATOR])
    assert "It does not sting." not in text(story.url)
    assert "1 comment" not in text("/")
    assert made == []


@pytest.mark.parametrize("query", ["", "?sort=oldest", "?page=1"])
def test_a_page_made_of_its_parts_is_the_page_as_a_whole(story, query, committed, settings):
    expert = factories.expert()
    opening = factories.comment(story, badge="expert", person=expert, picked_at=timezone.now(), helpful=2)
    for _number in range(25):
        factories.comment(story, body="Two weeks.\n\nAt least.")
    factories.comment(story, reply_to=factories.comment(story, reply_to=opening))
    address = f"{story.url}{query}"
    text(address)
    with committed():
        forget_paths([story.url], comments_only=True)
    of_parts = text(address)
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    remembered.MADE.clear()
    assert without(of_parts) == without(text(address))


def test_one_frame_serves_every_window_of_the_comments(story, made):
    thread = factories.comment(story)
    text(story.url)
    for query in (f"?thread={thread.pk}", "?sort=oldest", "?before=999"):
        text(story.url + query)
    assert made == [story.url]
    text("/stories/")
    text("/stories/?after=1")  # where it may mean something else
    assert made == [story.url, "/stories/", "/stories/"]


def test_what_experts_have_told_stands_beside_their_comments(story, committed):
    expert = factories.expert()
    factories.comment(story, badge="expert", person=expert)
    text(story.url)
    with committed():
        forget_paths([story.url], comments_only=True)
    with CaptureQueriesContext(connection) as captured:
        assert expert.title in text(story.url)
    assert len(captured) <= 6


def test_the_front_page_quotes_what_was_picked_since(story, staff, committed, made):
    home = HomePage.objects.get()
    home.sections = [("picks", None), ("helpful", None)]
    home.save()
    comment = factories.comment(story, body="Two weeks, and nothing happened.")
    assert "Two weeks, and nothing" not in text("/")
    made.clear()
    with committed():
        moderation.decide(comment, Verb.PICK, by=staff[Role.COMMENT_MODERATOR])
    assert "Two weeks, and nothing" in text("/")
    with committed():
        moderation.decide(comment, Verb.UNPICK, by=staff[Role.COMMENT_MODERATOR])
    assert "Two weeks, and nothing" not in text("/")
    assert made == []


def test_what_may_be_written_follows_the_settings_and_the_conversation(story, staff, committed):
    assert 'id="write"' in text(story.url)
    with committed():
        CommentSettings.objects.update_or_create(site=Site.objects.get(), defaults={"who_may_comment": "nobody"})
        CommentSettings.objects.get().save()
    assert "comment-form" not in text(story.url)


# What is never shown again


def test_a_photo_that_is_withdrawn_is_gone_with_the_next_request(committed):
    photo = factories.photo()
    story = factories.article(hero_photo=photo)
    address = re.search(r'/media/images/[^" ]+', text(story.url))[0]
    assert address in text(story.url)
    with committed():
        photo.refresh_from_db()
        photo.delete()
    assert address not in text(story.url)


def test_a_story_taken_down_is_gone_and_so_are_its_comments(story, committed):
    factories.comment(story, body="It does not sting.")
    other = factories.article(topic=story.topic)
    text(story.url), text(other.url)
    with committed():
        story.unpublish()
    assert Client().get(story.url).status_code == 410
    assert "Light on glass" not in text(other.url)


def test_even_if_nobody_has_said_so_a_story_that_is_not_live_is_not_shown(story):
    text(story.url)
    type(story).objects.filter(pk=story.pk).update(live=False)
    caches["pages"].delete_many([key for key in keys() if key.startswith("page:")])
    assert Client().get(story.url).status_code == 404


def test_new_words_show_at_once(story, committed):
    text(story.url)
    story.title = "Light through glass"
    story.save_revision()
    with committed():
        factories.publish(story)
    assert "Light through glass" in text(story.url)
    assert "Light on glass" not in text(story.url)


def test_new_names_of_people_and_of_the_magazine_show_at_once(story, committed):
    writer = story.authors[0]
    text(story.url)
    writer.first_name, writer.last_name, writer.title = "Nora", "Newname", "Nora Newname"
    with committed():
        writer.save_revision().publish()
    assert "Nora Newname" in text(story.url)
    with committed():
        MagazineSettings.objects.update_or_create(site=Site.objects.get(), defaults={"name": "The Other"})
    assert "The Other" in text(story.url)


def test_a_recall_shows_at_once(staff, committed):
    balm = factories.product("Balm", offers=[{}])
    story = factories.article(body=[factories.card(balm)], products=[balm])
    assert "It burns." not in text(story.url)
    notice = {"recalled_on": "2026-03-01", "authority": "The Office", "address": "https://office.example/1"}
    with committed():
        recalls.recall(balm, by=staff[Role.FACT_CHECKER], reason="It burns.", **notice)
    assert "It burns." in text(story.url)


def test_a_private_page_is_nobodys(story, committed):
    text(story.url)
    with committed():
        PageViewRestriction.objects.create(page=story, restriction_type="login")
    assert "Light on glass" not in text(story.url)
    assert "Light on glass" not in text(story.url)


def test_whatever_purges_a_page_throws_its_frame_away(story, committed, made):
    text(story.url)
    with committed():
        purge_page_from_cache(story)
    text(story.url)
    assert made == [story.url] * 2


def test_a_frame_made_while_something_changed_is_not_kept(story, committed, monkeypatch, made):
    original = kept_frames.may_be_kept

    def meanwhile(request, response):
        with committed():
            forget_paths([story.url])
        return original(request, response)

    monkeypatch.setattr(kept_frames, "may_be_kept", meanwhile)
    text(story.url)
    text(story.url)
    assert made == [story.url] * 2


def test_with_a_new_day_every_frame_is_made_anew(story, monkeypatch, committed, made):
    text(story.url)
    monkeypatch.setattr(kept_frames, "today", lambda: timezone.now().date().replace(year=2001))
    with committed():
        forget_paths([story.url], comments_only=True)
    text(story.url)
    assert made == [story.url] * 2


# Who asks


@pytest.fixture
def reader():
    visitor = Client()
    visitor.force_login(factories.user(display_name="Rita Example"))
    return visitor


def kept_frames_now():
    return [caches["pages"].get(key) for key in keys() if key.startswith("frame:") and "stamp" not in key]


def test_whoever_is_logged_in_gets_what_is_kept_and_their_own_places(story, reader, made):
    assert "Log in" in text(story.url)
    page = text(story.url, reader)
    assert made == [story.url]
    assert "You comment as <bdi>Rita Example</bdi>" in page
    assert "Log out" in page
    assert "Log in" not in page
    assert "Rita Example" not in text(story.url)


def test_what_whoever_is_logged_in_leaves_for_others_was_made_for_nobody(story, reader, made):
    Client().get(story.url)
    [for_nobody] = [frame["pieces"] for frame in kept_frames_now()]
    caches["pages"].clear()
    assert "Rita Example" in text(story.url, reader)
    assert [frame["pieces"] for frame in kept_frames_now()] == [for_nobody]
    assert "Rita Example" not in text(story.url)
    assert made == [story.url] * 2


@pytest.mark.parametrize("address", ["/", "/stories/", "/nowhere/"])
def test_every_page_shows_a_reader_their_account(address, story, reader):
    for _time in range(2):
        page = text(address, reader)
        assert "Log out" in page
        assert "Log in" not in page
        assert "Log in" in text(address)


def test_a_page_of_parts_is_for_a_reader_what_the_whole_one_is(story, reader, settings):
    factories.comment(story, body="Two weeks.")
    pages = [text(story.url, reader) for _time in range(2)]
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": "cms.no_such_cache.Nothing"}}
    pages.append(text(story.url, reader))
    changing = re.compile(r'name="(csrfmiddlewaretoken|submission|opened)" value="[^"]+"')
    assert len({without(changing.sub("", page)) for page in pages}) == 1


def test_the_menu_says_on_which_topic_a_reader_is(story):
    link = f'<a href="{story.topic.url}"'
    assert f'{link} aria-current="page">' in text(story.topic.url)
    assert f'{link} aria-current="true">' in text(story.url)
    assert f"{link}>" in text("/")


def test_colleagues_get_a_page_of_their_own_with_the_bar_of_the_desk(story, staff, made):
    text(story.url)
    colleague = Client()
    colleague.force_login(staff[Role.MANAGING_EDITOR])
    page = text(story.url, colleague)
    assert "wagtail-userbar" in page
    assert "Desk" in page
    assert "wagtail-userbar" not in text(story.url)


def test_a_message_is_read_once_and_by_nobody_else(story):
    visitor = Client()
    visitor.cookies["messages"] = a_message("What you wrote is kept.")
    text(story.url)
    assert "What you wrote is kept." in text(story.url, visitor)
    assert "What you wrote is kept." not in text(story.url, visitor)
    assert "What you wrote is kept." not in text(story.url)


def a_message(words):
    request = RequestFactory().get("/")
    storage = CookieStorage(request)
    storage.add(constants.INFO, words)
    response = HttpResponse()
    storage.update(response)
    return response.cookies["messages"].value


def test_a_private_page_is_read_by_whoever_is_logged_in_and_kept_for_nobody(story, reader):
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    for _time in range(2):
        assert story.title in text(story.url, reader)
        assert Client().get(story.url).status_code == 302
    assert kept_frames_now() == []


def test_whoever_knows_the_password_of_a_page_reads_it(story):
    restriction = PageViewRestriction.objects.create(
        page=story, restriction_type=PageViewRestriction.PASSWORD, password="glow"
    )
    visitor = Client()
    assert 'class="story' not in text(story.url, visitor)
    visitor.post(
        reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, story.pk]),
        {"password": "glow", "return_url": story.url},
    )
    assert 'class="story' in text(story.url, visitor)
    assert 'class="story' not in text(story.url)
    assert kept_frames_now() == []


def test_parameters_that_whoever_is_logged_in_makes_up_reach_nobody(story, reader):
    text(f"{story.url}?next=https%3A%2F%2Fexample.org%2Fmade-up", reader)
    assert kept_frames_now() == []
    text(f"{story.url}?sort=made-up-by-rita", reader)
    assert "made-up-by-rita" not in str(kept_frames_now())


def test_a_reader_who_is_logged_in_costs_few_questions(story, reader):
    factories.comment(story)
    text(story.url, reader)
    with CaptureQueriesContext(connection) as captured:
        text(story.url, reader)
    assert len(captured) == 6


def test_a_preview_neither_reads_nor_fills(story):
    text(story.url)
    story.title = "A draft of it"
    preview = story.make_preview_request().content.decode()
    assert "A draft of it" in preview
    assert "A draft of it" not in text(story.url)


def test_nothing_secret_is_kept(story):
    factories.comment(story)
    text(story.url)
    [frame] = [caches["pages"].get(key) for key in keys() if key.startswith("frame:") and "stamp" not in key]
    words = "".join(piece for piece in frame["pieces"] if isinstance(piece, str))
    assert "csrf" not in words
    assert "nonce" not in words


def test_marks_of_open_places_never_reach_a_reader(story):
    for address in (story.url, "/", "/stories/", story.topic.url, story.authors[0].url, "/people/", "/nowhere/"):
        for _time in range(2):
            assert not re.search(r"[0-9a-f]{32}-\d+\.", text(address))


# What is remembered of comments


def test_everything_a_comments_templates_show_is_in_its_key():
    """Whoever shows more of a comment adds it to `as_shown`, or a page would go on showing what it was."""
    folder = Path(django_settings.BASE_DIR) / "templates" / "comments"
    names = ["_comment", "_comment_head", "_badge", "_words", "_changed", "_actions", "_helpful"]
    shown = {name for each in names for name in re.findall(r"comment\.(\w+)", (folder / f"{each}.html").read_text())}
    of_their_writer = {"is_own", "voted"}  # who is logged in, for whom nothing is remembered
    follow = {"fragment", "get_absolute_url", "paragraphs", "is_approved", "get_badge_display", "page_of_writer"}
    in_key = {"pk", "created_at", "edited_at", "helpful", "picked_at", "level", "is_visible", "public_name", "badge"}
    in_key |= {"credential", "has_more_replies", "answers", "shown_replies"}
    assert shown <= of_their_writer | follow | in_key


def test_a_changed_comment_is_never_shown_as_it_was(story, committed):
    comment = factories.comment(story, body="As it was.")
    text(story.url)
    for fields in ({"body": "As it is."}, {"helpful": 3}, {"picked_at": timezone.now()}, {"edited_at": timezone.now()}):
        type(comment).objects.filter(pk=comment.pk).update(**fields)
        with committed():
            forget_paths([story.url], comments_only=True)
        page = text(story.url)
        assert "As it was." not in page
    assert "to 3" in page
    assert "Editor’s pick" in page
    assert "Edited" in page


def test_what_is_remembered_has_an_end(monkeypatch):
    monkeypatch.setattr(remembered, "MOST", 3)
    for number in range(9):
        assert remembered.remembered((number,), lambda number=number: f"<p>{number}") == f"<p>{number}"
    assert len(remembered.MADE) == 3


def test_the_form_for_the_password_of_a_private_page_is_no_page_of_the_tree():
    assert resolve("/_util/authenticate_with_password/1/2/").url_name == "wagtailcore_authenticate_with_password"
    assert resolve("/stories/anything/").func is kept_frames.serve
    assert reverse("wagtail_serve", args=["stories/"]) == "/stories/"
