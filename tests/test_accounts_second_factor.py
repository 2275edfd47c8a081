import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp

from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ADMIN_ADDRESSES = [
    ("get", "/admin/"),
    ("get", "/admin/pages/"),
    ("get", "/admin/api/main/pages/"),
    ("get", "/admin/images/"),
    ("get", "/admin/no-such-screen/"),
    ("post", "/admin/pages/add/articles/articlepage/4/"),
    ("post", "/admin/images/multiple/add/"),
    ("post", "/admin/bulk/wagtailcore/page/delete/"),
    ("post", "/admin/account/"),
]


@pytest.fixture(autouse=True)
def _required(settings, time_machine):
    settings.STAFF_MFA_REQUIRED = True
    time_machine.move_to("2026-11-23 12:00+00:00", tick=False)  # a code must not expire in the middle of a test


@pytest.fixture
def writer(db):
    return factories.user(Role.WRITER)


@pytest.fixture
def with_app(writer):
    """The writer with an authenticator app and recovery codes."""
    totp.TOTP.activate(writer, SECRET)
    RecoveryCodes.activate(writer)
    return writer


def code(secret=SECRET):
    """What the app shows now."""
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def log_in(user, client=None, **query):
    client = client or Client()
    return client, client.post(
        "/accounts/login/", {"login": user.email, "password": factories.PASSWORD, **query}, follow=True
    )


def test_staff_without_a_second_factor_are_sent_to_set_one_up(writer):
    client, _page = log_in(writer)
    response = client.get("/admin/")
    assert response.headers["Location"] == reverse("mfa_index")
    assert b"a password alone does not open it" in client.get("/accounts/2fa/").content


@pytest.mark.parametrize(("method", "path"), ADMIN_ADDRESSES)
def test_no_address_of_the_admin_answers_them(writer, method, path):
    client, _page = log_in(writer)
    assert getattr(client, method)(path).headers["Location"] == reverse("mfa_index")


@pytest.mark.parametrize(("method", "path"), ADMIN_ADDRESSES)
def test_nor_does_it_answer_scripts(writer, method, path):
    client, _page = log_in(writer)
    assert getattr(client, method)(path, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


def test_administrators_are_no_exception():
    client, _page = log_in(factories.user(is_superuser=True))
    assert client.get("/admin/").headers["Location"] == reverse("mfa_index")


def test_readers_need_none():
    client, page = log_in(factories.user())
    assert page.redirect_chain == [("/", 302)]
    assert client.get("/accounts/").status_code == 200


def test_staff_can_read_and_log_out_without(writer):
    client, _page = log_in(writer)
    assert client.get("/").status_code == 200
    assert client.post("/admin/logout/").headers["Location"] == "/"


def test_where_the_setting_is_off_the_desk_is_open(writer, settings):
    settings.STAFF_MFA_REQUIRED = False
    client, _page = log_in(writer)
    assert client.get("/admin/").status_code == 200


def test_setting_up_an_app_opens_the_desk_at_once_and_is_told_by_mail(writer, monkeypatch):
    monkeypatch.setattr(transaction, "on_commit", lambda act, **options: act())  # tests run in one that never commits
    client, _page = log_in(writer)
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>(\w+)</code>", page)[1]
    client.post("/accounts/2fa/totp/activate/", {"code": code(secret)})
    assert client.get("/admin/").status_code == 200
    assert "app has been added" in mail.outbox[-1].subject


def test_setting_it_up_asks_for_the_password_again(writer):
    client, _page = log_in(writer)
    assert client.get("/accounts/2fa/totp/activate/").headers["Location"].startswith("/accounts/reauthenticate/")


def test_the_code_is_asked_for_after_the_password(with_app):
    client, page = log_in(with_app, next="/admin/pages/")
    assert page.redirect_chain[-1][0] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.post("/accounts/2fa/authenticate/", {"code": code()}).headers["Location"] == "/admin/pages/"
    assert client.get("/admin/pages/", follow=True).status_code == 200


def test_a_recovery_code_opens_the_desk_once(with_app):
    spare = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()[0]
    client, _page = log_in(with_app)
    client.post("/accounts/2fa/authenticate/", {"code": spare})
    assert client.get("/admin/").status_code == 200
    other, _page = log_in(with_app)
    assert b"is not right" in other.post("/accounts/2fa/authenticate/", {"code": spare}).content


def test_a_code_cannot_be_used_twice(with_app):
    value = code()
    client, _page = log_in(with_app)
    client.post("/accounts/2fa/authenticate/", {"code": value})
    other, _page = log_in(with_app)
    assert b"is not right" in other.post("/accounts/2fa/authenticate/", {"code": value}).content


def test_guessing_codes_is_stopped(with_app):
    client, _page = log_in(with_app)
    for _attempt in range(5):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert b"Too many attempts" in client.post("/accounts/2fa/authenticate/", {"code": code()}).content


def test_a_session_from_before_must_show_the_second_factor_too(writer):
    client, _page = log_in(writer)  # perhaps a thief who knows the password
    totp.TOTP.activate(writer, SECRET)
    response = client.get("/admin/pages/4/")
    assert response.headers["Location"] == f"{reverse('mfa_reauthenticate')}?next=/admin/pages/4/"
    client.post(response.headers["Location"], {"code": code()})
    assert client.get("/admin/").status_code == 200


def test_the_password_alone_cannot_replace_the_second_factor(writer):
    client, _page = log_in(writer)
    totp.TOTP.activate(writer, SECRET)
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    for action in ("totp/deactivate/", "webauthn/add/", "recovery-codes/generate/"):
        response = client.post(f"/accounts/2fa/{action}")
        assert response.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert Authenticator.objects.get(user=writer).type == Authenticator.Type.TOTP


def test_removing_the_factor_closes_the_desk(with_app):
    client, _page = log_in(with_app)
    client.post("/accounts/2fa/authenticate/", {"code": code()})
    Authenticator.objects.filter(user=with_app).delete()
    assert client.get("/admin/").headers["Location"] == reverse("mfa_index")


def test_recovery_codes_alone_are_no_second_factor(writer):
    RecoveryCodes.activate(writer)
    client, _page = log_in(writer)
    assert client.get("/admin/").headers["Location"] == reverse("mfa_index")


def test_a_new_password_does_not_go_around_the_second_factor(with_app):
    client = Client()
    client.post("/accounts/password/reset/", {"email": with_app.email})
    link = re.search(r"https?://testserver(\S+)", mail.outbox[0].body)[1]
    form = client.get(link).headers["Location"]
    client.post(form, {"password1": "another quiet sentence", "password2": "another quiet sentence"})
    assert "_auth_user_id" not in client.session
    client.post("/accounts/login/", {"login": with_app.email, "password": "another quiet sentence"})
    assert "_auth_user_id" not in client.session


def test_the_page_of_the_wagtail_account_leads_to_all_this(with_app):
    client, _page = log_in(with_app)
    client.post("/accounts/2fa/authenticate/", {"code": code()})
    assert b'href="/accounts/"' in client.get("/admin/account/").content
