"""The way of a comment: written, held, let through, answered, reported by the site as it is at each step."""

import re
import uuid

import pytest

from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from comments.models import CommentSettings, ReaderComment
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return factories.article("Light on glass")


def page(client, address):
    return client.get(address, follow=True).content.decode()


def field(html, name):
    return re.search(rf'name="{name}" value="([^"]*)"', html).group(1)


def write(client, address, **fields):
    """Fill in the form that stands on a page, as a browser would."""
    html = page(client, address)
    form = re.search(r'<form class="comment-form".*?</form>', html, re.S).group()
    target = re.search(r'action="([^"]+)"', form).group(1)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    return client.post(target, hidden | fields, follow=True)


def decide(client, words, verb):
    """Press a button in the row of the queue that shows these words."""
    html = page(client, reverse("moderation:index"))
    row = next(row for row in re.findall(r"<tr.*?</tr>", html, re.S) if words in row)
    assert f'name="verb" value="{verb}"' in row
    data = {name: field(row, name) for name in ("csrfmiddlewaretoken", "seen", "next")}
    return client.post(re.search(r'action="([^"]+)"', row).group(1), data | {"verb": verb}, follow=True)


def browser(user=None):
    visitor = Client(enforce_csrf_checks=True)
    if user:
        visitor.force_login(user)
    return visitor


def test_a_reader_comments_a_moderator_lets_it_through_and_another_reader_answers(story, staff):
    rita, olga = (browser(factories.user(display_name=name)) for name in ("Rita Example", "Olga Example"))
    moderator, anybody = browser(staff[Role.COMMENT_MODERATOR]), browser()

    response = write(rita, story.url, body="Does the glass matter?")
    assert response.redirect_chain[-1][0].startswith(story.url)
    assert "Waiting for a moderator" in response.content.decode()
    assert "Does the glass matter?" not in page(anybody, story.url)

    assert "1 comment approved." in decide(moderator, "Does the glass matter?", "approve").content.decode()
    html = page(anybody, story.url)
    assert "Does the glass matter?" in html
    assert "1 comment" in html

    reply_address = re.search(r'href="([^"]+reply_to=\d+)"', page(olga, story.url)).group(1)
    write(olga, reply_address, body="Less than the sun.")
    decide(moderator, "Less than the sun.", "approve")
    html = page(anybody, story.url)
    assert "2 comments" in html
    assert html.index("Does the glass matter?") < html.index("Less than the sun.")


def test_what_is_let_through_by_mistake_is_gone_again_after_undo(story, staff):
    rita, moderator, anybody = browser(factories.user()), browser(staff[Role.COMMENT_MODERATOR]), browser()
    write(rita, story.url, body="Cheap vials, message me")
    html = decide(moderator, "Cheap vials", "approve").content.decode()
    assert "Cheap vials" in page(anybody, story.url)

    undo = {name: field(html, name) for name in ("csrfmiddlewaretoken", "action")}
    moderator.post(reverse("moderation:undo"), undo)
    assert "Cheap vials" not in page(anybody, story.url)
    decide(moderator, "Cheap vials", "spam")
    assert "Cheap vials" not in page(anybody, story.url)
    assert "decided not to publish" in page(rita, story.url)


def test_a_guest_confirms_by_letter_before_a_moderator_sees_anything(story, staff):
    CommentSettings.objects.update_or_create(
        site=story.get_site(), defaults={"who_may_comment": CommentSettings.WhoMayComment.CONFIRMED_EMAIL}
    )
    guest, moderator = browser(), browser(staff[Role.COMMENT_MODERATOR])
    assert not guest.get(story.url).cookies
    write(guest, story.url, body="From far away", name="Gus Example", email="gus@example.org")
    assert "From far away" not in page(moderator, reverse("moderation:index"))

    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body).group(1)
    token = field(page(guest, link), "csrfmiddlewaretoken")
    guest.post(link, {"csrfmiddlewaretoken": token})
    decide(moderator, "From far away", "approve")
    assert "From far away" in page(browser(), story.url)
    assert ReaderComment.objects.get().history.count() == 3


def test_a_log_in_lost_while_typing_costs_a_reader_nothing(story):
    reader = factories.user()
    visitor = browser(reader)
    form = re.search(r'<form class="comment-form".*?</form>', page(visitor, story.url), re.S).group()
    visitor.logout()
    visitor.get(reverse("account_login"))
    token = visitor.cookies["csrftoken"].value
    data = {"csrfmiddlewaretoken": token, "submission": uuid.uuid4(), "body": "An hour of typing"}
    response = visitor.post(re.search(r'action="([^"]+)"', form).group(1), data)
    assert response.status_code == 403
    html = response.content.decode()
    assert "An hour of typing" in html
    back = re.search(rf'{reverse("account_login")}\?next=([^"]+)"', html).group(1)

    login = {"csrfmiddlewaretoken": token, "login": reader.email, "password": factories.PASSWORD}
    landing = visitor.post(f"{reverse('account_login')}?next={back}", login, follow=True)
    assert "An hour of typing" in landing.content.decode()
