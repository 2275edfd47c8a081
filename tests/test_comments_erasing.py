"""Forgetting people: after a long life in the comments, nothing of theirs is left in any table."""

import base64
import json
import re
import uuid
from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from cms.mail import deliver
from cms.settings import base
from comments import appealing, corrections, erasing, flags, moderation, posting, sanctions, votes
from comments.access import Access
from comments.arrivals import NetworkTrace
from comments.flags import CommentFlag
from comments.letters import ReplyNotice, ReplyPreference
from comments.measures import AuthorMeasure, MeasureKind, ReasonCode, address_key, measures_against
from comments.models import CommentSettings, ReaderComment, Status
from comments.posting import Refused
from comments.retention import forget_old
from comments.writers import Writer, guest_with_link
from moderation.notes import ModeratorNote
from notices.models import Frequency
from planning.management.commands import worker
from tests import factories

pytestmark = pytest.mark.django_db

PACKED = {"cached_pages", "cache_entries"}  # tables of caches, whose second column is packed


@pytest.fixture
def story():
    return factories.article("Light on glass")


@pytest.fixture
def moderator(staff):
    return staff[Role.COMMENT_MODERATOR]


@pytest.fixture
def _as_in_production(settings):
    """Mail in the task queue, counts of attempts in the database: wherever a name could be kept."""
    settings.TASKS = base.TASKS
    settings.EMAIL_BACKEND = "cms.mail.QueuedEmailBackend"
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    table = {"BACKEND": "cms.database_cache.DatabaseCache", "LOCATION": "cached_pages"}
    settings.CACHES = base.CACHES | {"pages": table}
    call_command("createcachetable", verbosity=0)
    yield
    for cache in ("default", "pages"):
        caches[cache].clear()


def hits(*needles):
    """Every (table, needle) of the whole database in which one of these texts stands, whatever its capitals."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names from the database
            for row in cursor:
                text = " ".join(spelt_out(cell) for cell in row)
                if table in PACKED:
                    text = base64.b64decode(row[1]).decode("utf-8", "replace")
                text = text.lower()
                found |= {(table, needle) for needle in needles if needle.lower() in text}
    for session in Session.objects.all():  # their data is packed
        text = json.dumps(session.get_decoded(), ensure_ascii=False).lower()
        found |= {("sessions", needle) for needle in needles if needle.lower() in text}
    return found


def spelt_out(cell):
    if isinstance(cell, bytes | memoryview):
        return bytes(cell).decode("utf-8", "replace")
    text = cell if isinstance(cell, str) else json.dumps(cell, default=str, ensure_ascii=False)
    # JSON of SQLite spells other letters as \u2026.
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


def send(client, story, **fields):
    client.post(f"/comments/write/{story.pk}/", fields)
    return story.reader_comments.latest("pk")


def live_through(story, moderator, send_words, **asks):
    """What can happen to a person in the comments, all of it with words that nobody else uses."""
    editor = factories.user(Role.MANAGING_EDITOR)
    told, other = factories.user(display_name="Olga Example"), factories.user(display_name="Pia Example")
    ReplyPreference.of(told).choose(Frequency.EACH)
    ReplyPreference.of(other).choose(Frequency.DIGEST)
    opening = factories.comment(story, by=told, body="Does the glass matter?")
    second = factories.comment(story, by=other, body="And the light?")
    held = send_words("Quokka one, from my bathroom at home.")
    answer = send_words("Quokka two, it does matter a lot.", reply_to=opening.pk)
    digest = send_words("Quokka three, at noon above all.", reply_to=second.pk)
    refused = send_words("Quokka four, see my salon.")
    moderation.approve(held, by=moderator, reason="Fine: quokka one")
    for each in (answer, digest):
        moderation.approve(each, by=moderator)
    moderation.undo(moderation.remove(held, by=moderator, reason="quokka again", told="No quokka"), by=moderator)
    moderation.reject(refused, by=moderator, reason="Quotes quokka", told="Your quokka is an advert", code="promotion")
    appealing.appeal(refused, "That quokka is no advert", by=refused.author)
    ModeratorNote.objects.create(comment=held, text="Watch this quokka", by=moderator)
    reply = factories.comment(story, by=other, reply_to=held, status=Status.PENDING, body="I agree with you.")
    moderation.approve(reply, by=moderator)
    flags.flag(held, "spam", by=other, note="Who says quokka")
    flags.flag(answer, "spam", network="visitor", note="This quokka again")
    corrections.ask(story, wrong="The quokka says ten days", submission=uuid.uuid4(), comment=held, **asks)
    # The worker writes the letters and delivers some of them; one comes back.
    ReplyNotice.objects.update(send_after=timezone.now())
    call_command("send_reply_letters")
    call_command("send_notices")
    for row in DBTaskResult.objects.filter(task_path=deliver.module_path)[:2]:
        row.status, row.finished_at = "SUCCESSFUL", timezone.now()
        row.save()
    failed = DBTaskResult.objects.filter(task_path=deliver.module_path).last()
    failed.status, failed.traceback = "FAILED", f"SMTPRecipientsRefused({failed.args_kwargs['args'][0]['to']})"
    failed.finished_at = timezone.now()
    failed.save()
    quoting = [
        row.args_kwargs["args"][0]["to"]
        for row in DBTaskResult.objects.filter(task_path=deliver.module_path)
        if "quokka" in str(row.args_kwargs).lower()
    ]
    assert {told.email, other.email, editor.email} <= {address for to in quoting for address in to}
    Client().get(story.url)  # the page is kept for the next reader
    return held, reply, opening


@pytest.mark.usefixtures("_as_in_production")
def test_nothing_of_an_erased_account_is_left_in_any_table(story, moderator, django_capture_on_commit_callbacks):
    rita = factories.user(email="rita.quill@example.org", display_name="Rita Quill")
    ReplyPreference.of(rita).choose(Frequency.EACH)
    client = Client()
    client.post("/accounts/login/", {"login": rita.email, "password": factories.PASSWORD})  # the session keeps both

    def send_words(body, **fields):
        return send(client, story, body=body, **fields)

    held, reply, opening = live_through(story, moderator, send_words, by=rita)
    factories.guest_comment(story, guest_name="Rita Quill", guest_email=rita.email, body="Quokka as a guest")
    posting.edit(held, by=rita, body="Quokka put better")
    votes.vote(opening, True, by=rita)
    flags.flag(opening, "abuse", by=rita, note="Ugly, says quokka")
    token = NetworkTrace.objects.first().token
    flags.flag(opening, "spam", network=token, note="quokka from the sofa")
    moderation.decide(held, "escalate", by=moderator, reason="quokka?")
    ModeratorNote.objects.create(comment=held, by=moderator, text="About the quokka")
    ModeratorNote.objects.create(author=rita, by=moderator, text="Rita Quill again")
    sanctions.take(
        MeasureKind.SUSPEND,
        by=moderator,
        author=rita,
        code=ReasonCode.PROMOTION,
        ends_at=timezone.now() + timedelta(days=9),
        told="No quokka, Rita Quill",
        note="rita.quill@example.org writes quokka",
    )
    client.post("/accounts/password/reset/", {"email": rita.email})
    needles = ("quokka", "rita quill", "rita.quill@example.org", token)
    before = hits(*needles)
    assert {needle for _table, needle in before} == set(needles)
    tables = {
        "comments_moderationaction",
        "comments_commentflag",
        DBTaskResult._meta.db_table,
        "sessions",
        "cached_pages",
    }
    assert tables <= {table for table, _needle in before}

    with django_capture_on_commit_callbacks(execute=True):
        erasing.close_account(rita, with_comments=True)

    assert hits(*needles) == set()
    opening.refresh_from_db()
    assert opening.helpful == 0
    assert opening.open_flags == 2  # what was reported is still looked at
    reply.refresh_from_db()
    assert reply.is_approved
    assert reply.parent_id == held.pk
    assert MeasureKind.SUSPEND in measures_against(None, "rita.quill@example.org")
    call_command("comments_recount", check=True)


@pytest.mark.usefixtures("_as_in_production")
def test_nothing_of_an_erased_guest_is_left_in_any_table(story, moderator, django_capture_on_commit_callbacks):
    CommentSettings.objects.update_or_create(
        site=story.get_site(), defaults={"who_may_comment": CommentSettings.WhoMayComment.CONFIRMED_EMAIL}
    )
    guest = {"name": "Gus Quill", "email": "Gus.Quill@Example.org", "wants_letters": "on"}

    def send_words(body, **fields):
        comment = send(Client(), story, body=body, **guest, **fields)
        posting.confirm(comment)
        return comment

    live_through(story, moderator, send_words, email=guest["email"])
    client = Client()
    client.post("/comments/mine/by-mail/", {"email": guest["email"]})
    sanctions.take(
        MeasureKind.BAN, by=moderator, guest_email="gus.quill@example.org", code=ReasonCode.PROMOTION, told="No quokka"
    )
    ModeratorNote.objects.create(address=address_key("gus.quill@example.org"), text="Gus Quill: quokka", by=moderator)
    token = NetworkTrace.objects.first().token
    needles = ("quokka", "gus quill", "gus.quill@example.org", token)
    assert {needle for _table, needle in hits(*needles)} == set(needles)

    link = guest_with_link("gus.quill@example.org").place("erase")
    assert "good" in client.get(link).content.decode()
    assert hits("quokka")
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(link).status_code == 302

    assert hits(*needles) == set()
    assert client.get(link).status_code == 404
    again, _is_new = posting.submit(
        story,
        by=AnonymousUser(),
        access=Access.WRITE_AS_GUEST,
        body="Me again",
        guest_name="G",
        guest_email="gus.quill@example.org",
    )
    posting.confirm(again)  # the ban outlives the address: what comes from it is held
    assert posting.SHADOW_RULE in again.notes.values_list("rule", flat=True)
    assert again.status == Status.PENDING
    call_command("comments_recount", check=True)


def test_an_erased_comment_leaves_a_tombstone_and_replies_stay(story, login):
    reader = factories.user()
    comment = factories.comment(story, by=reader, body="Words to forget")
    reply = factories.comment(story, reply_to=comment, body="An answer that stays")
    kept = factories.comment(story, by=reader, body="Words to keep")
    client = login(reader)
    page = client.get(f"/comments/mine/erase/{comment.pk}/").content.decode()
    assert "Words to forget" in page
    assert "The answer to it stays" in page
    client.post(f"/comments/mine/erase/{comment.pk}/")
    comment.refresh_from_db()
    assert (comment.status, comment.body, comment.author) == (Status.ERASED, "", None)
    html = Client().get(story.url).content.decode()
    assert "Words to forget" not in html
    assert reply.body in html
    assert kept.body in html
    assert "2 comments" in html
    call_command("comments_recount", check=True)
    assert client.post(f"/comments/mine/erase/{comment.pk}/").status_code == 404


def test_nobody_erases_what_somebody_else_wrote(story, login):
    comment = factories.comment(story)
    stranger = factories.user()
    with pytest.raises(PermissionDenied):
        erasing.erase_one(comment, by=Writer(account=stranger))
    assert login(stranger).post(f"/comments/mine/erase/{comment.pk}/").status_code == 404
    guest = factories.guest_comment(story)
    link = guest_with_link(guest.guest_email)
    assert Client().post(link.place("erase_one", pk=comment.pk)).status_code == 404
    comment.refresh_from_db()
    assert comment.body


def test_a_writer_is_an_account_or_an_address():
    for nobody in ({}, {"account": factories.user(), "guest_email": "a@example.org"}):
        with pytest.raises(ValueError, match="account or a guest"):
            Writer(**nobody)
    with pytest.raises(ValueError, match="account or a guest"):
        erasing.erase()


def test_a_guest_who_erases_one_comment_keeps_the_way_to_the_others(story):
    first, newest = (
        factories.guest_comment(story, guest_email="gus@example.org", status=Status.APPROVED) for _each in range(2)
    )
    client = Client()
    for comment in (newest, first):
        link = guest_with_link("gus@example.org")
        response = client.post(link.place("erase_one", pk=comment.pk), follow=True)
        assert response.status_code == 200
        assert "Your comment is erased." in response.content.decode()


def test_an_erased_comment_cannot_be_brought_back(story, moderator):
    comment = factories.comment(story, status=Status.PENDING)
    action = moderation.reject(comment, by=moderator)
    erasing.erase(author=comment.author)
    with pytest.raises(moderation.Overtaken):
        moderation.undo(action, by=moderator)
    comment.refresh_from_db()
    assert moderation.possible_decisions(comment) == []


# Accounts


def login_lately(user):
    client = Client()
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    return client


@pytest.mark.parametrize("choice", ["keep", "erase"])
def test_a_reader_deletes_the_account_and_says_what_becomes_of_the_comments(story, choice):
    reader = factories.user(display_name="Rita Quill")
    comment = factories.comment(story, by=reader, body="My words")
    reply = factories.comment(story, reply_to=comment, body="An answer")
    client, elsewhere = login_lately(reader), Client()
    elsewhere.force_login(reader)
    assert "You have written 1 comment." in client.get("/comments/close-account/").content.decode()
    assert client.post("/comments/close-account/", {}).status_code == 200  # asked once more what is to become of them
    response = client.post("/comments/close-account/", {"comments": choice}, follow=True)
    assert "Your account is deleted." in response.content.decode()
    assert not get_user_model().objects.filter(pk=reader.pk).exists()
    for browser in (client, elsewhere):
        assert "/accounts/login/" in browser.get("/comments/mine/")["Location"]
    html = Client().get(story.url).content.decode()
    assert reply.body in html
    assert "Rita Quill" not in html
    assert ("My words" in html) == (choice == "keep")
    assert ("A former reader" in html) == (choice == "keep")
    call_command("comments_recount", check=True)


def test_the_password_is_asked_for_again_before_an_account_goes(login):
    client = login(factories.user())
    for method in (client.get, client.post):
        assert "reauthenticate" in method("/comments/close-account/")["Location"]


def test_staff_do_not_delete_themselves(staff):
    writer = staff[Role.WRITER]
    response = login_lately(writer).post("/comments/close-account/", {"comments": "erase"})
    assert response.status_code == 403
    assert "Ask an administrator" in response.content.decode()
    with pytest.raises(PermissionDenied):
        erasing.close_account(writer, with_comments=False)


def test_an_account_deleted_in_the_admin_leaves_counts_right_and_bans_in_force(story, moderator):
    reader = factories.user()
    comment = factories.comment(story)
    votes.vote(comment, True, by=reader)
    flags.flag(comment, "spam", by=reader, note="See there")
    sanctions.take(MeasureKind.BAN, by=moderator, author=reader, code=ReasonCode.SPAM)
    get_user_model().objects.filter(pk=reader.pk).delete()
    comment.refresh_from_db()
    assert (comment.helpful, comment.open_flags) == (0, 1)
    assert CommentFlag.objects.get().note == ""
    assert AuthorMeasure.objects.get().author is None
    call_command("comments_recount", check=True)
    again = factories.user(email=reader.email)
    with pytest.raises(Refused):
        posting.submit(story, by=again, body="Back again")


def test_a_ban_with_all_comments_can_still_be_undone_after_the_account_is_gone(story, moderator):
    reader = factories.user()
    comment = factories.comment(story, by=reader)
    sanctions.take(MeasureKind.BAN, by=moderator, author=reader, code=ReasonCode.SPAM, with_comments=True)
    reader.delete()
    sanctions.lift(AuthorMeasure.objects.get(), by=moderator, with_comments=True)
    comment.refresh_from_db()
    assert comment.is_approved
    assert measures_against(None, reader.email) == {}


def test_operators_erase_by_a_command(story, capsys):
    reader = factories.user(email="rita@example.org")
    factories.comment(story, by=reader)
    call_command("erase_reader", "Rita@Example.org", account=True)
    assert "1 comments erased." in capsys.readouterr().out
    assert not get_user_model().objects.filter(pk=reader.pk).exists()


# What has been of use


@pytest.mark.usefixtures("_as_in_production")
def test_words_nobody_needs_any_more_are_erased_by_the_clock(story):
    def old(status, days, **fields):
        return factories.comment(story, status=status, created_at=timezone.now() - timedelta(days=days), **fields)

    gone = {old(Status.WITHDRAWN, 31), old(Status.SPAM, 181), old(Status.REJECTED, 181), old(Status.REMOVED, 181)}
    kept = {old(Status.WITHDRAWN, 29), old(Status.REJECTED, 179), old(Status.APPROVED, 999)}
    kept |= {old(Status.PENDING, 999), old(Status.REJECTED, 999, is_appealed=True)}
    worker.clean_up()
    assert set(ReaderComment.objects.filter(status=Status.ERASED)) == gone
    assert set(ReaderComment.objects.exclude(body="")) == kept
    call_command("comments_recount", check=True)


def test_answered_reports_of_visitors_lose_note_and_network(story, moderator):
    comment, other = factories.comment(story), factories.comment(story)
    flags.flag(comment, "spam", network="token", note="Look")
    moderation.approve(comment, by=moderator)
    flags.flag(other, "spam", network="token", note="Still open")
    CommentFlag.objects.update(at=timezone.now() - timedelta(days=31))
    for _hour in range(2):
        forget_old()
        answered = comment.flags.get()
        assert (answered.note, answered.network[:5]) == ("", "gone-")
    assert answered.closed_by
    assert other.flags.get().network == "token"


def test_undelivered_mail_is_kept_as_long_as_the_settings_say(story):
    CommentSettings.objects.update_or_create(site=story.get_site(), defaults={"forget_failed_mail_after": 7})
    for days in (6, 8):
        DBTaskResult.objects.create(
            args_kwargs={"args": [], "kwargs": {}},
            task_path=erasing.MAIL_TASK,
            backend_name="default",
            status="FAILED",
            finished_at=timezone.now() - timedelta(days=days),
        )
    forget_old()
    assert DBTaskResult.objects.count() == 1


def test_mail_is_found_by_the_name_of_its_task():
    assert deliver.module_path == erasing.MAIL_TASK
