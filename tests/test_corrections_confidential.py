"""Who must not be named today is named in nothing that a story said before."""

import pytest

from django.urls import reverse

from accounts.roles import Role
from corrections import declaring
from corrections.confidential import masked, pages_that_need
from corrections.models import Kind, PublishedVersion, WithheldName
from tests import factories, newsroom

pytestmark = pytest.mark.django_db

TERMS = {"basis": "background", "public_description": "a chemist at a large brand", "basis_reason": "Their job."}
NAMES = ["Quillfeather", "QUILLFEATHER", "Zirconia", "Larkhollow Institute", "Perfumer"]


@pytest.fixture
def speaker():
    return factories.expert(
        title="Zirconia Quillfeather",
        first_name="Zirconia",
        last_name="Quillfeather",
        job_title="Perfumer at the Larkhollow Institute",
    )


@pytest.fixture
def story(speaker, staff):
    """On the record at first, with a notice that names her; on background since."""
    said = factories.statement(speaker, "It smells of rain.")
    mark = f'<a linktype="person" id="{speaker.pk}">Zirconia Quillfeather says so</a>'
    body = [
        ("paragraph", f"<p>{mark}. QUILLFEATHER knows.</p>"),
        said,
        ("pull_quote", {"words": "Rain!", "person": speaker}),
    ]
    story = factories.article("A balm for winter", dek="Quillfeather’s nose.", body=body)
    names = {"was": "Zirconia Quillfeather is 40.", "now": "Quillfeather is 41."}
    declaring.add_notice(story, Kind.CORRECTION, by=staff[Role.MANAGING_EDITOR], **names)
    body = [("paragraph", "<p>A chemist says so.</p>"), factories.statement(speaker, "It smells of rain.", **TERMS)]
    newsroom.edit(story, dek="A nose.", body=body)
    factories.publish(story)
    return story


def test_no_public_page_names_her(client, story):
    first, last = PublishedVersion.objects.shown().filter(article=story)
    addresses = [
        reverse("corrections:compare", args=[story.pk, first.pk, last.pk]),
        reverse("corrections:history", args=[story.pk]),
        reverse("corrections:log"),
        reverse("corrections_rss"),
        story.url,
        "/feeds/rss.xml",
    ]
    for address in addresses:
        page = client.get(address).content.decode()
        assert [name for name in NAMES if name in page] == [], address
    compared = client.get(addresses[0]).content.decode()
    assert "[name withheld]" in compared
    assert "It smells of rain." in compared
    assert "A chemist at a large brand" in compared
    assert "[name withheld] is 40." in client.get(addresses[2]).content.decode()


def test_a_version_without_her_words_does_not_bring_her_name_back(client, story, speaker):
    newsroom.edit(story, dek="A scent.", body=[("paragraph", "<p>Nobody says so.</p>")])
    factories.publish(story)
    first, _second, last = PublishedVersion.objects.shown().filter(article=story)
    for address in (
        reverse("corrections:compare", args=[story.pk, first.pk, last.pk]),
        reverse("corrections:log"),
        reverse("corrections_rss"),
    ):
        page = client.get(address).content.decode()
        assert [name for name in NAMES if name in page] == [], address
        assert "[name withheld]" in page
    compared = client.get(reverse("corrections:compare", args=[story.pk, first.pk, last.pk])).content.decode()
    assert "A chemist at a large brand" in compared
    assert [page.pk for page in pages_that_need(type(speaker).objects.filter(pk=speaker.pk))] == [story.pk]


def test_what_names_nobody_is_read_as_it_was_typed(speaker):
    withheld = [WithheldName(person=speaker)]
    assert masked("“Rain” it said.\n\nIt is ‘snow’.", withheld) == "“Rain” it said.\n\nIt is ‘snow’."
    assert masked("Quillfeather said\n“rain”.", withheld) == '[name withheld] said "rain".'


def test_what_was_said_stays_on_record_and_is_shown_again_by_other_terms(client, story, speaker):
    assert story.corrections.filter(was__contains="Quillfeather").exists()
    newsroom.edit(story, body=[factories.statement(speaker, "It smells of rain.")])
    factories.publish(story)
    assert "Quillfeather is 41." in client.get(reverse("corrections:log")).content.decode()
