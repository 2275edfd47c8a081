"""The worker asks whether sources still lead somewhere and still stand. The other end is a server on this machine."""

import json
from datetime import date, timedelta

import pytest

from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from articles.models import SourceUse
from cms.kept_pages import HOUSE
from readiness.models import Report
from readiness.rules import findings_in
from rechecks.models import Cause
from sources import checking, crossref, links
from sources.crossref import Retraction, retraction_in
from sources.models import Source
from sources.vocabulary import LinkStatus
from tests import factories, newsroom
from tests.receiver import receiver

NOWHERE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
FOUND = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
NOTICE = {"type": "retraction", "DOI": "10.1000/notice", "updated": {"date-parts": [[2026, 3, 1]]}}


@pytest.fixture
def asking(settings):
    settings.SOURCES_ARE_CHECKED = settings.ALLOW_PRIVATE_TARGETS = True
    return settings


@pytest.fixture
def here(asking):
    """The other end: of addresses and of Crossref."""
    with receiver() as made:
        asking.CROSSREF_API = f"http://127.0.0.1:{made.port}"
        yield made


def redirect(status, address):
    return f"HTTP/1.1 {status} Moved\r\nLocation: {address}\r\nContent-Length: 0\r\n\r\n".encode()


def work(**message):
    body = json.dumps({"status": "ok", "message": message}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


@pytest.fixture
def paper(monkeypatch):
    """A paper with a DOI; doi.org is not asked."""
    monkeypatch.setattr(links, "ask", lambda address, follow: links.Found(LinkStatus.FOUND))
    return Source.objects.create(title="On balm", doi="10.1000/abc")


def page_at(here, **fields):
    return Source.objects.create(title="A notice", kind="official", url=here.url(), **fields)


def citing(source, **fields):
    return factories.article(body=[("source_list", {"sources": [{"source": source, "kind": "paper"}]})], **fields)


def checked(source):
    checking.check_next()
    source.refresh_from_db()
    return source


# Addresses -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "found"),
    [(200, "found"), (304, "found"), (404, "dead"), (410, "dead"), (403, "not_asked"), (429, "not_asked")],
)
def test_only_the_word_of_the_other_end_makes_a_link_dead(here, status, found):
    here.answer = f"HTTP/1.1 {status} So\r\nContent-Length: 0\r\n\r\n".encode()
    asked = links.ask(here.url())
    assert asked.status == found
    assert (found == "found") == (asked.words == "")


def test_redirects_are_followed_and_a_move_for_good_is_told(here):
    with receiver() as elsewhere:
        here.answer = redirect(301, elsewhere.url())
        assert links.ask(here.url()) == links.Found(LinkStatus.FOUND, f"It has moved for good: {elsewhere.url()}")
        elsewhere.answer = NOWHERE
        assert links.ask(here.url()).status == LinkStatus.DEAD


def test_an_endless_redirect_ends(here):
    here.answer = redirect(302, "/hook")
    assert links.ask(here.url()) == links.Found(LinkStatus.NOT_ASKED, "It redirects again and again.")
    assert len(here.requests) == links.REDIRECTS + 1


def test_no_redirect_leads_into_the_own_network(here, monkeypatch):
    with receiver() as inside:
        here.answer = redirect(302, inside.url("localhost"))
        monkeypatch.setattr("outside.exchange.is_public", lambda address: False)
        monkeypatch.setattr("outside.exchange.private_targets_allowed", lambda: bool(not here.requests))
        asked = links.ask(here.url())
        assert inside.requests == []
    assert asked.status == LinkStatus.NOT_ASKED
    assert "not on the public internet" in asked.words


@pytest.mark.parametrize("address", ["http://10.0.0.1/", "https://[::1]/", "http://name:word@example.org/"])
def test_nothing_within_the_own_network_is_asked(address):
    assert links.ask(address).status == LinkStatus.NOT_ASKED


def test_an_answer_that_drips_in_is_given_up(here, monkeypatch):
    monkeypatch.setattr(links, "SECONDS", 0.3)
    here.answer, here.drip = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"y" * 10_000, 0.02
    assert "no complete answer" in links.ask(here.url()).words


# What is kept ----------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def test_a_dead_link_is_a_warning_for_every_story_that_names_it(here):
    here.answer = NOWHERE
    source = checked(page_at(here))
    assert (source.link_status, source.check_words) == ("dead", "It answered that there is nothing (404).")
    story = citing(source, live=False)
    [finding] = [one for one in findings_in(newsroom.newest(story)) if one.rule == "source_link_dead"]
    assert not finding.is_blocker
    assert "A notice" in finding.message


def test_without_a_network_nothing_is_dead_and_what_was_known_stays(here):
    here.answer = NOWHERE
    dead = checked(page_at(here))
    with receiver() as gone:
        url = gone.url()
    Source.objects.update(next_check_at=timezone.now() + timedelta(days=1))
    unknown = checked(Source.objects.create(title="Elsewhere", url=url))
    assert unknown.link_status == "not_asked"
    here.answer = b""
    Source.objects.filter(pk=dead.pk).update(next_check_at=timezone.now())
    assert checked(dead).link_status == "dead"
    assert dead.check_words == "It answered that there is nothing (404)."


def test_what_was_found_at_one_address_says_nothing_of_another(here):
    here.answer = NOWHERE
    source = checked(page_at(here))
    source.url = "https://example.org/"
    source.save()
    assert (source.link_status, source.check_words, source.checked_at) == ("", "", None)
    assert source.next_check_at <= timezone.now()


def test_one_that_was_changed_while_it_was_asked_for_is_asked_for_anew(here, monkeypatch):
    source = page_at(here)

    def change(address, follow):
        Source.objects.update(url="https://example.org/")
        return links.Found(LinkStatus.DEAD)

    monkeypatch.setattr(links, "ask", change)
    assert checking.check_next() is None
    source.refresh_from_db()
    assert source.link_status == ""


def test_the_command_goes_on_to_the_next_where_one_was_changed_meanwhile(here, monkeypatch):
    first, second = (page_at(here, next_check_at=timezone.now() - timedelta(hours=ago)) for ago in (2, 1))

    def change(address, follow):
        Source.objects.filter(pk=first.pk).update(url="https://example.org/")
        return links.Found(LinkStatus.DEAD)

    monkeypatch.setattr(links, "ask", change)
    call_command("check_sources", verbosity=0)
    second.refresh_from_db()
    assert second.link_status == "dead"


def test_asking_again_empties_no_cache_and_stories_are_looked_at_only_where_something_changed(
    here, settings, django_capture_on_commit_callbacks
):
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    source = page_at(here)
    Report.objects.update_or_create(page=citing(source, live=False))
    for answer, looked_at in ((FOUND, True), (FOUND, False), (NOWHERE, True), (NOWHERE, False)):
        here.answer = answer
        Report.objects.update(checked_at=timezone.now())
        Source.objects.update(next_check_at=timezone.now())
        caches["pages"].set(HOUSE, "kept")
        with django_capture_on_commit_callbacks(execute=True):
            checked(source)
        assert caches["pages"].get(HOUSE) == "kept"
        assert Report.objects.filter(checked_at=None).exists() == looked_at
    assert source.link_status == "dead"


def test_each_is_asked_for_once_a_month_the_longest_overdue_first(here):
    Source.objects.create(title="An interview", kind="interview")
    later, sooner = page_at(here), page_at(here, next_check_at=timezone.now() - timedelta(hours=1))
    call_command("check_sources", verbosity=0)
    assert len(here.requests) == 2
    later.refresh_from_db()
    sooner.refresh_from_db()
    assert sooner.checked_at < later.checked_at
    assert sooner.next_check_at > timezone.now() + timedelta(days=29)
    assert checking.check_next() is None


def test_no_two_workers_ask_for_the_same_one(here):
    source = page_at(here)
    assert checking.claimed(source)
    assert not checking.claimed(source)
    assert checking.check_next() is None


def test_a_house_that_asks_for_nothing_asks_for_nothing(here, settings):
    settings.SOURCES_ARE_CHECKED = False
    page_at(here)
    assert checking.check_next() is None
    assert here.requests == []


# Retractions -----------------------------------------------------------------------------------------


def test_a_retraction_on_record_brings_every_live_story_back_in_nobodys_name(here, paper):
    live, only_in_draft = citing(paper), citing(Source.objects.create(title="On soap"))
    newsroom.edit(only_in_draft, body=citing(paper, live=False).body)
    here.answer = work(DOI=paper.doi, **{"updated-by": [NOTICE]})
    checked(paper)
    assert (paper.retracted_on, paper.retraction_notice) == (date(2026, 3, 1), "10.1000/notice")
    assert here.requests[0].startswith(b"GET /works/10.1000%2Fabc HTTP/1.1\r\n")
    cause = Cause.objects.get()
    assert (cause.by, cause.words) == (None, "The source “On balm” was retracted.")
    assert [one.article_id for one in cause.rechecks.all()] == [live.pk]
    assert {"source_retracted", "to_be_looked_at_again"} <= {one.rule for one in findings_in(newsroom.newest(live))}
    Source.objects.update(next_check_at=timezone.now())
    checked(paper)
    assert Cause.objects.count() == 1


def test_whoever_marks_a_retraction_stands_by_it(client, paper):
    citing(paper)
    editor = factories.user(Role.MANAGING_EDITOR)
    client.force_login(editor)
    form = {"kind": "paper", "title": "On balm", "doi": paper.doi, "retracted_on": "2026-03-01"}
    client.post(reverse("wagtailsnippets_sources_source:edit", args=[paper.pk]), form)
    assert Cause.objects.get().by == editor


def test_a_retraction_on_record_is_not_cleared_by_a_form_that_was_opened_before(client, here, paper):
    here.answer = work(**{"updated-by": [NOTICE]})
    checked(paper)
    client.force_login(factories.user(Role.WRITER))
    form = {"kind": "paper", "title": "On balms", "doi": paper.doi, "retracted_on": ""}
    page = client.post(reverse("wagtailsnippets_sources_source:edit", args=[paper.pk]), form).content.decode()
    assert "on record at Crossref (10.1000/notice)" in page
    paper.refresh_from_db()
    assert paper.retracted_on == date(2026, 3, 1)
    paper.doi, paper.retracted_on = "10.1000/other", None
    paper.full_clean()
    paper.save()
    assert paper.retraction_notice == ""


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n[",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        b'HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n{"message": null}',
        b"",
    ],
)
def test_no_answer_of_crossref_changes_what_is_known(here, paper, answer):
    Source.objects.update(retracted_on=date(2026, 3, 1), retraction_notice="10.1000/notice", checked_address="")
    Source.objects.update(link_status="found", checked_at=timezone.now(), checked_address=paper.address)
    here.answer = answer
    checked(paper)
    assert paper.retraction_notice == "10.1000/notice"
    assert paper.link_status == "found"
    assert paper.check_words.startswith("Crossref could not be asked about retractions:")
    assert paper.next_check_at < timezone.now() + timedelta(days=2)


def test_a_paper_that_crossref_does_not_know_is_no_failure(here, paper):
    here.answer = NOWHERE
    assert checked(paper).check_words == ""


@pytest.mark.parametrize(
    ("message", "retraction"),
    [
        ({}, None),
        ({"updated-by": None}, None),
        ({"updated-by": [NOTICE | {"type": "correction"}]}, None),
        ({"update-to": [NOTICE | {"DOI": "10.1000/another"}]}, None),  # it is itself the notice
        ({"update-to": [NOTICE | {"DOI": "10.1000/ABC"}]}, Retraction(date(2026, 3, 1), "10.1000/abc")),
        (
            {"updated-by": [NOTICE | {"type": "Withdrawal", "updated": {"date-parts": [[2024]]}}, NOTICE]},
            Retraction(date(2024, 1, 1), "10.1000/notice"),
        ),
    ],
)
def test_what_counts_as_a_retraction(message, retraction):
    assert retraction_in({"message": message}, "10.1000/abc") == retraction


@pytest.mark.parametrize("odd", ["10.1000/a%00b", "10.1000/a\x1bb", "10.1000/a\ud800b"])
def test_a_doi_that_no_database_keeps_is_none(odd):
    answer = {"message": {"updated-by": [NOTICE | {"DOI": odd}]}}
    assert retraction_in(answer, "10.1000/abc").notice == "10.1000/abc"
    with pytest.raises(ValidationError, match="This is no DOI"):
        Source(title="On balm", doi=odd).clean()


def test_a_notice_without_a_usable_day_counts_from_today():
    for odd in [
        {},
        {"updated": None},
        {"updated": {"date-parts": [[2026, 13, 1]]}},
        {"updated": {"date-parts": [["x"]]}},
        {"updated": {"date-parts": [[10**30]]}},
        {"updated": {"date-parts": [[1e999]]}},
    ]:
        assert crossref.day_in(odd) == timezone.localdate()


def test_the_database_holds_what_was_found_together():
    Source.objects.create(title="A notice")
    for broken in [{"link_status": "found"}, {"link_status": "lost"}, {"retraction_notice": "10.1000/notice"}]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Source.objects.update(**broken)


# In the admin ----------------------------------------------------------------------------------------


def test_the_list_says_what_is_dead_and_where_each_is_used(client, here):
    here.answer = NOWHERE
    source = checked(page_at(here))
    draft, live = citing(source, title="A draft", live=False), citing(source, title="Out")
    Source.objects.create(title="Another")
    client.force_login(factories.user(Role.COPY_EDITOR))
    listing = reverse("wagtailsnippets_sources_source:list")
    page = client.get(listing, {"link_status": "dead"}).content.decode()
    usage = reverse("wagtailsnippets_sources_source:usage", args=[source.pk])
    assert "Leads nowhere" in page
    assert f'href="{usage}"' in page
    assert "2 stories" in page
    assert "Another" not in page
    used = client.get(usage).content.decode()
    for story in (draft, live):
        assert reverse("wagtailadmin_pages:edit", args=[story.pk]) in used
    assert "page and draft" in used
    form = client.get(reverse("wagtailsnippets_sources_source:edit", args=[source.pk])).content.decode()
    assert "It answered that there is nothing (404)." in form


def test_where_a_source_is_used_costs_as_many_queries_for_many_stories(client, django_assert_max_num_queries):
    source = Source.objects.create(title="On balm")
    story = citing(source, live=False)
    client.force_login(factories.user(Role.COPY_EDITOR))
    usage = reverse("wagtailsnippets_sources_source:usage", args=[source.pk])
    client.get(usage)
    with CaptureQueriesContext(connection) as spent:
        client.get(usage)
    SourceUse.objects.bulk_create(
        SourceUse(source=source, article_id=pk, in_draft=True) for pk in factories.copies(story, 10)
    )
    with django_assert_max_num_queries(len(spent)):
        client.get(usage)
