"""Readers who are not logged in share their pages, see every change with the next request, and never one another."""

import re
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import Mock
from weakref import WeakValueDictionary

import pytest
from django_tasks_db.models import DBTaskResult

from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.contrib.frontend_cache.utils import purge_page_from_cache
from wagtail.models import PageViewRestriction, ReferenceIndex, Site

from accounts.models import RegistrationSettings
from accounts.roles import Role
from articles.models import Neighbour
from cms.front_cache import KINDS, FrontCacheMiddleware
from cms.kept_pages import Place, forget_everything
from cms.page_memory import Memory
from cms.settings import base
from comments import moderation, votes
from comments.conversations import refresh_pages
from comments.models import CommentSettings, ReaderComment, Verb
from home.models import HomePage, MagazineSettings
from medical_reviews import signing
from products import recalls
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pages_are_kept")]


@pytest.fixture
def story():
    return factories.article("Light on glass")


def get(address, visitor=None, **headers):
    return (visitor or Client()).get(address, **headers)


def status(response):
    return response.headers["Cache-Status"]


def is_kept(address):
    """Whether the next reader gets the page as it was made for another."""
    return status(get(address)) == "front; hit"


def text(response):
    return response.content.decode()


def change(setting, **fields):
    setting.objects.update_or_create(site=Site.objects.get(), defaults=fields)


# Keeping


def test_the_second_reader_gets_the_same_page_and_the_database_is_asked_nothing(story, django_assert_num_queries):
    first = get(story.url)
    assert status(first) == "front; fwd=miss; stored"
    with django_assert_num_queries(0):
        second = get(story.url)
    assert status(second) == "front; hit"
    assert second.content == first.content
    hop_by_hop = {"Cache-Status"}
    assert {k: v for k, v in second.headers.items() if k not in hop_by_hop} == {
        k: v for k, v in first.headers.items() if k not in hop_by_hop
    }


@pytest.fixture
def _in_the_database(pages_are_kept, settings):
    table = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cached_pages"}
    settings.CACHES = settings.CACHES | {"pages": table}
    call_command("createcachetable", verbosity=0)


@pytest.mark.usefixtures("_in_the_database")
def test_in_the_database_a_kept_page_costs_one_question(story, django_assert_num_queries):
    get(story.url)
    with django_assert_num_queries(1):
        assert is_kept(story.url)


def test_browsers_ask_each_time_and_hear_that_nothing_has_changed(story, committed):
    first = get(story.url)
    assert first.headers["Cache-Control"] == "no-cache"
    again = get(story.url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    with committed():
        change(MagazineSettings, name="Another name")
    changed = get(story.url, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "Another name" in text(changed)


def test_a_search_shares_what_stands_around_its_hits_and_shows_every_change_at_once(story, search_index, committed):
    def questions(words):
        with CaptureQueriesContext(connection) as asked:
            assert status(get(f"/search/?q={words}")) == "front; fwd=bypass"
        return len(asked)

    factories.article("Light on glass")
    first = questions("glass")
    assert questions("light") < first
    with committed():
        change(MagazineSettings, name="Another name")
    assert "Another name" in text(get("/search/?q=glass"))
    story.title = "Glass, anew"
    story.save_revision()
    with committed():
        factories.publish(story)
    assert "<mark>Glass</mark>, anew" in text(get("/search/?q=glass"))
    with committed():
        PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    assert "anew" not in text(get("/search/?q=glass"))


def test_a_cdn_may_keep_a_page_for_as_long_as_the_house_says(story, settings):
    assert not get("/").has_header("CDN-Cache-Control")
    settings.CDN_SECONDS = 1
    assert [get(story.url).headers["CDN-Cache-Control"] for _each in range(2)] == ["max-age=1"] * 2
    assert not get("/search/?q=glass").has_header("CDN-Cache-Control")


def test_who_asks_first_whether_a_page_has_changed_leaves_the_whole_of_it_to_others(story):
    etag = get(story.url).headers["ETag"]
    caches["pages"].clear()
    assert get(story.url, headers={"If-None-Match": etag}).status_code == 304
    assert is_kept(story.url)
    assert "Light on glass" in text(get(story.url))


def test_a_question_for_the_head_uses_kept_pages_and_keeps_none(client, story):
    assert status(client.head(story.url)) == "front; fwd=miss"
    assert not is_kept(story.url)
    response = client.head(story.url)
    assert status(response) == "front; hit"
    assert not response.content
    assert int(response.headers["Content-Length"]) == len(get(story.url).content)


FEEDS = ["/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json"]
SITEMAPS = ["/sitemap.xml", "/sitemap-pages.xml", "/sitemap-photos.xml", "/sitemap-news.xml"]


@pytest.mark.parametrize("path", ["/", "/stories/", "/people/", "/search/", *FEEDS, *SITEMAPS])
def test_lists_and_feeds_are_kept_and_nothing_personal_stands_in_them(story, path):
    get(path)
    response = get(path)
    assert status(response) == "front; hit"
    assert not response.cookies
    assert "csrf" not in text(response)
    assert "nonce" not in text(response) + response.headers["Content-Security-Policy"]


def test_hosts_and_schemes_are_kept_apart(settings, story):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    get(story.url)
    assert status(get(story.url, headers={"Host": "other.example"})) == "front; fwd=miss; stored"
    assert status(Client().get(story.url, secure=True)) == "front; fwd=miss; stored"
    assert get(story.url, headers={"Host": "stranger.example"}).status_code == 400


def test_new_static_files_need_new_pages(story, monkeypatch):
    get(story.url)
    monkeypatch.setattr("cms.front_cache.staticfiles_storage.manifest_hash", "2", raising=False)
    assert not is_kept(story.url)


# Addresses


def test_each_window_of_a_page_is_kept_by_itself(story):
    thread = factories.comment(story)
    get(story.url)
    window = f"{story.url}?thread={thread.pk}"
    assert "One thread of the conversation" in text(get(window))
    assert is_kept(window)
    assert is_kept(f"{story.url}?after=0&thread={thread.pk}") is False
    assert is_kept(f"{story.url}?thread={thread.pk}&after=0")


def test_trackers_lead_to_the_same_page_and_no_visitors_tracker_reaches_the_next(story):
    factories.comment(story, reply_to=None)
    for _number in range(25):
        factories.comment(story)
    page = text(get(f"{story.url}?utm_source=evil&fbclid=evil"))
    assert "More comments" in page
    assert "evil" not in page
    assert is_kept(story.url)
    assert is_kept(f"{story.url}?utm_campaign=another")


@pytest.mark.parametrize("query", ["q=cream", "page=1&unknown=1", "page=" + "1" * 200, "&" * 500])
def test_what_is_made_to_order_is_not_kept(story, query):
    address = f"{story.url}?{query}"
    get(address)
    assert get(address).status_code == 200
    assert "hit" not in status(get(address))


def test_an_endless_path_is_not_kept():
    assert status(get(f"/{'x' * 1000}/")) == "front; fwd=bypass"


def test_what_is_not_there_or_leads_elsewhere_is_not_kept(story):
    for address in ("/nowhere/", story.url.rstrip("/"), "/admin/"):
        get(address)
        assert status(get(address)) == "front; fwd=miss"


# Who asks


def test_whoever_is_logged_in_neither_reads_nor_fills(story):
    reader = Client()
    reader.force_login(factories.user(display_name="Rita Example"))
    page = get(story.url, reader)
    assert "Rita Example" in text(page)
    assert status(page) == "front; fwd=bypass"
    assert page.headers["Cache-Control"] == "private, no-cache"
    anonymous = get(story.url)
    assert status(anonymous) == "front; fwd=miss; stored"
    assert "Rita Example" not in text(anonymous)
    assert "Rita Example" in text(get(story.url, reader))


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_visitors_with_a_session_or_a_message_neither_read_nor_fill(client, story, cookie):
    client.cookies[cookie] = "anything"
    assert status(get(story.url, client)) == "front; fwd=bypass"
    get(story.url)
    assert status(get(story.url, client)) == "front; fwd=bypass"


def test_with_a_password_in_the_header_nothing_is_shared(story):
    get(story.url)
    assert status(get(story.url, headers={"Authorization": "Basic eDp5"})) == "front; fwd=bypass"


def test_other_cookies_make_no_difference(client, story):
    get(story.url)
    client.cookies["csrftoken"] = "x" * 32
    client.cookies["analytics"] = "1"
    assert status(get(story.url, client)) == "front; hit"


def test_a_preview_is_the_draft_and_stays_with_the_editor(story):
    get(story.url)
    story.title = "A draft of it"
    preview = story.make_preview_request()
    assert "A draft of it" in text(preview)
    assert "A draft of it" not in text(get(story.url))
    caches["pages"].clear()
    story.make_preview_request()
    assert "A draft of it" not in text(get(story.url))


def answer(**headers):
    return HttpResponse("<html>", headers=headers)


def with_cookie(request):
    response = answer()
    response.set_cookie("a", "b")
    return response


def with_nonce(request):
    request._csp_nonce = "abc"
    return answer()


def with_token(request):
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
    return answer()


def with_message(request):
    request._messages = type("Storage", (), {"used": True, "added_new": False})()
    return answer()


def with_user(request):
    request.user = factories.user()
    return answer()


@pytest.mark.parametrize(
    "view",
    [
        with_cookie,
        with_nonce,
        with_token,
        with_message,
        with_user,
        lambda request: answer(**{"Cache-Control": "private"}),
        lambda request: answer(**{"Cache-Control": "max-age=60"}),
        lambda request: answer(Vary="Cookie, Accept-Language"),
        lambda request: answer(**{"Content-Encoding": "gzip"}),
        lambda request: answer(**{"Content-Type": "text/csv"}),
        lambda request: HttpResponse("gone", status=410),
    ],
)
def test_what_is_for_one_person_or_says_so_itself_is_not_kept(view):
    front = FrontCacheMiddleware(view)
    for _time in range(2):
        assert status(front(RequestFactory().get("/x/"))) == "front; fwd=miss"


def test_the_kinds_of_answers_that_are_kept():
    feeds = {"application/rss+xml", "application/atom+xml", "application/feed+json"}
    assert {"text/html", "text/markdown", "application/json", "application/xml"} | feeds == KINDS


# Throwing away


def test_a_decision_shows_at_once_and_only_where_its_story_stands(story, staff, committed):
    moderator, writer = staff[Role.COMMENT_MODERATOR], factories.person()
    other = factories.article(topic=story.topic, writers=[writer])
    comment = factories.comment(story, status="pending", body="It does not sting.")
    windows, elsewhere = [story.url, f"{story.url}?before=999999"], [other.url, other.authors[0].url]
    for address in (*windows, *elsewhere):
        get(address)
    with committed():
        action = moderation.approve(comment, by=moderator)
    assert all("It does not sting." in text(get(address)) for address in windows)
    assert all(is_kept(address) for address in elsewhere)
    with committed():
        moderation.undo(action, by=moderator)
    assert not any("It does not sting." in text(get(address)) for address in windows)


def test_every_list_says_at_once_how_many_comments_a_story_has(staff, committed):
    expert, reviewer = factories.expert(), factories.person()
    story = factories.article(body=[factories.statement(expert)], medical_reviewer=reviewer)
    people = [*story.authors, expert, reviewer]
    lists = ["/", "/stories/", "/stories/?page=1", story.topic.url, *(person.url for person in people)]
    assert not any("1 comment<" in text(get(address)) for address in lists)
    comment = factories.comment(story, status="pending")
    with committed():
        action = moderation.approve(comment, by=staff[Role.COMMENT_MODERATOR])
    assert all("1 comment<" in text(get(address)) for address in lists)
    with committed():
        moderation.undo(action, by=staff[Role.COMMENT_MODERATOR])
    assert not any("1 comment<" in text(get(address)) for address in lists)


def test_a_treatments_record_is_on_every_page_that_names_it_with_the_next_request(committed):
    treatment = factories.treatment("Glow infusion", other_names=["glow drip"], US="unapproved")
    reviewer = factories.person(is_medical_reviewer=True)
    review = {"medical_reviewer": reviewer, "disclosure_answer": "none"}
    stories = [
        factories.article(treatments=[treatment], **review),
        factories.article(body=[("paragraph", "<p>A glow drip.</p>")], **review),
    ]
    for story in stories:
        assert "Glow infusion is not approved in the United States." in text(get(story.url))
        assert is_kept(story.url)
    with committed():
        treatment.statuses.get_object_list()[0].status = "prohibited"
        treatment.save()
    for story in stories:
        assert "Glow infusion is prohibited in the United States." in text(get(story.url))


def test_a_medical_review_shows_on_the_kept_pages_as_soon_as_it_is_signed(committed):
    story, reviewer = factories.article("The serum"), factories.person("Dr. Ada Marlowe", is_medical_reviewer=True)
    assert "Medically reviewed by" not in text(get(story.url))
    assert "The serum" not in text(get(reviewer.url))
    with committed():
        review = factories.medical_review(story, reviewer)
    assert "Medically reviewed by" in text(get(story.url))
    assert "The serum" in text(get(reviewer.url))
    with committed():
        signing.withdraw(review, by=factories.user(Role.MANAGING_EDITOR), because="Signed by mistake.")
    assert "Medically reviewed by" not in text(get(story.url))
    assert "The serum" not in text(get(reviewer.url))


def test_to_forget_a_story_with_its_lists_takes_one_query(story, committed, django_assert_num_queries):
    for numbers in (False, True):
        with django_assert_num_queries(1), committed():
            refresh_pages([story.pk], numbers=numbers)


def test_what_changes_no_number_throws_no_list_away(story, committed):
    comment = factories.comment(story)
    lists = ["/", "/stories/", story.topic.url]
    for address in lists:
        get(address)
    with committed():
        votes.vote(comment, True, by=factories.user())
    assert all(is_kept(address) for address in lists)
    assert not is_kept(story.url)


def test_the_front_page_quotes_nobody_under_an_old_name_or_with_old_words(story, staff, committed):
    reader = factories.user()
    comment = factories.comment(story, by=reader, picked_at=timezone.now(), edit_body="Six weeks, I meant.")
    get("/")
    with committed():
        reader.display_name = "Another name"
        reader.save()
    assert not is_kept("/")
    assert is_kept("/")
    with committed():
        moderation.decide(comment, Verb.APPROVE, by=staff[Role.COMMENT_MODERATOR])
    assert not is_kept("/")


def test_a_pick_is_quoted_on_the_front_page_at_once(story, staff, committed):
    comment = factories.comment(story)
    get("/")
    with committed():
        moderation.decide(comment, Verb.PICK, by=staff[Role.COMMENT_MODERATOR])
    assert not is_kept("/")


def test_a_comment_that_nobody_has_to_look_at_shows_at_once(story, committed):
    get(story.url)
    editor = Client()
    editor.force_login(factories.user(Role.WRITER))
    with committed():
        editor.post(reverse("comments:write", args=[story.pk]), {"body": "I wrote this."})
    assert "I wrote this." in text(get(story.url))


def test_closing_the_comments_shows_at_once(story, staff, committed):
    get(story.url)
    with committed():
        moderation.close_conversation(story, by=staff[Role.COMMENT_MODERATOR])
    assert "The moderators closed the comments on this story on" in text(get(story.url))


def test_nothing_is_thrown_away_before_the_commit(story, committed):
    get(story.url)
    with committed():
        purge_page_from_cache(story)
        assert is_kept(story.url)
    assert not is_kept(story.url)


def test_nothing_is_thrown_away_if_there_is_no_commit(story, committed):
    get(story.url)
    with committed(), transaction.atomic():
        purge_page_from_cache(story)
        forget_everything()
        transaction.set_rollback(True)
    assert is_kept(story.url)


@pytest.mark.parametrize("forget", [forget_everything, lambda: purge_page_from_cache(factories.HomePage.objects.get())])
def test_a_page_begun_before_a_change_and_finished_after_it_is_not_kept(forget, committed):
    def slow_view(request):
        request.user = AnonymousUser()
        made.append(len(made))
        if len(made) == 1:  # as it reads the old state, somebody commits the new one
            with committed():
                forget()
        return HttpResponse(f"version {made[-1]}")

    made = []
    front = FrontCacheMiddleware(slow_view)
    assert text(front(RequestFactory().get("/"))) == "version 0"
    assert text(front(RequestFactory().get("/"))) == "version 1"
    assert text(front(RequestFactory().get("/"))) == "version 1"


def test_a_stamp_that_the_cache_lost_brings_no_old_page_back(story):
    get(story.url)
    caches["pages"].delete("stamp:house")
    assert not is_kept(story.url)
    assert is_kept(story.url)


def test_a_story_that_is_published_shows_in_every_list(story, committed):
    lists = ["/", "/stories/", story.topic.url, story.authors[0].url, *FEEDS, "/sitemap-news.xml"]
    lists += [f"/feeds/{story.topic.slug}/feed.json", f"/feeds/people/{story.authors[0].slug}/feed.json"]
    for address in lists:
        get(address)
    with committed():
        factories.article("Fresh from the desk", topic=story.topic, writers=story.authors)
    for address in lists:
        assert "Fresh from the desk" in text(get(address)), address


def test_a_story_that_is_published_leaves_the_pages_of_others_kept_but_for_those_it_stands_on(story, committed):
    beside, linking = factories.article("Beside it"), factories.article("With a link to it")
    alone = factories.article("Alone", topic=factories.topic(), writers=[factories.person()])
    Neighbour.objects.all().delete()
    Neighbour.objects.create(article=beside, story=story, score=1)
    linking.body = [("paragraph", f'<p><a linktype="page" id="{story.pk}">That one</a> says more.</p>')]
    linking.save_revision()
    factories.publish(linking)
    ReferenceIndex.create_or_update_for_object(linking)
    for page in (story, beside, linking, alone):
        get(page.url)
    story.title = "Light on water"
    with committed():
        story.save_revision()
        factories.publish(story)
    assert [is_kept(page.url) for page in (story, beside, linking, alone)] == [False, False, False, True]
    assert "Light on water" in text(get(beside.url))


def test_a_photo_that_no_page_shows_yet_throws_nothing_away(story, committed):
    get(story.url)
    with committed():
        factories.photo()
    assert is_kept(story.url)


def test_a_story_as_markdown_is_kept_until_the_story_changes_or_is_offered_no_more(story, committed):
    twin = f"{story.url}index.md"
    change(MagazineSettings, offers_markdown=True)
    get(twin)
    assert is_kept(twin)
    story.title = "Another light"
    with committed():
        story.save_revision()
        factories.publish(story)
    assert "Another light" in text(get(twin))
    with committed():
        change(MagazineSettings, offers_markdown=False)
    assert get(twin).status_code == 404


def test_a_draft_shows_nowhere_and_throws_nothing_away(story, committed):
    get(story.url)
    story.title = "A draft of it"
    with committed():
        story.save_revision()
    assert is_kept(story.url)
    assert "A draft of it" not in text(get(story.url))


def test_what_is_taken_down_deleted_moved_or_made_private_is_gone(story, committed):
    doomed, private, moved = factories.article(), factories.article(), factories.article()
    pages = [story, doomed, private, moved]

    def answers():
        return [get(page.url).status_code for page in pages]

    assert answers() == [200] * 4
    with committed():
        story.unpublish()
    assert answers() == [410, 200, 200, 200]
    with committed():
        doomed.delete()
    assert answers() == [410, 410, 200, 200]
    with committed():
        PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert answers() == [410, 410, 302, 200]
    with committed():
        moved.slug = "elsewhere"
        moved.save_revision()
        factories.publish(moved)
    assert answers() == [410, 410, 302, 301]


def test_the_order_of_topics_in_the_menu_shows_at_once(committed):
    first, second = factories.topic("First topic"), factories.topic("Second topic")
    get("/")
    with committed():
        second.move(first, pos="left")
    page = text(get("/"))
    assert page.index("Second topic") < page.index("First topic")


def test_settings_photos_and_names_show_at_once(committed):
    reader, photo = factories.user(display_name="Old Name"), factories.photo(credit="Old Credit")
    story = factories.article(hero_photo=photo)
    factories.comment(story, by=reader)
    assert "Registration is closed" not in text(get(story.url))
    with committed():
        change(RegistrationSettings, registration_open=False)
    assert "Registration is closed" in text(get(story.url))
    with committed():
        change(CommentSettings, heading="Say something")
    assert "Say something" in text(get(story.url))
    with committed():
        photo.credit = "New Credit"
        photo.save()
    assert "New Credit" in text(get(story.url))
    with committed():
        reader.display_name = "New Name"
        reader.save()
    assert "New Name" in text(get(story.url))
    with committed():
        reader.delete()
    assert "A former reader" in text(get(story.url))


def test_a_log_in_and_a_new_account_throw_nothing_away(story, committed):
    get(story.url)
    reader = factories.user()
    with committed():
        factories.comment(story, by=reader)
        get(story.url)
    with committed():
        factories.user()
        Client().force_login(reader)
    assert is_kept(story.url)


def test_by_hand(story, committed):
    get(story.url)
    with committed():
        call_command("empty_front_cache")
    assert not is_kept(story.url)


@pytest.mark.usefixtures("_in_the_database")
def test_emptied_by_hand_or_by_the_worker_nothing_of_a_page_stays_in_the_database(story):
    get(story.url)
    call_command("empty_front_cache")
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cached_pages")
        assert cursor.fetchone() == (0,)


def test_emptied_by_hand_or_by_the_worker_nothing_of_a_page_stays_in_a_folder(settings, story, tmp_path):
    folder = {"BACKEND": "cms.file_cache.FileBasedCache", "LOCATION": str(tmp_path)}
    settings.CACHES = settings.CACHES | {"pages": folder}
    get(story.url)
    assert is_kept(story.url)
    assert list(tmp_path.iterdir())
    call_command("empty_front_cache")
    assert not list(tmp_path.iterdir())


def test_pages_are_thrown_away_whether_or_not_a_worker_runs(settings, story, committed):
    settings.TASKS = base.TASKS
    get(story.url)
    with committed():
        purge_page_from_cache(story)
    assert not is_kept(story.url)
    assert not DBTaskResult.objects.filter(task_path__endswith="purge_urls_from_cache_task").exists()


def test_every_host_and_unicode_address_of_a_page_is_thrown_away(settings, committed):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    story = factories.article(slug="crème-brûlée")
    get(story.url)
    get(story.url, headers={"Host": "other.example"})
    with committed():
        purge_page_from_cache(story)
    assert not is_kept(story.url)
    assert status(get(story.url, headers={"Host": "other.example"})) == "front; fwd=miss; stored"


def test_a_front_page_with_a_lead_saved_by_a_script_shows_it(story, committed):
    home = HomePage.objects.get()
    get("/")
    with committed():
        home.introduction = "Good morning"
        home.save()
    assert "Good morning" in text(get("/"))


# The comment box of a kept page


@pytest.fixture
def _guests_may_write():
    change(CommentSettings, who_may_comment="confirmed_email")


def box_in(page):
    """Where the form goes and what it sends without anybody's doing."""
    form = re.search(r'<form class="comment-form".*?</form>', page, re.S).group()
    hidden = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', form)
    return re.search(r'action="([^"]+)"', form).group(1), dict(hidden)


@pytest.mark.usefixtures("_guests_may_write")
def test_the_box_for_guests_stands_in_the_kept_page_and_holds_nothing_of_anybody(story):
    get(story.url)
    response = get(story.url)
    assert status(response) == "front; hit"
    assert not response.cookies
    _target, hidden = box_in(text(response))
    assert hidden == dict.fromkeys(["reply_to", "submission", "opened", "told"], "")
    assert "csrfmiddlewaretoken" not in text(response)


def send(visitor, story, **fields):
    """Fill in the box of the kept page and send it, as a browser does with or without JavaScript."""
    target, hidden = box_in(text(get(story.url)))
    guest = {"body": "Does it sting?", "name": "Gus Example", "email": "gus@example.org"}
    return visitor.post(target, hidden | guest | fields)


@pytest.fixture
def guest():
    return Client(enforce_csrf_checks=True)


@pytest.mark.usefixtures("_guests_may_write")
def test_a_double_click_and_the_back_button_make_one_comment_and_one_letter(guest, story, time_machine):
    first, double = send(guest, story), send(guest, story)
    time_machine.move_to(timezone.now() + timedelta(minutes=5))
    back = send(guest, story)
    assert {answer.url for answer in (first, double, back)} == {reverse("comments:sent", args=[story.pk])}
    assert "We have sent an e-mail to gus@example.org." in text(guest.get(back.url))
    assert not any(cookie.value for cookie in guest.cookies.values())  # told once, and nothing is kept
    assert len(mail.outbox) == ReaderComment.objects.count() == 1


@pytest.mark.usefixtures("_guests_may_write")
def test_who_sends_the_same_again_later_gets_the_letter_again(guest, story, time_machine):
    send(guest, story)
    time_machine.move_to(timezone.now() + timedelta(hours=1))
    send(guest, story)
    assert (len(mail.outbox), ReaderComment.objects.count()) == (2, 1)


@pytest.mark.usefixtures("_guests_may_write")
def test_other_words_another_guest_another_story_or_a_reply_make_a_comment_of_their_own(guest, story):
    answered = factories.comment(story)
    send(guest, story)
    send(guest, story, body="Does it really?")
    send(guest, story, email="iris@example.org")
    send(guest, story, reply_to=answered.pk)
    send(guest, factories.article())
    assert ReaderComment.objects.exclude(pk=answered.pk).count() == 5


@pytest.mark.usefixtures("_guests_may_write")
def test_nobody_can_tell_what_the_box_of_a_kept_page_has_sent(guest, story, settings):
    send(guest, story)
    first = ReaderComment.objects.get()
    first.delete()
    settings.SECRET_KEY = "another"
    send(guest, story)
    assert ReaderComment.objects.get().submission != first.submission


@pytest.mark.usefixtures("_guests_may_write")
def test_the_age_of_a_kept_form_is_unknown_and_holds_nobody(guest, story):
    send(guest, story)
    assert not ReaderComment.objects.get().notes.filter(rule="too_quick").exists()
    forged = {"submission": uuid.uuid4(), "opened": "made-up", "body": "Made up", "email": "iris@example.org"}
    send(guest, story, **forged)
    assert ReaderComment.objects.get(body="Made up").notes.filter(rule="too_quick").exists()


@pytest.mark.usefixtures("_guests_may_write")
def test_what_a_guest_forgot_is_asked_for_with_the_text_kept(guest, story):
    response = send(guest, story, name="")
    assert response.status_code == 400
    assert "Does it sting?" in text(response)
    assert send(guest, story).status_code == 302


@pytest.mark.usefixtures("_guests_may_write")
@pytest.mark.parametrize("secure", [False, True])
def test_another_site_can_send_nothing_in_a_guests_name(guest, story, secure):
    target, _hidden = box_in(text(get(story.url)))
    data = {"body": "Planted", "name": "Gus Example", "email": "gus@example.org"}
    strangers = [{"Origin": "https://elsewhere.example"}, {"Origin": "null"}]
    strangers += [{"Referer": "https://elsewhere.example/"}, {}] if secure else []
    for headers in strangers:
        response = guest.post(target, data, headers=headers, secure=secure)
        assert response.status_code == 403
        assert "nothing was sent" in text(response)
    assert not ReaderComment.objects.exists()
    ours = {"Origin": "https://testserver" if secure else "http://testserver"}
    assert guest.post(target, data, headers=ours, secure=secure).status_code == 302


@pytest.mark.parametrize("who_may_comment", ["confirmed_email", "registered"])
def test_whoever_is_logged_in_needs_the_token_and_gets_text_and_token_back(guest, story, who_may_comment):
    change(CommentSettings, who_may_comment=who_may_comment)
    guest.force_login(factories.user())
    target = reverse("comments:write", args=[story.pk])
    response = guest.post(target, {"body": "An hour of <typing>", "csrfmiddlewaretoken": "x" * 64})
    assert response.status_code == 403
    page = text(response)
    assert "nothing was sent" in page
    assert "An hour of &lt;typing&gt;</textarea>" in page
    assert not ReaderComment.objects.exists()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    assert guest.post(target, {"body": "An hour of <typing>", "csrfmiddlewaretoken": token}).status_code == 302
    assert ReaderComment.objects.get().body == "An hour of <typing>"


@pytest.mark.usefixtures("_guests_may_write")
def test_a_guests_box_sent_after_logging_in_comes_back_with_a_token(guest, story):
    target, hidden = box_in(text(get(story.url)))
    guest.force_login(factories.user())
    response = guest.post(target, hidden | {"body": "My words", "name": "Gus", "email": "gus@example.org"})
    assert response.status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text(response)).group(1)
    assert guest.post(target, hidden | {"body": "My words", "csrfmiddlewaretoken": token}).status_code == 302


def test_a_recall_is_on_every_kept_card_and_in_the_list_of_recalls_with_the_next_request(staff, committed):
    balm = factories.product("Balm", offers=[{}])
    story = factories.article(body=[factories.card(balm)], products=[balm])
    for address in (story.url, "/shopping-list/recalls.json"):
        assert "It burns." not in text(get(address))
        assert is_kept(address)
    notice = {"recalled_on": "2026-03-01", "authority": "The Office", "address": "https://office.example/1"}
    with committed():
        recalls.recall(balm, by=staff[Role.FACT_CHECKER], reason="It burns.", **notice)
    assert "It burns." in text(get(story.url))
    assert "It burns." in text(get("/shopping-list/recalls.json"))
    with committed():
        recalls.lift(balm, "It was another tube.", by=staff[Role.FACT_CHECKER])
    assert "It burns." not in text(get(story.url))


def test_a_price_is_on_every_kept_card_with_the_next_request(committed):
    balm = factories.product("Balm", offers=[{"price": 12, "checked_on": "2026-03-01"}])
    story = factories.article(body=[factories.card(balm)])
    assert "£12.00" in text(get(story.url))
    with committed():
        balm.offers.update(price=15)
        balm.offers.get().save()
    assert "£15.00" in text(get(story.url))


# Many at once


@pytest.fixture
def crowd(monkeypatch):
    """crowd(middleware, 8): the answers to so many readers, all of whom have looked for the page before it is made."""
    looked = threading.Semaphore(0)
    get_many = LocMemCache.get_many

    def look(cache, keys, version=None):
        found = get_many(cache, keys, version)
        looked.release()
        return found

    def ask(make, number):
        made = []

        def make_when_all_have_looked(request):
            made.append(request)
            if len(made) == 1:
                for _each in range(number):
                    assert looked.acquire(timeout=60)
            return make()

        middleware = FrontCacheMiddleware(make_when_all_have_looked)
        with ThreadPoolExecutor(number) as readers:
            asked = [readers.submit(middleware, RequestFactory().get("/stories/many/")) for _each in range(number)]
            return [each.result() for each in asked], len(made)

    monkeypatch.setattr(LocMemCache, "get_many", look)
    return ask


def test_a_page_that_many_ask_for_at_once_is_made_by_one_of_them(crowd):
    answers, made = crowd(lambda: HttpResponse("A page", content_type="text/html"), 8)
    assert made == 1
    assert {answer.content for answer in answers} == {b"A page"}
    assert sorted(map(status, answers)) == ["front; fwd=miss; stored", *["front; hit"] * 7]


def test_whoever_waits_for_a_page_that_fails_makes_it_themselves(crowd):
    answers, made = crowd(lambda: HttpResponse("It failed", status=500), 3)
    assert [answer.status_code for answer in answers] == [500] * 3
    assert made == 3


# What is old


def make(content="A page", **answer):
    return lambda request: HttpResponse(content, content_type="text/html", **answer)


def ask(middleware):
    return middleware(RequestFactory().get("/stories/old/"))


@pytest.fixture
def half_an_hour_later(time_machine):
    """What was kept is overdue then, and still there."""
    return lambda: time_machine.move_to(timezone.now() + timedelta(minutes=30))


def test_a_page_is_made_anew_when_its_time_is_over(half_an_hour_later):
    ask(FrontCacheMiddleware(make("An old page")))
    half_an_hour_later()
    assert ask(FrontCacheMiddleware(make("A new page"))).content == b"A new page"


@pytest.fixture
def another_process(monkeypatch):
    """Whoever asks after this shares the cache with those before, and no lock."""
    return lambda: monkeypatch.setattr("cms.kept_pages.locks", WeakValueDictionary())


def test_while_somebody_makes_a_page_anew_others_get_the_old_one(half_an_hour_later, another_process):
    ask(FrontCacheMiddleware(make("An old page")))
    half_an_hour_later()
    others = []

    def make_slowly(request):
        with ThreadPoolExecutor(1) as other:  # of this process
            others.append(other.submit(ask, middleware).result())
        another_process()
        others.append(ask(FrontCacheMiddleware(None)))
        return make("A new page")(request)

    middleware = FrontCacheMiddleware(make_slowly)
    assert ask(middleware).content == b"A new page"
    assert [other.content for other in others] == [b"An old page"] * 2
    assert {status(other) for other in others} == {"front; hit; fwd=stale"}


def test_if_a_page_cannot_be_made_anew_readers_get_the_old_one_and_are_told(half_an_hour_later):
    ask(FrontCacheMiddleware(make("An old page")))
    half_an_hour_later()
    answer = ask(FrontCacheMiddleware(make("It failed", status=500)))
    assert (answer.status_code, answer.content) == (200, b"An old page")
    assert answer.headers["Warning"] == '110 - "Response is Stale"'


def test_what_was_thrown_away_does_not_come_back_when_making_it_fails(committed):
    ask(FrontCacheMiddleware(make("A withdrawn photo")))
    with committed():
        forget_everything()
    assert ask(FrontCacheMiddleware(make("It failed", status=500))).status_code == 500


def test_a_page_that_another_process_makes_is_waited_for(committed, another_process, monkeypatch):
    ask(FrontCacheMiddleware(make("An old page")))
    with committed():
        forget_everything()
    waits, wait = threading.Event(), Place.wait
    monkeypatch.setattr(Place, "wait", lambda place: waits.set() or wait(place))
    with ThreadPoolExecutor(1) as readers:
        others = []

        def make_slowly(request):
            another_process()
            others.append(readers.submit(ask, FrontCacheMiddleware(make("Made twice"))))
            assert waits.wait(60)
            return make("A new page")(request)

        assert ask(FrontCacheMiddleware(make_slowly)).content == b"A new page"
        assert others[0].result().content == b"A new page"


def test_nobody_waits_for_a_process_that_gave_up(committed, another_process, monkeypatch):
    ask(FrontCacheMiddleware(make("An old page")))
    with committed():
        forget_everything()
    monkeypatch.setattr("cms.kept_pages.PATIENCE", 0.1)
    monkeypatch.setattr(Place, "claim", lambda place: False)
    assert ask(FrontCacheMiddleware(make("A new page"))).content == b"A new page"


# A cache that is away


@pytest.fixture
def away(monkeypatch):
    """The shared cache does not answer, until this is called."""

    class Away:
        def __getitem__(self, alias):
            raise ConnectionError("Nobody there")

    memory = Memory()
    monkeypatch.setattr(memory, "listen", lambda: None)
    for module in ("cms.kept_pages", "cms.page_memory"):
        monkeypatch.setattr(f"{module}.caches", Away())
    for module in ("cms.kept_pages", "cms.front_cache"):
        monkeypatch.setattr(f"{module}.MEMORY", memory)

    def back():
        for module in ("cms.kept_pages", "cms.page_memory"):
            monkeypatch.setattr(f"{module}.caches", caches)
        return memory

    return back


@pytest.mark.usefixtures("away")
def test_without_the_shared_cache_each_reader_gets_a_page_of_their_own(story):
    for _each in range(2):
        assert status(get(story.url)) == "front; fwd=bypass"
        assert "Light on glass" in text(get(story.url))


def test_what_was_thrown_away_while_the_cache_was_away_is_gone_when_it_is_back(story, committed, away, monkeypatch):
    memory = away()
    get(story.url)
    monkeypatch.setattr("cms.page_memory.take_away", Mock(side_effect=ConnectionError))
    with committed():
        forget_everything()
    monkeypatch.undo()
    assert is_kept(story.url)  # as far as the cache knows
    memory.tell_on()
    assert not is_kept(story.url)


@pytest.mark.usefixtures("away")
def test_a_command_says_that_it_could_throw_nothing_away(monkeypatch):
    memory = Memory()
    memory.untold = {"stamp:house"}
    monkeypatch.setattr(memory, "listen", lambda: None)
    command = "cms.management.commands.empty_front_cache"
    monkeypatch.setattr(f"{command}.MEMORY", memory)
    monkeypatch.setattr(f"{command}.PATIENCE", 0.3)
    monkeypatch.setattr(f"{command}.caches", {"pages": None})
    with pytest.raises(CommandError, match="does not answer"):
        call_command("empty_front_cache")
    assert memory.untold == {"stamp:house"}
