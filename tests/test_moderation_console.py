import re
from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.roles import Role
from comments import flags, moderation
from comments.measures import AuthorMeasure, MeasureKind, ReasonCode
from comments.models import Badge, ReaderComment, Status, Verb
from comments.states import Queue
from tests import factories
from tests.admin_frame import FRAME, own_queries, queries

pytestmark = pytest.mark.django_db

REVIEW = "/admin/comments/review/"
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def story():
    return factories.article("Light on glass", dek="What a window does to skin.")


@pytest.fixture
def moderator(client, staff):
    """A moderator, logged in."""
    client.force_login(staff[Role.COMMENT_MODERATOR])
    return staff[Role.COMMENT_MODERATOR]


def text(response):
    return response.content.decode()


def held(story, number, **fields):
    return [factories.comment(story, status=Status.PENDING, **fields) for _number in range(number)]


def decide(client, comment, verb, **fields):
    """A decision as the script sends it."""
    fields = {"verb": verb, "seen": comment.version} | fields
    address = reverse("moderation:decide", args=[comment.pk])
    return client.post(address, fields, headers={"Accept": "application/json"})


def undo(client, actions):
    return client.post(reverse("moderation:undo"), {"action": actions}, headers={"Accept": "application/json"})


def status_of(comment):
    return ReaderComment.objects.get(pk=comment.pk).status


def in_page(page):
    """The comments in a page, in order, and the first one that is shown."""
    return [int(pk) for pk in re.findall(r'data-comment="(\d+)"', page)]


# What the page has


def test_the_console_has_the_most_urgent_comment_in_focus_and_the_next_ones_ready(client, story, moderator):
    first, second, third = held(story, 3)
    ReaderComment.objects.filter(pk=third.pk).update(ranked_at=first.created_at - timedelta(days=1))
    page = text(client.get(REVIEW))
    assert in_page(page) == [third.pk, first.pk, second.pk]
    assert page.count("<article") == 3
    assert len(re.findall(r"<article[^>]* hidden>", page)) == 2
    assert f'action="{reverse("moderation:decide", args=[third.pk])}"' in page


def test_the_console_opens_the_first_queue_in_which_something_waits(client, story, moderator):
    escalated = factories.comment(story, status=Status.PENDING, is_escalated=True)
    assert in_page(text(client.get(REVIEW))) == [escalated.pk]
    assert "Nothing more waits here." in text(client.get(f"{REVIEW}?queue=pending"))
    assert client.get(f"{REVIEW}?queue=nonsense").status_code == 404


def test_the_comment_in_focus_stands_beside_all_that_is_known(client, story, moderator):
    reader = factories.user(display_name="Olga Example")
    opening = factories.comment(story, body="What came before.")
    for status in (Status.APPROVED, Status.APPROVED, Status.REJECTED, Status.SPAM):
        factories.comment(story, by=reader, status=status, body=f"Said elsewhere, {status}.")
    AuthorMeasure.objects.create(
        author=reader, kind=MeasureKind.SUSPEND, code=ReasonCode.ABUSE, ends_at=timezone.now() + timedelta(days=3)
    )
    comment = factories.comment(
        story, by=reader, reply_to=opening, body="In focus.", badge=Badge.STAFF, score=87, edit_body="In new focus."
    )
    comment.notes.create(rule="contains_link", outcome="hold", sentence="Contains a link")
    flags.flag(comment, flags.FlagReason.ABUSE, by=factories.user(), note="Rude to me")
    page = text(client.get(f"{REVIEW}?queue=edited"))
    for words in (
        "What a window does to skin.",
        "What came before.",
        "Said elsewhere, spam.",
        "Suspension",
        "Staff",
        "Looks like spam: 87 %",
        "Contains a link",
        "Rude to me",
        "weight 50 %",
        "new words",
    ):
        assert words.lower() in page.lower(), words
    assert "<dt>Approved</dt><dd>3</dd>" in page
    assert 'class="addition">' in page


def test_what_people_wrote_is_shown_as_text_wherever_it_stands(client, story, moderator):
    opening = factories.guest_comment(story, status=Status.APPROVED, body=HOSTILE, guest_name=HOSTILE)
    fields = {"guest_name": HOSTILE, "guest_email": "gus@example.org", "body": HOSTILE}
    factories.guest_comment(story, status=Status.APPROVED, **fields)
    comment = factories.guest_comment(
        story, status=Status.APPROVED, reply_to=opening, edit_body=f"{HOSTILE}!", **fields
    )
    comment.notes.create(rule="contains_link", outcome="hold", sentence=HOSTILE)
    comment.history.create(verb=Verb.APPROVE, version=2, from_status="pending", to_status="approved", reason=HOSTILE)
    flags.flag(comment, flags.FlagReason.OTHER, network="token", note=HOSTILE)
    page = text(client.get(f"{REVIEW}?queue=edited&q=%3Cimg%20src"))
    assert in_page(page) == [comment.pk]
    assert "<img src=x" not in page
    assert page.count(escape(HOSTILE)) >= 7


@pytest.mark.urls("tests.admin_frame")
def test_the_console_takes_the_same_few_queries_with_1_and_20_comments(client, story, moderator):
    def comes_in(by=None):
        comment = factories.comment(story, status=Status.PENDING, reply_to=factories.comment(story), by=by)
        comment.notes.create(rule="contains_link", outcome="hold", sentence="Contains a link")

    comes_in()
    few = queries(client, REVIEW)
    for number in range(19):
        comes_in(moderator if number % 2 else None)
    assert len(in_page(text(client.get(REVIEW)))) == 20
    # Of its own: comments, their notes, flags and history; the authors' numbers, other comments and measures;
    # the site, from which the addresses of their stories follow.
    assert queries(client, REVIEW) == few == FRAME + 8
    assert own_queries(client, REVIEW) == 8


def test_the_next_comments_are_fetched_as_a_piece_of_the_page(client, story, moderator):
    comments = held(story, 45)
    page, seen = text(client.get(REVIEW)), []
    more = re.search(r'data-more="([^"]+)"', page)[1]
    seen += in_page(page)
    while more:
        piece = text(client.get(more.replace("&amp;", "&")))
        assert "<html" not in piece
        seen += in_page(piece)
        more = re.search(r'data-more="([^"]*)"', piece)[1]
    assert seen == [comment.pk for comment in comments]


def test_without_scripts_a_comment_can_be_left_for_later(client, story, moderator):
    first, second = held(story, 2)
    later = re.search(r'href="([^"]+)" data-skip', text(client.get(REVIEW)))[1].replace("&amp;", "&")
    page = text(client.get(later))
    assert in_page(page) == [second.pk]
    sent = {"verb": "approve", "seen": 1, "next": later}
    page = text(client.post(reverse("moderation:decide", args=[second.pk]), sent, follow=True))
    assert "1 comment approved." in page
    assert "Nothing more waits here." in page
    assert status_of(first) == Status.PENDING


def test_search_and_filters_narrow_the_console(client, story, moderator):
    wanted = factories.comment(story, status=Status.PENDING, body="Glycerin helps")
    factories.comment(story, status=Status.PENDING)
    assert in_page(text(client.get(f"{REVIEW}?queue=pending&q=glycerin"))) == [wanted.pk]


# Decisions by script


@pytest.mark.parametrize("verb", [Verb.APPROVE, Verb.REJECT, Verb.SPAM])
def test_a_decision_is_confirmed_and_undone(client, story, moderator, verb):
    [comment] = held(story, 1)
    answer = decide(client, comment, verb).json()
    assert answer["version"] == 2
    assert comment.history.get(version=2).verb == verb
    undone = undo(client, answer["actions"])
    assert undone.json()["version"] == 3
    found = ReaderComment.objects.get(pk=comment.pk)
    assert (found.status, found.queue) == (Status.PENDING, Queue.PENDING)
    again = decide(client, found, verb)
    assert again.json()["version"] == 4


def test_passing_on_asks_for_a_note_in_the_script_too(client, story, moderator):
    [comment] = held(story, 1)
    address = reverse("moderation:escalate", args=[comment.pk])
    broken = [({"reason": " "}, 400), ({"reason": "x" * 301}, 400), ({"seen": 9, "reason": "Libel?"}, 409)]
    for fields, status in broken:
        answer = client.post(address, {"seen": 1} | fields, headers={"Accept": "application/json"})
        assert answer.status_code == status
        assert answer.json()["message"]
    assert decide(client, comment, Verb.ESCALATE).status_code == 400
    assert status_of(comment) == Status.PENDING
    answer = client.post(address, {"seen": 1, "reason": "Libel?"}, headers={"Accept": "application/json"})
    assert answer.json()["version"] == 2
    assert comment.history.get(verb=Verb.ESCALATE).reason == "Libel?"
    undo(client, answer.json()["actions"])
    assert ReaderComment.objects.get(pk=comment.pk).queue == Queue.PENDING


def test_to_pick_what_waits_approves_it_and_one_undo_takes_both_back(client, story, moderator):
    [comment] = held(story, 1)
    answer = decide(client, comment, Verb.PICK).json()
    found = ReaderComment.objects.get(pk=comment.pk)
    assert (found.status, bool(found.picked_at)) == (Status.APPROVED, True)
    assert answer["version"] == found.version
    assert "1 decision undone." in undo(client, answer["actions"]).json()["message"]
    found = ReaderComment.objects.get(pk=comment.pk)
    assert (found.status, found.picked_at) == (Status.PENDING, None)


def test_a_console_opened_since_takes_back_ones_own_latest_decision(client, story, moderator, staff):
    def take_back():
        return client.post(reverse("moderation:undo"), {"last": "yes"}, headers={"Accept": "application/json"})

    first, second, third, fourth = held(story, 4)
    for comment, verb in ((first, "approve"), (second, "reject"), (third, "spam")):
        decide(client, comment, verb)
    moderation.decide_many({fourth.pk: Verb.REJECT}, by=moderator, seen={fourth.pk: 1})  # has a button of its own
    moderation.approve(ReaderComment.objects.get(pk=third.pk), by=staff[Role.MANAGING_EDITOR])  # somebody else's now
    address = take_back().json()["url"]
    assert (status_of(second), status_of(third)) == (Status.PENDING, Status.APPROVED)
    page = text(client.get(address))
    assert in_page(page) == [second.pk]
    assert f"Undone, from before this page was opened: Rejected, {second.public_name}" in page
    take_back()
    assert status_of(first) == Status.PENDING
    assert take_back().status_code == 400
    decide(client, ReaderComment.objects.get(pk=first.pk), "approve")
    first.history.update(at=timezone.now() - timedelta(hours=13))
    answer = take_back()
    assert (answer.status_code, status_of(first)) == (400, Status.APPROVED)
    assert "There is nothing to undo" in answer.json()["message"]


def test_the_loser_of_two_is_told_who_decided_and_when(client, story, moderator):
    [comment] = held(story, 1)
    quick = factories.user(Role.COMMENT_MODERATOR, first_name="Quinn", last_name="Example")
    action = moderation.approve(ReaderComment.objects.get(pk=comment.pk), by=quick)
    response = decide(client, comment, Verb.SPAM)
    assert response.status_code == 409
    assert "approved by Quinn Example" in response.json()["message"]
    moderation.remove(ReaderComment.objects.get(pk=comment.pk), by=quick)
    assert undo(client, [action.pk]).status_code == 409
    assert status_of(comment) == Status.REMOVED


@pytest.mark.parametrize("broken", [{"verb": "publish"}, {"seen": "x"}, {"code": "nonsense"}, {"told": "x" * 501}])
def test_a_decision_that_makes_no_sense_is_refused_in_words(client, story, moderator, broken):
    [comment] = held(story, 1)
    response = decide(client, comment, **({"verb": "reject"} | broken))
    assert response.status_code == 400
    assert "Nothing was changed" in response.json()["message"]
    assert status_of(comment) == Status.PENDING


@pytest.mark.parametrize(
    ("verb", "sent", "kept"),
    [
        ("reject", {}, ("", "")),
        ("reject", {"code": "off_topic"}, ("off_topic", "")),
        ("reject", {"code": "abuse", "told": "Please be kind."}, ("abuse", "Please be kind.")),
        ("reject", {"told": "Please be kind."}, ("other", "Please be kind.")),
        ("spam", {"code": "spam"}, ("spam", "")),
        ("approve", {"code": "abuse", "told": "Please be kind."}, ("", "")),
    ],
)
def test_a_ground_is_kept_with_what_the_author_reads(client, story, moderator, verb, sent, kept):
    [comment] = held(story, 1)
    decide(client, comment, verb, reason="For us", **sent)
    action = comment.history.get(verb=verb)
    assert (action.code, action.told) == kept
    assert action.reason == "For us"


def test_only_moderators_reach_the_console_and_the_number(client, story, staff):
    held(story, 1, body="Not for your eyes")
    client.force_login(staff[Role.WRITER])
    for name in ("review", "review_more", "waiting", "bulk", "batches"):
        response = client.get(reverse(f"moderation:{name}"), follow=True)
        assert "Not for your eyes" not in text(response)
        assert response.status_code == 403 or response.redirect_chain


def test_the_number_in_the_menu_is_asked_for_in_two_queries_of_its_own(
    client, story, moderator, django_assert_max_num_queries
):
    held(story, 2)
    address = reverse("moderation:waiting")
    with django_assert_max_num_queries(5) as queries:
        answer = client.get(address).json()
    assert (answer["waiting"], answer["shown"]) == (2, " (2)")
    assert (answer["queues"]["pending"], answer["queues"]["flagged"]) == ("2", "0")
    # Which topics the moderator looks after, and the numbers of comments and of appeals against measures.
    assert len([query for query in queries if '"comments_' in query["sql"]]) == 2
    page = text(client.get(REVIEW))
    assert "moderation-badge.js" in page
    assert address in page
