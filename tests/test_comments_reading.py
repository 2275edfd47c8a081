"""What readers do with a comment that is there: say that it helped, report it, change or take back their own."""

import re
from datetime import timedelta

import pytest

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from wagtail.models import PageViewRestriction

from accounts.roles import Role
from articles.models import ArticlePage
from articles.querysets import JOINED_ON_CARDS
from comments import moderation, posting
from comments.conversations import StoryConversation
from comments.flags import FlagReason
from comments.models import Badge, CommentFlag, CommentSettings, ReaderComment, Status
from comments.querysets import Sort
from comments.section import section as section_of
from people.models import Credential
from tests import factories

pytestmark = pytest.mark.django_db

WORDS = (
    "I tried the balm for a month, first on one cheek and then on both. Nothing tingled, nothing peeled, and by the "
    "third week the dry patch near my nose had gone. But what is the price of it for, I wonder?"
)


@pytest.fixture
def story():
    return factories.article("Light on glass")


@pytest.fixture
def reader(client):
    """A reader, logged in."""
    person = factories.user(display_name="Rita Example")
    client.force_login(person)
    return person


@pytest.fixture
def comment(story):
    return factories.comment(story, by=factories.user(display_name="Tom Example"), body="It does not sting.")


def to(name, comment):
    return reverse(f"comments:{name}", args=[comment.pk])


def text(response):
    return response.content.decode()


def section(client, story, query=""):
    return text(client.get(f"{story.url}?{query}")).partition('<section class="comments"')[2].partition("</section>")[0]


# The page


@pytest.mark.parametrize("number", [10, 1000])
def test_comments_add_at_most_three_queries_to_a_story_and_with_any_number_as_many(client, story, number):
    by = factories.user()
    opening = factories.comment(story, by=by, picked_at=timezone.now())
    for each in range(3):
        factories.comment(story, by=by, reply_to=opening, body=f"{each}")
    rows = [
        ReaderComment(article=story, author=by, body=WORDS, status=Status.APPROVED, decided_at=timezone.now())
        for _each in range(number - 4)
    ]
    ReaderComment.objects.bulk_create(rows)
    StoryConversation.objects.update(published=number)
    client.get(story.url)
    for visitor in (client, Client()):
        visitor.force_login(factories.user()) if visitor is not client else None
        with CaptureQueriesContext(connection) as captured:
            assert f"{number} comments" in text(visitor.get(story.url))
        assert len([query for query in captured if 'FROM "comments_' in query["sql"]]) == 3


@pytest.mark.parametrize("known", [False, True])
def test_a_full_page_of_comments_is_light(client, story, known):
    by, asked = factories.user(display_name="Robin Teasel"), factories.user(display_name="Fern Quillfeather")
    if known:
        client.force_login(factories.user())
    for _thread in range(20):
        opening = factories.comment(story, by=by, body=WORDS, helpful=12)
        for badge in (Badge.STAFF, "", ""):
            opening = factories.comment(story, by=asked, body=WORDS, reply_to=opening, badge=badge)
    assert len(WORDS) >= 200
    page = text(client.get(story.url))
    found = page.partition('<section class="comments"')[2].partition("</section>")[0]
    assert found.count(WORDS) == 80
    assert len(found.encode()) <= 60_000


def test_nobody_is_asked_who_they_are_if_they_have_no_session(story):
    class Untouched:
        def __getattr__(self, name):
            raise AssertionError(f"asked for {name}")

    factories.comment(story, by=factories.user())
    request = RequestFactory().get(story.url)
    request.user, request.session = Untouched(), Untouched()
    context = section_of(story, request)
    html = render_to_string("comments/_section.html", context)
    assert isinstance(context["user"], AnonymousUser)
    assert "csrf" not in html
    assert "<button" not in html


def test_the_page_says_how_it_is_sorted_and_offers_the_other_ways(client, story):
    for _number in range(2):
        factories.comment(story)
    page = section(client, story, "sort=oldest")
    assert 'href="?sort=oldest#comments" aria-current="true">Oldest' in page
    assert f'href="{story.url}#comments">Newest' in page.replace("http://localhost", "")
    assert page.count('rel="nofollow" href="?sort=') == len(Sort) - 1


def test_depth_is_told_and_each_action_says_whose_comment_it_is_about(client, story, comment):
    factories.comment(story, reply_to=comment, by=factories.user(display_name="Ada Example"))
    page = section(client, story)
    assert "Reply, level 2" in page
    assert "Reply<span> to Ada Example</span>" in page
    assert "Helpful <b></b><span>: Ada Example</span>" in page


def test_who_works_here_or_is_quoted_wears_it(client):
    known = factories.user(display_name="Fern Q.")
    expert = factories.expert(title="Dr. Fern Quillfeather", user=known)
    expert.credentials = [Credential(name="Doctor of Medicine", abbreviation="MD")]
    expert.save()
    writer = factories.person("Marigold Thistlewick", user=factories.user())
    story = factories.article(writers=[writer], body=[factories.statement(expert)])
    for by in (known, writer.user, factories.user(Role.COPY_EDITOR)):
        posting.submit(story, by=by, body="Something to say.")
    ReaderComment.objects.filter(author=known).update(status=Status.APPROVED, decided_at=timezone.now())
    ReaderComment.objects.filter(author=writer.user).update(status=Status.APPROVED, decided_at=timezone.now())
    page = section(client, story)
    assert f'href="{expert.url}">Quoted in this story: Dr. Fern Quillfeather, MD</a>' in page.replace("\n", "")
    assert f'href="{writer.url}">Writer of this story</a>' in page
    assert "Staff" in page
    expert.unpublish()
    assert expert.url not in section(client, story)


def test_picks_stand_on_top_and_are_marked_below(client, story, comment, staff):
    moderation.decide(comment, "pick", by=staff[Role.COMMENT_MODERATOR])
    page = section(client, story)
    assert page.index("<aside") < page.index('class="thread"')
    assert f'href="#comment-{comment.pk}">Read the comment' in page
    assert page.count("Editor’s pick") == 2


@pytest.mark.parametrize(
    ("settings", "conversation", "says"),
    [
        ({"who_may_comment": "nobody"}, {}, "Comments are closed everywhere on this site."),
        ({}, {"who_may_comment": "nobody"}, "The moderators have closed the comments on this story."),
        ({}, {"is_closed": True}, "The moderators have closed the comments on this story."),
        ({"close_after_days": 14}, {}, "14 days after it came out."),
        ({"close_after_days": 14}, {"stays_open": True}, "you need an account"),
        ({"who_may_comment": "nobody"}, {"who_may_comment": "registered"}, "you need an account"),
    ],
)
def test_the_page_says_why_it_takes_no_comments(client, story, settings, conversation, says):
    CommentSettings.objects.update_or_create(site=story.get_site(), defaults=settings)
    StoryConversation.objects.create(article=story, **conversation)
    ArticlePage.objects.update(first_published_at=timezone.now() - timedelta(days=20))
    assert says in section(client, story)
    assert says in text(client.get(reverse("comments:write", args=[story.pk])))


def test_stories_say_in_listings_and_at_their_head_how_many_comments_they_have(client, story):
    for _number in range(2):
        factories.comment(story)
    factories.comment(story, status=Status.PENDING)
    factories.article("Silent")
    assert "conversation" in JOINED_ON_CARDS
    assert text(client.get(story.get_parent().url)).count("2 comments") == 1
    assert '<a href="#comments">2 comments</a>' in text(client.get(story.url))


# Helpful


def helpful(client, comment, button="helpful", **fields):
    return client.post(reverse("comments:vote"), {button: comment.pk} | fields)


def test_a_reader_says_that_it_helped_and_takes_that_back(client, story, comment, reader):
    back = f"{story.url}?sort=oldest"
    assert f'<button name="helpful" value="{comment.pk}">' in section(client, story)
    assert helpful(client, comment, back=back).url == f"{back}#comment-{comment.pk}"
    assert helpful(client, comment).url == comment.get_absolute_url()
    page = section(client, story)
    assert f'<button name="take_back" value="{comment.pk}" aria-pressed="true">' in page
    assert "<b>to 1</b>" in page
    helpful(client, comment, "take_back")
    assert not comment.votes.exists()
    comment.refresh_from_db()
    assert comment.helpful == 0


def test_a_script_is_told_the_result_in_words(client, comment, reader):
    def press(button):
        return client.post(reverse("comments:vote"), {button: comment.pk}, headers={"accept": "application/json"})

    assert press("helpful").json() == {"to": "to 1", "voted": True, "says": "Thank you. It helped 1 reader."}
    assert press("take_back").json() == {"to": "", "voted": False, "says": "Taken back."}


def test_a_visitor_is_led_to_the_log_in_and_back_to_the_one_button(client, story, comment):
    assert f'href="{to("helpful", comment)}"' in section(client, story)
    login = f"{reverse('account_login')}?next={to('helpful', comment)}"
    assert helpful(client, comment).url == to("helpful", comment)
    assert "To say so you need an account with us" in text(client.get(to("helpful", comment)))
    reader = factories.user()
    answer = client.post(login, {"login": reader.email, "password": factories.PASSWORD})
    assert answer.url == to("helpful", comment)
    assert "It helped me" in text(client.get(answer.url))
    assert not comment.votes.exists()


def test_nobody_votes_for_themselves_or_for_what_is_not_on_the_page(client, story, reader):
    own = factories.comment(story, by=reader)
    waiting = factories.comment(story, by=reader, status=Status.PENDING)
    page = section(client, story)
    assert f'value="{own.pk}"' not in page
    assert f'value="{waiting.pk}"' not in page
    assert "your own words" in text(client.get(to("helpful", own)))
    helpful(client, own)
    assert not own.votes.exists()
    hidden = factories.comment(story, status=Status.REMOVED)
    assert helpful(client, hidden).status_code == 404
    assert client.get(to("helpful", hidden)).status_code == 404


def test_a_vote_leads_to_no_other_site(client, comment, reader):
    assert helpful(client, comment, back="https://elsewhere.example/").url == comment.get_absolute_url()


@pytest.mark.parametrize("number", ["", "x", "9" * 30, "-1"])
def test_a_vote_for_nothing_is_no_error(client, reader, number):
    assert client.post(reverse("comments:vote"), {"helpful": number}).status_code == 404


def test_too_many_votes_have_to_wait(client, comment, reader, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"comment_vote": "1/m/user"}
    helpful(client, comment)
    helpful(client, comment, "take_back")
    assert comment.votes.count() == 1


# Reporting


def report(client, comment, reason="abuse", **fields):
    return client.post(to("report", comment), {"reason": reason} | fields)


@pytest.mark.parametrize("known", [False, True])
def test_whoever_reports_a_comment_twice_has_reported_it_once(client, story, comment, known):
    if known:
        client.force_login(factories.user())
    assert f'href="{to("report", comment)}"' in section(client, story)
    page = text(client.get(to("report", comment)))
    assert "It does not sting." in page
    assert all(str(label) in page for label in FlagReason.labels)
    for reason in ("abuse", "spam"):
        answer = report(client, comment, reason, note="Look at the last line.")
        assert "A moderator reads the comment again" in text(client.get(answer.url))
    flag = CommentFlag.objects.get()
    assert (flag.reason, flag.note, bool(flag.by), bool(flag.network)) == (
        "abuse",
        "Look at the last line.",
        known,
        not known,
    )
    comment.refresh_from_db()
    assert comment.open_flags == 1


def test_a_report_of_something_against_the_law_is_a_notice(client, comment):
    answer = report(client, comment, "illegal", note="", name="Ivy Example", email="ivy@example.org")
    assert answer.status_code == 400
    page = text(answer)
    assert "Say why you think" in page
    assert "We need your word" in page
    assert 'value="ivy@example.org"' in page
    report(client, comment, "illegal", note="It names my doctor.", email="ivy@example.org", in_good_faith="on")
    flag = CommentFlag.objects.get()
    assert (flag.note, flag.email, flag.in_good_faith) == ("It names my doctor.", "ivy@example.org", True)


def test_of_other_reports_no_name_is_kept(client, comment):
    report(client, comment, "spam", name="Ivy Example", email="ivy@example.org", in_good_faith="on")
    flag = CommentFlag.objects.get()
    assert (flag.name, flag.email, flag.in_good_faith) == ("", "", False)


def test_a_report_without_a_reason_comes_back_with_the_note(client, comment):
    answer = report(client, comment, "", note="Look at <this>")
    assert answer.status_code == 400
    assert "Look at &lt;this&gt;" in text(answer)
    assert not CommentFlag.objects.exists()


def test_what_is_gone_meanwhile_is_not_reported_and_the_note_comes_back(client, story, comment, staff):
    moderation.remove(comment, by=staff[Role.COMMENT_MODERATOR])
    answer = report(client, comment, note="My note")
    assert answer.status_code == 404
    assert "My note" in text(answer)
    assert comment.body not in text(answer)


def test_nobody_reports_themselves(client, story, reader):
    own = factories.comment(story, by=reader)
    assert report(client, own).url == to("withdraw", own)
    assert not CommentFlag.objects.exists()


def test_too_many_reports_have_to_wait_with_their_notes(client, story, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"comment_report": "1/m/key"}
    report(client, factories.comment(story))
    answer = report(client, factories.comment(story), note="My note")
    assert answer.status_code == 429
    assert "My note" in text(answer)


# One's own


def change(client, comment, body, **fields):
    return client.post(to("edit", comment), {"body": body} | fields)


def told_in(response):
    return re.search(r'name="told"(?: value="([^"]*)")?', text(response)).group(1) or ""


def test_a_comment_on_the_page_is_changed_and_readers_see_when(client, story, staff):
    client.force_login(staff[Role.WRITER])  # whose words no rule holds
    own = factories.comment(story, by=staff[Role.WRITER], body="It does sting.")
    assert f'href="{to("edit", own)}"' in section(client, story)
    assert "Edited at" not in section(client, story)
    assert change(client, own, "It does not sting.").url == own.get_absolute_url()
    page = section(Client(), story)
    assert "It does not sting." in page
    assert "Edited at" in page


def test_a_change_nobody_had_read_before_is_not_told(client, story, reader, staff):
    own = factories.comment(story, by=reader, status=Status.PENDING, body="It does sting.")
    change(client, own, "It does not sting.")
    own.refresh_from_db()
    moderation.approve(own, by=staff[Role.COMMENT_MODERATOR])
    page = section(Client(), story)
    assert "It does not sting." in page
    assert "Changed" not in page


def test_a_change_that_a_rule_holds_waits_beside_the_earlier_words(client, story, reader):
    own = factories.comment(story, by=reader, body="The earlier words.")
    answer = change(
        client, own, "See https://one.example.org and https://two.example.org and https://three.example.org"
    )
    if answer.status_code == 400:  # first a rule gives it back
        answer = change(client, own, answer.context["text"], told=told_in(answer))
    own.refresh_from_db()
    assert own.body == "The earlier words."
    assert "three.example.org" in own.edit_body
    assert "until then the earlier words stay" in section(client, story)
    assert "The earlier words." in section(Client(), story)
    assert "three.example.org" in text(client.get(to("edit", own)))


def test_a_change_that_a_rule_refuses_comes_back_with_the_reason(client, story, reader):
    own = factories.comment(story, by=reader, body="Earlier.")
    for body in ("", "👏👏🏽", "z" * 6000):
        answer = change(client, own, body)
        assert answer.status_code == 400
        assert "Nothing was sent yet." in text(answer)
        assert body in text(answer)
    own.refresh_from_db()
    assert own.body == "Earlier."


def test_after_five_minutes_nothing_changes_and_the_new_words_are_not_lost(client, story, reader):
    own = factories.comment(story, by=reader, created_at=timezone.now() - timedelta(minutes=6), body="Earlier.")
    assert f'href="{to("edit", own)}"' not in section(client, story)
    answer = change(client, own, "Later words")
    assert answer.status_code == 409
    assert "five minutes for changes are over" in text(answer)
    assert "Later words" in text(answer)
    own.refresh_from_db()
    assert own.body == "Earlier."


def test_a_log_in_that_expired_while_changing_costs_nothing(client, story):
    reader = factories.user()
    own = factories.comment(story, by=reader)
    answer = change(client, own, "Typed for a minute")
    assert answer.status_code == 403
    assert "Typed for a minute" in text(answer)
    client.post(reverse("account_login"), {"login": reader.email, "password": factories.PASSWORD})
    assert "Typed for a minute" in text(client.get(to("edit", own)))
    change(client, own, "Typed for a minute")
    assert "comment_new_words" not in client.session


def test_other_peoples_comments_are_neither_changed_nor_taken_back(client, comment, reader):
    answer = change(client, comment, "My words")
    assert answer.status_code == 404
    assert "My words" in text(answer)
    assert client.get(to("edit", comment)).status_code == 404
    assert client.get(to("withdraw", comment)).status_code == 404
    assert client.post(to("withdraw", comment)).status_code == 404
    comment.refresh_from_db()
    assert (comment.status, comment.version) == (Status.APPROVED, 1)


def test_taking_a_comment_back_is_asked_once_and_leaves_the_replies(client, story, reader):
    own = factories.comment(story, by=reader, body="I wish I had not.")
    factories.comment(story, reply_to=own, body="An answer.")
    assert f'href="{to("withdraw", own)}"' in section(client, story)
    assert "I wish I had not." in text(client.get(to("withdraw", own)))
    own.refresh_from_db()
    assert own.is_approved
    for _time in range(2):
        answer = client.post(to("withdraw", own))
    assert answer.status_code == 404  # the second time nothing is there
    for visitor in (client, Client()):
        page = section(visitor, story)
        assert "I wish I had not." not in page
        assert "Its writer has withdrawn this comment." in page
        assert "An answer." in page
    assert client.get(own.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", ["edit", "withdraw", "report", "helpful"])
def test_nothing_is_given_away_below_a_private_story(client, story, reader, name):
    own = factories.comment(story, by=reader, body="Secret words")
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.PASSWORD, password="secret")
    answer = client.get(to(name, own))
    assert answer.status_code == 404
    assert "Secret words" not in text(answer)
    assert "Light on glass" not in text(answer)


def test_without_the_token_against_forgery_nothing_happens_and_the_words_come_back(story):
    reader, visitor = factories.user(), Client(enforce_csrf_checks=True)
    visitor.force_login(reader)
    own, other = factories.comment(story, by=reader, body="Earlier."), factories.comment(story)
    answers = [change(visitor, own, "My words"), visitor.post(to("withdraw", own)), helpful(visitor, other)]
    answers.append(report(visitor, other, note="My <b>note</b>"))
    assert [answer.status_code for answer in answers] == [403] * 4
    assert "My words" in text(answers[0])
    assert "My &lt;b&gt;note&lt;/b&gt;" in text(answers[3])
    own.refresh_from_db()
    assert (own.body, own.status) == ("Earlier.", Status.APPROVED)
    assert not CommentFlag.objects.exists()
    assert not other.votes.exists()


def test_every_limit_is_set(settings):
    assert {"comment_vote", "comment_report"} <= settings.ACCOUNT_RATE_LIMITS.keys()
