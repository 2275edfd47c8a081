import pytest

from django.db.models import ProtectedError

from articles.models import Citation
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_published_statement_is_recorded_for_its_speaker():
    speaker = factories.expert()
    story = factories.article(body=[factories.statement(speaker)])
    citation = Citation.objects.get(article=story, person=speaker)
    assert citation.in_live
    assert citation.in_draft


def test_a_statement_taken_out_of_the_draft_stays_cited_until_published():
    speaker = factories.expert()
    story = factories.article(body=[factories.statement(speaker)])
    story.body = []
    story.save_revision()
    assert Citation.objects.get(person=speaker).in_live
    assert not Citation.objects.get(person=speaker).in_draft
    factories.publish(story)
    assert not Citation.objects.filter(person=speaker).exists()


def test_an_inline_attribution_counts_as_a_citation():
    speaker = factories.expert()
    text = f'<p><a linktype="person" id="{speaker.pk}">Dr. Example points out</a> that skin is patient.</p>'
    factories.article(body=[("paragraph", text)], live=False)
    assert Citation.objects.get(person=speaker).in_draft


def test_the_database_refuses_to_delete_an_expert_quoted_only_in_a_draft():
    speaker = factories.expert()
    factories.article(body=[factories.statement(speaker)], live=False)
    with pytest.raises(ProtectedError):
        speaker.delete()


def test_an_old_version_may_mark_somebody_who_is_gone():
    speaker = factories.expert()
    text = f'<p><a linktype="person" id="{speaker.pk}">Dr. Example points out</a> that skin is patient.</p>'
    story = factories.article(body=[("paragraph", text)], live=False)
    old_version = story.latest_revision
    story.body = []
    story.save_revision()
    speaker.delete()
    old_version.as_object().save_revision()
    assert not Citation.objects.exists()
