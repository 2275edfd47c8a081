import gc
import os

import pytest

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches

from wagtail.models import ModelLogEntry, Page, PageLogEntry

from accounts.roles import Role
from cms import page_memory
from comments.models import CommentSettings
from glossary.models import GlossaryTerm
from home import share_cards
from home.models import GoneAddress, MagazineSettings
from photos.models import Photo
from readiness.rules import RULES
from releases.models import GoneFile, ReleaseRecord
from review.models import LogSeal
from tests import factories

# About pages, rights, texts and files: what they say has nothing to do with which database it is. CI, whose time is
# short, runs them on one of the two; `make test` runs them on any.
ON_ANY_DATABASE = {
    "test_accounts_addresses.py",
    "test_accounts_backends.py",
    "test_accounts_login.py",
    "test_accounts_registration.py",
    "test_accounts_second_factor.py",
    "test_accuracy_checks_asking.py",
    "test_accuracy_checks_rules.py",
    "test_accuracy_checks_screens.py",
    "test_accuracy_checks_stage.py",
    "test_articles_aspects.py",
    "test_articles_blocks.py",
    "test_articles_deletion_guard.py",
    "test_articles_forms.py",
    "test_articles_house_time.py",
    "test_articles_pairs.py",
    "test_articles_pins.py",
    "test_articles_reading_grade.py",
    "test_articles_rich_text.py",
    "test_articles_rules.py",
    "test_articles_story_templates.py",
    "test_articles_structured_data.py",
    "test_articles_treatments.py",
    "test_claims_linter.py",
    "test_claims_rules.py",
    "test_claims_views.py",
    "test_cms_mail.py",
    "test_cms_server.py",
    "test_cms_settings_environment.py",
    "test_cms_weight.py",
    "test_comments_corrections.py",
    "test_comments_hostile.py",
    "test_comments_letters.py",
    "test_comments_measure_appeals.py",
    "test_comments_mine.py",
    "test_comments_statements.py",
    "test_comments_text.py",
    "test_corrections_retracting.py",
    "test_corrections_screens.py",
    "test_demo.py",
    "test_demo_loading.py",
    "test_demo_patterns.py",
    "test_deploy.py",
    "test_deploy_nginx.py",
    "test_glossary_stories.py",
    "test_golden_story.py",
    "test_home_admin.py",
    "test_home_markdown.py",
    "test_home_meta.py",
    "test_home_oembed.py",
    "test_home_redirects.py",
    "test_home_share_cards.py",
    "test_languages.py",
    "test_languages_pages.py",
    "test_medical_reviews_screens.py",
    "test_medical_reviews_signing.py",
    "test_money_addresses.py",
    "test_money_advertisers.py",
    "test_money_affiliates.py",
    "test_money_disclosures.py",
    "test_notices_letters.py",
    "test_notices_preferences.py",
    "test_notices_targets.py",
    "test_notices_webhooks.py",
    "test_path_telling.py",
    "test_photos_colours.py",
    "test_photos_credentials.py",
    "test_photos_declarations.py",
    "test_photos_forms.py",
    "test_photos_found.py",
    "test_photos_ingest.py",
    "test_photos_label.py",
    "test_photos_likeness.py",
    "test_photos_lookalikes.py",
    "test_photos_memory.py",
    "test_photos_renditions.py",
    "test_photos_replacing.py",
    "test_photos_signing.py",
    "test_photos_uploading.py",
    "test_planning_calendar.py",
    "test_planning_desk.py",
    "test_planning_failures.py",
    "test_planning_views.py",
    "test_products_cards.py",
    "test_project.py",
    "test_reader_templates.py",
    "test_readiness_editor.py",
    "test_readiness_paths.py",
    "test_readiness_random.py",
    "test_readiness_refusals.py",
    "test_readiness_views.py",
    "test_rechecks_experts.py",
    "test_rechecks_screens.py",
    "test_releases_rules.py",
    "test_review_definitions.py",
    "test_review_traps.py",
    "test_review_views.py",
    "test_role_table.py",
    "test_schema_org.py",
    "test_screening_learner.py",
    "test_screening_rules.py",
    "test_screening_score.py",
    "test_screening_text.py",
    "test_security_headers.py",
    "test_security_production.py",
    "test_security_uploads.py",
    "test_sharing_screens.py",
    "test_sharing_views.py",
    "test_sources_checking.py",
    "test_treatments_views.py",
}


# A house on many machines has its data there, and nowhere else; on SQLite these are not asked for.
ON_POSTGRESQL = {"test_many_machines.py"}


@pytest.hookimpl(tryfirst=True)  # before pytest reads what to leave out
def pytest_collection_modifyitems(items):
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        items[:] = [item for item in items if item.path.name not in ON_POSTGRESQL]
    for item in items:
        if item.path.name in ON_ANY_DATABASE:
            item.add_marker(pytest.mark.any_database)


def pytest_collection_finish():
    """An eighth of the tests' time would go into looking for garbage among what importing and collecting left."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


@pytest.fixture(autouse=True)
def empty_cache():
    """Counts of attempts and cached renditions must not travel from test to test."""
    cache.clear()


@pytest.fixture
def staff(db):
    """One user for each role, by role: staff[Role.WRITER]."""
    return {role: factories.user(role) for role in Role}


@pytest.fixture
def login(client):
    """Log a user in without the password's hashing time: login(staff[Role.WRITER])."""

    def log_in(user):
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def transactional_db(django_db_setup, django_db_blocker):
    """A database in which every write is committed, for threads with connections of their own.

    In place of pytest-django's of the same name, which would empty the database that is kept for the next run:
    nothing is rolled back, and what a test leaves is taken away by hand.
    """
    with django_db_blocker.unblock():
        last_page, rows = Page.objects.latest("pk").pk, number_of_rows()
        yield
        for page in Page.objects.filter(pk__gt=last_page).order_by("-pk"):
            page.specific.delete()
        for model in (
            Session,
            ReleaseRecord,
            GoneAddress,
            GoneFile,
            GlossaryTerm,
            Photo,
            CommentSettings,
            MagazineSettings,
        ):
            model.objects.all().delete()
        get_user_model().objects.all().delete()
        for log in (ModelLogEntry, PageLogEntry, LogSeal):
            log.objects.all()._raw_delete("default")  # what guards the log stands above this
        assert number_of_rows() == rows  # what is left would be seen by every test after this one


def number_of_rows():
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


@pytest.fixture
def rules_hold(monkeypatch):
    """Stories come into being as they do in a newsroom: looked at by every rule, reported on, past the gate."""
    monkeypatch.setattr(factories, "rules_hold", True)


@pytest.fixture
def whole_worker(settings):
    """The worker makes photos' sizes, cards and lists of related stories too, and keeps track of what uses what."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def search_index(settings, whole_worker):
    """Search follows every save, as it does in a newsroom; elsewhere that would be a tenth of the tests' time."""
    settings.WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}


@pytest.fixture
def no_rules(rules_hold):
    """The house without any rule of its own; what a test registers is gone afterwards."""
    kept = dict(RULES)
    RULES.clear()
    yield
    RULES.clear()
    RULES.update(kept)


@pytest.fixture(autouse=True)
def _quick_cards(request, monkeypatch):
    """To draw the card of a story takes as long as to publish it. Those about cards ask for `drawn_cards`."""
    if "drawn_cards" not in request.fixturenames:
        monkeypatch.setattr(share_cards, "draw", lambda words: b"A card.")


@pytest.fixture
def drawn_cards():
    """Cards of stories are drawn for this test."""


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """with committed(): what happens inside is committed at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def pages_are_kept(settings):
    """For readers who are not logged in, as in production."""
    kept = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"}
    settings.CACHES = settings.CACHES | {"pages": kept}
    caches["pages"].clear()


@pytest.fixture
def page_memory_of_test(pages_are_kept, monkeypatch):
    """An empty memory of pages whose thread is the test: it hears of purges when the test says so."""
    memory = page_memory.Memory()
    monkeypatch.setattr(memory, "listen", lambda: None)
    for module in ("cms.page_memory", "cms.kept_pages", "cms.front_cache"):
        monkeypatch.setattr(f"{module}.MEMORY", memory)
    return memory
