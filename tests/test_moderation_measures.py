"""Warning, suspending, banning and holding in silence, from the comment that gave rise to it; and notes."""

import re
from datetime import timedelta

import pytest

from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.roles import Role
from comments import sanctions
from comments.measures import AuthorMeasure, MeasureKind, ReasonCode
from comments.models import ReaderComment, Status, TopicModerator
from moderation.notes import ModeratorNote
from tests import factories

pytestmark = pytest.mark.django_db

BAN = {"kind": "ban", "code": "abuse", "told": "Enough."}


@pytest.fixture
def story():
    return factories.article()


@pytest.fixture
def reader():
    return factories.user(display_name="Rita Example")


@pytest.fixture
def moderator(client):
    user = factories.user(Role.COMMENT_MODERATOR)
    client.force_login(user)
    return user


def text(response):
    return response.content.decode()


def take(client, comment, **fields):
    return text(client.post(reverse("moderation:measure", args=[comment.pk]), fields, follow=True))


def statuses(reader):
    return sorted(ReaderComment.objects.filter(author=reader).values_list("status", flat=True))


# Taking


def test_a_ban_with_all_comments_is_previewed_taken_and_undone_from_the_message(client, story, reader, moderator):
    comment = factories.comment(story, by=reader)
    factories.comment(story, by=reader)
    factories.comment(story, by=reader, status=Status.PENDING)
    factories.comment(story, by=reader, status=Status.SPAM)
    screen = text(client.get(reverse("moderation:measure", args=[comment.pk])))
    assert "all 3 comments of this author" in screen
    assert "2 on the page are removed" in screen
    assert "1 that waits is rejected" in screen

    page = take(client, comment, **BAN, with_comments="on")
    assert "3 comments taken down" in page
    assert statuses(reader) == ["rejected", "removed", "removed", "spam"]
    measure = AuthorMeasure.objects.get()
    assert (measure.by, measure.comment, measure.told) == (moderator, comment, "Enough.")

    client.post(reverse("moderation:lift", args=[measure.pk]), {"comments": "yes"})
    assert statuses(reader) == ["approved", "approved", "pending", "spam"]
    assert not AuthorMeasure.objects.in_force().exists()


def test_a_suspension_ends_by_itself_and_the_open_tab_says_until_when(client, story, reader, moderator):
    take(client, factories.comment(story, by=reader), **BAN | {"kind": "suspend", "days": 3})
    measure = AuthorMeasure.objects.get()
    assert timedelta(days=2, hours=23) < measure.ends_at - timezone.now() <= timedelta(days=3)
    client.force_login(reader)
    page = text(client.post(reverse("comments:write", args=[story.pk]), {"body": "One more thought of mine."}))
    for words in ("You cannot comment until", "Enough.", "One more thought"):
        assert words in page
    assert "<textarea name" not in page
    AuthorMeasure.objects.update(ends_at=timezone.now())
    assert "You cannot comment" not in text(client.get(reverse("comments:write", args=[story.pk])))


def test_the_suspended_are_told_below_the_story_and_find_no_box_there(client, story, reader, moderator):
    take(client, factories.comment(story, by=reader), **BAN | {"kind": "suspend", "days": 3})
    client.force_login(reader)
    for page in (text(client.get(story.url)), text(client.get(factories.article("Silent").url))):
        assert "You cannot comment until" in page
        assert "<textarea" not in page
        assert "reply_to=" not in page
    client.force_login(factories.user())
    assert "You cannot comment until" not in text(client.get(story.url))


def test_a_warning_stands_in_the_box_below_every_story(client, story, reader, moderator):
    take(client, factories.comment(story, by=reader), kind="warn", code="abuse", told="Please stay civil.")
    client.force_login(reader)
    page = text(client.get(story.url))
    assert page.index("Please stay civil.") < page.index("<textarea")
    assert "I have read this" in page


def test_a_measure_ends_on_the_day_that_was_picked(client, story, reader, moderator):
    comment = factories.comment(story, by=reader)
    screen = text(client.get(reverse("moderation:measure", args=[comment.pk])))
    assert "date-time-chooser.js" in screen
    assert re.search(r'<select name="code"[^>]*>\s*<option value="" selected>', screen)  # no ground is chosen for them
    day = timezone.localtime() + timedelta(days=40)
    take(client, comment, **BAN | {"kind": "suspend", "ends_at": f"{day:%Y-%m-%d} 18:30"})
    ends_at = timezone.localtime(AuthorMeasure.objects.latest("pk").ends_at)
    assert (ends_at.date(), ends_at.hour, ends_at.minute) == (day.date(), 18, 30)


def test_the_preview_counts_what_the_moderator_may_decide_and_no_more(client, story, reader, moderator):
    comment = factories.comment(story, by=reader)
    factories.comment(story, by=reader, status=Status.PENDING, is_escalated=True)
    elsewhere = factories.article(topic=factories.topic("Hair"))
    factories.comment(elsewhere, by=reader)
    address = reverse("moderation:measure", args=[comment.pk])
    assert "all 2 comments of this author" in text(client.get(address))
    TopicModerator.objects.create(user=moderator, topic=story.topic)
    assert "the 1 comment of this author" in text(client.get(address))
    assert "1 comment taken down" in take(client, comment, **BAN, with_comments="on")
    assert statuses(reader) == ["approved", "pending", "removed"]


def test_a_guests_address_is_banned_without_being_kept(client, story, moderator):
    comment = factories.guest_comment(story, status=Status.APPROVED, guest_email="gus@example.org")
    take(client, comment, **BAN)
    measure = AuthorMeasure.objects.against(None, "Gus@example.org").get()
    assert "gus" not in measure.address
    assert "Enough." in text(client.get(reverse("moderation:inspect", args=[comment.pk])))


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        ({"kind": "suspend"}, "Say for how long"),
        ({"kind": "shadow"}, "Only spam is held in silence"),
        ({"kind": "warn", "told": ""}, "Write what the warning says."),
        ({"code": "illegal"}, "Name the law"),
        ({"code": ""}, "This field is required"),
        ({"days": "0"}, "is not one of the available choices"),
        ({"days": "3", "ends_at": "2999-01-01 10:00"}, "more than ten years"),
        ({"ends_at": "2020-01-01 10:00"}, "This is over already"),
        ({"ends_at": "next Tuesday"}, "Enter a valid date/time"),
        ({"ends_at": f"{timezone.now() + timedelta(days=3):%Y-%m-%d %H:%M}", "days": "7"}, "not both"),
        ({"kind": "nonsense"}, "is not one of the available choices"),
    ],
)
def test_a_broken_form_does_nothing_and_keeps_what_was_typed(client, story, reader, moderator, broken, sentence):
    page = take(client, factories.comment(story, by=reader), **BAN | {"note": "Third time."} | broken)
    assert sentence in page
    assert "Third time." in page
    assert not AuthorMeasure.objects.exists()


def test_spam_is_held_in_silence(client, story, reader, moderator):
    take(client, factories.comment(story, by=reader), kind="shadow", code="spam")
    client.force_login(reader)
    assert "moderator" not in text(client.get(reverse("comments:write", args=[story.pk])))
    client.post(reverse("comments:write", args=[story.pk]), {"body": "Cheap lashes for all of you."})
    assert "pending" in statuses(reader)


def test_nobody_who_works_here_is_banned_by_a_colleague(client, story, moderator):
    comment = factories.comment(story, by=factories.user(Role.WRITER))
    assert "somebody who works here" in text(client.get(reverse("moderation:measure", args=[comment.pk])))
    take(client, comment, **BAN)
    assert not AuthorMeasure.objects.exists()


# The warned author


def test_a_warning_stands_above_the_box_until_it_is_confirmed(client, story, reader, moderator):
    take(client, factories.comment(story, by=reader), kind="warn", code="abuse", told="Please stay civil.")
    measure, write = AuthorMeasure.objects.get(), reverse("comments:write", args=[story.pk])
    seen = reverse("comments:measure_seen", args=[measure.pk])
    client.force_login(factories.user())
    assert client.post(seen).status_code == 404
    client.force_login(reader)
    page = text(client.get(write))
    assert "Please stay civil." in page
    assert "I have read this" in page
    assert client.post(seen, {"next": write}).url == write
    assert client.post(seen, {"next": "https://trap.example/"}).url == "/"
    assert "Please stay civil." not in text(client.get(write))
    client.post(write, {"body": "All the best to everybody here."})
    assert len(statuses(reader)) == 2


# The list


def test_the_list_finds_measures_by_state_and_name(client, story, moderator):
    names = {"Rita Example": {}, "Otto Example": {"ends_at": timezone.now() - timedelta(days=1)}}
    for name, fields in names.items():
        author = factories.user(display_name=name, email=f"{name[:4].lower()}@example.org")
        sanctions.take(MeasureKind.BAN, by=moderator, code=ReasonCode.ABUSE, author=author, **fields)
    sanctions.take(MeasureKind.BAN, by=moderator, code=ReasonCode.SPAM, guest_email="gus@example.org")
    address = reverse("moderation:measures")
    for query, found in [
        ("", ["Rita", "Otto", "A guest"]),
        ("?state=in_force", ["Rita", "A guest"]),
        ("?state=past", ["Otto"]),
        ("?q=rita", ["Rita"]),
        ("?q=otto%40example.org", ["Otto"]),
        ("?q=gus%40example.org", ["A guest"]),
        ("?kind=warn", []),
    ]:
        page = text(client.get(address + query)).partition('id="listing-results"')[2]
        assert [name for name in ("Rita", "Otto", "A guest") if f"<bdi>{name}" in page] == found, query


def test_the_list_takes_the_same_queries_with_1_and_20_measures(
    client, story, moderator, django_assert_max_num_queries
):
    def measures(number):
        for _number in range(number):
            comment = factories.comment(story)
            details = {"author": comment.author, "comment": comment, "with_comments": True}
            sanctions.take(MeasureKind.BAN, by=moderator, code=ReasonCode.ABUSE, **details)

    measures(1)
    client.get(reverse("moderation:measures"))
    with django_assert_max_num_queries(25) as few:
        client.get(reverse("moderation:measures"))
    measures(19)
    with django_assert_max_num_queries(25) as many:
        client.get(reverse("moderation:measures"))
    assert len(few) == len(many)


def test_a_measure_is_lifted_with_or_without_its_comments(client, story, reader, moderator):
    comment = factories.comment(story, by=reader)
    take(client, comment, **BAN, with_comments="on")
    measure = AuthorMeasure.objects.get()
    page = text(client.get(reverse("moderation:measures")))
    assert "Lift, and bring back 1 comment" in page
    client.post(reverse("moderation:lift", args=[measure.pk]))
    assert statuses(reader) == ["removed"]
    measure.refresh_from_db()
    assert measure.lifted_by == moderator
    assert "already" in text(client.post(reverse("moderation:lift", args=[measure.pk]), follow=True))


# Notes


def test_notes_on_a_comment_and_on_its_author_are_seen_by_moderators_only(client, story, reader, moderator):
    comment, another = (factories.comment(story, by=reader) for _number in range(2))
    address = reverse("moderation:note", args=[comment.pk])
    client.post(address, {"text": "<b>Odd</b> tone", "about": "comment"})
    client.post(address, {"text": "Sells lashes", "about": "author"})
    page = text(client.get(reverse("moderation:inspect", args=[comment.pk])))
    assert "&lt;b&gt;Odd&lt;/b&gt; tone" in page
    page = text(client.get(reverse("moderation:inspect", args=[another.pk])))
    assert "Sells lashes" in page
    assert "Odd" not in page
    client.force_login(reader)
    assert "Sells lashes" not in text(client.get(story.url))


@pytest.mark.parametrize(("typed", "wrong"), [(" ", "Write what there is to note"), ("<i>" * 334, "at most 1000")])
def test_a_note_that_cannot_be_kept_comes_back_beside_what_is_wrong(client, story, moderator, typed, wrong):
    comment = factories.comment(story)
    answer = client.post(reverse("moderation:note", args=[comment.pk]), {"text": typed, "about": "author"})
    page = text(answer)
    assert answer.status_code == 400
    assert "The note was not kept" in page
    form = page.partition('class="moderation-note"')[2].partition("</form>")[0]
    assert wrong in form
    assert escape(typed.strip()) in form
    assert not ModeratorNote.objects.exists()


def test_a_note_is_taken_back_by_whoever_wrote_it(client, story, moderator):
    comment = factories.comment(story)
    note = ModeratorNote.objects.create(comment=comment, text="Odd tone", by=factories.user(Role.COMMENT_MODERATOR))
    address = reverse("moderation:delete_note", args=[note.pk])
    client.post(address)
    assert ModeratorNote.objects.exists()
    client.force_login(note.by)
    assert client.post(address, {"comment": comment.pk}).url == reverse("moderation:inspect", args=[comment.pk])
    assert not ModeratorNote.objects.exists()
