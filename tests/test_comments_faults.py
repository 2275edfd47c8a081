"""What can go wrong between reading and writing: each gets a clear message, and nothing typed is lost."""

import uuid

import pytest
from django_tasks_db.models import DBTaskResult

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from wagtail.models import Page

from accounts.roles import Role
from articles.models import StoryIndexPage
from cms.mail import deliver
from comments import flags, moderation, posting, sanctions, votes
from comments.measures import MeasureKind, ReasonCode
from comments.models import CommentSettings, ReaderComment, Status
from home.models import HomePage
from screening import pipeline
from screening.models import HouseWord, RuleSetting
from screening.rulebook import WordKind
from tests import factories
from tests.role_table import addresses

pytestmark = pytest.mark.django_db

WORDS = "Typed for an hour"


@pytest.fixture
def story():
    return factories.article("Light on glass")


@pytest.fixture
def reader(client):
    """A reader, logged in, with the box open."""
    person = factories.user(display_name="Rita Example")
    client.force_login(person)
    return person


@pytest.fixture
def moderator():
    return factories.user(Role.COMMENT_MODERATOR)


def box(story):
    return reverse("comments:write", args=[story.pk])


def send(client, story, body=WORDS, **fields):
    return client.post(box(story), {"body": body, "submission": uuid.uuid4()} | fields)


def text(response):
    return response.content.decode()


def assert_given_back(response, status, says):
    """Nothing is stored, the words are in the answer, and it says why."""
    assert response.status_code == status
    assert WORDS in text(response)
    assert says in text(response)
    assert not ReaderComment.objects.filter(body=WORDS).exists()


# What is answered


@pytest.mark.parametrize("status", [status for status in Status if status != Status.APPROVED])
def test_a_reply_to_what_readers_cannot_see_comes_back(client, story, reader, status):
    hidden = factories.guest_comment(story, status=status, body="Not for everybody")
    response = send(client, story, reply_to=hidden.pk)
    assert_given_back(response, 409, "no longer shown")
    assert "Not for everybody" not in text(response)


def test_a_reply_to_what_was_deleted_while_typing_comes_back_and_can_be_sent_alone(client, story, reader):
    number = factories.comment(story).pk
    assert client.get(f"{box(story)}?reply_to={number}").status_code == 200
    ReaderComment.objects.get(pk=number).delete()
    assert_given_back(send(client, story, reply_to=number), 404, "does not exist")
    assert send(client, story).status_code == 302


# The story


def test_a_story_that_moved_while_typing_takes_the_comment_and_shows_it_at_its_new_address(client, story, reader):
    before = story.url
    elsewhere = HomePage.objects.get().add_child(instance=StoryIndexPage(title="Archive", slug="archive"))
    Page.objects.get(pk=story.pk).move(elsewhere, pos="last-child")
    response = send(client, story)
    landing = client.get(response.url).url
    assert landing.startswith("/archive/")
    assert landing.partition("#")[0] != before
    assert WORDS in text(client.get(landing))


def test_a_story_that_nobody_may_comment_on_any_more_gives_the_words_back(client, story, reader):
    CommentSettings.objects.update_or_create(site=story.get_site(), defaults={"who_may_comment": "nobody"})
    assert_given_back(send(client, story), 403, "Comments are closed")


# The writer


def test_a_ban_reaches_the_tab_that_is_open(client, story, reader, moderator):
    assert client.get(box(story)).status_code == 200
    sanctions.take(
        MeasureKind.BAN, by=moderator, code=ReasonCode.ABUSE, author=reader, told="Three warnings are enough."
    )
    response = send(client, story)
    assert_given_back(response, 403, "You cannot comment at present")
    assert "Three warnings are enough." in text(response)


def test_a_ban_reaches_edits_but_takes_nothing_back_by_itself(story, reader, moderator):
    comment = factories.comment(story, by=reader)
    sanctions.take(MeasureKind.BAN, by=moderator, code=ReasonCode.ABUSE, author=reader)
    with pytest.raises(posting.Refused, match="banned"):
        posting.edit(comment, by=reader, body="Other words")
    comment.refresh_from_db()
    assert comment.status == Status.APPROVED


def test_an_account_deleted_mid_thread_leaves_the_thread_and_gives_the_words_back(client, story, reader, moderator):
    opening = factories.comment(story, by=reader, body="It stings.")
    factories.comment(story, reply_to=opening, body="Not at all.")
    waiting = factories.comment(story, by=reader, status=Status.PENDING)
    get_user_model().objects.get(pk=reader.pk).delete()
    assert_given_back(send(client, story), 403, "You are logged out")
    page = text(Client().get(story.url))
    assert "A former reader" in page
    assert page.index("It stings.") < page.index("Not at all.")
    moderation.approve(ReaderComment.objects.get(pk=waiting.pk), by=moderator)


def test_what_a_deleted_account_reported_and_found_helpful_is_counted_no_more(story):
    comment, leaver = factories.comment(story), factories.user()
    votes.vote(comment, True, by=leaver)
    flags.flag(comment, "abuse", by=leaver)
    leaver.delete()
    call_command("comments_recount", "--check")


# The machine


def test_with_the_mail_server_down_a_guests_comment_is_kept_and_the_letter_waits(client, story, settings):
    CommentSettings.objects.update_or_create(site=story.get_site(), defaults={"who_may_comment": "confirmed_email"})
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_BACKEND = "cms.mail.QueuedEmailBackend"
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    letters = DBTaskResult.objects.filter(task_path="cms.mail.deliver")
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    guest = {"name": "Gus Example", "email": "gus@example.org"}
    assert send(client, story, **guest).status_code == 302
    assert ReaderComment.objects.get().status == Status.UNCONFIRMED
    first = letters.get(status="READY").args_kwargs
    letters.all().delete()
    deliver.call(*first["args"], **first["kwargs"])  # as the worker does
    assert letters.get(status="READY").args_kwargs["args"][1] == 2  # the second attempt


def test_a_database_that_fails_half_way_keeps_nothing_half_done(story, reader, monkeypatch):
    def fail(*_args, **_options):
        raise OperationalError("The disk is full.")

    sender = Client(raise_request_exception=False)
    sender.force_login(reader)
    form = uuid.uuid4()
    with monkeypatch.context() as patched:
        patched.setattr(posting, "keep_traces", fail)
        assert send(sender, story, submission=form).status_code == 500
    assert not ReaderComment.objects.exists()
    assert send(sender, story, submission=form).status_code == 302
    call_command("comments_recount", "--check")


# The rules, edited while comments arrive


def test_a_rule_that_breaks_holds_the_comment_and_says_so_to_moderators(client, story, reader, monkeypatch):
    factories.comment(story, by=reader)

    def contains_link(_submission, *_number):
        raise ValueError("A mistake")

    rules = [contains_link if rule.__name__ == "contains_link" else rule for rule in pipeline.SCREENS]
    monkeypatch.setattr(pipeline, "SCREENS", rules)
    assert send(client, story).status_code == 302
    comment = ReaderComment.objects.get(body=WORDS)
    assert comment.status == Status.PENDING
    assert "A rule failed" in comment.notes.get(rule="contains_link").sentence


def test_a_rule_that_is_gone_from_the_code_or_from_the_table_loses_nothing(client, story, reader):
    RuleSetting.objects.create(rule="gone_since_then", mode="hold")
    assert send(client, story).status_code == 302
    RuleSetting.objects.all().delete()
    assert send(client, story, "And another thing, later on").status_code == 302
    assert ReaderComment.objects.filter(status=Status.PENDING).count() == 2


def test_a_word_blocked_while_the_form_was_open_counts(client, story, reader):
    assert client.get(box(story)).status_code == 200
    HouseWord.objects.create(text="hour", kind=WordKind.BLOCKED)
    response = send(client, story)
    assert response.status_code in {302, 400}
    assert WORDS in text(response) or ReaderComment.objects.get(body=WORDS).status == Status.PENDING


# Numbers in addresses

NUMBERS = ["", "1" * 19, "9" * 20, "9" * 40, "1" * 300, "9" * 4_301]
NUMBERS += """
    0 1 -1 +1 00 01 1.0 1e9 0x10 1_000 %201 1%20 999999 2147483647 2147483648 4294967296 9223372036854775807
    9223372036854775808 -9223372036854775809 NaN Infinity None null true x %00 1%00 \u0661 \u0663\u0664 \u00b2 \u2460
    \uff11 \u0967 \u4e00 \u00bd 1\u200b \u202e1 1;2 1,2 1' 1/**/OR/**/1=1 [] {} ../1 1%0a2 %ff 1/2
""".split()  # noqa: SIM905 - fifty quoted words would be harder to read


def numbered_addresses():
    return [each for each in addresses() if each.startswith(("comments/", "admin/comments/")) and "<" in each]


@pytest.mark.parametrize("address", numbered_addresses())
def test_any_number_in_an_address_of_comments_has_an_answer(story, moderator, address):
    """Huge, negative, in words or in the figures of other scripts: found or not, but never an error of ours."""
    client = Client(raise_request_exception=False)
    client.force_login(moderator)
    before, _open, rest = address.partition("<")
    after = rest.partition(">")[2]
    for number in NUMBERS:
        response = client.get(f"/{before}{number}{after}")
        assert response.status_code < 500, number
        if response.status_code != 404:
            form = {"verb": "approve", "seen": number, "body": "", "reason": ""}
            assert client.post(f"/{before}{number}{after}", form).status_code < 500, number


def test_any_number_asked_of_a_story_has_an_answer(client, story):
    factories.comment(story)
    names = ["before", "thread", "after", "sort", "order", "page"]
    for number in NUMBERS:
        assert client.get(story.url, dict.fromkeys(names, number)).status_code == 200, number
        assert client.get(box(story), {"reply_to": number}).status_code in {200, 404}, number


@pytest.mark.parametrize(
    "parameters", [["p"], ["id", "after", "before", "created_at_from", "headline", "ordering"], ["q"]]
)
def test_any_number_asked_of_the_queue_has_an_answer(client, story, moderator, parameters):
    client.force_login(moderator)
    factories.comment(story, status=Status.PENDING)
    for number in NUMBERS:
        response = client.get(reverse("moderation:queue", args=["pending"]), dict.fromkeys(parameters, number))
        assert response.status_code in {200, 302, 404}, number


def test_any_number_sent_to_undo_or_bulk_has_an_answer(client, story, moderator):
    client.force_login(moderator)
    bulk = reverse("wagtail_bulk_action", args=["comments", "readercomment", "approve"])
    comment = factories.comment(story, status=Status.PENDING, version=77)
    for number in NUMBERS:
        assert client.post(reverse("moderation:undo"), {"action": number}).status_code in {302, 400, 404}, number
        for seen in (f"{number}:{number}", f"{comment.pk}:{number}"):
            assert client.post(f"{bulk}?id={comment.pk}", {"seen": seen}).status_code in {200, 302, 400, 404}, number
        assert client.get(bulk, {"id": number}).status_code in {200, 302, 404}, number
    comment.refresh_from_db()
    assert (comment.status, comment.version) == (Status.PENDING, 77)
