"""Accounts as people meet them: pages that everyone can use, an app's codes, and a passkey from a real browser."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import DEMO_PASSWORD

PAGES = ["", "email/", "password/change/", "2fa/", "2fa/webauthn/", "logout/"]
PAGES_FOR_STRANGERS = ["login/", "signup/", "password/reset/", "confirm-email/", "inactive/"]
TOUCH_ID = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def code(secret):
    """What an authenticator app shows now (RFC 6238)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1)
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def prove(page):
    """Answer the question who it is, if it is asked."""
    if "reauthenticate" in page.url:
        page.get_by_label("Password").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Go on").click()


@pytest.fixture
def at_localhost(newsroom, monkeypatch):
    """A passkey belongs to a name; 127.0.0.1 is none."""
    monkeypatch.setattr(newsroom, "url", newsroom.url.replace("127.0.0.1", "localhost"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_an_account(visitor, log_in, scheme):
    page = visitor(colour_scheme=scheme)
    reports = {}
    for paths, before in ((PAGES_FOR_STRANGERS, lambda page: page), (PAGES, lambda page: log_in(page, "photo"))):
        before(page)
        for path in paths:
            page.goto(f"/accounts/{path}")
            results = Axe().run(page)
            if results.violations_count:
                reports[path] = results.generate_report()
    assert reports == {}


def test_the_pages_of_an_account_fit_the_narrowest_phone_and_need_no_script(visitor, log_in):
    page = visitor(width=320, height=640, javascript=False)
    log_in(page, "photo")
    assert page.url.endswith("/admin/")
    for path in PAGES:
        page.goto(f"/accounts/{path}")
        assert page.locator("h1").count() == 1
        assert not page.get_by_role("button", name="passkey").is_visible()
        assert page.locator("main").bounding_box()["width"] <= 320, path


@pytest.mark.usefixtures("at_localhost")
def test_a_second_factor_is_set_up_with_an_app_and_with_a_passkey(newsroom, visitor, log_in):
    newsroom.give_password("burnet")  # who keeps the factor, and is nobody in the other tests
    page = visitor()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": TOUCH_ID})

    log_in(page, "burnet")
    page.goto("/accounts/2fa/totp/activate/")
    prove(page)
    page.get_by_label("Authenticator code").fill(code(page.locator("main code").inner_text()))
    page.get_by_role("button", name="Switch it on").click()
    assert page.locator(".recovery-codes li").count() == 10

    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("passkey").check()
    page.get_by_role("button", name="Add the key").click()
    page.wait_for_url(re.compile(r":\d+/accounts/2fa/$"))

    log_out(page)
    page.goto("/accounts/login/?next=/people/")
    page.get_by_role("button", name="Log in with a passkey").click()
    page.wait_for_url(re.compile(r":\d+/people/$"))

    log_out(page)
    log_in(page, "burnet")
    page.get_by_role("button", name="Use a security key or passkey").click()
    page.wait_for_url(re.compile(r":\d+/admin/$"))

    log_out(page)
    devtools.send("WebAuthn.clearCredentials", key)  # the key is lost
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Log in with a passkey").click()
    page.get_by_text("Nothing has changed; you can try again").wait_for()


def log_out(page):
    page.goto("/accounts/logout/")
    page.locator("main form").get_by_role("button").click()
    page.wait_for_url(re.compile(r":\d+/$"))
