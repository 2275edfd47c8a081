"""Production's settings, tried as a deployer would: in a process of its own with a given environment."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cms.settings.environment import site_at

REPOSITORY = Path(__file__).resolve().parents[1]
SETTINGS = REPOSITORY / "cms" / "settings"
SAMPLE = {
    "SECRET_KEY": "kJ3-not-a-real-key-but-long-and-varied-enough-for-djangos-own-check-0192837465",
    "ALLOWED_HOSTS": "magazine.example,www.magazine.example",
    "BASE_URL": "https://magazine.example",
    "EMAIL_URL": "smtp+tls://desk:secret@mail.example:587",
}
SHOW = """
import json
from cms.settings import production as settings
names = [name for name in vars(settings) if name.isupper()]
print(json.dumps({name: getattr(settings, name) for name in names}, default=lambda value: type(value).__name__))
"""


@pytest.fixture
def python(tmp_path):
    """Run Python with production's settings and only these variables set."""

    def run(*arguments, **variables):
        environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)} | variables
        return subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-W", "error", *arguments], env=environment, cwd=REPOSITORY, capture_output=True, text=True
        )

    return run


@pytest.fixture
def production(python):
    """The values of production's settings: production(STAFF_MFA_REQUIRED="false")["DEBUG"]."""

    def values(**variables):
        result = python("-c", SHOW, **SAMPLE | variables)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    return values


def test_djangos_check_for_deployment_has_nothing_to_say(python):
    command = ["manage.py", "check", "--deploy", "--fail-level", "WARNING", "--settings", "cms.settings.production"]
    result = python(*command, **SAMPLE)
    assert result.returncode == 0, result.stderr
    assert "no issues (0 silenced)" in result.stdout


@pytest.mark.parametrize("name", SAMPLE)
@pytest.mark.parametrize("value", [None, ""])
def test_production_does_not_start_without_what_it_needs(python, name, value):
    environment = {key: text for key, text in SAMPLE.items() if key != name} | ({} if value is None else {name: value})
    result = python("-c", "from cms.settings import production", **environment)
    assert result.returncode != 0
    assert f"{name} is not set" in result.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "mysql://house:secret@database/house"),
        ("DATABASE_URL", "postgres://house:secret@database:port/house"),
        ("CACHE_URL", "nonsense"),
        ("PAGE_CACHE_URL", "/srv/pages"),
        ("EMAIL_URL", "mail.example:587"),
        ("WORKER", "celery"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "LOUD"),
        ("CDN_SECONDS", "a second"),
        ("BASE_URL", "magazine.example"),
        ("BASE_URL", "https://magazine.example/magazine/"),
        ("BASE_URL", "https://magazine.example:8443"),
    ],
)
def test_what_is_not_understood_stops_the_start_by_its_name(python, name, value):
    result = python("-W", "ignore", "-c", "from cms.settings import production", **SAMPLE | {name: value})
    last = result.stderr.splitlines()[-1]
    assert f"ImproperlyConfigured: {name} is not understood. It looks like this: " in last
    assert "secret" not in result.stderr


def test_the_address_of_the_site_is_kept_as_browsers_say_it():
    assert site_at("https://Magazine.example:443/") == "https://magazine.example"
    assert site_at("http://[::1]:8012") == "http://[::1]:8012"


def test_production_answers_to_no_name_but_its_own(python):
    result = python("-c", "from cms.settings import production", **SAMPLE | {"ALLOWED_HOSTS": "*"})
    assert "may not be “*”" in result.stderr


def test_debugging_cannot_be_switched_on(production):
    assert production(DEBUG="true")["DEBUG"] is False


def test_the_demo_magazine_is_not_there(production):
    settings = production(DEMO_CONTENT_ALLOWED="true")
    assert "demo" not in settings["INSTALLED_APPS"]
    assert not settings.get("DEMO_CONTENT_ALLOWED")


def test_the_demo_magazine_cannot_be_loaded(python):
    result = python("manage.py", "load_demo", "--settings", "cms.settings.production", **SAMPLE)
    assert result.returncode != 0
    assert "Unknown command" in result.stderr


def test_passwords_are_kept_with_argon2(production):
    assert production()["PASSWORD_HASHERS"][0] == "django.contrib.auth.hashers.Argon2PasswordHasher"


def test_staff_need_a_second_factor_unless_the_deployer_says_otherwise(production):
    assert production()["STAFF_MFA_REQUIRED"] is True
    assert production(STAFF_MFA_REQUIRED="false")["STAFF_MFA_REQUIRED"] is False


def test_no_header_from_outside_is_believed_without_a_proxy(production):
    settings = production()
    assert settings["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0
    assert not settings["ALLAUTH_TRUSTED_CLIENT_IP_HEADER"]
    assert "SECURE_PROXY_SSL_HEADER" not in settings
    assert not settings.get("USE_X_FORWARDED_HOST")


def test_behind_a_proxy_its_word_on_the_scheme_counts(production):
    assert production(TRUSTED_PROXY_COUNT="1")["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_cookies_travel_only_over_https_and_only_to_this_host(production):
    settings = production()
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["CSRF_COOKIE_NAME"].startswith("__Host-")


def test_attempts_are_counted_for_all_workers_together(production):
    assert "locmem" not in production()["CACHES"]["default"]["BACKEND"]


def test_every_variable_is_documented_and_every_documented_one_is_read():
    code = "".join(path.read_text() for path in SETTINGS.glob("*.py"))
    code += (REPOSITORY / "cms" / "server.py").read_text().replace("given(", "env(")
    read = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', code)) | {"DJANGO_SETTINGS_MODULE"}
    read |= set(re.findall(r"\$\{([A-Z_]+)", (REPOSITORY / "compose.yaml").read_text()))
    documented = set(re.findall(r"^(?:# )?([A-Z_]+)=", (REPOSITORY / ".env.example").read_text(), re.M))
    assert read == documented


def test_no_secret_lies_in_the_settings():
    assert not re.search(r"^\s*\w*(PASSWORD|TOKEN|API_KEY)\w* = \"", (SETTINGS / "base.py").read_text(), re.M)
    assert 'SECRET_KEY = env("SECRET_KEY")' in (SETTINGS / "production.py").read_text()


def test_production_has_no_pattern_page(python):
    ask = "import django; django.setup(); from django.urls import resolve; print(resolve('/patterns/').url_name)"
    result = python("-c", ask, DJANGO_SETTINGS_MODULE="cms.settings.production", **SAMPLE)
    assert result.stdout.strip() == "wagtail_serve", result.stderr  # the page tree, which has no such page


def test_what_is_commented_out_in_the_example_is_the_default(production):
    example = (REPOSITORY / ".env.example").read_text()
    defaults = dict(re.findall(r"^# ([A-Z_]+)=(.*)$", example, re.M))
    below_var = {name for name, value in defaults.items() if re.search(r"(^|/)var(/|$)", value)}
    assert below_var == {"VAR_DIR", "DATABASE_URL", "MEDIA_ROOT", "PRIVATE_ROOT"}
    assert production(**{name: value for name, value in defaults.items() if name not in below_var}) == production()
