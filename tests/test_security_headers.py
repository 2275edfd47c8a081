import pytest

from accounts.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


def policy(response):
    """The content policy as {directive: set of sources}."""
    directives = (part.split() for part in response.headers["Content-Security-Policy"].split(";"))
    return {name: set(sources) for name, *sources in directives}


@pytest.fixture
def reader_page(client):
    return client.get(factories.article().url)


def test_reader_pages_run_no_script_that_is_not_ours(reader_page):
    scripts = policy(reader_page)["script-src"]
    assert "'unsafe-inline'" not in scripts
    assert "'unsafe-eval'" not in scripts
    assert all(source == "'self'" or source.startswith("'nonce-") for source in scripts)


def test_reader_pages_allow_nothing_by_default(reader_page):
    directives = policy(reader_page)
    assert directives["default-src"] == directives["object-src"] == directives["base-uri"] == {"'none'"}
    assert directives["style-src"] == directives["form-action"] == directives["frame-ancestors"] == {"'self'"}


def test_the_admin_gets_what_it_was_measured_to_need_and_no_more(login):
    directives = policy(login(factories.user(Role.WRITER)).get("/admin/"))
    assert directives["script-src"] == {"'self'"}
    assert "'unsafe-inline'" not in directives["script-src-attr"]
    assert directives["style-src-attr"] == {"'none'"}
    assert not any("'unsafe-eval'" in sources for sources in directives.values())
    assert directives["frame-ancestors"] == {"'self'"}


@pytest.mark.parametrize("path", ["/", "/admin/login/", "/accounts/login/", "/nowhere/", "/media/images/none.jpg"])
def test_every_answer_carries_the_small_headers(client, path):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    "path", ["", "login/", "signup/", "email/", "password/change/", "password/reset/", "2fa/", "no-such-page/"]
)
def test_pages_about_an_account_are_kept_by_nobody(login, path):
    response = login(factories.user()).get(f"/accounts/{path}")
    assert "no-store" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


def test_account_pages_run_under_the_readers_policy(client):
    assert "'unsafe-inline'" not in client.get("/accounts/login/").headers["Content-Security-Policy"]


def test_a_reader_who_only_reads_gets_no_cookie(client):
    for path in ("/", factories.article().url, "/people/", "/search/?q=x", "/nowhere/"):
        assert not client.get(path).cookies, path


def test_cookies_cannot_be_read_by_scripts_or_sent_from_other_sites(client):
    response = client.post("/accounts/login/", {"login": factories.user().email, "password": factories.PASSWORD})
    session = response.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
