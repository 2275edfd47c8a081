"""What was wrong in one language is looked for in the others."""

import pytest

from wagtail.models import Locale

from accounts.roles import Role
from articles.models import ArticlePage
from corrections import declaring, retracting
from corrections.models import Kind
from rechecks.models import Cause, CauseKind
from tests import factories, newsroom

pytestmark = pytest.mark.django_db


def in_language(story, language):
    """The same story, live, as a translation of its own."""
    locale = Locale.objects.create(language_code=language)
    other = factories.article(f"{story.title} ({language})")
    ArticlePage.objects.filter(pk=other.pk).update(translation_key=story.translation_key, locale=locale)
    return ArticlePage.objects.get(pk=other.pk)


@pytest.fixture
def chief(staff):
    return staff[Role.MANAGING_EDITOR]


@pytest.fixture
def story():
    return factories.article("A balm for winter", body=[("paragraph", "<p>It lasts two weeks.</p>")])


def test_a_correction_brings_each_live_translation_back(story, chief):
    french, german = in_language(story, "fr"), in_language(story, "de")
    german.unpublish()
    notice = declaring.add_notice(story, Kind.CORRECTION, by=chief, was="It costs 20.", now="It costs 30.")
    cause = Cause.objects.get()
    assert (cause.kind, cause.about, cause.by) == (CauseKind.TRANSLATION_CORRECTED, story, chief)
    assert "The same story in English, “A balm for winter”, was corrected." in cause.words
    assert notice.was in cause.words
    assert [one.article_id for one in cause.rechecks.all()] == [french.pk]


def test_a_published_correction_and_a_retraction_do_the_same_and_an_update_does_not(story, chief):
    french = in_language(story, "fr")
    for kind, words in (
        (Kind.UPDATE, {"text": "It lasts longer."}),
        (Kind.CORRECTION, {"was": "It said two weeks.", "now": "Six."}),
    ):
        newsroom.edit(story, body=[("paragraph", f"<p>{kind.label}</p>")])
        factories.waive_sign_offs(story)
        declaring.declare(story, kind, by=chief, **words)
        newsroom.newest(story).get_latest_revision().publish(user=chief)
    assert Cause.objects.count() == 1
    retracting.retract(story, by=chief, text="The test was made up.")
    assert [one.article_id for one in Cause.objects.first().rechecks.all()] == [french.pk]
    assert "was retracted: The test was made up." in Cause.objects.first().words
