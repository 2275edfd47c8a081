"""What readers were told about who paid stays known word for word, and is a report and a spreadsheet."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from articles.models import ArticlePage, Disclosure
from money.models import ShownDisclosure
from money.report import harmless
from tests import factories, newsroom

pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/disclosures/"
GIFT = "Studio Example provided a treatment in this story free of charge."


def gifted(**fields):
    return Disclosure(**({"kind": "gifted_treatment", "party": "Studio Example", "value": "50_250"} | fields))


def story(title="Seaglass serum", **fields):
    fields = {"disclosure_answer": "declared", "disclosures": [gifted()]} | fields
    return factories.article(title, **fields)


def shown():
    return list(ShownDisclosure.objects.order_by("pk"))


def publish_again(page, **changes):
    newsroom.edit(page, **changes)
    factories.publish(page)


# What is kept ---------------------------------------------------------------------------------------


def test_a_published_version_leaves_what_it_told_readers():
    page = story()
    (row,) = shown()
    assert (row.page_id, row.headline, row.address) == (page.pk, "Seaglass serum", page.full_url)
    assert (row.kind, row.party, row.value, row.may_change_text) == (
        "gifted_treatment",
        "Studio Example",
        "50_250",
        False,
    )
    assert row.sentence == GIFT
    assert row.shown_from is not None
    assert row.shown_until is None


def test_the_words_of_then_stay_when_the_story_changes():
    page = story()
    publish_again(page, disclosures=[gifted(text="We paid half.")])
    before, after = shown()
    assert (before.sentence, after.sentence) == (GIFT, "We paid half.")
    assert before.shown_until == after.shown_from
    assert after.shown_until is None


def test_a_draft_that_is_not_published_changes_nothing():
    page = story()
    newsroom.edit(page, disclosures=[])
    (row,) = shown()
    assert row.shown_until is None


def test_what_is_taken_down_is_shown_no_longer():
    story().unpublish()
    (row,) = shown()
    assert row.shown_until >= row.shown_from


def test_a_clock_that_was_set_back_keeps_nobody_from_taking_a_story_down():
    page = story()
    tomorrow = timezone.now() + timedelta(days=1)
    ShownDisclosure.objects.update(shown_from=tomorrow)
    page.unpublish()
    assert shown()[0].shown_until == tomorrow


def test_what_was_told_outlives_the_story():
    page = story()
    ArticlePage.objects.get(pk=page.pk).delete()
    (row,) = shown()
    assert row.page_id is None
    assert row.shown_until
    assert (row.headline, row.sentence) == ("Seaglass serum", GIFT)


def test_that_there_was_nothing_is_kept_as_well_and_that_nobody_asked_is_nothing():
    story(disclosure_answer="none", disclosures=[])
    story("Not asked", disclosure_answer="not_asked", disclosures=[])
    assert [(row.kind, row.sentence) for row in shown()] == [("none", "The writer has nothing to disclose.")]


def test_an_advertisers_page_is_kept_with_who_paid():
    page = factories.advertisement()
    (row,) = shown()
    assert (row.page_id, row.kind, row.party, row.may_change_text) == (page.pk, "advertiser", "Maison Example", True)
    assert row.sentence == page.disclosure_lines[0]


def test_who_signed_for_the_disclosures_is_named():
    page = story(live=False, owner=factories.user(Role.WRITER))
    newsroom.submit(page, page.owner)
    newsroom.sign_until(page, "Managing editors")
    newsroom.sign(page, factories.user(Role.MANAGING_EDITOR, first_name="Mara", last_name="Example"))
    assert newsroom.is_live(page)
    (row,) = shown()
    assert row.approved_by == "Mara Example"


def test_who_let_it_out_without_sign_offs_is_named():
    page = story(live=False)
    factories.waive_sign_offs(page)
    page.overrides.update(given_by=factories.user(display_name="Mara Example"))
    factories.publish(page)
    assert shown()[0].approved_by == "Mara Example, without sign-off"


@pytest.mark.parametrize(
    "fields", [{"kind": "lunch"}, {"value": "much"}, {"shown_until": datetime(2025, 1, 1, tzinfo=UTC)}]
)
def test_the_database_keeps_the_record_straight(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        record(**fields)


# The report -----------------------------------------------------------------------------------------


def record(**fields):
    fields = {
        "headline": "Seaglass serum",
        "address": "https://magazine.example/stories/seaglass/",
        "kind": "gifted_treatment",
        "party": "Studio Example",
        "sentence": GIFT,
        "shown_from": datetime(2026, 3, 1, 12, tzinfo=UTC),
    } | fields
    return ShownDisclosure.objects.create(**fields)


@pytest.fixture
def desk(login):
    return login(factories.user(Role.MANAGING_EDITOR))


def spreadsheet(desk, **query):
    response = desk.get(REPORT, {"export": "csv"} | query)
    assert response.streaming
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))


def headlines(desk, **query):
    return sorted(row["Headline"] for row in spreadsheet(desk, **query))


def test_the_report_shows_who_disclosed_what(desk):
    page = story()
    html = desk.get(REPORT).content.decode()
    assert GIFT in html
    assert "50 to 250" in html
    assert reverse("wagtailadmin_pages:edit", args=(page.pk,)) in html


def test_a_story_that_is_gone_is_listed_without_a_way_to_its_editor(desk):
    record()
    html = desk.get(REPORT).content.decode()
    assert "Seaglass serum" in html
    assert "/edit/" not in html.split("<table")[1].split("</table")[0]


def test_the_audit_of_a_year_has_what_readers_could_see_in_it(desk):
    record(headline="Before", shown_from=datetime(2024, 5, 1, tzinfo=UTC), shown_until=datetime(2024, 6, 1, tzinfo=UTC))
    record(headline="Into", shown_from=datetime(2024, 5, 1, tzinfo=UTC), shown_until=datetime(2025, 2, 1, tzinfo=UTC))
    record(headline="Within", shown_from=datetime(2025, 5, 1, tzinfo=UTC), shown_until=datetime(2025, 6, 1, tzinfo=UTC))
    record(headline="Over", shown_from=datetime(2025, 12, 1, tzinfo=UTC))
    record(headline="After", shown_from=datetime(2026, 1, 2, tzinfo=UTC))
    assert headlines(desk, year=2025) == ["Into", "Over", "Within"]
    assert headlines(desk, year=2024) == ["Before", "Into"]
    assert len(headlines(desk, year="x")) == len(headlines(desk)) == 5


def test_the_list_can_be_narrowed(desk):
    record(headline="Gift")
    record(headline="Loan", kind="loan", party="Maison Example", shown_until=datetime(2026, 4, 1, tzinfo=UTC))
    assert headlines(desk, kind="loan") == headlines(desk, now="ended") == headlines(desk, party="maison") == ["Loan"]
    assert headlines(desk, now="now") == ["Gift"]


def test_a_row_of_the_audit_says_all_of_it(desk):
    record(approved_by="Mara Example", value="over_1000", may_change_text=True)
    (row,) = spreadsheet(desk)
    assert list(row.values()) == [
        "Seaglass serum",
        "https://magazine.example/stories/seaglass/",
        "2026-03-01 12:00:00+00:00",
        "",
        "Gifted treatment",
        "Studio Example",
        "Over 1,000",
        "True",
        GIFT,
        "Mara Example",
    ]


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\r=1"])
def test_no_spreadsheet_runs_what_somebody_typed(desk, typed):
    assert harmless(typed) == f"'{typed}"
    record(headline=typed, party=typed, sentence=typed, approved_by=typed)
    (row,) = spreadsheet(desk)
    assert {row[name] for name in ("Headline", "Who", "What readers saw", "Approved by")} == {f"'{typed}"}


def test_words_stay_words(desk):
    assert harmless("Maison = Example") == "Maison = Example"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.MANAGING_EDITOR])
def test_only_managing_editors_see_it(login, role):
    client = login(factories.user(role))
    for address in (REPORT, f"{REPORT}results/", f"{REPORT}?export=csv"):
        assert client.get(address).status_code == 302
    assert REPORT not in client.get("/admin/").content.decode()


def test_fifty_rows_cost_as_many_queries_as_one(desk):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(REPORT).status_code == 200
        return len(captured)

    page = story()
    queries()
    few = queries()
    for _each in range(20):
        record(page_id=page.pk)
    assert queries() == few
