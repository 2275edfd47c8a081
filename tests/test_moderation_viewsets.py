import re

import pytest

from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.roles import Role
from comments import flags, moderation
from comments.models import ReaderComment, Status, StoryConversation, Verb
from tests import factories
from tests.admin_frame import FRAME, own_queries, queries

pytestmark = pytest.mark.django_db

MAY_MODERATE = [Role.COMMENT_MODERATOR, Role.MANAGING_EDITOR]
QUEUE = "/admin/comments/"
# Queries of a tab of its own: comments, their notes, their flags, saved filters, the site for the stories' addresses.
OWN = 5


@pytest.fixture
def story():
    return factories.article("Light on glass")


@pytest.fixture
def moderator(client, staff):
    """A moderator, logged in."""
    client.force_login(staff[Role.COMMENT_MODERATOR])
    return staff[Role.COMMENT_MODERATOR]


def queue(status):
    return reverse("moderation:queue", args=[status])


def send_decision(client, comment, verb, **fields):
    fields = {"verb": verb, "seen": comment.version} | fields
    return client.post(reverse("moderation:decide", args=[comment.pk]), fields, follow=True)


def bulk(client, action, comments, data=None):
    address = reverse("wagtail_bulk_action", args=["comments", "readercomment", action])
    query = "&".join(f"id={comment.pk}" for comment in comments)
    address = f"{address}?{query}&next={QUEUE}"
    return client.get(address) if data is None else client.post(address, data, follow=True)


def text(response):
    return response.content.decode()


def status_of(comment):
    return ReaderComment.objects.get(pk=comment.pk).status


# Who gets in


def addresses_of(comment, action):
    """Every screen and every form of the moderators, as (method, address, data)."""
    one = [comment.pk]
    bulk_address = reverse("wagtail_bulk_action", args=["comments", "readercomment", "approve"])
    return [
        ("get", QUEUE, {}),
        ("get", queue("approved"), {}),
        ("get", reverse("moderation:queue_results", args=["pending"]), {}),
        ("get", reverse("moderation:inspect", args=one), {}),
        ("get", reverse("moderation:conversation", args=[comment.article_id]), {}),
        ("post", reverse("moderation:conversation", args=[comment.article_id]), {"closed": "yes"}),
        ("post", reverse("moderation:decide", args=one), {"verb": "approve", "seen": 1}),
        ("post", reverse("moderation:undo"), {"action": action.pk}),
        ("get", f"{bulk_address}?id={comment.pk}", {}),
        ("post", f"{bulk_address}?id={comment.pk}", {"seen": f"{comment.pk}:1"}),
    ]


@pytest.mark.parametrize("role", [None, *(role for role in Role if role not in MAY_MODERATE)])
def test_others_see_and_do_nothing(client, story, staff, role):
    comment = factories.comment(story, status=Status.PENDING, body="Not for your eyes")
    decided = factories.comment(story, status=Status.PENDING)
    action = moderation.approve(decided, by=staff[Role.COMMENT_MODERATOR])
    client.force_login(staff[role] if role else factories.user())
    for method, address, data in addresses_of(comment, action):
        response = getattr(client, method)(address, data, follow=True)
        assert "Not for your eyes" not in text(response)
        assert response.status_code == 403 or response.redirect_chain
    assert (status_of(comment), status_of(decided)) == (Status.PENDING, Status.APPROVED)
    conversation = StoryConversation.of(story.pk)
    assert (conversation.is_closed, conversation.published) == (False, 1)


@pytest.mark.parametrize("role", MAY_MODERATE)
def test_moderators_and_managing_editors_get_every_screen(client, story, staff, role):
    comment = factories.comment(story, status=Status.PENDING)
    client.force_login(staff[role])
    for method, address, _data in addresses_of(comment, comment.history.get()):
        if method == "get":
            assert client.get(address).status_code == 200


def test_visitors_are_asked_to_log_in(client, story):
    response = client.get(QUEUE)
    assert response.status_code == 302
    assert "login" in response.url


def test_the_menu_says_how_many_wait_and_only_to_those_who_can_help(client, story, staff):
    for _number in range(3):
        factories.comment(story, status=Status.PENDING)
    factories.comment(story)
    client.force_login(staff[Role.COMMENT_MODERATOR])
    assert "Comments (3)" in text(client.get(QUEUE))
    client.force_login(staff[Role.WRITER])
    assert f'"{QUEUE}"' not in text(client.get(reverse("wagtailadmin_home")))


def test_nobody_can_add_edit_or_delete_a_comment(client, story, admin_user):
    comment = factories.comment(story)
    client.force_login(admin_user)
    for name in ("new", f"edit/{comment.pk}", f"delete/{comment.pk}", f"copy/{comment.pk}"):
        assert client.get(f"{QUEUE}{name}/").status_code == 404
    page = text(client.get(queue("approved"))).partition('id="listing-results"')[2]
    assert f"/comments/edit/{comment.pk}/" not in page
    assert f"{QUEUE}new/" not in page


# The queue


def test_the_queue_begins_with_what_waits_longest(client, story, moderator):
    for body in ("oldest", "newer", "newest"):
        factories.comment(story, status=Status.PENDING, body=body)
    page = text(client.get(QUEUE))
    assert page.index("oldest") < page.index("newer") < page.index("newest")


WITH_WORDS = [status for status in Status if status != Status.ERASED]


@pytest.mark.parametrize("status", WITH_WORDS)
def test_each_status_has_a_queue_of_its_own_with_its_number(client, story, moderator, status):
    for each in WITH_WORDS:
        factories.guest_comment(story, status=each, body=f"I am {each}")
    page = text(client.get(queue(status)))
    assert f"I am {status}" in page
    assert page.count("I am ") == 1
    for each in WITH_WORDS:
        assert f"{each.label} (1)" in page


def test_an_unknown_queue_is_not_found(client, moderator):
    assert client.get(queue("nonsense")).status_code == 404


def test_a_row_shows_what_the_comment_answers_and_who_wrote_it(client, story, moderator):
    opening = factories.comment(story, by=factories.user(display_name="Olga Example"), body="An opinion.")
    factories.guest_comment(story, status=Status.PENDING, reply_to=opening, guest_email="gus@example.org")
    page = text(client.get(QUEUE))
    assert "In reply to Olga Example: An opinion." in page
    assert "gus@example.org" in page
    assert story.url in page
    assert reverse("wagtailadmin_pages:edit", args=[story.pk]) not in page


def test_words_of_readers_are_never_markup_on_the_moderators_screens(client, story, moderator):
    hostile = "<img src=x onerror=alert(1)>"
    opening = factories.guest_comment(story, status=Status.APPROVED, body=hostile, guest_name=hostile[:60])
    comment = factories.guest_comment(
        story, status=Status.PENDING, body=hostile, guest_name=hostile[:60], reply_to=opening
    )
    for address in (QUEUE, f"{QUEUE}?q=onerror", reverse("moderation:inspect", args=[comment.pk])):
        page = text(client.get(address))
        assert escape(hostile) in page
        assert hostile not in page
    assert hostile not in text(bulk(client, "approve", [comment]))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=glycerin", ["a"]),
        ("q=rita%40example.org", ["b"]),
        ("headline=glass", ["a", "b"]),
        ("headline=other", ["c"]),
        ("created_at_to=2001-01-01", []),
        ("created_at_from=2001-01-01", ["a", "b", "c"]),
        ("q=%00", ["a", "b", "c"]),
        ("headline=%00", ["a", "b", "c"]),
        ("q=%22%27%3B--", []),
        ("ordering=nonsense", ["a", "b", "c"]),
        ("p=999", ["a", "b", "c"]),
    ],
)
def test_the_queue_is_searched_and_filtered(client, story, moderator, query, found):
    reader = factories.user(email="rita@example.org")
    made = {
        "a": factories.comment(story, status=Status.PENDING, body="Glycerin helps"),
        "b": factories.comment(story, status=Status.PENDING, by=reader),
        "c": factories.comment(factories.article("The other one"), status=Status.PENDING),
    }
    page = text(client.get(f"{QUEUE}?{query}"))
    assert [name for name, comment in made.items() if f'id="comment_{comment.pk}_title"' in page] == found


@pytest.mark.urls("tests.admin_frame")
@pytest.mark.parametrize("tab", ["pending", "flagged"])
def test_the_queue_takes_the_same_few_queries_with_1_and_30_comments(client, story, moderator, tab):
    def comes_in(story):
        status = Status.PENDING if tab == "pending" else Status.APPROVED
        comment = factories.comment(story, status=status, reply_to=factories.comment(story))
        comment.notes.create(rule="contains_link", outcome="hold", sentence="Contains a link")
        flags.flag(comment, flags.FlagReason.SPAM, by=factories.user())

    comes_in(story)
    few = queries(client, queue(tab))
    for other in [story, *(factories.article() for _number in range(2))]:
        for _number in range(10):
            comes_in(other)
    assert queries(client, queue(tab)) == few == FRAME + OWN
    assert own_queries(client, queue(tab)) == OWN


# Deciding


def undo_form(page):
    return {
        "action": re.findall(r'name="action" value="(\d+)"', page),
        "batch": re.findall(r'name="batch" value="(\d+)"', page),
        "next": re.search(r'class="decided-undo".*?name="next" value="([^"]+)"', page, re.S).group(1),
    }


@pytest.mark.parametrize(
    ("verb", "sentence"),
    [
        (Verb.APPROVE, "1 comment approved."),
        (Verb.REJECT, "1 comment rejected."),
        (Verb.SPAM, "1 comment marked as spam."),
        (Verb.REMOVE, "1 comment taken off the page."),
    ],
)
def test_a_decision_is_one_form_and_the_message_takes_it_back(client, story, moderator, verb, sentence):
    before = Status.APPROVED if verb == Verb.REMOVE else Status.PENDING
    comment = factories.comment(story, status=before)
    assert f'value="{verb}"' in text(client.get(queue(before)))
    page = text(send_decision(client, comment, verb, next=f"{QUEUE}?q=thought"))
    assert sentence in page
    assert status_of(comment) == moderation.DECISIONS[verb][0]

    undo = undo_form(page)
    assert undo["next"] == f"{QUEUE}?q=thought"
    assert "1 decision undone." in text(client.post(reverse("moderation:undo"), undo, follow=True))
    assert status_of(comment) == before


def test_the_second_moderator_is_told_who_was_first(client, story, moderator):
    comment = factories.comment(story, status=Status.PENDING)
    quick = factories.user(Role.COMMENT_MODERATOR, first_name="Quinn", last_name="Example")
    moderation.approve(ReaderComment.objects.get(pk=comment.pk), by=quick)
    page = text(send_decision(client, comment, "spam"))
    assert "Nothing was changed" in page
    assert "approved by Quinn Example" in page
    assert status_of(comment) == Status.APPROVED


def test_an_undo_that_comes_too_late_is_told(client, story, moderator):
    comment = factories.comment(story, status=Status.PENDING)
    action = moderation.approve(comment, by=moderator)
    moderation.remove(comment, by=moderator)
    page = text(client.post(reverse("moderation:undo"), {"action": action.pk}, follow=True))
    assert "Nothing was changed" in page
    assert "decision undone" not in page
    assert status_of(comment) == Status.REMOVED


@pytest.mark.parametrize(
    "broken", [{"verb": "publish"}, {"seen": ""}, {"seen": "x"}, {"verb": ""}, {"reason": "x" * 301}]
)
def test_a_broken_decision_changes_nothing_and_says_so(client, story, moderator, broken):
    comment = factories.comment(story, status=Status.PENDING)
    data = {"verb": "approve", "seen": 1} | broken
    response = client.post(reverse("moderation:decide", args=[comment.pk]), data, follow=True)
    assert "Nothing was changed" in text(response)
    assert status_of(comment) == Status.PENDING


TYPED = {"code": "illegal", "law": "", "told": "You <b>know</b> why.", "reason": "The usual crowd"}


def assert_kept(page):
    assert "You &lt;b&gt;know&lt;/b&gt; why." in page
    assert "The usual crowd" in page
    assert "You <b>know</b>" not in page


def test_a_ground_without_its_law_comes_back_with_all_that_was_typed(client, story, moderator):
    comment = factories.comment(story, status=Status.PENDING, body="What it is about")
    data = TYPED | {"verb": "reject", "seen": 1, "next": f"{QUEUE}?q=thought"}
    answer = client.post(reverse("moderation:decide", args=[comment.pk]), data)
    page = text(answer)
    assert answer.status_code == 400
    assert_kept(page)
    assert 'value="illegal" checked' in page
    assert "data-ground open" in page
    assert re.search(r'name="law"[^>]*aria-invalid="true" autofocus', page)
    assert re.search(r'id="law-errors">Name the law', page)
    assert "What it is about" in page
    assert f'name="next" value="{QUEUE}?q=thought"' in page
    assert status_of(comment) == Status.PENDING
    data["law"] = "German Criminal Code, section 185"
    assert client.post(reverse("moderation:decide", args=[comment.pk]), data).url == f"{QUEUE}?q=thought"
    assert comment.history.latest("version").told == "You <b>know</b> why."


@pytest.mark.parametrize("broken", [{"verb": "publish"}, {"seen": "x"}, {"told": "x" * 501}, {"reason": "x" * 301}])
def test_however_a_decision_is_broken_what_was_typed_comes_back(client, story, moderator, broken):
    comment = factories.comment(story, status=Status.PENDING)
    data = {"verb": "reject", "seen": 1, "told": "In my own words", "reason": "A note of mine"} | broken
    answer = client.post(reverse("moderation:decide", args=[comment.pk]), data)
    page = text(answer)
    assert answer.status_code == 400
    assert f">{data['told']}</textarea>" in page
    assert f'value="{data["reason"]}"' in page
    assert status_of(comment) == Status.PENDING


def test_whoever_is_overtaken_keeps_the_words_and_sees_what_was_decided(client, story, moderator):
    comment = factories.comment(story, status=Status.PENDING)
    quick = factories.user(Role.COMMENT_MODERATOR, first_name="Quinn", last_name="Example")
    moderation.approve(ReaderComment.objects.get(pk=comment.pk), by=quick)
    address = reverse("moderation:decide", args=[comment.pk])
    answer = client.post(address, TYPED | {"law": "A law", "verb": "reject", "seen": 1})
    page = text(answer)
    assert answer.status_code == 409
    assert "approved by Quinn Example" in page
    assert_kept(page)
    seen = re.search(r'name="seen" value="(\d+)"', page).group(1)
    client.post(address, TYPED | {"law": "A law", "verb": "remove", "seen": seen})
    assert status_of(comment) == Status.REMOVED


def test_words_on_a_decision_that_is_an_editors_are_not_lost(client, story, moderator):
    comment = factories.comment(story, status=Status.PENDING, is_escalated=True)
    data = TYPED | {"code": "abuse", "verb": "reject", "seen": 1}
    answer = client.post(reverse("moderation:decide", args=[comment.pk]), data)
    page = text(answer)
    assert answer.status_code == 400
    assert "passed to an editor" in page
    assert 'name="verb"' not in page
    assert "You had written" in page
    assert_kept(page)


def test_the_screen_that_comes_back_leads_nowhere_that_cannot_be_opened(client, story, moderator):
    comment = factories.comment(story, status=Status.PENDING)
    moderation.reject(comment, by=moderator)
    page = text(client.post(reverse("moderation:decide", args=[comment.pk]), {"verb": "approve", "seen": "x"}))
    decide = reverse("moderation:decide", args=[comment.pk])
    assert f'name="next" value="{decide}"' not in page
    assert f"next={decide}" not in page


def test_line_ends_count_as_one_character_as_in_the_browser(client, story, moderator):
    comment = factories.comment(story, status=Status.PENDING)
    send_decision(client, comment, "reject", told="a\r\n" * 249 + "ab")
    assert comment.history.latest("version").told == "a\n" * 249 + "ab"


def test_a_decision_never_leads_to_another_site(client, story, moderator):
    comment = factories.comment(story, status=Status.PENDING)
    data = {"verb": "approve", "seen": 1, "next": "https://trap.example/"}
    assert client.post(reverse("moderation:decide", args=[comment.pk]), data).url == QUEUE


def test_decisions_are_posted_with_the_token_against_forgery_only(story, staff):
    comment = factories.comment(story, status=Status.PENDING)
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(staff[Role.COMMENT_MODERATOR])
    assert send_decision(visitor, comment, "approve").status_code == 403
    assert visitor.get(reverse("moderation:decide", args=[comment.pk])).status_code == 405
    assert visitor.get(reverse("moderation:undo")).status_code == 405
    assert status_of(comment) == Status.PENDING


def test_one_comment_stands_beside_its_story_its_parent_its_author_and_its_history(client, moderator):
    story = factories.article("Light on glass", dek="What a window does to skin.")
    reader = factories.user()
    opening = factories.comment(story, body="What came before.")
    factories.comment(factories.article(), by=reader, body="Said elsewhere.")
    comment = factories.comment(story, by=reader, status=Status.PENDING, reply_to=opening)
    moderation.reject(comment, by=moderator, reason="Off the subject")
    page = text(client.get(reverse("moderation:inspect", args=[comment.pk])))
    for words in ("What a window does to skin.", "What came before.", "Said elsewhere.", "Off the subject", "Undo"):
        assert words in page


def test_after_a_decision_the_next_comment_is_already_there(client, story, moderator):
    comment, following = (factories.comment(story, status=Status.PENDING) for _number in range(2))
    page = text(client.get(reverse("moderation:inspect", args=[comment.pk])))
    next_address = reverse("moderation:inspect", args=[following.pk])
    assert f'name="next" value="{next_address}"' in page


# Many at once


def test_many_are_approved_at_once_and_taken_back_at_once(client, story, moderator):
    comments = [factories.comment(story, status=Status.PENDING) for _number in range(3)]
    seen = re.search(r'name="seen" value="([^"]+)"', text(bulk(client, "approve", comments))).group(1)
    page = text(bulk(client, "approve", comments, {"seen": seen}))
    assert "3 comments approved." in page
    assert {status_of(comment) for comment in comments} == {Status.APPROVED}
    client.post(reverse("moderation:undo"), undo_form(page))
    assert {status_of(comment) for comment in comments} == {Status.PENDING}


def test_what_others_decided_meanwhile_is_left_alone(client, story, moderator):
    ours, theirs, back = (factories.comment(story, status=Status.PENDING) for _number in range(3))
    seen = " ".join(f"{comment.pk}:1" for comment in (ours, theirs, back))
    moderation.approve(theirs, by=moderator)
    moderation.undo(moderation.approve(back, by=moderator), by=moderator)
    page = text(bulk(client, "spam", [ours, back], {"seen": seen}))
    assert "1 comment marked as spam." in page
    assert "2 comments were left alone" in page
    assert [status_of(comment) for comment in (ours, theirs, back)] == [Status.SPAM, Status.APPROVED, Status.PENDING]


def test_comments_a_decision_does_not_apply_to_are_named_before_it(client, story, moderator):
    page = text(bulk(client, "approve", [factories.comment(story, status=Status.PENDING), factories.comment(story)]))
    assert "1 chosen comment stays as it is" in page


@pytest.mark.parametrize("seen", ["", "nonsense", "1:", "1:1;drop", "9" * 40 + ":1"])
def test_a_broken_bulk_form_changes_nothing(client, story, moderator, seen):
    comment = factories.comment(story, status=Status.PENDING)
    assert bulk(client, "approve", [comment], {"seen": seen}).status_code == 200
    assert status_of(comment) == Status.PENDING


def test_all_of_the_listing_is_never_meant_by_accident(client, story, moderator):
    comment = factories.comment(story, status=Status.PENDING)
    address = reverse("wagtail_bulk_action", args=["comments", "readercomment", "approve"])
    client.post(f"{address}?id=all", {"seen": f"{comment.pk}:1"})
    assert status_of(comment) == Status.PENDING


@pytest.mark.parametrize("number", ["9" * 40, "9" * 5000, "-1", "²", "nonsense"])
def test_a_number_no_comment_can_have_is_no_error(client, story, moderator, number):
    comment = factories.comment(story, status=Status.PENDING)
    assert client.post(reverse("moderation:undo"), {"action": number}).status_code == 302
    address = reverse("wagtail_bulk_action", args=["comments", "readercomment", "approve"])
    assert client.get(f"{address}?id={number}&id={comment.pk}").status_code == 200


# Stories


def test_the_comments_of_one_story_are_closed_and_opened(client, story, moderator):
    address = reverse("moderation:conversation", args=[story.pk])
    assert "are closed" in text(client.post(address, {"closed": "yes"}, follow=True))
    conversation = StoryConversation.of(story.pk)
    assert (conversation.is_closed, conversation.published) == (True, 0)
    assert "can comment on this story again" in text(client.post(address, {"closed": "no"}, follow=True))
    conversation = StoryConversation.of(story.pk)
    assert (conversation.is_closed, conversation.published) == (False, 0)


def test_the_editor_of_a_story_leads_to_its_comments_and_its_history_tells_of_them(client, story, staff):
    client.force_login(staff[Role.MANAGING_EDITOR])
    address = reverse("moderation:conversation", args=[story.pk])
    assert address in text(client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])))
    client.post(address, {"closed": "yes"})
    history = text(client.get(reverse("wagtailadmin_pages:history", args=[story.pk])))
    assert "Comments on the story closed" in history
    client.force_login(staff[Role.COPY_EDITOR])
    assert address not in text(client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])))


def test_the_site_history_tells_of_decisions(client, story, staff, admin_user):
    moderation.approve(factories.comment(story, status=Status.PENDING), by=staff[Role.COMMENT_MODERATOR])
    client.force_login(admin_user)
    assert "Comment approved" in text(client.get(reverse("wagtailadmin_reports:site_history")))


def test_who_may_not_moderate_learns_of_no_story_there(client, story, staff):
    client.force_login(staff[Role.WRITER])
    there, missing = (client.get(reverse("moderation:conversation", args=[pk])) for pk in (story.pk, 999_999))
    assert there.status_code == missing.status_code == 302
    assert there.url == missing.url


def test_the_front_screen_tells_moderators_alone_how_many_comments_wait(client, story, staff):
    factories.comment(story, status=Status.PENDING)
    client.force_login(staff[Role.COMMENT_MODERATOR])
    page = client.get("/admin/").content.decode()
    assert "1 comment waits" in page
    assert re.search(r"Waiting: 1\s+<span[^>]*>\(oldest: ", page)
    client.force_login(staff[Role.WRITER])
    assert "comment waits" not in client.get("/admin/").content.decode()
