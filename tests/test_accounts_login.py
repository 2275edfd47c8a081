import pytest

from django.core import mail
from django.test import Client
from django.urls import reverse

from wagtail.models import PageViewRestriction

from accounts.roles import Role
from tests import factories
from tests.answers import HOSTILE, passwords_hashed, without_what_differs

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


def log_in(client, user, password=factories.PASSWORD, **query):
    return client.post(LOGIN, {"login": getattr(user, "email", user), "password": password, **query})


def test_staff_land_at_their_desk(client):
    assert log_in(client, factories.user(Role.WRITER)).headers["Location"] == reverse("wagtailadmin_home")


def test_readers_land_on_the_front_page(client):
    assert log_in(client, factories.user()).headers["Location"] == "/"


def test_readers_return_to_where_they_were(client):
    assert log_in(client, factories.user(), next="/stories/a/#comments").headers["Location"] == "/stories/a/#comments"


def test_capitals_in_the_address_do_not_matter(client):
    factories.user(email="robin@example.org")
    assert log_in(client, "Robin@Example.ORG").status_code == 302


@pytest.mark.parametrize("target", HOSTILE)
def test_no_link_sends_a_visitor_elsewhere_after_the_log_in(client, target):
    assert log_in(client, factories.user(), next=target).headers["Location"] == "/"


@pytest.mark.parametrize("target", HOSTILE)
def test_no_link_sends_a_visitor_elsewhere_after_the_log_out(login, target):
    response = login(factories.user()).post("/accounts/logout/", {"next": target})
    assert response.headers["Location"] == "/"


@pytest.mark.parametrize("target", HOSTILE)
def test_the_admin_address_hands_on_no_hostile_target(client, target):
    assert client.get("/admin/login/", {"next": target}).headers["Location"] == LOGIN


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/"])
def test_there_is_one_door_and_it_keeps_a_safe_target(client, door):
    assert client.get(door).headers["Location"] == LOGIN
    assert client.get(door, {"next": "/admin/pages/4/"}).headers["Location"] == f"{LOGIN}?next=/admin/pages/4/"


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/"])
def test_a_password_posted_to_another_door_opens_nothing(client, door):
    user = factories.user(Role.WRITER)
    fields = {"username": user.email, "email": user.email, "login": user.email, "password": factories.PASSWORD}
    assert client.post(door, fields).headers["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["", "done/", "confirm/MQ/abc-def/", "complete/"])
def test_the_admin_has_no_password_reset_of_its_own(client, path):
    assert client.get(f"/admin/password_reset/{path}").status_code == 404


def test_a_reader_at_the_desk_is_told_no_and_not_sent_in_circles(login):
    response = login(factories.user()).get("/admin/pages/", follow=True)
    assert response.status_code == 403
    assert len(response.redirect_chain) == 1


def test_a_page_for_people_who_log_in_is_shown_after_the_log_in(client):
    story = factories.article()
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    page = client.get(story.url, follow=True)
    assert page.redirect_chain[-1][0] == f"{LOGIN}?next={story.url}"
    answer = log_in(client, factories.user(), next=story.url)
    assert client.get(answer.headers["Location"]).status_code == 200


def test_a_page_for_a_group_is_refused_to_others_and_not_sent_in_circles(login):
    story = factories.article()
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.GROUPS)
    assert login(factories.user()).get(story.url, follow=True).status_code == 403


def test_a_form_from_elsewhere_is_refused():
    stranger = Client(enforce_csrf_checks=True)
    for path in (LOGIN, "/accounts/signup/", "/accounts/password/reset/", "/accounts/logout/", "/admin/logout/"):
        assert stranger.post(path, {"login": "robin@example.org", "email": "robin@example.org"}).status_code == 403


def test_staff_on_the_page_of_the_old_door_are_sent_to_the_desk(login):
    response = login(factories.user(Role.WRITER)).get("/admin/login/?next=/elsewhere/")
    assert response.headers["Location"] == reverse("wagtailadmin_home")


def test_the_desks_own_button_logs_out(login):
    client = login(factories.user(Role.WRITER))
    assert client.post(reverse("wagtailadmin_logout")).headers["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_following_a_link_does_not_log_out(login):
    client = login(factories.user())
    for path in ("/accounts/logout/", reverse("wagtailadmin_logout")):
        assert client.get(path).status_code == 200
    assert "_auth_user_id" in client.session


def test_a_closed_account_stays_out(client):
    user = factories.user(is_active=False)
    assert log_in(client, user).headers["Location"] == "/accounts/inactive/"
    assert "_auth_user_id" not in client.session


def test_an_address_must_be_confirmed_before_the_first_log_in(client):
    user = factories.user()
    user.emailaddress_set.update(verified=False)
    assert log_in(client, user).headers["Location"] == "/accounts/confirm-email/"
    assert [message.to for message in mail.outbox] == [[user.email]]
    assert "_auth_user_id" not in client.session


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client):
    known = log_in(client, factories.user(), "wrong")
    unknown = log_in(client, "nobody@example.org", "wrong")
    assert without_what_differs(known) == without_what_differs(unknown)


def test_a_wrong_password_and_an_unknown_address_cost_the_same_time(client):
    user = factories.user()
    assert passwords_hashed(lambda: log_in(client, user, "wrong")) == 1
    assert passwords_hashed(lambda: log_in(client, "nobody@example.org", "wrong")) == 1


@pytest.mark.parametrize("known", [True, False])
def test_the_sixth_wrong_password_is_refused_whoever_owns_the_address(client, known):
    address = factories.user().email if known else "nobody@example.org"
    for _attempt in range(5):
        assert b"is not right" in log_in(client, address, "wrong").content
    assert b"Too many attempts" in log_in(client, address, "wrong").content


def test_after_too_many_attempts_the_right_password_must_wait_too(client):
    user = factories.user()
    for _attempt in range(5):
        log_in(client, user, "wrong")
    assert b"Too many attempts" in log_in(client, user).content
    assert "_auth_user_id" not in client.session


def test_one_machine_cannot_try_many_addresses(client):
    answers = [log_in(client, f"person{n}@example.org", "wrong").content for n in range(11)]
    assert b"Too many attempts" not in answers[9]
    assert b"Too many attempts" in answers[10]


def test_a_forged_forwarding_header_does_not_make_another_machine(client):
    for n in range(10):
        client.post(LOGIN, {"login": f"p{n}@example.org", "password": "x"}, headers={"X-Forwarded-For": f"10.0.0.{n}"})
    last = client.post(LOGIN, {"login": "p@example.org", "password": "x"}, headers={"X-Forwarded-For": "10.0.0.99"})
    assert b"Too many attempts" in last.content


def test_behind_a_trusted_proxy_each_visitor_is_counted_alone(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(12):
        answer = client.post(
            LOGIN, {"login": f"p{n}@example.org", "password": "x"}, headers={"X-Forwarded-For": f"10.0.0.{n}"}
        )
        assert b"Too many attempts" not in answer.content


def test_too_many_requests_get_a_page_in_plain_words(client):
    for _attempt in range(30):
        client.post(LOGIN, {})
    refused = client.post(LOGIN, {})
    assert refused.status_code == 429
    assert b"Wait" in refused.content
