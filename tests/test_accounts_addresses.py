import re

import pytest

from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db

NEW = "new@example.org"
PASSWORD = "another quiet sentence"


@pytest.fixture
def administrator(db):
    return factories.user(is_superuser=True, is_staff=True)


def link_in(message):
    return re.search(r"https?://testserver(\S+)", message.body)[1]


def ask_for_reset(address, client=None):
    return (client or Client()).post("/accounts/password/reset/", {"email": address})


def choose_password(link, client=None):
    client = client or Client()
    form = client.get(link).headers["Location"]
    return client.post(form, {"password1": PASSWORD, "password2": PASSWORD})


def edit_in_admin(login, administrator, user, **fields):
    url = reverse("wagtailusers_users:edit", args=[user.pk])
    data = {
        "email": user.email,
        "first_name": "",
        "last_name": "",
        "display_name": user.display_name,
        "is_active": "on",
    }
    return login(administrator).post(url, data | fields)


def confirm_password(client):
    """Prove once more who it is, as the site asks before it changes an address."""
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})


def test_a_new_address_replaces_the_old_one_once_it_is_confirmed(login):
    user = factories.user(email="old@example.org")
    client = login(user)
    confirm_password(client)
    client.post("/accounts/email/", {"email": NEW, "action_add": ""})
    user.refresh_from_db()
    assert user.email == "old@example.org"
    client.post(link_in(mail.outbox[-1]))
    user.refresh_from_db()
    assert user.email == NEW
    assert [address.email for address in user.emailaddress_set.all()] == [NEW]


def test_the_old_address_is_told_of_the_new_one(login):
    client = login(factories.user(email="old@example.org"))
    confirm_password(client)
    client.post("/accounts/email/", {"email": NEW, "action_add": ""})
    client.post(link_in(mail.outbox[-1]))
    assert mail.outbox[-1].to == ["old@example.org"]
    assert NEW in mail.outbox[-1].body


def test_changing_the_address_asks_for_the_password_again(login):
    response = login(factories.user()).post("/accounts/email/", {"email": NEW, "action_add": ""})
    assert response.headers["Location"].startswith("/accounts/reauthenticate/")
    assert mail.outbox == []


def test_an_address_of_somebody_else_is_answered_alike_and_never_taken(login):
    other = factories.user(email="taken@example.org")
    client = login(factories.user())
    confirm_password(client)
    free = client.post("/accounts/email/", {"email": NEW, "action_add": ""})
    taken = client.post("/accounts/email/", {"email": "taken@example.org", "action_add": ""})
    assert (free.status_code, free.headers["Location"]) == (taken.status_code, taken.headers["Location"])
    client.post(link_in(mail.outbox[-1]))
    assert other.emailaddress_set.get().verified
    assert get_user_model().objects.get(email="taken@example.org") == other


def test_a_new_address_that_nobody_confirmed_cannot_reset_the_password(login):
    user = factories.user()
    user.emailaddress_set.create(email="mistyped@example.org", verified=False)
    ask_for_reset("mistyped@example.org")
    assert "no account" in mail.outbox[0].subject


def test_a_forgotten_password_is_chosen_anew(client):
    user = factories.user()
    ask_for_reset(user.email)
    assert choose_password(link_in(mail.outbox[0])).headers["Location"] == "/accounts/password/reset/key/done/"
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_link_for_a_new_password_works_once():
    user = factories.user()
    ask_for_reset(user.email)
    choose_password(link_in(mail.outbox[0]))
    assert b"no longer works" in Client().get(link_in(mail.outbox[0])).content


def test_the_link_for_a_new_password_works_for_a_day(time_machine):
    time_machine.move_to("2026-11-23 12:00+00:00")
    user = factories.user()
    ask_for_reset(user.email)
    time_machine.move_to("2026-11-24 12:01+00:00")
    assert b"no longer works" in Client().get(link_in(mail.outbox[0])).content


def test_a_new_password_ends_the_sessions_of_the_old_one(login):
    user = factories.user()
    thief = login(user)
    assert thief.get("/accounts/").status_code == 200
    ask_for_reset(user.email)
    choose_password(link_in(mail.outbox[0]))
    assert thief.get("/accounts/").status_code == 302


def test_the_form_for_a_forgotten_password_does_not_tell_who_has_an_account():
    user = factories.user()
    known, unknown = ask_for_reset(user.email), ask_for_reset("nobody@example.org")
    assert known.status_code == unknown.status_code == 302
    assert known.headers["Location"] == unknown.headers["Location"]
    assert [message.to for message in mail.outbox] == [[user.email], ["nobody@example.org"]]


def test_a_closed_account_gets_no_link():
    user = factories.user(is_active=False)
    ask_for_reset(user.email)
    assert "no account" in mail.outbox[0].subject


def test_the_form_for_a_forgotten_password_cannot_flood_a_mailbox():
    answers = [ask_for_reset("nobody@example.org").status_code for _attempt in range(6)]
    assert answers == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_the_link_leads_to_this_site_whatever_host_was_asked_for(client):
    response = client.post(
        "/accounts/password/reset/", {"email": factories.user().email}, headers={"Host": "evil.example"}
    )
    assert response.status_code == 400
    assert mail.outbox == []


def test_an_administrator_makes_a_colleague_who_needs_one_letter_to_begin(login, administrator, client):
    fields = {
        "email": "Wren@example.org",
        "first_name": "Wren",
        "last_name": "Example",
        "password1": "",
        "password2": "",
    }
    login(administrator).post(reverse("wagtailusers_users:add"), fields)
    colleague = get_user_model().objects.get(email__iexact="wren@example.org")
    assert not colleague.has_usable_password()
    ask_for_reset("wren@example.org")
    choose_password(link_in(mail.outbox[0]))
    client = Client()
    client.post("/accounts/login/", {"login": "wren@example.org", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(colleague.pk)


def test_an_address_an_administrator_replaced_no_longer_opens_the_account(login, administrator):
    user = factories.user(email="old@example.org")
    edit_in_admin(login, administrator, user, email=NEW)
    ask_for_reset("old@example.org")
    assert "no account" in mail.outbox[0].subject
    answer = Client().post("/accounts/login/", {"login": "old@example.org", "password": factories.PASSWORD})
    assert b"is not right" in answer.content


def test_an_administrator_edits_a_reader_who_has_no_other_name(login, administrator):
    user = factories.user(display_name="Something rude")
    edit_in_admin(login, administrator, user, display_name="Robin")
    user.refresh_from_db()
    assert user.display_name == "Robin"
    assert user.emailaddress_set.get().verified


def test_two_accounts_cannot_differ_in_capitals_only(login, administrator):
    factories.user(email="robin@example.org")
    other = factories.user(email="wren@example.org")
    page = edit_in_admin(login, administrator, other, email="ROBIN@example.org").content.decode()
    assert "There is an account with this e-mail address already." in page
    other.refresh_from_db()
    assert other.email == "wren@example.org"


def test_a_reader_changes_the_name_beside_the_comments(login):
    user = factories.user()
    login(user).post("/accounts/", {"display_name": "Robin"})
    user.refresh_from_db()
    assert user.public_name == "Robin"


def test_a_name_that_gives_an_address_away_is_refused(login):
    user = factories.user(display_name="Robin")
    assert "without “@”" in login(user).post("/accounts/", {"display_name": "r@example.org"}).content.decode()
    user.refresh_from_db()
    assert user.display_name == "Robin"
