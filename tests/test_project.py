"""Rules of the house that no linter knows."""

import re
from pathlib import Path

import pytest

from django.core.management import call_command
from django.template.loader import get_template
from django.test import Client

from tests import factories

REPOSITORY = Path(__file__).resolve().parents[1]
APPS = ["accounts", "articles", "cms", "comments", "demo", "home", "people", "photos", "review"]
TEMPLATES = sorted(REPOSITORY.glob("templates/**/*.html")) + sorted(REPOSITORY.glob("templates/**/*.txt"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(REPOSITORY / "templates")))
def test_every_template_compiles(path):
    get_template(str(path.relative_to(REPOSITORY / "templates")))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(REPOSITORY / "templates")))
def test_no_template_trusts_what_people_typed(path):
    assert "|safe" not in path.read_text()
    assert "autoescape off" not in path.read_text() or path.suffix == ".txt"


def test_no_module_has_a_name_that_says_nothing():
    vague = {"utils.py", "helpers.py", "common.py", "misc.py", "services.py", "base.py", "core.py"}
    modules = [path for app in APPS for path in (REPOSITORY / app).rglob("*.py")]
    assert [path for path in modules if path.name in vague and path.parent.name != "settings"] == []


def test_hook_files_only_register():
    for path in REPOSITORY.glob("*/wagtail_hooks.py"):
        assert len(path.read_text().splitlines()) <= 70, f"{path} does more than register"


@pytest.mark.django_db
def test_migrations_match_the_models():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_no_reader_sees_a_message_meant_for_the_administrator():
    topic = factories.topic("Skin")
    story = factories.article(topic=topic)
    for url in ("/", "/search/?q=skin", "/people/", "/stories/", topic.url, story.url, "/nowhere/"):
        page = Client().get(url).content.decode()
        assert not re.search(r"shopping cart|enable registration|settings - general", page, re.I)
