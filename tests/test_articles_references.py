"""Sources by number, both ways: from the words that lean on them to the list, and back."""

import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from accounts.roles import Role
from articles.aspects import Aspect, hashes_of
from articles.blocks.parts import PARAGRAPH_FEATURES
from articles.models import SourceUse
from articles.querysets import prefetch_story
from claims.reading import State, claims_in
from readiness.rules import findings_in
from rechecks.models import Recheck
from sources.identifiers import doi_in, pubmed_id_in
from sources.models import Source
from tests import factories, newsroom

pytestmark = pytest.mark.django_db


def paper(title="On balm", **fields):
    return Source.objects.create(
        title=title, **({"authors": "Example A", "publisher": "J Invented", "year": 2024} | fields)
    )


def mark(source, words="a study found it"):
    return f'<a linktype="source" id="{getattr(source, "pk", source)}">{words}</a>'


def text(html):
    return ("paragraph", f"<p>{html}</p>")


def listed(*rows):
    typed = {"kind": "other", "title": "", "publisher": "", "year": "", "url": ""}
    return ("source_list", {"sources": [typed | ({"source": row} if isinstance(row, Source) else row) for row in rows]})


def page_of(client, story):
    return client.get(story.url).content.decode()


# On the page -----------------------------------------------------------------------------------------


def test_marked_words_get_the_number_of_their_row_and_the_row_leads_back_to_each(client):
    first, second = paper("On balm"), paper("On salve")
    body = [text(f"{mark(second)} and {mark(first)}."), text(mark(second, "again")), listed(first, second)]
    html = page_of(client, factories.article(body=body))
    assert (
        f'a study found it<sup class="reference"><a id="reference-{second.pk}-1" href="#source-2" '
        'aria-label="Source 2">2</a></sup>' in html
    )
    assert re.findall(r'again<sup class="reference"><a id="([^"]+)"', html) == [f"reference-{second.pk}-2"]
    row = html[html.index('<li id="source-2"') :].partition("</li>")[0]
    assert re.findall(r'href="#(reference-[^"]+)"', row) == [f"reference-{second.pk}-1", f"reference-{second.pk}-2"]
    assert "Back to the text, source 2, place 2" in row


def test_typed_rows_and_further_lists_are_numbered_on(client):
    last = paper()
    story = factories.article(
        body=[text(mark(last)), listed({"title": "A label"}, {"title": "A notice"}), listed(last)]
    )
    html = page_of(client, story)
    assert 'aria-label="Source 3"' in html
    assert '<ol start="3">' in html


def test_a_chosen_source_is_cited_from_its_fields_with_its_address(client):
    source = paper("On <balm>", doi="10.1000/abc", note="Read it twice.")
    html = page_of(client, factories.article(body=[listed(source)]))
    assert (
        "Example A. <cite>On &lt;balm&gt;</cite>. J Invented, 2024. "
        '<a class="doi" href="https://doi.org/10.1000/abc" rel="external">https://doi.org/10.1000/abc</a>' in html
    )
    assert "Read it twice." not in html


def test_words_that_lean_on_a_source_in_no_list_stay_plain_and_are_a_finding():
    source = paper()
    story = factories.article(body=[text(mark(source)), listed({"title": "A label"})], live=False)
    draft = newsroom.newest(story)
    [finding] = [finding for finding in findings_in(draft) if finding.rule == "reference_lost"]
    assert finding.block == draft.body[0].id
    prefetch_story(draft)
    assert "a study found it" in draft.body[0].value.expanded
    assert "<a" not in draft.body[0].value.expanded


def test_a_statement_leads_to_where_its_words_stand_unless_that_would_say_whose_they_are(client):
    source = paper()
    speaker = factories.expert()
    terms = {"basis": "background", "public_description": "a chemist", "basis_reason": "Their job."}
    body = [
        text(mark(source)),
        factories.statement(speaker, "It soothes.", kind="direct", source=source, reference="Tape 7"),
        factories.statement(factories.expert(), "It itches.", source=source, **terms),
        listed(source),
    ]
    story = factories.article(body=body)
    html = page_of(client, story)
    place = f"reference-{source.pk}-2"
    number = f'<sup class="reference"><a id="{place}" href="#source-1" aria-label="Source 1">1</a></sup>'
    assert f"“It soothes.”{number}</blockquote>" in html
    assert f'href="#{place}"' in html
    assert "Tape 7" not in html
    assert f"reference-{source.pk}-3" not in html
    assert SourceUse.objects.filter(article=story, source=source, in_live=True).exists()


def test_a_figure_of_a_paper_carries_its_number_beside_the_credit_unless_it_is_no_longer_shown(client):
    source, photo, gone = paper(), factories.photo(credit="Ada Example"), factories.photo(release_state="withdrawn")
    uses = [{"photo": photo, "source": source}, {"photo": gone, "source": source}]
    draft = factories.article(body=[("gallery", {"photos": uses}), listed(source)], live=False)
    newest = newsroom.newest(draft)
    prefetch_story(newest)
    [gallery, sources] = newest.body
    html = gallery.render({"photo_ids_given": set()})
    assert re.search(rf'Ada Example<sup class="reference"><a id="reference-{source.pk}-1" href="#source-1"', html)
    assert sources.value["sources"][0].places == [f"reference-{source.pk}-1"]
    assert SourceUse.objects.filter(article=draft, source=source, in_draft=True).exists()


def test_a_statement_whose_source_stands_in_no_list_is_a_finding():
    body = [factories.statement(factories.expert(), source=paper())]
    draft = newsroom.newest(factories.article(body=body, live=False))
    assert [one.block for one in findings_in(draft) if one.rule == "reference_lost"] == [draft.body[0].id]


def test_many_references_cost_as_many_queries_as_two(client, django_assert_num_queries):
    def story(count):
        sources = [paper(f"Paper {count}.{n}") for n in range(count)]
        return factories.article(body=[text("".join(map(mark, sources))), listed(*sources)])

    few, many = story(2), story(12)
    with CaptureQueriesContext(connection) as spent:
        prefetch_story(few)
    with django_assert_num_queries(len(spent)):
        prefetch_story(many)


def test_search_engines_get_the_sources_that_readers_see(client):
    notice = Source.objects.create(kind="official", title="A notice", publisher="An authority", year=2025)
    html = page_of(client, factories.article(body=[listed(paper(doi="10.1000/abc"), notice)]))
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])
    assert data["citation"] == [
        {
            "@type": "ScholarlyArticle",
            "name": "On balm",
            "url": "https://doi.org/10.1000/abc",
            "datePublished": "2024",
            "isPartOf": {"@type": "Periodical", "name": "J Invented"},
        },
        {
            "@type": "CreativeWork",
            "name": "A notice",
            "datePublished": "2025",
            "publisher": {"@type": "Organization", "name": "An authority"},
        },
    ]


# In the editor ---------------------------------------------------------------------------------------


def test_marks_survive_the_editor():
    words = mark(paper())
    converter = ContentstateConverter(PARAGRAPH_FEATURES)
    assert words in converter.to_database_format(converter.from_database_format(f"<p>{words}</p>"))


def test_a_row_without_a_source_and_without_a_title_is_refused():
    draft = newsroom.newest(factories.article(body=[listed({"title": ""})], live=False))
    assert "Choose a source above, or type its title." in " ".join(
        str(finding.message) for finding in findings_in(draft) if finding.rule == "block_refused"
    )


def test_a_reference_stands_behind_a_claim_until_its_source_is_retracted():
    body = [text("The balm cures every rash. " + mark(source := paper())), listed(source)]
    draft = newsroom.newest(factories.article(body=body, live=False))
    assert {claim.state for claim in claims_in(draft)} == {State.SOURCED}
    source.retracted_on = date(2026, 3, 1)
    source.save()
    assert {claim.state for claim in claims_in(draft)} == {State.OPEN}


def test_sign_offs_of_the_text_fall_away_when_readers_see_another_source():
    source = paper()
    story = factories.article(body=[listed(source)], live=False)
    before = hashes_of(newsroom.newest(story))
    Source.objects.update(note="Seen.")
    assert hashes_of(newsroom.newest(story)) == before
    Source.objects.update(year=2020)
    after = hashes_of(newsroom.newest(story))
    assert {aspect for aspect in after if after[aspect] != before[aspect]} == {Aspect.TEXT.value}


# The sources themselves ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("10.1000/ABC.123", "10.1000/abc.123"),
        (" https://doi.org/10.1016/j.jml.2019.104047 ", "10.1016/j.jml.2019.104047"),
        ("http://dx.doi.org/10.1000/x%28y%29", "10.1000/x(y)"),
        ("doi: 10.1000/x", "10.1000/x"),
        ("https://example.org/10.1000/x", None),
        ("10.1000", None),
        ("javascript:10.1000/x", None),
        ('10.1000/"><script>', None),
    ],
)
def test_a_doi_is_read_however_it_was_pasted(written, doi):
    assert doi_in(written) == doi


@pytest.mark.parametrize(
    ("written", "pubmed_id"),
    [
        ("12345678", "12345678"),
        ("https://pubmed.ncbi.nlm.nih.gov/123/", "123"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/123", "123"),
        ("PMID: 123", "123"),
        ("0123", None),
        ("123456789", None),
        ("one", None),
    ],
)
def test_a_pubmed_id_is_read_however_it_was_pasted(written, pubmed_id):
    assert pubmed_id_in(written) == pubmed_id


@given(st.text(max_size=60))
def test_whatever_is_pasted_gives_an_identifier_or_none(written):
    assert (doi_in(written) or "10.").startswith("10.")
    assert (pubmed_id_in(written) or "1").isdecimal()


def test_a_source_is_kept_once_by_its_doi_and_says_what_is_none():
    paper(doi="10.1000/abc")
    twin = Source(title="Again", doi="https://doi.org/10.1000/ABC")
    with pytest.raises(ValidationError) as refused:
        twin.full_clean()
    assert "doi" in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        Source(title="Else", doi="none", pubmed_id="none").full_clean()
    assert refused.value.message_dict.keys() == {"doi", "pubmed_id"}
    with pytest.raises(IntegrityError), transaction.atomic():
        paper(doi="10.1000/abc")
    with pytest.raises(IntegrityError), transaction.atomic():
        paper(doi="abc")
    for _number in range(2):
        Source(title="Without").full_clean()


def test_a_writer_keeps_a_source_by_its_pasted_address(client):
    client.force_login(factories.user(Role.WRITER))
    form = {"kind": "paper", "title": "On balm", "doi": "https://doi.org/10.1000/ABC", "pubmed_id": "", "year": "2024"}
    client.post(reverse("wagtailsnippets_sources_source:add"), form)
    source = Source.objects.get()
    assert (source.doi, source.pubmed_id, source.address) == ("10.1000/abc", None, "https://doi.org/10.1000/abc")


def test_where_a_source_is_used_is_kept_for_drafts_and_live_pages():
    source = paper()
    story = factories.article(body=[text(mark(source)), listed(source)])
    assert SourceUse.objects.filter(article=story, source=source, in_live=True, in_draft=True).exists()
    story.body = []
    story.save_revision()
    assert SourceUse.objects.filter(source=source, in_live=True, in_draft=False).exists()
    factories.publish(story)
    assert not SourceUse.objects.exists()


def test_a_source_that_a_story_needs_is_not_deleted(client):
    source = paper()
    story = factories.article("A balm", body=[listed(source)], live=False)
    with pytest.raises(ProtectedError), transaction.atomic():
        source.delete()
    client.force_login(factories.user(Role.MANAGING_EDITOR))
    delete = reverse("wagtailsnippets_sources_source:delete", args=[source.pk])
    assert f"“{story.title}” lean" in client.post(delete, follow=True).content.decode()
    bulk = reverse("wagtail_bulk_action", args=["sources", "source", "delete"])
    client.post(f"{bulk}?id={source.pk}")
    assert Source.objects.exists()
    story.delete()
    client.post(delete)
    assert not Source.objects.exists()


def test_a_retracted_source_is_told_to_readers_and_keeps_a_story_from_being_published(client):
    source = paper()
    story = factories.article(body=[listed(source)])
    page_of(client, story)
    source.retracted_on = date(2026, 3, 1)
    source.save()
    assert "Retracted on 1 March 2026." in page_of(client, story)
    found = {finding.rule: finding for finding in findings_in(newsroom.newest(story))}
    assert found["source_retracted"].is_blocker
    assert found["source_retracted"].waiver
    assert "The source “On balm” was retracted." in found["to_be_looked_at_again"].message


def test_each_live_story_is_looked_at_again_once():
    source = paper()
    live = factories.article(body=[listed(source)])
    factories.article(body=[listed(source)], live=False)
    source.retracted_on = date(2026, 3, 1)
    source.save()
    source.note = "Seen."
    source.save()
    assert [(one.article_id, one.cause.about) for one in Recheck.objects.all()] == [(live.pk, source)]
